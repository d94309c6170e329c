package org.fugu.service.worker;

import java.util.List;
import java.util.function.Consumer;
import org.fugu.exokernel.run.RunObserver;

/// Something that has guests executed: said in parts by the service, carried out in a child, whose findings are said in
/// parts too.
///
/// @param <R> what comes of it
public sealed interface GuestWork<R> permits RunWork, MeasureWork, ExplainWork {
    /// What kinds there are, for a child to know what the parts mean.
    enum Kind {
        RUN {
            @Override
            GuestWork<?> read(List<byte[]> parts) {
                return RunWork.read(parts);
            }
        },
        MEASURE {
            @Override
            GuestWork<?> read(List<byte[]> parts) {
                return MeasureWork.read(parts);
            }
        },
        EXPLAIN {
            @Override
            GuestWork<?> read(List<byte[]> parts) {
                return ExplainWork.read(parts);
            }
        };

        /// The work that [GuestWork#parts] said.
        abstract GuestWork<?> read(List<byte[]> parts);
    }

    Kind kind();

    /// What a child has to know to carry it out.
    List<byte[]> parts();

    /// What programs may write, and where.
    Consoles consoles();

    /// All of what is found has no more bytes.
    long mostBytes();

    /// How it is kept on its way.
    default Checkpoints checkpoints() {
        return Checkpoints.NONE;
    }

    /// Carries it out, in this process.
    ///
    /// @param found is given the parts of what is found
    /// @throws org.fugu.exokernel.run.RunCancelledException when the observer asked for it
    void carryOut(RunObserver observer, Consumer<byte[]> found);

    /// What was found, as somebody said who may say anything.
    ///
    /// @param observer is told what a run tells at its end
    /// @throws IllegalArgumentException if it cannot be that
    R result(List<byte[]> found, RunObserver observer);

    /// Bounds of what programs write while the work is carried out.
    ///
    /// @param jobs how many there are
    /// @param nodes of one at the most
    /// @param bytes of all together at the most
    record Consoles(int jobs, int nodes, long bytes) {
        /// Nobody hears of them.
        static final Consoles NONE = new Consoles(0, 0, 0);
    }
}

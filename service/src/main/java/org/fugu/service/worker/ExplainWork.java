package org.fugu.service.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.fugu.bundle.run.InvalidRunException;
import org.fugu.exokernel.run.RunCancelledException;
import org.fugu.exokernel.run.RunObserver;
import org.fugu.experiment.benchmark.BenchmarkPair;
import org.fugu.experiment.benchmark.BoundBundle;
import org.fugu.experiment.difference.DifferenceFlames;
import org.fugu.experiment.difference.ExplanationFile;
import org.fugu.experiment.difference.RunDifference;
import org.fugu.experiment.difference.UnexplainableException;

/// Why a benchmark of two bundles differs. It is said as the bundles and their library OSes, the benchmark's name, and
/// bounds. What is found is said in three parts: how far it came, and the explanation and its flame graph as files; or
/// in two: how far it came, and why there is none.
///
/// @param before cycles that other explanations have taken
/// @param mostCycles of all together
/// @param room bytes that the files may have
public record ExplainWork(BoundBundle base, BoundBundle head, String benchmark, long before, long mostCycles, long room)
        implements GuestWork<ExplainWork.Found> {
    private static final String NO_ROOM =
            "what there is to say takes more than it may; the project's owner can delete old comparisons";

    private static final long MOST_REASON = 64 << 10;

    /// What came of it.
    public sealed interface Found {
        /// Cycles that were simulated, with those before.
        long cycles();

        /// @param explanation the document of [ExplanationFile]
        /// @param flames for speedscope
        @SuppressWarnings("ArrayRecordComponent") // written once, and compared by nobody
        record Explained(long cycles, RunDifference difference, byte[] explanation, byte[] flames) implements Found {}

        record Unexplained(long cycles, String why) implements Found {}

        /// It takes more cycles than it may.
        record Beyond(long cycles) implements Found {}
    }

    @Override
    public Kind kind() {
        return Kind.EXPLAIN;
    }

    @Override
    public List<byte[]> parts() {
        var parts = new ArrayList<byte[]>();
        Parts.add(base, parts);
        Parts.add(head, parts);
        parts.add(Parts.text(benchmark));
        parts.add(Parts.written(out -> {
            out.writeLong(before);
            out.writeLong(mostCycles);
            out.writeLong(room);
        }));
        return parts;
    }

    static ExplainWork read(List<byte[]> parts) {
        var next = parts.iterator();
        var base = Parts.bound(next);
        var head = Parts.bound(next);
        var benchmark = Parts.text(next.next());
        return Parts.read(
                next.next(), in -> new ExplainWork(base, head, benchmark, in.readLong(), in.readLong(), in.readLong()));
    }

    @Override
    public Consoles consoles() {
        return Consoles.NONE;
    }

    @Override
    public long mostBytes() {
        return MOST_REASON + room;
    }

    @Override
    public void carryOut(RunObserver observer, Consumer<byte[]> found) {
        var budget = new CycleBudget(observer, before, mostCycles);
        try {
            var pair = BenchmarkPair.of(base, head, benchmark::equals).getFirst();
            var explained = pair.explain(budget);
            var document = ExplanationFile.write(List.of(explained.difference()));
            var flames = Parts.text(DifferenceFlames.of(List.of(explained)).text());
            if ((long) document.length + flames.length > room) throw new UnexplainableException(NO_ROOM);
            found.accept(cycles(budget));
            found.accept(document);
            found.accept(flames);
        } catch (UnexplainableException | InvalidRunException e) {
            found.accept(cycles(budget));
            found.accept(Parts.text(String.valueOf(e.getMessage())));
        } catch (RunCancelledException e) {
            if (!budget.isBeyond()) throw e;
            found.accept(cycles(budget));
        }
    }

    private static byte[] cycles(CycleBudget budget) {
        return Parts.written(out -> out.writeLong(budget.cycles()));
    }

    @Override
    public Found result(List<byte[]> found, RunObserver observer) {
        if (found.isEmpty() || found.size() > 3) throw new IllegalArgumentException("that is no explanation");
        long cycles = Parts.read(found.getFirst(), in -> in.readLong());
        if (cycles < before) throw new IllegalArgumentException("it has come to cycle " + cycles);
        if (found.size() == 1) return new Found.Beyond(cycles);
        if (found.size() == 2) return new Found.Unexplained(cycles, Parts.text(found.get(1)));
        var differences = ExplanationFile.read(found.get(1));
        if (differences.size() != 1 || !differences.getFirst().name().equals(benchmark)) {
            throw new IllegalArgumentException("that does not explain the benchmark " + benchmark);
        }
        return new Found.Explained(cycles, differences.getFirst(), found.get(1), found.get(2));
    }
}

package org.fugu.service.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.fugu.exokernel.run.RunObserver;
import org.fugu.experiment.benchmark.BenchmarkResults;
import org.fugu.experiment.benchmark.BenchmarkRun;
import org.fugu.experiment.benchmark.BoundBundle;
import org.fugu.experiment.benchmark.Measurement;
import org.fugu.experiment.benchmark.ResultsFile;

/// One benchmark of a bundle. It is said as the bundle and its library OS, and a name; what is found is a file of
/// results with that benchmark alone.
///
/// @param benchmark its name
/// @param threads host threads
public record MeasureWork(BoundBundle bound, String benchmark, int threads) implements GuestWork<Measurement> {
    /// Its figures are named by the program, which can name a few thousand.
    private static final long MOST_BYTES = 16 << 20;

    @Override
    public Kind kind() {
        return Kind.MEASURE;
    }

    @Override
    public List<byte[]> parts() {
        var parts = new ArrayList<byte[]>();
        Parts.add(bound, parts);
        parts.add(Parts.text(benchmark));
        parts.add(Parts.written(out -> out.writeInt(threads)));
        return parts;
    }

    static MeasureWork read(List<byte[]> parts) {
        var next = parts.iterator();
        return new MeasureWork(Parts.bound(next), Parts.text(next.next()), Parts.read(next.next(), in -> in.readInt()));
    }

    @Override
    public Consoles consoles() {
        return Consoles.NONE;
    }

    @Override
    public long mostBytes() {
        return MOST_BYTES;
    }

    @Override
    public void carryOut(RunObserver observer, Consumer<byte[]> found) {
        var wanted = bound.benchmarks().stream()
                .filter(each -> each.name().equals(benchmark))
                .findFirst()
                .orElseThrow();
        var measured = BenchmarkRun.measure(bound, wanted, threads, observer);
        found.accept(ResultsFile.write(BenchmarkResults.of(bound, List.of(measured))));
    }

    @Override
    public Measurement result(List<byte[]> found, RunObserver observer) {
        if (found.size() != 1) throw new IllegalArgumentException("there are " + found.size() + " results");
        var measured = ResultsFile.read(found.getFirst()).measurements();
        if (measured.size() != 1 || !measured.getFirst().name().equals(benchmark)) {
            throw new IllegalArgumentException("that is not the benchmark " + benchmark);
        }
        return measured.getFirst();
    }
}

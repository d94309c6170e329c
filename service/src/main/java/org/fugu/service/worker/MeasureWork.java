package org.fugu.service.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.fugu.exokernel.run.RunObserver;
import org.fugu.experiment.benchmark.BenchmarkResults;
import org.fugu.experiment.benchmark.BenchmarkRun;
import org.fugu.experiment.benchmark.BoundBundle;
import org.fugu.experiment.benchmark.ResultsFile;

/// One benchmark of a bundle. It is said as the bundle and its library OS, and a name; what is found is a file of
/// results with that benchmark alone, and how many cycles were simulated.
///
/// @param benchmark its name
/// @param threads host threads
/// @param checkpoints how its run is kept on its way
public record MeasureWork(BoundBundle bound, String benchmark, int threads, Checkpoints checkpoints)
        implements GuestWork<BenchmarkRun.Measured> {
    /// Its figures are named by the program, which can name a few thousand.
    private static final long MOST_BYTES = 16 << 20;

    /// The same, and its run is not kept on its way.
    public MeasureWork(BoundBundle bound, String benchmark, int threads) {
        this(bound, benchmark, threads, Checkpoints.NONE);
    }

    @Override
    public Kind kind() {
        return Kind.MEASURE;
    }

    @Override
    public List<byte[]> parts() {
        var parts = new ArrayList<byte[]>();
        Parts.add(bound, parts);
        parts.add(Parts.text(benchmark));
        parts.add(Parts.written(out -> {
            out.writeInt(threads);
            checkpoints.write(out);
        }));
        if (checkpoints.last() != null) parts.add(checkpoints.last().bytes());
        return parts;
    }

    static MeasureWork read(List<byte[]> parts) {
        var next = parts.iterator();
        var bound = Parts.bound(next);
        var benchmark = Parts.text(next.next());
        return Parts.read(
                next.next(), in -> new MeasureWork(bound, benchmark, in.readInt(), Checkpoints.read(in, next::next)));
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
        var measured = checkpoints.goOn(
                from -> BenchmarkRun.measured(bound, wanted, from, threads, new Keeping(observer, checkpoints)));
        found.accept(ResultsFile.write(BenchmarkResults.of(bound, List.of(measured.measurement()))));
        found.accept(Parts.written(out -> out.writeLong(measured.cycles())));
    }

    @Override
    public BenchmarkRun.Measured result(List<byte[]> found, RunObserver observer) {
        if (found.size() != 2) throw new IllegalArgumentException("there are " + found.size() + " results");
        var measured = ResultsFile.read(found.getFirst()).measurements();
        if (measured.size() != 1 || !measured.getFirst().name().equals(benchmark)) {
            throw new IllegalArgumentException("that is not the benchmark " + benchmark);
        }
        long cycles = Parts.read(found.getLast(), in -> in.readLong());
        if (cycles < 0) throw new IllegalArgumentException("it took " + cycles + " cycles");
        return new BenchmarkRun.Measured(measured.getFirst(), cycles);
    }
}

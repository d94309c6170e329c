package org.fugu.service.worker;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.fugu.bundle.observe.JobTraces;
import org.fugu.exokernel.abi.InputContents;
import org.fugu.exokernel.run.Exokernel;
import org.fugu.exokernel.run.InputDigests;
import org.fugu.exokernel.run.JobFiles;
import org.fugu.exokernel.run.JobReport;
import org.fugu.exokernel.run.Recording;
import org.fugu.exokernel.run.RunInputs;
import org.fugu.exokernel.run.RunObserver;
import org.fugu.exokernel.run.RunReport;
import org.fugu.exokernel.run.RunRequest;
import org.fugu.exokernel.run.TraceOrder;
import org.fugu.exokernel.run.WireForms;
import org.fugu.experiment.runset.KernelWatch;
import org.fugu.experiment.runset.KernelWork;
import org.jspecify.annotations.Nullable;

/// One run, of one job or several.
///
/// It is said as the [wire form][WireForms] of the request, options, and the files of each job. What is found is the
/// wire form of the report without consoles, then what nodes wrote, in the report's order, one part each; the packed
/// trace of each job, empty if none was wanted; what the kernel did; which jobs tell of their disks, and these.
///
/// @param traced which part of the run is wanted as a trace, by job; null for none
/// @param watched whether what the kernel does is counted; then no trace is wanted
/// @param disks whether the observer hears what disks hold at the end
/// @param checkpoints how it is kept on its way, with what its trace has and what was counted until then
public record RunWork(
        RunRequest request,
        List<JobTraces.@Nullable Part> traced,
        boolean watched,
        boolean disks,
        Checkpoints checkpoints)
        implements GuestWork<RunWork.Found> {
    /// So many events a trace has at the most.
    public static final int MOST_EVENTS = 100_000;

    /// A report without consoles. The largest part are hashes of the run's epochs: this is for some 10^12 cycles.
    private static final long MOST_REPORT = 32 << 20;

    /// An event of a trace is some hundred letters, of which packing leaves a tenth.
    private static final long MOST_TRACE = 16 << 20;

    private static final long MOST_KERNEL = 1 << 20;
    private static final byte[] NOTHING = {};

    /// What came of it.
    ///
    /// @param traces as [JobTraces#packed], by job
    /// @param kernel what the kernel did, by call and cause; null if that was not wanted
    public record Found(
            RunReport report,
            List<byte @Nullable []> traces,
            @Nullable SortedMap<String, KernelWork> kernel) {}

    /// Of which nothing is wanted but its report.
    public RunWork(RunRequest request) {
        this(request, Checkpoints.NONE);
    }

    /// The same, and it is kept on its way.
    public RunWork(RunRequest request, Checkpoints checkpoints) {
        this(request, Collections.nCopies(request.jobs().size(), null), false, false, checkpoints);
    }

    @Override
    public Kind kind() {
        return Kind.RUN;
    }

    @Override
    public Consoles consoles() {
        long bytes = request.jobs().stream()
                .mapToLong(job -> job.limits().consoleBytes())
                .sum();
        return new Consoles(request.jobs().size(), request.mesh().nodes(), bytes);
    }

    @Override
    public long mostBytes() {
        long disks = request.jobs().stream()
                .mapToLong(job -> job.disk() == null ? 0 : job.limits().memoryBytes())
                .sum();
        return MOST_REPORT + consoles().bytes() + MOST_TRACE * traced.size() + MOST_KERNEL + disks;
    }

    @Override
    public List<byte[]> parts() {
        var parts = new ArrayList<byte[]>();
        parts.add(WireForms.REQUEST.write(RunInputs.of(request)));
        parts.add(Parts.written(this::options));
        for (var job : request.jobs()) {
            parts.add(job.image());
            if (job.library() != null) parts.add(job.library().image());
            if (job.disk() != null) parts.add(job.disk().bytes());
            if (job.inputs() != null) add(job.inputs(), parts);
        }
        if (checkpoints.last() != null) parts.add(checkpoints.last().bytes());
        return parts;
    }

    private static void add(InputContents inputs, List<byte[]> parts) {
        var standard = inputs.standard();
        if (standard != null) parts.add(standard);
        parts.addAll(inputs.files().values());
    }

    private static InputContents contents(InputDigests inputs, Iterator<byte[]> next) {
        var standard = inputs.standard() == null ? null : next.next();
        var files = new TreeMap<String, byte[]>();
        for (var name : inputs.files().keySet()) files.put(name, next.next());
        return InputContents.of(standard, files);
    }

    private void options(DataOutputStream out) throws IOException {
        out.writeInt(request.hostThreads());
        out.writeBoolean(watched);
        out.writeBoolean(disks);
        for (var part : traced) {
            out.writeLong(part == null ? 0 : part.from());
            out.writeLong(part == null ? 0 : part.to());
        }
        checkpoints.write(out);
    }

    static RunWork read(List<byte[]> parts) {
        var next = parts.iterator();
        var inputs = WireForms.REQUEST.read(next.next());
        return Parts.read(next.next(), in -> {
            int threads = in.readInt();
            boolean watched = in.readBoolean();
            boolean disks = in.readBoolean();
            var traced = new ArrayList<JobTraces.@Nullable Part>();
            var files = new ArrayList<JobFiles>();
            for (var job : inputs.jobs()) {
                var part = new JobTraces.Part(in.readLong(), in.readLong());
                traced.add(part.to() == 0 ? null : part);
                files.add(new JobFiles(
                        next.next(),
                        job.library() == null ? null : next.next(),
                        job.disk() == null ? null : next.next(),
                        job.inputs() == null ? null : contents(job.inputs(), next)));
            }
            return new RunWork(
                    inputs.request(files, threads), traced, watched, disks, Checkpoints.read(in, next::next));
        });
    }

    @Override
    public void carryOut(RunObserver observer, Consumer<byte[]> found) {
        var ended = checkpoints.goOn(from -> carryOut(from, observer));
        say(ended.report(), found);
        var told = ended.told();
        told.traces.close();
        for (int job = 0; job < traced.size(); job++) {
            var packed = told.traces.packed(job);
            found.accept(packed == null ? NOTHING : packed);
        }
        found.accept(Parts.written(out -> write(told.kernel.work(), out)));
        found.accept(Parts.written(out -> {
            for (int job = 0; job < traced.size(); job++) out.writeBoolean(told.ended.containsKey(job));
        }));
        told.ended.values().forEach(found);
    }

    private record Ended(RunReport report, Told told) {}

    private Ended carryOut(byte @Nullable [] from, RunObserver observer) {
        var told = new Told(observer);
        return new Ended(from == null ? Exokernel.run(request, told) : Exokernel.resume(request, from, told), told);
    }

    /// Consoles can be long, and are in no text that has to be looked at letter by letter.
    private static void say(RunReport report, Consumer<byte[]> found) {
        found.accept(WireForms.REPORT.write(with(report, () -> NOTHING)));
        for (var job : report.jobs()) job.console().values().forEach(found);
    }

    /// The same report with other consoles, asked for in its order.
    private static RunReport with(RunReport report, Supplier<byte[]> consoles) {
        UnaryOperator<JobReport> other = job -> {
            var printed = new TreeMap<Integer, byte[]>();
            for (int node : job.console().keySet()) printed.put(node, consoles.get());
            return job.printed(printed);
        };
        return report.seen(Collections.nCopies(report.jobs().size(), other));
    }

    @Override
    public Found result(List<byte[]> found, RunObserver observer) {
        try {
            var next = found.iterator();
            var report = with(WireForms.REPORT.read(next.next()), next::next);
            if (report.jobs().size() != request.jobs().size()) {
                throw new IllegalArgumentException(
                        "the report is of " + report.jobs().size() + " jobs");
            }
            var traces = new ArrayList<byte @Nullable []>();
            for (var part : traced) {
                var packed = next.next();
                traces.add(part == null ? null : packed);
            }
            var kernel = Parts.read(next.next(), RunWork::kernel);
            for (int job : told(next.next())) observer.disk(job, next.next());
            if (next.hasNext()) throw new IllegalArgumentException("there is more than was asked for");
            return new Found(report, traces, watched ? kernel : null);
        } catch (NoSuchElementException e) {
            throw new IllegalArgumentException("something is missing", e);
        }
    }

    /// The jobs whose disks are told of.
    private List<Integer> told(byte[] part) {
        return Parts.read(part, in -> {
            var told = new ArrayList<Integer>();
            for (int job = 0; job < request.jobs().size(); job++) {
                if (!in.readBoolean()) continue;
                if (!disks || request.jobs().get(job).disk() == null) {
                    throw new IllegalArgumentException("nobody wants to hear of the disk of job " + job);
                }
                told.add(job);
            }
            return told;
        });
    }

    private static void write(SortedMap<String, KernelWork> kernel, DataOutputStream out) throws IOException {
        out.writeInt(kernel.size());
        for (var reason : kernel.entrySet()) {
            out.writeUTF(reason.getKey());
            out.writeLong(reason.getValue().count());
            out.writeLong(reason.getValue().cycles());
        }
    }

    private static SortedMap<String, KernelWork> kernel(DataInputStream in) throws IOException {
        int reasons = in.readInt();
        var kernel = new TreeMap<String, KernelWork>();
        for (int i = 0; i < reasons; i++) kernel.put(in.readUTF(), new KernelWork(in.readLong(), in.readLong()));
        return kernel;
    }

    /// Hands on what somebody listens to, and keeps what is said at the end.
    private final class Told extends Keeping {
        private final RunObserver observer;
        private final JobTraces traces = new JobTraces(request, traced, MOST_EVENTS);
        private final KernelWatch kernel = new KernelWatch();
        private final SortedMap<Integer, byte[]> ended = new TreeMap<>();

        Told(RunObserver observer) {
            super(observer, checkpoints);
            this.observer = observer;
        }

        /// Whoever listens knows which of it was heard before.
        @Override
        public boolean wantsConsoleAgain() {
            return true;
        }

        @Override
        public void console(int job, long cycle, int node, byte[] bytes) {
            observer.console(job, cycle, node, bytes);
        }

        @Override
        public @Nullable TraceOrder trace() {
            return watched ? kernel.order() : traces.order();
        }

        @Override
        public @Nullable Recording recording() {
            if (watched) return kernel;
            return traces.order() == null ? null : traces;
        }

        @Override
        public boolean wantsDisks() {
            return disks;
        }

        @Override
        public void disk(int job, byte[] bytes) {
            ended.put(job, bytes);
        }
    }
}

package org.fugu.bundle.observe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.fugu.exokernel.run.JobRequest;
import org.fugu.exokernel.run.Recording;
import org.fugu.exokernel.run.RunRequest;
import org.fugu.exokernel.run.TraceOrder;
import org.fugu.machine.observe.TraceEvent;
import org.fugu.machine.state.BadSnapshotException;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.jspecify.annotations.Nullable;

/// A trace for each job of a run that wants one, in the form of [TraceWriter], packed with gzip.
///
/// What is in a job's trace happened on its nodes, which are numbered as the job sees them. Where
/// others have the same nodes, it happened while a program of the job had the processor: what began
/// before that, messages that were for nobody, and what crosses links are in no trace there. A job that
/// has all of the machine alone has everything.
public final class JobTraces implements Recording, AutoCloseable {
    /// Which part of a run is wanted.
    ///
    /// @param from what is over before this cycle is left out
    /// @param to what begins at it or later is left out
    public record Part(long from, long to) {}

    private static final int NONE = -1;

    /// Bytes of a trace that is under way, packed.
    private static final int MOST_BYTES = 64 << 20;

    private final List<@Nullable JobTrace> traces = new ArrayList<>();
    private final boolean alone;
    private final int[] groups;

    /// Since when that group has had the node.
    private final long[] since;

    /// @param wanted by job; null for those that want none
    /// @param mostEvents of each; further ones are left out, and the trace says so
    public JobTraces(RunRequest request, List<@Nullable Part> wanted, long mostEvents) {
        alone = request.isAlone();
        groups = new int[request.mesh().nodes()];
        since = new long[request.mesh().nodes()];
        Arrays.fill(groups, NONE);
        for (int job = 0; job < wanted.size(); job++) {
            var part = wanted.get(job);
            traces.add(part == null ? null : new JobTrace(request, job, part, mostEvents));
        }
    }

    /// What to tell of the run; null if nobody wants a trace.
    public @Nullable TraceOrder order() {
        long from = Long.MAX_VALUE;
        long to = 0;
        for (var trace : traces) {
            if (trace == null) continue;
            from = Math.min(from, trace.part.from());
            to = Math.max(to, trace.part.to());
        }
        return to == 0 ? null : new TraceOrder(from, to, false, this::accept);
    }

    private void accept(TraceEvent event) {
        if (event instanceof TraceEvent.Grouped grouped) {
            groups[grouped.node()] = grouped.group();
            since[grouped.node()] = grouped.from();
            return;
        }
        for (var trace : traces) {
            if (trace == null || event.until() <= trace.part.from() || event.from() >= trace.part.to()) continue;
            if (alone) trace.writer.accept(event);
            else if (event instanceof TraceEvent.OnNode onNode) trace.take(onNode);
        }
    }

    /// The trace of a job, after [#close]; null if it wants none.
    public byte @Nullable [] packed(int job) {
        var trace = traces.get(job);
        return trace == null ? null : trace.text.packed();
    }

    @Override
    public void save(StateWriter out) {
        out.add(groups).add(since).add(traces.size());
        for (var trace : traces) {
            out.add(trace != null);
            if (trace != null) trace.save(out);
        }
    }

    @Override
    public void restore(StateReader in) {
        in.next(groups);
        in.next(since);
        in.nextInt(traces.size(), traces.size());
        for (var trace : traces) {
            if (in.nextBoolean() != (trace != null)) throw anotherPart();
            if (trace != null) trace.restore(in);
        }
    }

    private static BadSnapshotException anotherPart() {
        return new BadSnapshotException("the snapshot is of a run of which another part was traced");
    }

    @Override
    public void close() {
        for (var trace : traces) if (trace != null) trace.writer.close();
    }

    private final class JobTrace {
        private final Part part;
        private final TraceText text = new TraceText();
        private final TraceWriter writer;

        /// By node of the machine, or [#NONE].
        private final int[] nodeOfJob;

        private final int group;
        private final boolean shares;

        JobTrace(RunRequest request, int number, Part part, long mostEvents) {
            this.part = part;
            var job = request.jobs().get(number);
            group = number + 1;
            shares = request.jobs().stream().anyMatch(other -> other != job && overlap(other, job));
            nodeOfJob = new int[request.mesh().nodes()];
            Arrays.fill(nodeOfJob, NONE);
            var nodes = job.rectangle().nodes(request.mesh());
            for (int i = 0; i < nodes.size(); i++) nodeOfJob[nodes.get(i).index()] = i;
            writer = new TraceWriter(
                    text, nodes.size(), request.preset().value("processor.clock"), mostEvents, part.from(), part.to());
        }

        private static boolean overlap(JobRequest one, JobRequest other) {
            return one.rectangle().overlaps(other.rectangle());
        }

        void save(StateWriter out) {
            out.add(part.from()).add(part.to());
            writer.save(out);
            out.add(text.save());
        }

        void restore(StateReader in) {
            if (in.next() != part.from() || in.next() != part.to()) throw anotherPart();
            writer.restore(in);
            text.restore(in.nextBytes(MOST_BYTES));
        }

        void take(TraceEvent.OnNode event) {
            if (nodeOfJob[event.node()] < 0 || shares && !isOwn(event)) return;
            var seen = seen(event);
            if (seen != null) writer.accept(seen);
        }

        private boolean isOwn(TraceEvent.OnNode event) {
            return !(event instanceof TraceEvent.Dropped)
                    && groups[event.node()] == group
                    && event.from() >= since[event.node()];
        }

        /// As the job numbers its nodes; null of what has to do with another node than the job's.
        private TraceEvent.@Nullable OnNode seen(TraceEvent.OnNode event) {
            int node = nodeOfJob[event.node()];
            long from = event.from();
            long until = event.until();
            return switch (event) {
                case TraceEvent.Did did -> new TraceEvent.Did(node, did.category(), from, until);
                case TraceEvent.Kernel kernel -> new TraceEvent.Kernel(node, kernel.what(), from, until);
                case TraceEvent.Handler _ -> new TraceEvent.Handler(node, from, until);
                case TraceEvent.Miss miss -> {
                    int home = nodeOfJob[miss.home()];
                    yield home < 0
                            ? null
                            : new TraceEvent.Miss(node, miss.line(), home, miss.prefetched(), from, until);
                }
                case TraceEvent.Launched sent -> {
                    int to = nodeOfJob[sent.destination()];
                    yield to < 0 ? null : new TraceEvent.Launched(node, sent.message(), to, sent.bytes(), from, until);
                }
                case TraceEvent.Disposed had -> {
                    int source = nodeOfJob[had.source()];
                    yield source < 0
                            ? null
                            : new TraceEvent.Disposed(node, had.message(), source, had.arrived(), from, until);
                }
                case TraceEvent.Dropped lost -> {
                    int source = nodeOfJob[lost.source()];
                    yield source < 0
                            ? null
                            : new TraceEvent.Dropped(node, lost.message(), source, lost.arrived(), from, until);
                }
                case TraceEvent.Grouped _ -> null;
            };
        }
    }
}

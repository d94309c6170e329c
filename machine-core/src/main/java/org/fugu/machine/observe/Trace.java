package org.fugu.machine.observe;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.jspecify.annotations.Nullable;

/// Brings what the parts of a machine tell into one order: by the time at which it was over, then by
/// part, then as the part told it. So the order follows from the run, and not from windows and host
/// threads.
public final class Trace {
    private final Consumer<TraceEvent> sink;
    private final List<TraceBuffer> buffers = new ArrayList<>();
    private final PriorityQueue<TraceBuffer.Entry> waiting = new PriorityQueue<>(
            Comparator.<TraceBuffer.Entry>comparingLong(entry -> entry.event().until())
                    .thenComparingInt(TraceBuffer.Entry::part)
                    .thenComparingLong(TraceBuffer.Entry::sequence));

    private @Nullable LinkTraffic traffic;

    /// @param parts how many parts the machine has: its nodes, and the networks as the last
    /// @param begin what is over before this cycle is not told
    /// @param end what begins at it or later is not told
    /// @param sink gets the events
    public Trace(int parts, long begin, long end, Consumer<TraceEvent> sink) {
        this.sink = sink;
        for (int part = 0; part < parts; part++) buffers.add(new TraceBuffer(part, begin, end));
    }

    public TraceBuffer buffer(int part) {
        return buffers.get(part);
    }

    /// Also tells what crosses links.
    public void withTraffic(LinkTraffic observed) {
        traffic = observed;
    }

    /// Collects what was told, and passes on what nothing can come before any more.
    ///
    /// @param bound nothing that will be told is over before it
    public void collect(long bound) {
        if (traffic != null) traffic.collect(bound);
        for (var buffer : buffers) {
            waiting.addAll(buffer.entries());
            buffer.entries().clear();
        }
        while (true) {
            var first = waiting.peek();
            if (first == null || first.event().until() >= bound) return;
            sink.accept(waiting.remove().event());
        }
    }

    /// Writes what was told and not passed on, so that a trace of the same machine can [#restore] it and tells
    /// the rest.
    public void save(StateWriter out) {
        collect(Long.MIN_VALUE);
        for (var buffer : buffers) out.add(buffer.told());
        out.add(waiting.size());
        waiting.stream().sorted(waiting.comparator()).forEach(entry -> {
            out.add(entry.part()).add(entry.sequence());
            StoredEvents.save(entry.event(), out);
        });
        if (traffic != null) traffic.save(out);
    }

    /// @throws org.fugu.machine.state.BadSnapshotException if what is read cannot be that
    public void restore(StateReader in) {
        for (var buffer : buffers) buffer.restore(in.next());
        for (int left = in.nextInt(0, Integer.MAX_VALUE); left > 0; left--) {
            int part = in.nextInt(0, buffers.size() - 1);
            long sequence = in.next();
            waiting.add(new TraceBuffer.Entry(StoredEvents.restore(in, buffers.size() - 1), part, sequence));
        }
        if (traffic != null) traffic.restore(in);
    }
}

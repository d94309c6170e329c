package org.fugu.machine.observe;

import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.jspecify.annotations.Nullable;

/// What the parts of one node record for observers: how long things took, always; and what happened,
/// while a [Trace] asks for it. Nothing of a run depends on it.
public final class NodeRecorder {
    private final int node;
    private final LatencySamples samples = new LatencySamples();
    private @Nullable TraceBuffer trace;

    /// Whose program was told of last.
    private int group = -1;

    public NodeRecorder(int node) {
        this.node = node;
    }

    /// Tells a trace of everything from now on.
    public void trace(TraceBuffer buffer) {
        trace = buffer;
    }

    /// Writes what a trace was told that is not told again.
    public void save(StateWriter out) {
        out.add(group);
    }

    public void restore(StateReader in) {
        group = in.nextInt(-1, Integer.MAX_VALUE);
    }

    /// Whether a trace listens.
    public boolean isTraced() {
        return trace != null;
    }

    /// How long things took since this was asked last.
    public LatencySamples samples() {
        return samples;
    }

    /// A line was missed and has come.
    ///
    /// @param prefetched whether nobody waited for it
    public void missed(int home, long line, boolean prefetched, long since, long until) {
        if (!prefetched) samples.add(home == node ? Latency.MISS_LOCAL : Latency.MISS_REMOTE, until - since);
        if (trace != null) trace.add(new TraceEvent.Miss(node, line, home, prefetched, since, until));
    }

    /// The software of the coherence protocol ran.
    public void coherenceHandled(long from, long until) {
        if (trace != null) trace.add(new TraceEvent.Handler(node, from, until));
    }

    /// The kernel handled a trap.
    public void kernelHandled(String what, long from, long until) {
        if (trace != null) trace.add(new TraceEvent.Kernel(node, what, from, until));
    }

    /// A program has the processor, of a group or of none.
    ///
    /// @param itsGroup less than 0 for none, which tells nothing
    public void grouped(int itsGroup, long now) {
        if (trace == null || itsGroup < 0 || itsGroup == group) return;
        group = itsGroup;
        trace.always(new TraceEvent.Grouped(node, itsGroup, now, now));
    }

    /// A message was launched.
    public void launched(long message, int destination, int bytes, long from, long until) {
        if (trace != null) trace.add(new TraceEvent.Launched(node, message, destination, bytes, from, until));
    }

    /// The program has disposed of a message.
    public void disposed(long message, int source, long arrived, long now) {
        samples.add(Latency.MESSAGE_QUEUE, now - arrived);
        if (trace != null) trace.add(new TraceEvent.Disposed(node, message, source, arrived, now, now + 1));
    }

    /// A message left the queue otherwise.
    public void dropped(long message, int source, long arrived, long now) {
        if (trace != null) trace.add(new TraceEvent.Dropped(node, message, source, arrived, now, now + 1));
    }
}

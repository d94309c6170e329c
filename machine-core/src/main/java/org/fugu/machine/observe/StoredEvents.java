package org.fugu.machine.observe;

import org.fugu.machine.observe.CycleAccount.Category;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// Events that were told and not passed on, as a snapshot has them.
final class StoredEvents {
    private static final Category[] CATEGORIES = Category.values();
    /// Bytes of the name of a call, a cause or a link.
    private static final int LONGEST_NAME = 1 << 10;

    private static final int DID = 0;
    private static final int KERNEL = 1;
    private static final int HANDLER = 2;
    private static final int MISS = 3;
    private static final int LAUNCHED = 4;
    private static final int DISPOSED = 5;
    private static final int DROPPED = 6;
    private static final int GROUPED = 7;
    private static final int TRAFFIC = 8;

    private StoredEvents() {}

    static void save(TraceEvent event, StateWriter out) {
        switch (event) {
            case TraceEvent.Did did -> begin(DID, did, out).add(did.category().ordinal());
            case TraceEvent.Kernel kernel -> begin(KERNEL, kernel, out).add(kernel.what());
            case TraceEvent.Handler handler -> begin(HANDLER, handler, out);
            case TraceEvent.Miss miss ->
                begin(MISS, miss, out).add(miss.line()).add(miss.home()).add(miss.prefetched());
            case TraceEvent.Launched sent ->
                begin(LAUNCHED, sent, out)
                        .add(sent.message())
                        .add(sent.destination())
                        .add(sent.bytes());
            case TraceEvent.Disposed had ->
                begin(DISPOSED, had, out).add(had.message()).add(had.source()).add(had.arrived());
            case TraceEvent.Dropped lost ->
                begin(DROPPED, lost, out).add(lost.message()).add(lost.source()).add(lost.arrived());
            case TraceEvent.Grouped grouped -> begin(GROUPED, grouped, out).add(grouped.group());
            case TraceEvent.Traffic traffic ->
                out.add(TRAFFIC)
                        .add(traffic.from())
                        .add(traffic.until())
                        .add(traffic.link())
                        .add(traffic.bytes());
        }
    }

    private static StateWriter begin(int kind, TraceEvent.OnNode event, StateWriter out) {
        return out.add(kind).add(event.from()).add(event.until()).add(event.node());
    }

    /// @param nodes of the machine
    static TraceEvent restore(StateReader in, int nodes) {
        int kind = in.nextInt(DID, TRAFFIC);
        long from = in.next();
        long until = in.next();
        if (kind == TRAFFIC) return new TraceEvent.Traffic(in.nextText(LONGEST_NAME), in.next(), from, until);
        int node = in.nextInt(0, nodes - 1);
        return switch (kind) {
            case DID -> new TraceEvent.Did(node, CATEGORIES[in.nextInt(0, CATEGORIES.length - 1)], from, until);
            case KERNEL -> new TraceEvent.Kernel(node, in.nextText(LONGEST_NAME), from, until);
            case HANDLER -> new TraceEvent.Handler(node, from, until);
            case MISS -> new TraceEvent.Miss(node, in.next(), in.nextInt(0, nodes - 1), in.nextBoolean(), from, until);
            case LAUNCHED ->
                new TraceEvent.Launched(
                        node, in.next(), in.nextInt(0, nodes - 1), in.nextInt(0, Integer.MAX_VALUE), from, until);
            case DISPOSED -> new TraceEvent.Disposed(node, in.next(), in.nextInt(0, nodes - 1), in.next(), from, until);
            case DROPPED -> new TraceEvent.Dropped(node, in.next(), in.nextInt(0, nodes - 1), in.next(), from, until);
            default -> new TraceEvent.Grouped(node, in.nextInt(0, Integer.MAX_VALUE), from, until);
        };
    }
}

package org.fugu.machine.observe;

import java.util.TreeMap;
import java.util.function.IntFunction;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// What crosses each link, by interval of time, for a trace. A packet counts whole in the interval in
/// which its head gets onto the link.
public final class LinkTraffic {
    /// Length of an interval, in cycles.
    public static final long INTERVAL = 65_536;

    private final TraceBuffer buffer;
    private final IntFunction<String> names;

    /// Bytes by link, by interval; only of intervals that are not over.
    private final TreeMap<Long, TreeMap<Integer, Long>> open = new TreeMap<>();

    /// @param names of the links by number
    public LinkTraffic(TraceBuffer buffer, IntFunction<String> names) {
        this.buffer = buffer;
        this.names = names;
    }

    /// A packet's head gets onto a link.
    ///
    /// @param time not before the bound of the last [#collect]
    public void crosses(int link, long time, int bytes) {
        open.computeIfAbsent(time / INTERVAL, _ -> new TreeMap<>()).merge(link, (long) bytes, Long::sum);
    }

    /// Tells of the intervals in which nothing more can happen.
    ///
    /// @param bound no packet gets onto a link before it any more
    public void collect(long bound) {
        while (!open.isEmpty() && (open.firstKey() + 1) * INTERVAL <= bound) {
            var first = open.pollFirstEntry();
            long from = first.getKey() * INTERVAL;
            first.getValue()
                    .forEach((link, bytes) ->
                            buffer.add(new TraceEvent.Traffic(names.apply(link), bytes, from, from + INTERVAL)));
        }
    }

    void save(StateWriter out) {
        out.add(open.size());
        open.forEach((interval, links) -> {
            out.add(interval).add(links.size());
            links.forEach((link, bytes) -> out.add(link).add(bytes));
        });
    }

    void restore(StateReader in) {
        open.clear();
        for (int intervals = in.nextInt(0, Integer.MAX_VALUE); intervals > 0; intervals--) {
            var links = new TreeMap<Integer, Long>();
            open.put(in.next(), links);
            for (int left = in.nextInt(0, Integer.MAX_VALUE); left > 0; left--) {
                links.put(in.nextInt(0, Integer.MAX_VALUE), in.next());
            }
        }
    }
}

package org.fugu.machine.observe;

import java.util.ArrayList;
import java.util.List;
import org.fugu.machine.observe.CycleAccount.Category;

/// Where one part of a machine leaves what it has to tell, until its [Trace] collects it. Each part
/// has its own, so that parts which run on different host threads do not meet.
public final class TraceBuffer {
    /// An event in the order of all.
    ///
    /// @param part of the machine: the nodes, then the networks
    /// @param sequence of the part's events
    record Entry(TraceEvent event, int part, long sequence) {}

    private final int part;
    private final long begin;
    private final long end;
    private final List<Entry> entries = new ArrayList<>();
    private long sequence;

    /// @param begin what is over before this cycle is not told
    /// @param end what begins at it or later is not told
    TraceBuffer(int part, long begin, long end) {
        this.part = part;
        this.begin = begin;
        this.end = end;
    }

    /// Tells of an event that is over; not before the time of the event or instruction that the part
    /// is at.
    public void add(TraceEvent event) {
        if (event.until() > begin && event.from() < end) entries.add(new Entry(event, part, sequence++));
    }

    /// The same of what has to be known of all that follows.
    void always(TraceEvent event) {
        if (event.from() < end) entries.add(new Entry(event, part, sequence++));
    }

    /// An entry of a node's account.
    public void spent(Category category, long from, long until) {
        add(new TraceEvent.Did(part, category, from, until));
    }

    List<Entry> entries() {
        return entries;
    }

    /// How many events the part has told.
    long told() {
        return sequence;
    }

    /// @param told as another buffer of the part has [#told] them
    void restore(long told) {
        sequence = told;
    }
}

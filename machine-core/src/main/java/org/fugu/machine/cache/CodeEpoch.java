package org.fugu.machine.cache;

/// How long what was found out about a node's instructions holds: where they are, that they may be
/// executed from there, and what they say. It holds for an epoch, so that whoever keeps it need not hear
/// of each thing that may take it away. Within an epoch lines may leave the cache; the last of them are
/// kept, for who wants to know whether his are among them.
///
/// The fields are public because they are read and written between instructions. Nothing here is part of
/// the simulated machine.
public final class CodeEpoch {
    /// Bytes that are fetched at a time.
    private static final int GROUP = 16;

    private static final int KEPT = 32;

    /// Of the epoch.
    public long number;

    /// How many groups have left from which instructions were executed, in all epochs.
    public long departures;

    /// When instructions were last executed without looking for their lines.
    public long lastUse;

    /// The physical addresses of the last of them, in turn.
    private final long[] departed = new long[KEPT];

    /// A translation or the meaning of instructions may have changed.
    public void end() {
        number++;
    }

    /// A line leaves, or changes.
    void departs(long physicalAddress, int bytes) {
        for (int at = 0; at < bytes; at += GROUP) departed[(int) departures++ & KEPT - 1] = physicalAddress + at;
    }

    /// Whether all departures are still known that came after so many.
    public boolean remembers(long before) {
        return departures - before <= KEPT;
    }

    /// The physical address of the group that left after so many others.
    public long departed(long before) {
        return departed[(int) before & KEPT - 1];
    }

    /// A number that is another one after any end or departure.
    public long changes() {
        return number + departures;
    }
}

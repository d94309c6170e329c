package org.fugu.machine.cache;

import org.fugu.machine.preset.Preset;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// Where stores wait that are written through. Entries retire one after the other; a store waits
/// only while all are taken. Nothing but time is in here: a store is made when the processor makes
/// it, to a line that its node owns, so no load has to look here for a value.
public final class WriteBuffer {
    private static final long NO_PAGE = -1;

    private final boolean exists;
    private final long cycles;
    private final long pageCycles;
    private final long pageBytes;

    /// When each entry has retired, or will have; those of the past are free.
    private final long[] retired;

    /// The entry taken longest, which the next store takes.
    private int next;

    private long empty;
    private long page = NO_PAGE;
    private long waited;

    private WriteBuffer(Preset preset, boolean writesThrough) {
        exists = writesThrough;
        retired = new long[preset.intValue("write_buffer.entries")];
        cycles = preset.value("write_buffer.cycles");
        pageCycles = preset.value("write_buffer.page_cycles");
        pageBytes = preset.value("memory.page_bytes");
    }

    /// The write buffer of a machine. Where nothing is written through, it takes no time, holds
    /// nothing, and does not [#exists].
    public static WriteBuffer of(Preset preset) {
        boolean firstLevel = preset.value("cache.l1.bytes") > 0;
        boolean writesThrough = preset.value("cache.write") == 0 || firstLevel && preset.value("cache.l1.write") == 0;
        return new WriteBuffer(preset, writesThrough);
    }

    /// Whether the machine writes anything through.
    public boolean exists() {
        return exists;
    }

    /// Takes a store. Without entries it takes its time at once.
    ///
    /// @param time not before that of the call before
    /// @param address physical
    /// @return when the processor can go on
    public long store(long time, long address) {
        if (!exists) return time;
        long free = retired.length == 0 ? time : Math.max(time, retired[next]);
        empty = Math.max(free, empty) + retirement(address);
        long goesOn = retired.length == 0 ? empty : free;
        waited += goesOn - time;
        if (retired.length > 0) {
            retired[next] = empty;
            next = (next + 1) % retired.length;
        }
        return goesOn;
    }

    private long retirement(long address) {
        long before = page;
        page = pageBytes == 0 ? NO_PAGE : address / pageBytes;
        return page != NO_PAGE && page == before ? pageCycles : cycles;
    }

    /// Waits until nothing is in the buffer.
    ///
    /// @return when the processor can go on
    public long drain(long time) {
        long goesOn = Math.max(time, empty);
        waited += goesOn - time;
        return goesOn;
    }

    /// Cycles for which the processor has waited.
    public long waited() {
        return waited;
    }

    public void save(StateWriter out) {
        if (!exists) return;
        out.add(retired).add(next).add(empty).add(page).add(waited);
    }

    public void restore(StateReader in) {
        if (!exists) return;
        in.next(retired);
        next = in.nextInt(0, Math.max(0, retired.length - 1));
        empty = in.next();
        page = in.next();
        waited = in.next();
    }
}

package org.fugu.machine.memory;

import org.fugu.machine.preset.Preset;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// What it takes the DRAM of a node to read or write a line, beyond the first 16 bytes of a line in
/// the open page, which are part of the home's own time: the rest of the line, and the opening of
/// another DRAM page than that of the access before. A memory without pages is flat.
public final class DramTiming {
    private static final int FIRST_BYTES = 16;
    private static final long NO_PAGE = -1;

    private final LineShape lines;
    private final long restCycles;
    private final long pageBytes;
    private final long openingCycles;

    private long openPage = NO_PAGE;
    private long pageMisses;

    public DramTiming(LineShape lines, Preset preset) {
        this.lines = lines;
        restCycles = (lines.bytes() / FIRST_BYTES - 1) * preset.value("memory.per_16_bytes");
        pageBytes = preset.value("memory.page_bytes");
        openingCycles = preset.value("memory.page_miss");
    }

    /// Accesses a line of this memory.
    ///
    /// @return cycles that it takes beyond the home's own time, 0 or more
    public long access(long line) {
        return restCycles + opening(lines.address(line));
    }

    /// What [#access] answers at the most.
    public long most() {
        return restCycles + (pageBytes == 0 ? 0 : openingCycles);
    }

    private long opening(long address) {
        if (pageBytes == 0) return 0;
        long page = address / pageBytes;
        if (page == openPage) return 0;
        openPage = page;
        pageMisses++;
        return openingCycles;
    }

    /// How often another page was opened.
    public long pageMisses() {
        return pageMisses;
    }

    public void save(StateWriter out) {
        out.add(openPage).add(pageMisses);
    }

    public void restore(StateReader in) {
        openPage = in.next();
        pageMisses = in.next();
    }
}

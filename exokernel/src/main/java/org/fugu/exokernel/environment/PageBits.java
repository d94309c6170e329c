package org.fugu.exokernel.environment;

import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// A window of an environment's pages, and where the kernel marks which of them were used: a byte for
/// each page, in memory of the environment that the kernel maps by itself.
///
/// @param address of the first page's byte
/// @param firstPage virtual page number
/// @param pages 0 if nothing is marked
public record PageBits(long address, long firstPage, int pages) {
    /// So many pages can be in a window.
    public static final int MOST = 4096;

    public static final PageBits NONE = new PageBits(0, 0, 0);

    public boolean covers(long virtualPage) {
        return virtualPage >= firstPage && virtualPage - firstPage < pages;
    }

    /// Where the byte of a page is that it [#covers].
    public long byteOf(long virtualPage) {
        return address + (virtualPage - firstPage);
    }

    void save(StateWriter out) {
        out.add(address).add(firstPage).add(pages);
    }

    static PageBits restored(StateReader in) {
        return new PageBits(in.next(), in.next(), in.nextInt(0, MOST));
    }
}

package org.fugu.machine.access;

import java.util.function.LongConsumer;
import org.fugu.machine.cache.CodeEpoch;
import org.fugu.machine.cache.HitTable;
import org.fugu.machine.cpu.AccessKind;
import org.fugu.machine.cpu.Contexts;
import org.fugu.machine.memory.LineShape;
import org.fugu.machine.tlb.Tlb;

/// Translates what a node's processor accesses: the TLB, and whose entries of it are looked at. What
/// takes a translation away also lets every context fetch its next instruction anew.
public final class Mmu {
    static final int ADDRESS_BITS = 47;
    static final int PAGE_SHIFT = 12;
    static final int PAGE_MASK = (1 << PAGE_SHIFT) - 1;

    /// No translation allows the access, or the address is of no page.
    public static final long NONE = -1;

    private static final int[] NEEDED = new int[AccessKind.values().length];

    static {
        for (var kind : AccessKind.values()) NEEDED[kind.ordinal()] = rights(kind);
    }

    private final Tlb tlb;
    private final Contexts contexts;
    private int addressSpace;

    // What rests on translations.
    private HitTable found = HitTable.empty();
    private CodeEpoch epoch = new CodeEpoch();

    /// Times this node lost translations to another's store, or was interrupted for a shootdown.
    private long disturbances;

    public Mmu(int entries, LineShape lines, Contexts contexts) {
        tlb = new Tlb(entries, lines);
        this.contexts = contexts;
    }

    /// Keeps a table of hits, and what was found out about instructions, true to the translations.
    ///
    /// @param watched hears of each line that a translation follows from
    void keepFound(HitTable hits, CodeEpoch code, LongConsumer watched) {
        found = hits;
        epoch = code;
        tlb.listen(new Tlb.Listener() {
            @Override
            public void dropped(int space, long virtualPage, int rights) {
                if (space != addressSpace) return;
                hits.forgetPage(virtualPage);
                if ((rights & Tlb.EXECUTE) != 0) code.end();
            }

            @Override
            public void watched(long line) {
                watched.accept(line);
            }

            @Override
            public void restored() {
                forgetFound();
            }
        });
    }

    /// The rights that an access needs, as [Tlb] numbers them.
    public static int needed(AccessKind kind) {
        return NEEDED[kind.ordinal()];
    }

    /// The virtual page of an address.
    public static long page(long virtualAddress) {
        return virtualAddress >>> PAGE_SHIFT;
    }

    /// The physical address of what is in a page's frame.
    public static long physical(long frame, long virtualAddress) {
        return frame << PAGE_SHIFT | virtualAddress & PAGE_MASK;
    }

    private static int rights(AccessKind kind) {
        return switch (kind) {
            case FETCH -> Tlb.EXECUTE;
            case LOAD, LOAD_RESERVED -> Tlb.READ;
            case STORE -> Tlb.WRITE;
            case ATOMIC -> Tlb.READ | Tlb.WRITE;
        };
    }

    public Tlb tlb() {
        return tlb;
    }

    /// Whose translations the processor uses.
    public int addressSpace() {
        return addressSpace;
    }

    public void addressSpace(int space) {
        if (space != addressSpace) forgetFound();
        addressSpace = space;
    }

    private void forgetFound() {
        found.clear();
        epoch.end();
    }

    /// Where a virtual address is that a program may access so. Hot.
    ///
    /// @return the physical address, or [#NONE]
    long translate(long virtualAddress, AccessKind kind) {
        if (!isAddress(virtualAddress)) return NONE;
        int entry = tlb.find(addressSpace, page(virtualAddress));
        if (entry == Tlb.MISS) return NONE;
        int needed = needed(kind);
        if ((tlb.rightsOf(entry) & needed) != needed) return NONE;
        return physical(tlb.frameOf(entry), virtualAddress);
    }

    /// Whether an address can be of a page at all.
    static boolean isAddress(long virtualAddress) {
        return virtualAddress >>> ADDRESS_BITS == 0;
    }

    /// Whether the next translation could be written without any going from which the program executes.
    public boolean hasRoomBesideCode() {
        return tlb.spaceOfNext() != addressSpace || (tlb.rightsOfNext() & Tlb.EXECUTE) == 0;
    }

    /// Whether the TLB has nothing for a page.
    public boolean isLost(long virtualAddress) {
        return isAddress(virtualAddress) && tlb.find(addressSpace, page(virtualAddress)) == Tlb.MISS;
    }

    /// Counts a miss, if what [#translate] refused is one.
    void countMiss(long virtualAddress) {
        if (tlb.find(addressSpace, page(virtualAddress)) == Tlb.MISS) tlb.countMiss();
    }

    /// The node no longer hears of writes to a line, or has written to it.
    ///
    /// @return how many translations went
    int lose(long line) {
        int dropped = tlb.lose(line);
        if (dropped > 0) contexts.dropFetched();
        return dropped;
    }

    /// Translations are taken away or change by other means.
    public void dropFetched() {
        contexts.dropFetched();
    }

    /// Others took translations from this node, or interrupted it for theirs.
    public void disturb() {
        disturbances++;
    }

    public long disturbances() {
        return disturbances;
    }

    /// After a snapshot.
    public void disturbances(long count) {
        disturbances = count;
    }
}

package org.fugu.exokernel.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.fugu.machine.kernel.Translations;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.fugu.machine.tlb.Translation;
import org.jspecify.annotations.Nullable;

/// The kernel's software TLB, after Aegis' (SOSP 1995): 4,096 translations, direct-mapped, each tagged
/// with its address space. It stands before the node's TLB. Whatever the kernel writes there it keeps
/// here, and whatever is taken away there is taken away here first: there is no other way to either.
///
/// It is not snooped. An entry knows what both words were that it follows from, and a hit reads them
/// again ([Translations#bind]); if one has changed the entry is gone, and the program faults again. Where
/// the kernel's words are not read, on machines that do without, an entry holds until it is dropped.
final class SoftwareTlb implements Translations {
    static final int ENTRIES = 4096;

    /// Entries are made room for by so many.
    private static final int GROUP = 64;

    private static final int SPACE_SHIFT = 6;

    private final Translations hardware;
    private final @Nullable Translation[][] groups = new @Nullable Translation[ENTRIES / GROUP][];
    private long hits;
    private long misses;

    /// @param hardware the node's own
    SoftwareTlb(Translations hardware) {
        this.hardware = hardware;
    }

    /// Where an entry is, if it is there.
    static int index(int addressSpace, long virtualPage) {
        return (int) (virtualPage ^ (long) addressSpace << SPACE_SHIFT) & ENTRIES - 1;
    }

    private @Nullable Translation at(int index) {
        var group = groups[index / GROUP];
        return group == null ? null : group[index % GROUP];
    }

    private void put(int index, @Nullable Translation translation) {
        var group = groups[index / GROUP];
        if (group == null) {
            if (translation == null) return;
            group = new @Nullable Translation[GROUP];
            groups[index / GROUP] = group;
        }
        group[index % GROUP] = translation;
    }

    private static boolean isOf(@Nullable Translation entry, int addressSpace, long virtualPage) {
        return entry != null && entry.virtualPage() == virtualPage && entry.addressSpace() == addressSpace;
    }

    /// What is known of a page, or null.
    @Nullable
    Translation find(int addressSpace, long virtualPage) {
        var entry = at(index(addressSpace, virtualPage));
        return isOf(entry, addressSpace, virtualPage) ? entry : null;
    }

    /// The same with these rights.
    @Nullable
    Translation find(int addressSpace, long virtualPage, int needed) {
        var entry = find(addressSpace, virtualPage);
        return entry == null || (entry.rights() & needed) != needed ? null : entry;
    }

    /// Looks for a page that the TLB has lost.
    ///
    /// @param needed rights
    /// @return null if there is no entry, or not with these rights
    @Nullable
    Translation look(int addressSpace, long virtualPage, int needed) {
        var entry = find(addressSpace, virtualPage, needed);
        if (entry == null) misses++;
        else hits++;
        return entry;
    }

    /// What was looked for has been bound without [#look] and [#bind].
    void cameBack(Translation translation) {
        hits++;
        bound(translation, true);
    }

    /// Refills that needed nothing else.
    long hits() {
        return hits;
    }

    long misses() {
        return misses;
    }

    /// What [#bind] began has ended.
    void bound(Translation translation, boolean written) {
        if (written) put(index(translation.addressSpace(), translation.virtualPage()), translation);
    }

    private void forget(int addressSpace, long virtualPage) {
        int index = index(addressSpace, virtualPage);
        if (isOf(at(index), addressSpace, virtualPage)) put(index, null);
    }

    /// Whose address space it was has ended.
    void forget(int addressSpace) {
        forgetAll(entry -> entry.addressSpace() == addressSpace);
    }

    private void forgetAll(Predicate<Translation> gone) {
        for (int i = 0; i < ENTRIES; i++) {
            var entry = at(i);
            if (entry != null && gone.test(entry)) put(i, null);
        }
    }

    // What the kernel does with translations.

    @Override
    public void tlbWrite(int addressSpace, long virtualPage, long frame, int rights) {
        forget(addressSpace, virtualPage);
        hardware.tlbWrite(addressSpace, virtualPage, frame, rights);
    }

    /// The page has no entry until [#bound].
    @Override
    public void bind(Translation translation) {
        forget(translation.addressSpace(), translation.virtualPage());
        hardware.bind(translation);
    }

    /// Who had translations of the frames has dropped them, or finds the words changed.
    @Override
    public boolean revoke(long... bindWords) {
        return hardware.revoke(bindWords);
    }

    @Override
    public boolean tlbDrop(int addressSpace, long virtualPage) {
        forget(addressSpace, virtualPage);
        return hardware.tlbDrop(addressSpace, virtualPage);
    }

    @Override
    public void tlbDropFrame(long frame) {
        forgetAll(entry -> entry.frame() == frame);
        hardware.tlbDropFrame(frame);
    }

    @Override
    public long tlbProbe(int addressSpace, long virtualPage) {
        return hardware.tlbProbe(addressSpace, virtualPage);
    }

    @Override
    public void runAddressSpace(int addressSpace) {
        hardware.runAddressSpace(addressSpace);
    }

    // Digests and snapshots.

    boolean isUsed() {
        return hits > 0 || misses > 0 || !entries().isEmpty();
    }

    /// What is known, by its place.
    List<Translation> entries() {
        var entries = new ArrayList<Translation>();
        for (int i = 0; i < ENTRIES; i++) {
            var entry = at(i);
            if (entry != null) entries.add(entry);
        }
        return entries;
    }

    void save(StateWriter out) {
        var entries = entries();
        out.add(hits).add(misses).add(entries.size());
        for (var entry : entries) entry.save(out);
    }

    void restore(StateReader in) {
        hits = in.next();
        misses = in.next();
        Arrays.fill(groups, null);
        for (int left = in.nextInt(0, ENTRIES); left > 0; left--) {
            var entry = Translation.restored(in);
            put(index(entry.addressSpace(), entry.virtualPage()), entry);
        }
    }
}

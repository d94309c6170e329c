package org.fugu.machine.node;

import org.fugu.machine.access.KernelOperation;
import org.fugu.machine.access.Mmu;
import org.fugu.machine.kernel.Translations;
import org.fugu.machine.tlb.Tlb;
import org.fugu.machine.tlb.Translation;

/// The translations of a node, and what they follow from.
final class NodeTranslations implements Translations {
    private final Mmu mmu;
    private final KernelOperation operation;
    private final boolean byDirectory;

    /// @param byDirectory whether translations go with the words that they follow from
    NodeTranslations(Mmu mmu, KernelOperation operation, boolean byDirectory) {
        this.mmu = mmu;
        this.operation = operation;
        this.byDirectory = byDirectory;
    }

    @Override
    public void tlbWrite(int addressSpace, long virtualPage, long frame, int rights) {
        mmu.dropFetched();
        mmu.tlb().write(addressSpace, virtualPage, frame, rights);
    }

    @Override
    public void bind(Translation translation) {
        mmu.dropFetched();
        operation.bind(translation);
    }

    @Override
    public boolean revoke(long... bindWords) {
        if (!byDirectory || bindWords.length == 0) return true;
        mmu.dropFetched();
        return operation.write(bindWords);
    }

    @Override
    public boolean tlbDrop(int addressSpace, long virtualPage) {
        mmu.dropFetched();
        operation.dropped(addressSpace, virtualPage);
        return mmu.tlb().drop(addressSpace, virtualPage);
    }

    @Override
    public void tlbDropFrame(long frame) {
        mmu.dropFetched();
        mmu.tlb().dropFrame(frame);
    }

    @Override
    public long tlbProbe(int addressSpace, long virtualPage) {
        int entry = mmu.tlb().find(addressSpace, virtualPage);
        return entry == Tlb.MISS
                ? -1
                : mmu.tlb().frameOf(entry) << 3 | mmu.tlb().rightsOf(entry);
    }

    @Override
    public void runAddressSpace(int addressSpace) {
        mmu.dropFetched();
        mmu.addressSpace(addressSpace);
    }
}

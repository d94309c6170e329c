package org.fugu.machine.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.fugu.machine.cpu.AccessKind;
import org.fugu.machine.cpu.Context;
import org.fugu.machine.cpu.Contexts;
import org.fugu.machine.memory.LineShape;
import org.fugu.machine.tlb.Tlb;
import org.junit.jupiter.api.Test;

class MmuTests {
    private static final LineShape LINES = new LineShape(16);

    private final Contexts contexts = new Contexts(2, LINES);
    private final Mmu mmu = new Mmu(8, LINES, contexts);

    @Test
    void anAddressIsTranslatedForWhatItsEntryAllowsAndInItsAddressSpaceOnly() {
        mmu.tlb().write(1, 5, 9, Tlb.READ);
        mmu.addressSpace(1);
        assertThat(mmu.translate(0x5123, AccessKind.LOAD)).isEqualTo(0x9123);
        for (var kind : new AccessKind[] {AccessKind.STORE, AccessKind.ATOMIC, AccessKind.FETCH}) {
            assertThat(mmu.translate(0x5123, kind)).isEqualTo(Mmu.NONE);
        }
        assertThat(mmu.translate(0x6000, AccessKind.LOAD)).isEqualTo(Mmu.NONE);
        assertThat(mmu.translate(1L << 47 | 0x5123, AccessKind.LOAD)).isEqualTo(Mmu.NONE);
        mmu.addressSpace(2);
        assertThat(mmu.translate(0x5123, AccessKind.LOAD)).isEqualTo(Mmu.NONE);
    }

    @Test
    void aRefusalOfAPageThatIsThereIsNoMiss() {
        mmu.tlb().write(0, 5, 9, Tlb.READ);
        mmu.countMiss(0x5000);
        assertThat(mmu.tlb().misses()).isZero();
        mmu.countMiss(0x6000);
        assertThat(mmu.tlb().misses()).isEqualTo(1);
    }

    @Test
    void everyContextFetchesAnewWhenTranslationsGo() {
        for (int i = 0; i < 2; i++) contexts.get(i).fetchedLine = 0x5000;
        mmu.dropFetched();
        for (int i = 0; i < 2; i++) assertThat(contexts.get(i).fetchedLine).isEqualTo(Context.NOT_FETCHED);
    }
}

package org.fugu.experiment.difference;

import static org.assertj.core.api.Assertions.assertThat;

import org.fugu.machine.observe.CycleAccount.Category;
import org.junit.jupiter.api.Test;

class AddressCyclesTests {
    @Test
    void cyclesAddUpByAddressAndCategory() {
        var cycles = new AddressCycles();
        cycles.add(0x10002, Category.COMPUTE, 3);
        cycles.add(0x20000, Category.COMPUTE, 1);
        cycles.add(0x10002, Category.KERNEL, 4);
        cycles.add(0x10002, Category.COMPUTE, 5);

        var found = cycles.byAddress();
        assertThat(found.keySet()).containsExactly(0x10002L, 0x20000L);
        var first = found.firstEntry().getValue();
        assertThat(first[Category.COMPUTE.ordinal()]).isEqualTo(8);
        assertThat(first[Category.KERNEL.ordinal()]).isEqualTo(4);
    }

    @Test
    void aProgramThatIsEverywhereIsCountedAndBounded() {
        var cycles = new AddressCycles();
        for (long i = 0; i < 10_000; i++) cycles.add(i << 12, Category.COMPUTE, 1);

        var found = cycles.byAddress();
        assertThat(found).hasSizeBetween(4_097, 5_000);
        assertThat(found.values().stream()
                        .mapToLong(each -> each[Category.COMPUTE.ordinal()])
                        .sum())
                .isEqualTo(10_000);
        assertThat(found.firstKey()).isZero();
    }
}

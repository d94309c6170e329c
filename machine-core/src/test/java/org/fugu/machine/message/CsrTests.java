package org.fugu.machine.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CsrTests {
    /// So that no CSR of the manual can change its meaning here; the processor's tests compare all
    /// other numbers with QEMU.
    @Test
    void theMachinesOwnCsrsLieInTheRangesLeftForThem() {
        for (int number = 0; number < 4096; number++) {
            boolean own = number >= 0x800 && number < 0x900 || number >= 0xcc0 && number < 0xd00;
            if (!own) assertThat(Ucu.has(number)).as("CSR %x", number).isFalse();
        }
        assertThat(Ucu.has(CsrNumber.UO0)).isTrue();
        assertThat(Ucu.has(CsrNumber.UNODE)).isTrue();
    }
}

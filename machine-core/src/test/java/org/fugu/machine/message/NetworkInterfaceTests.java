package org.fugu.machine.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.fugu.machine.preset.Preset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkInterfaceTests {
    private static final Preset FUGU = Preset.named("fugu").with("processor.clock", 50_000);

    private static NetworkInterface with(String figure, long value) {
        return NetworkInterface.of(FUGU.with(figure, value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fugu", "fugu-20mhz", "alewife", "alewife-33mhz", "bus-smp"})
    void aUnitNextToTheRegistersTakesNothingMore(String machine) {
        var near = NetworkInterface.of(Preset.named(machine));
        for (int csr = CsrNumber.UO0; csr <= CsrNumber.UNODE; csr++)
            assertThat(near.access(csr)).isZero();
        for (int words = 1; words <= 8; words++) {
            assertThat(near.launch(words)).isZero();
            assertThat(near.dispose(words)).isZero();
        }
        assertThat(near.exists()).isTrue();
    }

    @Test
    void wordsOfMessagesAndTheStatusAreFarAndTheProcessorsOwnAreNot() {
        var far = with("ni.word", 430); // 21.5 cycles
        assertThat(far.access(CsrNumber.UO0)).isEqualTo(22);
        assertThat(far.access(CsrNumber.UO0 + 7)).isEqualTo(22);
        assertThat(far.access(CsrNumber.UI0 + 7)).isEqualTo(22);
        assertThat(far.access(CsrNumber.USTAT)).isEqualTo(22);
        assertThat(far.access(CsrNumber.UAC)).isZero();
        assertThat(far.access(CsrNumber.UEPC)).isZero();
        assertThat(far.access(CsrNumber.URANK)).isZero();
    }

    @Test
    void theKernelsPathIsPaidForEachCellAndOnlyWhereItIsInTheWay() {
        var atm = FUGU.with("ni.trap", 1000).with("ni.receive_trap", 600).with("network.cell_payload", 48);
        var trapping = NetworkInterface.of(atm.with("ni.access", 1));
        assertThat(trapping.launch(5)).as("4 + 40 bytes: one cell").isEqualTo(50);
        assertThat(trapping.launch(6)).as("4 + 48 bytes: two cells").isEqualTo(100);
        assertThat(trapping.dispose(6)).isEqualTo(60);
        assertThat(NetworkInterface.of(atm).launch(6)).isZero();
        assertThat(NetworkInterface.of(atm).dispose(6)).isZero();
    }

    @Test
    void checksumsAndAcknowledgementsArePaidOnBothSides() {
        var summing = with("ni.checksum", 3); // 64 bytes: 192 ns, 9.6 cycles
        assertThat(summing.launch(8)).isEqualTo(10);
        assertThat(summing.dispose(8)).isEqualTo(10);
        var acknowledging = with("ni.acknowledge", 500);
        assertThat(acknowledging.launch(2)).isEqualTo(25);
        assertThat(acknowledging.dispose(8)).isEqualTo(25);
    }

    @Test
    void anUntimedOneTakesNothingAndIsThereOrNot() {
        var untimed = NetworkInterface.untimed(Preset.named("now-atm-am"));
        assertThat(untimed.access(CsrNumber.UO0) + untimed.launch(8) + untimed.dispose(8))
                .isZero();
        assertThat(untimed.exists()).isTrue();
        assertThat(NetworkInterface.untimed(Preset.named("dash")).exists()).isFalse();
    }
}

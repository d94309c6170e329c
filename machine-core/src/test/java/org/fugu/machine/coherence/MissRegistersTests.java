package org.fugu.machine.coherence;

import static org.assertj.core.api.Assertions.assertThat;

import org.fugu.machine.state.SnapshotReader;
import org.fugu.machine.state.SnapshotWriter;
import org.fugu.machine.state.StateHash;
import org.junit.jupiter.api.Test;

class MissRegistersTests {
    private final MissRegisters registers = new MissRegisters();

    @Test
    void aLineIsTakenOnceAndWithWhatWasKeptOfIt() {
        for (int line = 0; line < 10; line++) registers.add(line, line % 2 == 1, 100 + line);
        assertThat(registers.prefetches()).isEqualTo(5);
        assertThat(registers.holds(3)).isTrue();
        assertThat(registers.take(3)).isTrue();
        assertThat(registers.since()).isEqualTo(103);
        assertThat(registers.wasPrefetched()).isTrue();
        assertThat(registers.holds(3)).isFalse();
        assertThat(registers.take(3)).isFalse();
        assertThat(registers.take(4)).isTrue();
        assertThat(registers.wasPrefetched()).isFalse();
        assertThat(registers.prefetches()).isEqualTo(4);
        for (int line : new int[] {0, 1, 2, 5, 6, 7, 8, 9})
            assertThat(registers.take(line)).isTrue();
        assertThat(registers.prefetches()).isZero();
    }

    @Test
    void whatIsUnderWayIsRestored() {
        registers.add(7, true, 3);
        registers.add(9, false, 4);
        var out = new SnapshotWriter();
        registers.save(out);
        var restored = new MissRegisters();
        restored.add(1, true, 1);
        restored.restore(new SnapshotReader(out.toBytes()));
        assertThat(digest(restored)).isEqualTo(digest(registers));
        assertThat(restored.prefetches()).isEqualTo(1);
        assertThat(restored.holds(1)).isFalse();
    }

    private static String digest(MissRegisters registers) {
        var hash = new StateHash();
        registers.save(hash);
        return hash.hex();
    }
}

package org.fugu.machine.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineShapeTests {
    @ParameterizedTest
    @ValueSource(ints = {4, 8, 16, 32, 64, 128})
    void aLineHoldsItsBytesAndNoOthers(int bytes) {
        var lines = new LineShape(bytes);
        var random = new Random(bytes);
        for (int i = 0; i < 1000; i++) {
            int home = random.nextInt(1024);
            int frame = random.nextInt(1 << 20);
            int offset = random.nextInt(PhysicalAddress.FRAME_BYTES);
            long address = PhysicalAddress.ofFrame(PhysicalAddress.frame(home, frame)) + offset;
            long line = lines.of(address);
            assertThat(address - lines.address(line)).isEqualTo(offset % bytes);
            assertThat(lines.home(line)).isEqualTo(home);
            assertThat(line >>> lines.homeShift()).isEqualTo(home);
            assertThat(lines.withinFrame(line)).isEqualTo(offset / bytes);
            assertThat(lines.perFrame()).isEqualTo(4096 / bytes);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-16, 0, 2, 12, 24, 48, 256})
    void otherSizesAreRefused(int bytes) {
        assertThatThrownBy(() -> new LineShape(bytes)).hasMessageContaining("4, 8, 16, 32, 64 or 128");
    }
}

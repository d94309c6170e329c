package org.fugu.experiment.difference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.TreeMap;
import org.fugu.exokernel.loader.Symbols;
import org.junit.jupiter.api.Test;

class FunctionCyclesTests {
    private static long sum(FunctionCycles cycles) {
        return cycles.named(Integer::toString).values().stream()
                .mapToLong(each -> each)
                .sum();
    }

    @Test
    void cyclesAddUpByFunctionAndThatOfNoneIsOneToo() {
        var random = new Random(14);
        var cycles = new FunctionCycles();
        var expected = new TreeMap<String, Long>();
        for (int i = 0; i < 100_000; i++) {
            int function = random.nextInt(FunctionCycles.MOST) - 1;
            if (random.nextInt(3) == 0) function = Symbols.NONE;
            cycles.add(function, i);
            expected.merge(Integer.toString(function), (long) i, Long::sum);
        }
        expected.values().remove(0L);
        assertThat(cycles.named(Integer::toString)).isEqualTo(expected);
    }

    @Test
    void functionsOfOneNameAreOne() {
        var cycles = new FunctionCycles();
        for (int i = 0; i < 10; i++) cycles.add(i, 1);
        assertThat(cycles.named(function -> function < 4 ? "few" : "many"))
                .containsEntry("few", 4L)
                .containsEntry("many", 6L);
    }

    @Test
    void aNodeThatIsInMoreFunctionsThanAreKeptCountsTheRestAsInNone() {
        var cycles = new FunctionCycles();
        int functions = 3 * FunctionCycles.MOST;
        for (int round = 0; round < 2; round++) for (int i = 0; i < functions; i++) cycles.add(i, 1);

        assertThat(sum(cycles)).isEqualTo(2L * functions);
        assertThat(cycles.named(Integer::toString))
                .hasSize(FunctionCycles.MOST + 1)
                .containsEntry("0", 2L);
        assertThat(cycles.named(Integer::toString).get(Integer.toString(Symbols.NONE)))
                .isEqualTo(2L * (functions - FunctionCycles.MOST));
    }

    @Test
    void whatItMayTakeIsBoundedAndLittleForSmallPrograms() {
        assertThat(FunctionCycles.hostBytes(10)).isLessThan(2_000);
        assertThat(FunctionCycles.hostBytes(1_000_000)).isLessThan(500_000);
    }
}

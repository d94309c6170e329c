package org.fugu.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Consumer;
import org.assertj.core.data.Percentage;
import org.fugu.machine.message.CsrNumber;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.topology.MeshShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The miss penalties of Alewife (ISCA 1995, nearest neighbour, 20 MHz), measured by programs: what
/// an access takes when it misses, less what it takes when it hits.
///
/// Every node runs the same program. Each step of it belongs to certain nodes, and a step begins
/// when a number of cycles that is far beyond any miss has passed.
class MissLatencyTests {
    private static final Percentage HARDWARE = Percentage.withPercentage(10);
    private static final Percentage SOFTWARE = Percentage.withPercentage(20);
    private static final int CYCLE = 0xC00;
    private static final long STEP = 4_000;

    private static final int RANK = 5;
    private static final int LINE = 6;
    private static final int BEFORE = 7;
    private static final int AFTER = 8;
    private static final int MISS = 20;
    private static final int HIT = 21;
    private static final int TEMPORARY = 9;
    private static final int UNTIL = 10;

    /// A program made of steps.
    private static final class Steps {
        final Assembler program = new Assembler();
        int steps;

        /// @param home the node whose memory holds the line under test
        Steps(int home, int nodes) {
            program.csrr(RANK, CsrNumber.URANK).slli(RANK, RANK, 32).srli(RANK, RANK, 32);
            program.lui(LINE, 16 + home).addi(LINE, LINE, 1024);
            // The translation is there before anything is measured; each node reads a line of its own for it.
            program.slli(TEMPORARY, RANK, 4).add(TEMPORARY, TEMPORARY, LINE).ld(TEMPORARY, TEMPORARY, 512);
        }

        /// Some nodes do something, from the next common instant on.
        Steps step(int first, int last, Consumer<Assembler> what) {
            steps++;
            program.lui(UNTIL, (int) (steps * STEP >> 12)).addi(UNTIL, UNTIL, (int) (steps * STEP & 0xfff) / 2);
            program.addi(UNTIL, UNTIL, (int) (steps * STEP & 0xfff) - (int) (steps * STEP & 0xfff) / 2);
            program.addi(TEMPORARY, 0, first).blt(RANK, TEMPORARY, "skip" + steps);
            program.addi(TEMPORARY, 0, last).blt(TEMPORARY, RANK, "skip" + steps);
            program.label("wait" + steps).csrr(TEMPORARY, CYCLE).blt(TEMPORARY, UNTIL, "wait" + steps);
            what.accept(program);
            program.label("skip" + steps);
            return this;
        }

        /// The same sequence twice, so that its instructions are there when it counts: first on a
        /// line of no interest, then on the line under test; what follows is a hit.
        Steps measure(int node, boolean store) {
            return measure(node, node, store);
        }

        Steps measure(int first, int last, boolean store) {
            return step(first, last, assembler -> {
                int other = 22;
                int left = 23;
                assembler.addi(other, LINE, 256).addi(left, 0, 2);
                assembler.label("again" + steps);
                assembler.csrr(BEFORE, CYCLE);
                access(assembler, other, store);
                assembler.csrr(AFTER, CYCLE).sub(MISS, AFTER, BEFORE);
                assembler.csrr(BEFORE, CYCLE);
                access(assembler, other, store);
                assembler.csrr(AFTER, CYCLE).sub(HIT, AFTER, BEFORE);
                assembler.addi(other, LINE, 0).addi(left, left, -1).bne(left, 0, "again" + steps);
            });
        }

        private static void access(Assembler assembler, int base, boolean store) {
            if (store) assembler.sd(0, base, 0);
            else assembler.ld(TEMPORARY, base, 0);
        }

        Machine run(int columns, int rows) {
            return run("alewife", columns, rows);
        }

        Machine run(String preset, int columns, int rows) {
            program.ecall();
            var config = MachineConfig.of(Preset.named(preset), new MeshShape(columns, rows));
            var machine = Machines.running(config, program.bytes());
            assertThat(machine.run(Long.MAX_VALUE, MachineObserver.NONE)).isEqualTo(RunEnd.FINISHED);
            return machine;
        }
    }

    private static void load(Assembler assembler) {
        assembler.ld(TEMPORARY, LINE, 0);
    }

    private static void store(Assembler assembler) {
        assembler.sd(0, LINE, 0);
    }

    private static long penalty(Machine machine, int node) {
        long[] x = machine.node(node).context().x;
        return x[MISS] - x[HIT];
    }

    /// The figures of `docs/machine.md` are printed by these tests.
    private static long shown(String row, long cycles) {
        System.out.println(row + ": " + cycles + " cycles");
        return cycles;
    }

    private static String name(boolean store) {
        return store ? "store" : "load";
    }

    @ParameterizedTest
    @CsvSource({"false, 11", "true, 12"})
    void local(boolean store, long published) {
        long cycles = penalty(new Steps(0, 2).measure(0, store).run(2, 1), 0);
        assertThat(shown(name(store) + " local", cycles)).isCloseTo(published, HARDWARE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void fromANeighbour(boolean store) {
        long cycles = penalty(new Steps(1, 2).measure(0, store).run(2, 1), 0);
        assertThat(shown(name(store) + " remote", cycles)).isCloseTo(38, HARDWARE);
    }

    @ParameterizedTest
    @CsvSource({"false, 42", "true, 43"})
    void dirtyInTheCacheOfItsHome(boolean store, long published) {
        var machine = new Steps(1, 2)
                .step(1, 1, MissLatencyTests::store)
                .measure(0, store)
                .run(2, 1);
        assertThat(shown(name(store) + " remote, dirty at its home", penalty(machine, 0)))
                .isCloseTo(published, HARDWARE);
    }

    /// On a bus all memory is behind it (DASH's cluster: 29 clocks, ISCA 1992).
    @ParameterizedTest
    @CsvSource({"0, false", "0, true", "1, false", "1, true"})
    void onABusAMissTakesTheSameWhereverItsHomeIs(int home, boolean store) {
        long cycles = penalty(new Steps(home, 4).measure(0, store).run("bus-smp", 4, 1), 0);
        assertThat(shown(name(store) + " on a bus, home " + home, cycles)).isBetween(28L, 30L);
    }

    /// The home is the neighbour of both.
    @ParameterizedTest
    @CsvSource({"false, 63", "true, 66"})
    void dirtyInAThirdCache(boolean store, long published) {
        var machine = new Steps(1, 3)
                .step(2, 2, MissLatencyTests::store)
                .measure(0, store)
                .run(3, 1);
        assertThat(shown(name(store) + " remote, dirty in a third cache", penalty(machine, 0)))
                .isCloseTo(published, HARDWARE);
    }

    @Test
    void aStoreAtHomeWithOneReaderElsewhere() {
        var machine = new Steps(0, 2)
                .step(1, 1, MissLatencyTests::load)
                .measure(0, true)
                .run(2, 1);
        assertThat(shown("store local, one reader", penalty(machine, 0))).isCloseTo(40, HARDWARE);
    }

    /// Node 0 writes a line of node 1 that others have read.
    private static Machine storeAfterReaders(int readers) {
        return new Steps(1, 24)
                .step(2, 1 + readers, MissLatencyTests::load)
                .measure(0, true)
                .run(4, 6);
    }

    @Test
    void aStoreWithFiveReadersIsHandledInHardware() {
        var machine = storeAfterReaders(5);
        assertThat(machine.node(1).counters()).containsEntry("directory.overflows", 0L);
        assertThat(shown("store remote, five readers", penalty(machine, 0))).isCloseTo(84, HARDWARE);
    }

    @Test
    void aStoreWithSixReadersIsHandledInSoftware() {
        var machine = storeAfterReaders(6);
        assertThat(machine.node(1).counters()).containsEntry("directory.overflows", 2L);
        assertThat(shown("store remote, six readers", penalty(machine, 0))).isCloseTo(707, SOFTWARE);
    }

    /// Twelve nodes read at once: the sixth and the eleventh to come need the software, and those
    /// behind them wait. The figure is the mean over those that were not served at once.
    @Test
    void loadsUnderManyReaders() {
        var machine = new Steps(1, 24).measure(2, 13, false).run(4, 6);
        long sum = 0;
        int waited = 0;
        for (int node = 2; node <= 13; node++) {
            if (penalty(machine, node) < 150) continue;
            sum += penalty(machine, node);
            waited++;
        }
        assertThat(machine.node(1).counters()).containsEntry("directory.overflows", 4L);
        assertThat(waited).isEqualTo(7);
        assertThat(shown("load remote, twelve readers at once", sum / waited)).isCloseTo(425, SOFTWARE);
    }

    /// The step of the worker-set sweep lies between five and six readers, and nowhere else.
    @Test
    void theCostOfAWriteJumpsBetweenFiveAndSixReaders() {
        long before = 0;
        for (int readers = 1; readers <= 16; readers++) {
            long cycles = penalty(storeAfterReaders(readers), 0);
            System.out.printf("a store after %d readers: %d cycles%n", readers, cycles);
            if (readers == 6) assertThat(cycles).isGreaterThan(before + 400);
            else if (readers > 1) assertThat(cycles).isBetween(before, before + 60);
            before = cycles;
        }
    }
}

package org.fugu.exokernel.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import org.fugu.machine.Fidelity;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.translate.CodeCache;
import org.fugu.machine.translate.TranslationPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is translated, and when, reaches no result: registers, memory and every cycle are as the
/// interpreter has them.
class TranslationTests {
    private static final int PROGRAMS = 25;
    private static final TranslationPolicy ALL = new TranslationPolicy(1, 200, 2_000);
    private static final List<TranslationPolicy> POLICIES = List.of(
            ALL, new TranslationPolicy(1, 3, 2_000), new TranslationPolicy(7, 40, 2), TranslationPolicy.DEFAULT);

    private static List<Preset> machines() {
        var fugu = Preset.named("fugu");
        var small = fugu.with("cache.bytes", 512);
        return List.of(
                fugu,
                fugu.with("processor.load_use", 2),
                small,
                small.with("cache.line", 64).with("processor.load_use", 3),
                small.with("cache.ways", 2).with("processor.load_use", 0).with("processor.branch_taken", 3),
                Preset.named("dash"),
                Preset.named("decstation-5000-200"));
    }

    private static RunReport run(RunRequest request, TranslationPolicy policy) {
        return Exokernel.run(request, RunObserver.NONE, new CodeCache(policy));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void randomLoopsEndAlikeInBothEngines(long seed) {
        var random = new Random(seed);
        var machines = machines();
        int exited = 0;
        for (int program = 0; program < PROGRAMS; program++) {
            var preset = machines.get(random.nextInt(machines.size()));
            var fidelity = switch (random.nextInt(4)) {
                case 0 -> new Fidelity.Functional();
                case 1 -> new Fidelity.Relaxed(100);
                default -> new Fidelity.Timing();
            };
            var plain = Requests.with(Requests.of(RandomLoop.program(random), 1 + random.nextInt(3)), preset);
            var request = Requests.with(plain, fidelity);
            var interpreted = run(request, TranslationPolicy.NOTHING);
            if (interpreted.outcome() == Outcome.EXITED) exited++;
            for (var policy : POLICIES) {
                assertThat(run(request, policy).digest())
                        .as("program %d, %s, %s, %s", program, policy, fidelity, interpreted.message())
                        .isEqualTo(interpreted.digest());
            }
        }
        assertThat(exited).as("most programs get through").isGreaterThan(PROGRAMS / 2);
    }

    /// Keeps the snapshots of some cycles.
    private static final class Snapshots implements RunObserver {
        final List<byte[]> taken = new ArrayList<>();
        private final SortedSet<Long> cycles;

        Snapshots(SortedSet<Long> cycles) {
            this.cycles = cycles;
        }

        @Override
        public SortedSet<Long> snapshotCycles() {
            return cycles;
        }

        @Override
        public void snapshot(long cycle, byte[] bytes) {
            taken.add(bytes);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void whatOneEngineBeganTheOtherEnds(long seed) {
        var random = new Random(seed);
        var request = Requests.with(
                Requests.of(RandomLoop.program(random), 2), Preset.named("fugu").with("cache.bytes", 512));
        var whole = run(request, TranslationPolicy.NOTHING);
        var cycles = new TreeSet<Long>();
        while (cycles.size() < 5) cycles.add(1 + random.nextLong(whole.cycles() - 1));
        var interpreted = new Snapshots(cycles);
        Exokernel.run(request, interpreted, new CodeCache(TranslationPolicy.NOTHING));
        var translated = new Snapshots(cycles);
        Exokernel.run(request, translated, new CodeCache(ALL));
        for (int i = 0; i < cycles.size(); i++) {
            assertThat(translated.taken.get(i)).isEqualTo(interpreted.taken.get(i));
            for (var policy : List.of(ALL, TranslationPolicy.NOTHING)) {
                assertThat(Exokernel.resume(request, translated.taken.get(i), RunObserver.NONE, new CodeCache(policy))
                                .digest())
                        .isEqualTo(whole.digest());
            }
        }
    }

    /// Its last instruction straddles the end of the group, so that the next group stays fetched too.
    @Test
    void aLoopWithinItsFetchGroupKeepsWhatItHasFetched() {
        var program = new Assembler();
        int nops = 0x0001_0001;
        for (int i = 0; i < 4 + 3; i++) program.word(nops);
        // c.nop and the first half of beq x0, x0, .-14; its second half and c.nop
        program.word(0x09e3_0001).word(0x0001_fe00);
        var image = program.program();
        for (int cycles = 3_000; cycles < 3_030; cycles++) {
            var request = Requests.with(Requests.of(image, 1), new Limits(cycles, 100_000, 100, 1 << 18));
            var interpreted = run(request, TranslationPolicy.NOTHING);
            assertThat(interpreted.outcome()).isEqualTo(Outcome.CYCLE_LIMIT);
            // In a region of one instruction the one that straddles is in another.
            for (var policy : POLICIES) {
                assertThat(run(request, policy).digest())
                        .as("after %d cycles, %s", cycles, policy)
                        .isEqualTo(interpreted.digest());
            }
        }
    }

    /// Control comes from the interpreter with the next group fetched too, and the region ends between
    /// two blocks of that group.
    @Test
    void aRegionKeepsTheSecondHalfOfTheFetchBufferThatItWasEnteredWith() {
        var program = new Assembler();
        int nops = 0x0001_0001;
        for (int i = 0; i < 4 + 3; i++) program.word(nops);
        // Behind the loop c.beqz x8, .-12, which is never executed and parts the group into two blocks.
        program.word(0x09e3_0001).word(0xd875_fe00).word(nops);
        var image = program.program();
        int translated = 0;
        for (int cycles = 1; translated < 60; cycles++) {
            var request = Requests.with(Requests.of(image, 1), new Limits(cycles, 100_000, 100, 1 << 18));
            var cache = new CodeCache(ALL);
            var report = Exokernel.run(request, RunObserver.NONE, cache);
            if (cache.regions() == 0) continue;
            translated++;
            assertThat(report.digest())
                    .as("after %d cycles", cycles)
                    .isEqualTo(run(request, TranslationPolicy.NOTHING).digest());
        }
    }

    /// Writes `lui a2, version` to its code, and calls it four times, for each version.
    static byte[] rewritingProgram(int versions) {
        int code = 0x40000;
        int luiA2 = Assembler.A2 << 7 | 0x37;
        int nop = 0x13;
        int back = 1 << 15 | 0x67;
        var program = new Assembler()
                .li(Assembler.S1, code)
                .li(Assembler.T0, versions)
                .li(Assembler.T1, luiA2)
                .li(Assembler.A1, 1 << 12);
        int loop = program.label();
        // sw t1, (s1); fence.i; jalr ra, (s1), four times
        program.word(Assembler.T1 << 20 | Assembler.S1 << 15 | 2 << 12 | 0x23).word(0x100f);
        for (int i = 0; i < 4; i++) program.word(Assembler.S1 << 15 | 1 << 7 | 0x67);
        program.add(Assembler.T1, Assembler.T1, Assembler.A1)
                .addi(Assembler.T0, Assembler.T0, -1)
                .branchIfNonZeroBack(Assembler.T0, loop)
                .exit(0);
        var words = ByteBuffer.allocate(7 * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 6; i++) words.putInt(nop);
        words.putInt(back);
        return program.programThatWritesCode(code, words.array());
    }

    @Test
    void aProgramThatRewritesItsCodeEndlesslyComesToBeInterpreted() {
        var request = Requests.of(rewritingProgram(400), 1);
        var interpreted = run(request, TranslationPolicy.NOTHING);
        assertThat(interpreted.outcome()).as(interpreted.message()).isEqualTo(Outcome.EXITED);
        var generous = new CodeCache(ALL);
        assertThat(Exokernel.run(request, RunObserver.NONE, generous).digest()).isEqualTo(interpreted.digest());
        assertThat(generous.regions()).as("each version would be translated").isGreaterThan(400);
        var frugal = new CodeCache(new TranslationPolicy(1, 200, 2_000, 500));
        assertThat(Exokernel.run(request, RunObserver.NONE, frugal).digest()).isEqualTo(interpreted.digest());
        assertThat(frugal.regions()).isBetween(10, 100);
    }

    @Test
    void aProgramThatRewritesItsCodeTakesNoRoomFromOthers() {
        var cache = new CodeCache(new TranslationPolicy(1, 200, 400));
        var other = GuestPrograms.request("barrier, 4x2, message 4");
        // What it does with its loops is found out in the first runs.
        int others = -1;
        for (int runs = 0; runs < 10 && others != cache.regions(); runs++) {
            others = cache.regions();
            Exokernel.run(other, RunObserver.NONE, cache);
        }
        assertThat(cache.regions()).as("nothing more is found out").isEqualTo(others);
        Exokernel.run(Requests.of(rewritingProgram(1_000), 1), RunObserver.NONE, cache);
        int before = cache.regions();
        Exokernel.run(other, RunObserver.NONE, cache);
        assertThat(others).isBetween(10, 199);
        assertThat(before).isGreaterThan(others);
        assertThat(cache.regions()).as("nothing is translated again").isEqualTo(before);
    }

    @Test
    void theProgramsOfTheGuestsAreTranslated() {
        var cache = new CodeCache(ALL);
        Exokernel.run(GuestPrograms.request("barrier, 4x2, message 4"), RunObserver.NONE, cache);
        assertThat(cache.regions()).isGreaterThan(10);
    }
}

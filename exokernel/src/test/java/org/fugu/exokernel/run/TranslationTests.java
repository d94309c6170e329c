package org.fugu.exokernel.run;

import static org.assertj.core.api.Assertions.assertThat;

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
            assertThat(run(request, ALL).digest()).as("after %d cycles", cycles).isEqualTo(interpreted.digest());
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

    @Test
    void theProgramsOfTheGuestsAreTranslated() {
        var cache = new CodeCache(ALL);
        Exokernel.run(GuestPrograms.request("barrier, 4x2, message 4"), RunObserver.NONE, cache);
        assertThat(cache.regions()).isGreaterThan(10);
    }
}

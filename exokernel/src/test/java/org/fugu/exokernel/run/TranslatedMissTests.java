package org.fugu.exokernel.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.fugu.machine.preset.Preset;
import org.fugu.machine.translate.CodeCache;
import org.fugu.machine.translate.TranslationPolicy;
import org.junit.jupiter.api.Test;

/// Lines that come while translated code waits for them take time that its block then lacks.
class TranslatedMissTests {
    private static final int CACHE = 512;

    /// Goes round two loads that displace each other's lines, with what only computes behind each.
    private static byte[] program() {
        var program =
                new Assembler().li(Assembler.S1, (int) Assembler.DATA).li(Assembler.T1, (int) Assembler.DATA + CACHE);
        int loop = program.label();
        for (int base : new int[] {Assembler.S1, Assembler.T1}) {
            program.load(Assembler.A0, base, 0);
            for (int i = 0; i < 6; i++) program.addi(Assembler.A1, Assembler.A1, 1);
        }
        return program.branchIfNonZeroBack(Assembler.S1, loop).program();
    }

    @Test
    void nothingIsDoneAfterTheLimitBehindAMiss() {
        var cache = new CodeCache(new TranslationPolicy(1, 200, 2_000));
        var request =
                Requests.with(Requests.of(program(), 1), Preset.named("fugu").with("cache.bytes", CACHE));
        for (int cycles = 3_000; cycles < 3_120; cycles++) {
            var limited = Requests.with(request, new Limits(cycles, 100_000, 100, 1 << 18));
            var interpreted = Exokernel.run(limited, RunObserver.NONE, new CodeCache(TranslationPolicy.NOTHING));
            assertThat(interpreted.outcome()).isEqualTo(Outcome.CYCLE_LIMIT);
            assertThat(Exokernel.run(limited, RunObserver.NONE, cache).digest())
                    .as("after %d cycles", cycles)
                    .isEqualTo(interpreted.digest());
        }
    }
}

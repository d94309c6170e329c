package org.fugu.exokernel.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.fugu.machine.Fidelity;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.translate.CodeCache;
import org.fugu.machine.translate.TranslationPolicy;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Programs that go round more pages than the TLB has entries: what translated code has the kernel's
/// software TLB bring back is as if each time the program had been interrupted, after each instruction.
class TranslatedRefillTests {
    private static final int PAGES = 16;
    private static final int PAGE = 4096;
    private static final int BEHIND = (int) Assembler.DATA + PAGES * PAGE;
    private static final int T2 = 7;
    private static final int NOPS = 0x0001_0001;

    /// So many runs end at instructions, or cycles, that follow each other: more than a program takes to
    /// come round.
    private static final int IN_A_ROW = 300;

    /// `S1` goes round the pages with `T1` and `T2`: behind the last one a bit is set that is cleared.
    private static Assembler walker(int step) {
        return new Assembler()
                .li(Assembler.S1, (int) Assembler.DATA)
                .li(Assembler.T1, step)
                .li(T2, BEHIND - (int) Assembler.DATA)
                .word(T2 << 15 | 4 << 12 | T2 << 7 | 0xfff00013); // not
    }

    private static Assembler next(Assembler program) {
        return program.add(Assembler.S1, Assembler.S1, Assembler.T1)
                .word(T2 << 20 | Assembler.S1 << 15 | 7 << 12 | Assembler.S1 << 7 | 0x33); // and
    }

    /// Loads and stores that miss, in turns, and what computes between them. One store waits for what has just
    /// been loaded.
    private static byte[] plain(int step) {
        var program = walker(step);
        int loop = program.label();
        program.load(Assembler.A0, Assembler.S1, 16).addi(Assembler.A0, Assembler.A0, 3);
        program.store(Assembler.A0, Assembler.S1, 24);
        next(program).store(Assembler.A0, Assembler.S1, 16);
        next(program).addi(Assembler.A2, Assembler.S1, 0);
        next(program).load(Assembler.A1, Assembler.A2, 24).store(Assembler.A1, Assembler.S1, 16);
        return next(program).branchIfNonZeroBack(Assembler.S1, loop).program(PAGES + 1);
    }

    /// The loop is a group of instructions whose last one straddles its end: the next group has been fetched
    /// too when control comes back, and has not when the load was fetched anew.
    private static byte[] straddling() {
        var program = walker(PAGE);
        while (program.label() % 4 != 0) program.word(NOPS);
        next(program.load(Assembler.A0, Assembler.S1, 8));
        // c.nop and the first half of beq x0, x0, .-14; its second half and c.nop
        return program.word(0x09e3_0001).word(0x0001_fe00).program(PAGES);
    }

    /// Goes back and forth between two pages of code, which are lost as often as those of data.
    private static byte[] twoPagesOfCode() {
        var program = walker(PAGE);
        int loop = program.label();
        for (int i = 0; i < 3; i++) next(program.load(Assembler.A0, Assembler.S1, 8));
        int away = program.label();
        program.word(0); // for the jump
        while (program.label() < PAGE / 4 + 4) program.word(NOPS);
        int there = program.label();
        for (int i = 0; i < 3; i++) next(program.load(Assembler.A1, Assembler.S1, 8));
        program.jump(loop);
        return program.jumpFrom(away, there).program(PAGES);
    }

    static byte[] program(String name) {
        return switch (name) {
            case "plain" -> plain(PAGE);
            // In each page another line: in a small cache they displace the kernel's words.
            case "slanted" -> plain(PAGE + 16);
            case "straddling" -> straddling();
            default -> twoPagesOfCode();
        };
    }

    static Preset machine(String changes) {
        var preset = Preset.named("fugu").with("tlb.entries", 8);
        for (var change : changes.split(" ")) {
            var parts = change.split("=");
            if (parts.length == 2) preset = preset.with(parts[0], Long.parseLong(parts[1]));
        }
        return preset;
    }

    @ParameterizedTest
    @CsvSource({
        "plain, timing, ''",
        "plain, timing, cache.bytes=512",
        "plain, timing, cache.bytes=1024 cache.ways=2 cache.line=64",
        "plain, timing, processor.load_use=1",
        "plain, timing, processor.contexts=2",
        "plain, timing, tlb.consistency=0",
        "slanted, timing, cache.bytes=512",
        "slanted, timing, cache.bytes=512 cache.ways=2",
        "plain, functional, ''",
        "plain, functional, tlb.consistency=0",
        "straddling, timing, ''",
        "straddling, timing, cache.bytes=512",
        "straddling, functional, ''",
        "twoPagesOfCode, timing, ''",
        "twoPagesOfCode, timing, cache.bytes=512",
        "twoPagesOfCode, functional, ''",
    })
    void aTranslationComesBackAsByATrap(String name, String fidelity, String changes) {
        var cache = new CodeCache(new TranslationPolicy(1, 200, 2_000));
        var request =
                Requests.with(Requests.with(Requests.of(program(name), 1), machine(changes)), Fidelity.parse(fidelity));
        boolean isTimed = fidelity.equals("timing");
        for (int i = 0; i < IN_A_ROW; i++) {
            var limits = isTimed
                    ? new Limits(10_000 + i, 100_000, 100, 1 << 18)
                    : new Limits(1_000_000, 1_500 + i, 100, 1 << 18);
            var limited = Requests.with(request, limits);
            var interpreted = Exokernel.run(limited, RunObserver.NONE, new CodeCache(TranslationPolicy.NOTHING));
            assertThat(interpreted.outcome())
                    .as(interpreted.message())
                    .isEqualTo(isTimed ? Outcome.CYCLE_LIMIT : Outcome.INSTRUCTION_LIMIT);
            assertThat(interpreted.counters().getFirst().get("tlb.software_hits"))
                    .isGreaterThan(100);
            assertThat(Exokernel.run(limited, RunObserver.NONE, cache).digest())
                    .as("%d later", i)
                    .isEqualTo(interpreted.digest());
        }
    }
}

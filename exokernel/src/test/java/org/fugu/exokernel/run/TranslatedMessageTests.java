package org.fugu.exokernel.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fugu.exokernel.run.Encoding.immediate;

import java.util.List;
import org.fugu.exokernel.abi.GuestCsr;
import org.fugu.machine.isa.Operation;
import org.fugu.machine.translate.CodeCache;
import org.fugu.machine.translate.TranslationPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Translated code uses the message unit at the times at which the interpreter does.
class TranslatedMessageTests {
    private static final TranslationPolicy ALL = new TranslationPolicy(1, 200, 2_000);
    private static final int T = 5;
    private static final int STATUS = 6;
    private static final int ROUNDS = 8;
    private static final int LOOKS = 9;

    private static RunReport run(RunRequest request, TranslationPolicy policy) {
        return Exokernel.run(request, RunObserver.NONE, new CodeCache(policy));
    }

    /// Sends itself messages, and counts how often it looks until each has come.
    private static byte[] soliloquy(int messages) {
        var program = new Assembler().li(ROUNDS, messages).li(LOOKS, 0);
        int round = program.label();
        program.read(T, GuestCsr.URANK).write(GuestCsr.UO0, T).write(GuestCsr.UO1, LOOKS);
        program.li(T, 1).write(GuestCsr.ULAUNCH, T);
        int look = program.label();
        program.addi(LOOKS, LOOKS, 1).read(STATUS, GuestCsr.USTAT);
        program.word(immediate(Operation.ANDI, STATUS, STATUS, 1));
        program.word(immediate(Operation.XORI, STATUS, STATUS, 1)).branchIfNonZeroBack(STATUS, look);
        program.write(GuestCsr.UDISPOSE, 0).addi(ROUNDS, ROUNDS, -1).branchIfNonZeroBack(ROUNDS, round);
        return program.exit(0).program();
    }

    /// A launch lets time end sooner for what is behind it.
    @Test
    void whoTellsItselfSomethingHearsItAtItsTime() {
        for (int nodes : List.of(1, 2)) {
            var request = Requests.of(soliloquy(2_000), nodes);
            var interpreted = run(request, TranslationPolicy.NOTHING);
            assertThat(interpreted.outcome()).as(interpreted.message()).isEqualTo(Outcome.EXITED);
            assertThat(run(request, ALL).digest()).isEqualTo(interpreted.digest());
        }
    }

    /// Between its launches, disposals and waits each node runs ahead, and mostly something comes meanwhile.
    @ParameterizedTest
    @ValueSource(strings = {"barrier, 4x4, message 200", "alltoall, 4x4, message 20"})
    void manyMessagesAreAlikeInBothEngines(String benchmark) {
        var request = GuestPrograms.request(benchmark);
        assertThat(run(request, ALL).digest())
                .isEqualTo(run(request, TranslationPolicy.NOTHING).digest());
    }
}

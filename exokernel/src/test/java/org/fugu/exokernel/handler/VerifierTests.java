package org.fugu.exokernel.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fugu.exokernel.handler.Code.A0;
import static org.fugu.exokernel.handler.Code.A1;
import static org.fugu.exokernel.handler.Code.A2;
import static org.fugu.exokernel.handler.Code.SP;
import static org.fugu.exokernel.handler.Code.T0;
import static org.fugu.exokernel.handler.Code.T1;

import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.fugu.machine.isa.Operation;
import org.fugu.machine.message.CsrNumber;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class VerifierTests {
    private static final int DATA = 64;

    private static Code code() {
        return new Code();
    }

    /// Counts, and answers with the count.
    private static byte[] counter() {
        return code().csr(Operation.CSRRS, T0, CsrNumber.UI0, 0)
                .i(Operation.LD, A1, A0, 0)
                .i(Operation.ADDI, A1, A1, 1)
                .store(Operation.SD, A1, A0, 0)
                .i(Operation.SLLI, T0, T0, 48)
                .i(Operation.SRLI, T0, T0, 48)
                .csr(Operation.CSRRW, 0, CsrNumber.UO0, T0)
                .csr(Operation.CSRRW, 0, CsrNumber.UO0 + 2, A1)
                .csr(Operation.CSRRWI, A0, CsrNumber.ULAUNCHC, 2)
                .ret()
                .bytes();
    }

    /// Puts an operand at the index that the message names, if there is such a place.
    private static byte[] vector() {
        return code().csr(Operation.CSRRS, T0, CsrNumber.UI0 + 2, 0)
                .csr(Operation.CSRRS, T1, CsrNumber.UI0 + 3, 0)
                .i(Operation.ADDI, A1, 0, 7)
                .i(Operation.ADDI, A2, 0, 0)
                .branch(Operation.BLTU, A1, T0, 20)
                .i(Operation.SLLI, T0, T0, 3)
                .r(Operation.ADD, T0, A0, T0)
                .store(Operation.SD, T1, T0, 0)
                .i(Operation.ADDI, A2, 0, 1)
                .i(Operation.ADDI, A0, A2, 0)
                .ret()
                .bytes();
    }

    /// Uses its stack, and a mask in place of a comparison.
    private static byte[] mask() {
        return code().i(Operation.ADDI, SP, SP, -16)
                .store(Operation.SD, T0, SP, 8)
                .csr(Operation.CSRRS, T0, CsrNumber.UI0 + 2, 0)
                .i(Operation.ANDI, T0, T0, 31)
                .r(Operation.ADD, A1, T0, A0)
                .i(Operation.LBU, A2, A1, 0)
                .i(Operation.LD, T0, SP, 8)
                .i(Operation.ADDI, SP, SP, 16)
                .r(Operation.OR, A0, A2, 0)
                .ret()
                .bytes();
    }

    private static List<byte[]> good() {
        return List.of(counter(), vector(), mask());
    }

    private static int instructions(byte[] code) {
        return code.length / 4;
    }

    @Test
    void goodHandlersAreAccepted() {
        for (var each : good()) {
            assertThat(Verifier.verify(each, DATA))
                    .isInstanceOfSatisfying(
                            Verified.Accepted.class,
                            accepted -> assertThat(accepted.instructions()).isEqualTo(instructions(each)));
        }
    }

    @Test
    void anAcceptedHandlerTrapsWhereItReturnedAndIsElseAsItWas() {
        var accepted = (Verified.Accepted) Verifier.verify(counter(), DATA);
        var expected = counter();
        expected[expected.length - 4] = 0x73;
        expected[expected.length - 3] = 0;
        expected[expected.length - 2] = 0x10;
        assertThat(accepted.code()).isEqualTo(expected);
    }

    @Test
    void theLongestPathBounds() {
        var code = code().csr(Operation.CSRRS, T0, CsrNumber.UI0, 0)
                .branch(Operation.BEQ, T0, A1, 16)
                .i(Operation.ADDI, T0, T0, 1)
                .i(Operation.ADDI, T0, T0, 1)
                .ret()
                .ret()
                .bytes();
        assertThat(Verifier.verify(code, DATA))
                .isInstanceOfSatisfying(
                        Verified.Accepted.class,
                        accepted -> assertThat(accepted.instructions()).isEqualTo(5));
    }

    static Stream<Arguments> flaws() {
        return Stream.of(
                flaw("the end is not reached", Flaw.Kind.END, 4, code -> code.i(Operation.ADDI, T0, T0, 1)),
                flaw(
                        "a load before the data",
                        Flaw.Kind.MEMORY,
                        0,
                        code -> code.i(Operation.LD, T0, A0, -8).ret()),
                flaw(
                        "a load across the end",
                        Flaw.Kind.MEMORY,
                        0,
                        code -> code.i(Operation.LW, T0, A0, DATA - 3).ret()),
                flaw(
                        "a store over the stack",
                        Flaw.Kind.MEMORY,
                        0,
                        code -> code.store(Operation.SB, T0, SP, 0).ret()),
                flaw(
                        "an address from data",
                        Flaw.Kind.MEMORY,
                        4,
                        code -> code.i(Operation.LD, T0, A0, 0)
                                .i(Operation.LD, T0, T0, 0)
                                .ret()),
                flaw(
                        "an index that is compared with a sign",
                        Flaw.Kind.MEMORY,
                        16,
                        code -> code.csr(Operation.CSRRS, T0, CsrNumber.UI0, 0)
                                .i(Operation.ADDI, T1, 0, 8)
                                .branch(Operation.BGE, T0, T1, 12)
                                .r(Operation.ADD, T0, A0, T0)
                                .i(Operation.LB, T0, T0, 0)
                                .ret()),
                flaw(
                        "an address of two addresses",
                        Flaw.Kind.MEMORY,
                        4,
                        code -> code.r(Operation.ADD, T0, A0, A0)
                                .i(Operation.LB, T0, T0, 0)
                                .ret()),
                flaw(
                        "an address of the code",
                        Flaw.Kind.RELATIVE,
                        0,
                        code -> code.word(Operation.AUIPC.match() | T0 << 7).ret()),
                flaw(
                        "an infinite loop",
                        Flaw.Kind.BACKWARD,
                        0,
                        code -> code.jump(0, 0).ret()),
                flaw(
                        "a branch back",
                        Flaw.Kind.BACKWARD,
                        4,
                        code -> code.i(Operation.LD, T0, A0, 0)
                                .branch(Operation.BNE, T0, 0, -4)
                                .ret()),
                flaw(
                        "a jump out",
                        Flaw.Kind.TARGET,
                        0,
                        code -> code.jump(0, 400).ret()),
                flaw(
                        "a jump before the code",
                        Flaw.Kind.TARGET,
                        0,
                        code -> code.jump(0, -4).ret()),
                flaw(
                        "a jump into an instruction",
                        Flaw.Kind.MIDDLE,
                        10,
                        code -> code.csr(Operation.CSRRS, T0, CsrNumber.UI0, 0)
                                .branch(Operation.BEQ, 0, T0, 6)
                                .i(Operation.LD, T0, A0, 0)
                                .ret()),
                flaw("a call", Flaw.Kind.INSTRUCTION, 0, code -> code.jump(1, 4).ret()),
                flaw(
                        "a jump by a register",
                        Flaw.Kind.INSTRUCTION,
                        0,
                        code -> code.i(Operation.JALR, 0, T0, 0).ret()),
                flaw(
                        "a return elsewhere",
                        Flaw.Kind.INSTRUCTION,
                        0,
                        code -> code.i(Operation.JALR, 0, 1, 8).ret()),
                flaw(
                        "a system call",
                        Flaw.Kind.INSTRUCTION,
                        0,
                        code -> code.word(Operation.ECALL.match()).ret()),
                flaw(
                        "an atomic access",
                        Flaw.Kind.INSTRUCTION,
                        0,
                        code -> code.r(Operation.AMOADD_D, T0, A0, T1).ret()),
                flaw(
                        "floating point",
                        Flaw.Kind.INSTRUCTION,
                        0,
                        code -> code.i(Operation.FLD, T0, A0, 0).ret()),
                flaw(
                        "a fence",
                        Flaw.Kind.INSTRUCTION,
                        0,
                        code -> code.word(Operation.FENCE_I.match()).ret()),
                flaw(
                        "a pause",
                        Flaw.Kind.INSTRUCTION,
                        0,
                        code -> code.word(0x0100_000f).ret()),
                flaw(
                        "a prefetch",
                        Flaw.Kind.INSTRUCTION,
                        0,
                        code -> code.i(Operation.ORI, 0, A0, 1).ret()),
                flaw("what is no instruction", Flaw.Kind.INSTRUCTION, 0, code -> code.word(-1)),
                flaw(
                        "a disposal",
                        Flaw.Kind.REGISTER,
                        0,
                        code -> code.csr(Operation.CSRRW, 0, CsrNumber.UDISPOSE, 0)
                                .ret()),
                flaw(
                        "user DMA",
                        Flaw.Kind.REGISTER,
                        0,
                        code -> code.csr(Operation.CSRRW, 0, CsrNumber.USINK, A0)
                                .ret()),
                flaw(
                        "an atomic section",
                        Flaw.Kind.REGISTER,
                        0,
                        code -> code.csr(Operation.CSRRWI, 0, CsrNumber.UAC, 1).ret()),
                flaw(
                        "a handler of its own",
                        Flaw.Kind.REGISTER,
                        0,
                        code -> code.csr(Operation.CSRRW, 0, CsrNumber.UIVEC, A0)
                                .ret()),
                flaw(
                        "a launch that waits",
                        Flaw.Kind.REGISTER,
                        0,
                        code -> code.csr(Operation.CSRRWI, 0, CsrNumber.ULAUNCH, 1)
                                .ret()),
                flaw(
                        "a launch with bulk data",
                        Flaw.Kind.LAUNCH,
                        0,
                        code -> code.csr(Operation.CSRRWI, 0, CsrNumber.ULAUNCHC, 8 + 3)
                                .ret()),
                flaw(
                        "a launch of any length",
                        Flaw.Kind.LAUNCH,
                        4,
                        code -> code.i(Operation.LD, T0, A0, 0)
                                .csr(Operation.CSRRW, 0, CsrNumber.ULAUNCHC, T0)
                                .ret()),
                flaw("many launches", Flaw.Kind.MESSAGES, 4 * Verifier.MOST_LAUNCHES, code -> {
                    for (int i = 0; i <= Verifier.MOST_LAUNCHES; i++) {
                        code.csr(Operation.CSRRWI, 0, CsrNumber.ULAUNCHC, 1);
                    }
                    return code.ret();
                }));
    }

    private static Arguments flaw(String what, Flaw.Kind kind, int offset, UnaryOperator<Code> code) {
        return Arguments.of(what, code.apply(code()).bytes(), new Flaw(kind, offset));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("flaws")
    void whatLeavesItsBoundsIsNamed(String what, byte[] code, Flaw flaw) {
        assertThat(Verifier.verify(code, DATA)).as(what).isEqualTo(new Verified.Rejected(flaw));
    }

    @Test
    void everyKindOfFlawIsTried() {
        var kinds = EnumSet.noneOf(Flaw.Kind.class);
        flaws().forEach(each -> kinds.add(((Flaw) each.get()[2]).kind()));
        assertThat(kinds).containsExactlyInAnyOrder(Flaw.Kind.values());
    }

    /// 120,000 handlers. Each that is accepted is executed with several messages and data.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void noneThatIsAcceptedLeavesItsBounds(long seed) {
        var random = new SplittableRandom(seed);
        var hostile = new Hostile(random, good());
        int accepted = 0;
        int messages = 0;
        for (int i = 0; i < 30_000; i++) {
            var code = hostile.next();
            int dataBytes = 8 * (1 + random.nextInt(8));
            if (Verifier.verify(code, dataBytes) instanceof Verified.Accepted handler) {
                accepted++;
                messages += launches(handler, dataBytes, random);
            }
        }
        // Else nothing was tried.
        assertThat(accepted).isGreaterThan(3_000);
        assertThat(messages).isGreaterThan(1_000);
    }

    private static int launches(Verified.Accepted handler, int dataBytes, SplittableRandom random) {
        int launches = 0;
        for (int i = 0; i < 4; i++) {
            var data = new byte[dataBytes];
            if (i > 0) random.nextBytes(data);
            long base = 4096 * (1 + (random.nextLong() & 0x3ff_ffff)) + 8 * random.nextInt(8);
            var machine = new GuardedMachine(handler.code(), data, base, random);
            machine.run(handler.instructions());
            assertThat(machine.launches()).isLessThanOrEqualTo(Verifier.MOST_LAUNCHES);
            launches += machine.launches();
        }
        return launches;
    }
}

package org.fugu.machine.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.fugu.machine.isa.Assembly.branch;
import static org.fugu.machine.isa.Assembly.csr;
import static org.fugu.machine.isa.Assembly.encode;
import static org.fugu.machine.isa.Assembly.immediate;
import static org.fugu.machine.isa.Assembly.register;
import static org.fugu.machine.isa.Assembly.store;

import org.fugu.machine.isa.Operation;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.trap.TrapCause;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class InterpreterTests {
    private static final int NOP = 0x0000_0013;
    private static final int ECALL = 0x0000_0073;
    private static final int CODE = 0x1000;
    private static final int DATA = 0x3000;

    private final FlatMemory memory = new FlatMemory(8);
    private final Context context = new Context();
    private final Interpreter interpreter = memory.interpreter(InstructionLatencies.NONE);

    private Stop run(int... words) {
        memory.writeWords(CODE, words);
        memory.decoded.forget(CODE >>> 12);
        context.dropFetched();
        context.pc = CODE;
        return interpreter.run(context);
    }

    private void assertTrap(Stop stop, TrapCause cause, long value, long pc) {
        assertThat(stop).isEqualTo(Stop.TRAP);
        assertThat(memory.cause).isEqualTo(cause);
        assertThat(memory.value).as("value").isEqualTo(value);
        assertThat(context.pc).as("pc").isEqualTo(pc);
    }

    @Test
    void aLoopAddsUpNumbers() {
        var stop = run(
                immediate(Operation.ADDI, 10, 0, 0),
                immediate(Operation.ADDI, 11, 0, 100),
                register(Operation.ADD, 10, 10, 11),
                immediate(Operation.ADDI, 11, 11, -1),
                branch(Operation.BNE, 11, 0, -8),
                ECALL);
        assertTrap(stop, TrapCause.SYSTEM_CALL, 0, CODE + 20);
        assertThat(context.x[10]).isEqualTo(5050);
        assertThat(context.instret).isEqualTo(302);
        assertThat(memory.time.now).isEqualTo(303);
    }

    @ParameterizedTest
    @CsvSource({
        "ADD, 1",
        "MUL, 5",
        "MULHU, 5",
        "MULW, 5",
        "DIV, 35",
        "REMUW, 35",
        "FADD_D, 2",
        "FSUB_S, 2",
        "FMUL_S, 5",
        "FMADD_D, 5",
        "FDIV_D, 19",
        "FSQRT_D, 35",
        "FEQ_S, 1",
        "FCVT_D_L, 1",
        "FMV_X_D, 1"
    })
    void anInstructionTakesTheCyclesOfItsUnit(Operation operation, long cycles) {
        var timed = memory.interpreter(InstructionLatencies.of(Preset.named("fugu")));
        memory.writeWords(CODE, encode(operation, 5, 6, 7, 8, 0, 0), ECALL);
        context.pc = CODE;
        memory.time.limit = 1;
        assertThat(timed.run(context)).isEqualTo(Stop.LIMIT);
        assertThat(memory.time.now).isEqualTo(cycles);
        assertThat(context.instret).isEqualTo(1);
    }

    @Test
    void aTakenBranchAndAJumpTakeOneCycleMore() {
        var timed = memory.interpreter(InstructionLatencies.of(Preset.named("fugu")));
        memory.writeWords(
                CODE, branch(Operation.BEQ, 0, 0, 4), branch(Operation.BNE, 0, 0, 4), 0x0040_006f, NOP, ECALL);
        context.pc = CODE;
        memory.time.limit = 5;
        assertThat(timed.run(context)).isEqualTo(Stop.LIMIT);
        assertThat(context.instret).isEqualTo(3);
        assertThat(memory.time.now).isEqualTo(2 + 1 + 2);
    }

    @Test
    void nothingStartsAtTheLimit() {
        memory.time.limit = 0;
        assertThat(run(NOP)).isEqualTo(Stop.LIMIT);
        assertThat(memory.fetches).isZero();
        assertThat(context.instret).isZero();
    }

    @Test
    void aFaultingLoadLeavesItsRegisterAndPointsAtItself() {
        memory.forbid(DATA);
        context.x[5] = DATA + 8;
        context.x[6] = 77;
        var stop = run(NOP, immediate(Operation.LD, 6, 5, 0));
        assertTrap(stop, TrapCause.LOAD_PAGE_FAULT, DATA + 8, CODE + 4);
        assertThat(context.x[6]).isEqualTo(77);
        assertThat(context.instret).isEqualTo(1);
    }

    @Test
    void aStoreAcrossTwoPagesThatFaultsInTheSecondLeavesTheFirstUntouched() {
        memory.forbidWriting(DATA + 4096);
        context.x[5] = DATA + 4096 - 3;
        context.x[6] = -1;
        var stop = run(store(Operation.SD, 6, 5, 0));
        assertTrap(stop, TrapCause.STORE_PAGE_FAULT, DATA + 4096, CODE);
        assertThat(memory.read(DATA + 4096 - 3, 3)).containsOnly(0);
    }

    @Test
    void aLoadAcrossTwoLinesWaitsForEachAndIsNotRepeated() {
        memory.writeWords(DATA + 12, 0x4433_2211, 0x8877_6655);
        context.x[5] = DATA + 12;
        memory.writeWords(CODE, NOP, immediate(Operation.LD, 6, 5, 0), ECALL);
        context.pc = CODE;
        memory.time.limit = 1;
        assertThat(interpreter.run(context)).isEqualTo(Stop.LIMIT);
        memory.time.limit = 100;
        memory.stalls = () -> true;
        assertThat(interpreter.run(context)).isEqualTo(Stop.SUSPENDED);
        assertThat(memory.time.now).as("charged before it waits").isEqualTo(2);
        assertThat(context.access.physicalAddress).isEqualTo(DATA + 12);
        assertThat(interpreter.complete(context)).isFalse();
        assertThat(context.access.physicalAddress).isEqualTo(DATA + 16);
        assertThat(context.instret).isEqualTo(1);
        assertThat(interpreter.complete(context)).isTrue();
        assertThat(context.x[6]).isEqualTo(0x8877_6655_4433_2211L);
        assertThat(context.pc).isEqualTo(CODE + 8);
        assertThat(context.instret).isEqualTo(2);
        assertThat(memory.time.now).isEqualTo(2);
    }

    @Test
    void anInstructionWhoseSecondHalfCannotBeFetchedFaultsThere() {
        memory.forbid(0x2000);
        // A four-byte instruction at the last half word of the page.
        memory.write(0x1ffe, new byte[] {0x13, 0});
        context.pc = 0x1ffe;
        var stop = interpreter.run(context);
        assertTrap(stop, TrapCause.FETCH_PAGE_FAULT, 0x2000, 0x1ffe);
    }

    @Test
    void aProgramGoesOnEvenIfEveryLineIsLostAtOnce() {
        memory.stalls = () -> true;
        // Short and long ones in turn, so that some straddle lines.
        int at = CODE;
        for (int i = 0; i < 20; i++) {
            memory.write(at, new byte[] {0x01, 0});
            memory.writeWords(at + 2, immediate(Operation.ADDI, 5, 5, 1));
            at += 6;
        }
        memory.writeWords(at, ECALL);
        context.pc = CODE;
        int waits = 0;
        Stop stop;
        while ((stop = interpreter.run(context)) == Stop.SUSPENDED) {
            interpreter.complete(context);
            assertThat(++waits).isLessThan(50);
        }
        assertTrap(stop, TrapCause.SYSTEM_CALL, 0, at);
        assertThat(context.x[5]).isEqualTo(20);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 7})
    void misalignedAtomicsTrap(int offset) {
        context.x[5] = DATA + offset;
        assertTrap(run(register(Operation.AMOADD_D, 6, 5, 7)), TrapCause.STORE_MISALIGNED, DATA + offset, CODE);
        assertTrap(run(register(Operation.LR_D, 6, 5, 0)), TrapCause.LOAD_MISALIGNED, DATA + offset, CODE);
    }

    @Test
    void aStoreConditionalNeedsTheReservationOfItsLine() {
        context.x[5] = DATA;
        context.x[6] = DATA + 16;
        context.x[7] = 9;
        int reserve = register(Operation.LR_D, 8, 5, 0);
        int same = register(Operation.SC_D, 10, 5, 7);
        int other = register(Operation.SC_D, 11, 6, 7);
        int again = register(Operation.SC_D, 12, 5, 7);
        run(reserve, same, again, reserve, other, ECALL);
        assertThat(context.x[10]).as("with a reservation").isZero();
        assertThat(memory.read(DATA, 1)).containsExactly(9);
        assertThat(context.x[12]).as("a second time").isEqualTo(1);
        assertThat(context.x[11]).as("of another line").isEqualTo(1);
        assertThat(memory.read(DATA + 16, 1)).containsExactly(0);
    }

    @Test
    void aStoreConditionalWithoutReservationTouchesNoMemory() {
        context.x[5] = 0x7fff_0000;
        var stop = run(register(Operation.SC_D, 10, 5, 7), ECALL);
        assertTrap(stop, TrapCause.SYSTEM_CALL, 0, CODE + 4);
        assertThat(context.x[10]).isEqualTo(1);
        assertThat(memory.accesses).isEqualTo(memory.fetches);
    }

    @Test
    void aTrapEndsTheReservation() {
        context.x[5] = DATA;
        run(register(Operation.LR_D, 6, 5, 0), ECALL);
        assertThat(context.reservation).isEqualTo(Context.NO_RESERVATION);
    }

    @Test
    void aStoreConditionalThatHasToWaitFailsIfItsReservationIsLostMeanwhile() {
        context.x[5] = DATA;
        memory.writeWords(CODE, register(Operation.LR_D, 6, 5, 0), register(Operation.SC_D, 7, 5, 5), ECALL);
        context.pc = CODE;
        memory.time.limit = 1;
        interpreter.run(context);
        memory.time.limit = 100;
        memory.stalls = () -> true;
        assertThat(interpreter.run(context)).isEqualTo(Stop.SUSPENDED);
        context.reservation = Context.NO_RESERVATION;
        assertThat(interpreter.complete(context)).isTrue();
        assertThat(context.x[7]).isEqualTo(1);
        assertThat(memory.read(DATA, 8)).containsOnly(0);
    }

    @Test
    void illegalWordsTrapWithTheirBits() {
        assertTrap(run(0xffff_ffff), TrapCause.ILLEGAL_INSTRUCTION, 0xffff_ffffL, CODE);
        assertTrap(run(0x1234_0000), TrapCause.ILLEGAL_INSTRUCTION, 0, CODE);
    }

    @Test
    void aReservedDynamicRoundingModeIsIllegalWhereItIsUsed() {
        int add = encode(Operation.FADD_D, 1, 2, 3, 0, 7, 0);
        var stop = run(csr(Operation.CSRRWI, 0, 2, 5), encode(Operation.FADD_D, 1, 2, 3, 0, 0, 0), add);
        assertTrap(stop, TrapCause.ILLEGAL_INSTRUCTION, add & 0xffff_ffffL, CODE + 8);
    }

    @Test
    void aStoreIsSeenByTheFetchAfterFenceI() {
        int addOne = immediate(Operation.ADDI, 10, 10, 1);
        int addTwo = immediate(Operation.ADDI, 10, 10, 2);
        context.x[5] = 0x2000;
        context.x[6] = addTwo;
        memory.writeWords(0x2000, addOne, immediate(Operation.JALR, 0, 1, 0));
        int call = immediate(Operation.JALR, 1, 5, 0);
        run(call, store(Operation.SW, 6, 5, 0), call, Operation.FENCE_I.match(), call, ECALL);
        assertThat(context.x[10]).isEqualTo(1 + 1 + 2);
    }

    @Test
    void aForgottenFrameIsDecodedAgain() {
        run(immediate(Operation.ADDI, 10, 0, 1), ECALL);
        memory.writeWords(CODE, immediate(Operation.ADDI, 10, 0, 2));
        context.pc = CODE;
        interpreter.run(context);
        assertThat(context.x[10]).as("not yet forgotten").isEqualTo(1);
        memory.decoded.forget(CODE >>> 12);
        context.pc = CODE;
        interpreter.run(context);
        assertThat(context.x[10]).isEqualTo(2);
    }

    @Test
    void aProgramThatRunsThroughManyFramesIsDecodedWithBoundedMemory() {
        var large = new FlatMemory(2 * DecodedLines.MOST_FRAMES + 3);
        int jump = encode(Operation.JAL, 0, 0, 0, 0, 0, 4096);
        int pages = 2 * DecodedLines.MOST_FRAMES + 1;
        for (int page = 1; page <= pages; page++) large.writeWords(page * 4096L, jump);
        large.writeWords((pages + 1) * 4096L, ECALL);
        context.pc = 4096;
        assertThat(large.interpreter(InstructionLatencies.NONE).run(context)).isEqualTo(Stop.TRAP);
        assertThat(context.instret).isEqualTo(pages);
    }

    @Test
    void aForeignCsrIsReadAndWrittenThroughThePort() {
        memory.scratch = 0b1100;
        context.x[5] = 0b0110;
        run(
                csr(Operation.CSRRS, 6, 0x800, 5),
                csr(Operation.CSRRC, 7, 0x800, 5),
                csr(Operation.CSRRWI, 8, 0x800, 3),
                csr(Operation.CSRRS, 0, 0x800, 0),
                ECALL);
        assertThat(context.x[6]).isEqualTo(0b1100);
        assertThat(context.x[7]).isEqualTo(0b1110);
        assertThat(context.x[8]).isEqualTo(0b1000);
        assertThat(memory.scratch).isEqualTo(3);
        assertThat(context.x[0]).isZero();
    }

    @Test
    void aCsrThatIsNotReadyIsExecutedAgainAndHasCostNothing() {
        memory.csrStalls = 2;
        assertThat(run(csr(Operation.CSRRWI, 0, 0x800, 3), ECALL)).isEqualTo(Stop.STALLED);
        assertThat(memory.time.now).isZero();
        assertThat(context.pc).isEqualTo(CODE);
        assertThat(interpreter.run(context)).isEqualTo(Stop.STALLED);
        assertThat(interpreter.run(context)).isEqualTo(Stop.TRAP);
        assertThat(memory.scratch).isEqualTo(3);
        assertThat(context.instret).isEqualTo(1);
    }

    @Test
    void aCsrMaySendTheProgramElsewhere() {
        memory.scratch = 0x2004;
        memory.writeWords(0x2004, ECALL);
        assertTrap(run(csr(Operation.CSRRW, 0, 0x80f, 0)), TrapCause.SYSTEM_CALL, 0, 0x2004);
        assertThat(context.instret).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x7c0, 0x300, 0x801})
    void aCsrThatDoesNotExistIsIllegal(int number) {
        int word = csr(Operation.CSRRS, 5, number, 0);
        assertTrap(run(word), TrapCause.ILLEGAL_INSTRUCTION, word & 0xffff_ffffL, CODE);
    }

    @ParameterizedTest
    @ValueSource(ints = {0xc00, 0xc01, 0xc02})
    void countersCanBeReadAndNotWritten(int number) {
        int write = csr(Operation.CSRRW, 5, number, 0);
        var stop = run(NOP, NOP, csr(Operation.CSRRS, 6, number, 0), write);
        assertTrap(stop, TrapCause.ILLEGAL_INSTRUCTION, write & 0xffff_ffffL, CODE + 12);
        assertThat(context.x[6]).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(names = {"CSRRS", "CSRRC", "CSRRSI", "CSRRCI"})
    void countersTellTheCyclesAndTheInstructionsRetiredBefore(Operation reading) {
        var timed = memory.interpreter(InstructionLatencies.of(Preset.named("fugu")));
        memory.writeWords(
                CODE,
                register(Operation.MUL, 5, 6, 7),
                register(Operation.DIV, 5, 6, 7),
                branch(Operation.BEQ, 0, 0, 4),
                csr(reading, 10, 0xc00, 0),
                csr(reading, 11, 0xc01, 0),
                csr(reading, 12, 0xc02, 0),
                ECALL);
        context.pc = CODE;
        assertThat(timed.run(context)).isEqualTo(Stop.TRAP);
        assertThat(context.x[10]).as("cycle").isEqualTo(5 + 35 + 2);
        assertThat(context.x[11]).as("time").isEqualTo(5 + 35 + 2 + 1);
        assertThat(context.x[12]).as("instret").isEqualTo(5);
    }

    @Test
    void floatingPointStateIsThreeViewsOfOneRegister() {
        run(
                csr(Operation.CSRRWI, 5, 0x002, 3),
                csr(Operation.CSRRWI, 6, 0x001, 17),
                csr(Operation.CSRRS, 7, 0x003, 0),
                immediate(Operation.ADDI, 8, 0, -1),
                csr(Operation.CSRRW, 9, 0x003, 8),
                csr(Operation.CSRRCI, 10, 0x002, 2),
                csr(Operation.CSRRS, 11, 0x003, 0),
                ECALL);
        assertThat(context.x[7]).isEqualTo(3 << 5 | 17);
        assertThat(context.x[10]).isEqualTo(7);
        assertThat(context.x[11]).isEqualTo(5 << 5 | 31);
    }

    @Test
    void interruptsAreRecognisedAfterBranchesAndCsrsAndAtNewPagesOnly() {
        memory.time.interrupting = true;
        run(NOP, NOP, NOP, NOP, NOP, immediate(Operation.LD, 5, 0, 0), ECALL);
        assertThat(memory.interrupts).as("straight on").isZero();
        run(branch(Operation.BNE, 0, 0, 8), csr(Operation.CSRRS, 0, 1, 0), ECALL);
        assertThat(memory.interrupts).as("a branch not taken and a CSR").isEqualTo(2);
        memory.writeWords(0x1ff8, NOP, NOP, ECALL);
        context.pc = 0x1ff8;
        interpreter.run(context);
        assertThat(memory.interrupts).as("a new page").isEqualTo(3);
    }

    @Test
    void anInterruptGoesOnAtItsHandler() {
        memory.time.interrupting = true;
        memory.interruptTarget = 0x2000;
        memory.writeWords(0x2000, ECALL);
        assertTrap(run(branch(Operation.BEQ, 0, 0, 8), NOP, NOP, ECALL), TrapCause.SYSTEM_CALL, 0, 0x2000);
        assertThat(context.instret).isEqualTo(1);
    }

    @Test
    void anIndirectJumpDropsTheLowestBitAndAKernelMustNotSetIt() {
        context.x[5] = CODE + 9;
        assertTrap(run(immediate(Operation.JALR, 5, 5, 0), NOP, ECALL), TrapCause.SYSTEM_CALL, 0, CODE + 8);
        assertThat(context.x[5]).isEqualTo(CODE + 4);
        context.pc = CODE + 1;
        assertTrap(interpreter.run(context), TrapCause.INSTRUCTION_MISALIGNED, CODE + 1, CODE + 1);
    }

    @Test
    void registerZeroStaysZero() {
        memory.writeWords(DATA, -1, -1);
        context.x[5] = DATA;
        run(
                immediate(Operation.LD, 0, 5, 0),
                immediate(Operation.LD, 0, 5, 13),
                register(Operation.AMOADD_D, 0, 5, 5),
                register(Operation.LR_D, 0, 5, 0),
                register(Operation.MUL, 0, 5, 5),
                register(Operation.FEQ_D, 0, 1, 1),
                csr(Operation.CSRRS, 0, 0xc02, 0),
                encode(Operation.JAL, 0, 0, 0, 0, 0, 4),
                register(Operation.ADD, 6, 0, 0),
                ECALL);
        assertThat(context.x[0]).isZero();
        assertThat(context.x[6]).isZero();
    }

    @Test
    void aContextThatWaitsCannotRunAndOneThatDoesNotCannotBeCompleted() {
        assertThatThrownBy(() -> interpreter.complete(context)).isInstanceOf(IllegalStateException.class);
        memory.stalls = () -> true;
        assertThat(run(NOP)).isEqualTo(Stop.SUSPENDED);
        assertThatThrownBy(() -> interpreter.run(context)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void breakpointsTrapWithTheirAddress() {
        assertTrap(run(NOP, Operation.EBREAK.match()), TrapCause.BREAKPOINT, CODE + 4, CODE + 4);
    }
}

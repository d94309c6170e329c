package org.fugu.machine.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fugu.machine.isa.Assembly.branch;
import static org.fugu.machine.isa.Assembly.csr;
import static org.fugu.machine.isa.Assembly.encode;
import static org.fugu.machine.isa.Assembly.immediate;
import static org.fugu.machine.isa.Assembly.register;
import static org.fugu.machine.isa.Assembly.store;

import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.fugu.machine.isa.Operation;
import org.fugu.machine.isa.RegisterUse;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.state.SnapshotReader;
import org.fugu.machine.state.SnapshotWriter;
import org.fugu.machine.state.StateHash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What an instruction waits for the load right before it.
///
/// `-Dfugu.seed=N` replays from that seed, `-Dfugu.programs=N` sets how many random programs are run.
class LoadUseTests {
    private static final long SEED = Long.getLong("fugu.seed", 20261126);
    private static final int PROGRAMS = Integer.getInteger("fugu.programs", 10);
    private static final int WAIT = 3;
    private static final int CODE = 0x1000;
    private static final int DATA = 0x3000;
    private static final int NOP = 0x0000_0013;

    private static final int LOAD = immediate(Operation.LD, 5, 8, 0);
    private static final int LOAD_SINGLE = immediate(Operation.FLW, 5, 8, 0);
    private static final int LOAD_DOUBLE = immediate(Operation.FLD, 5, 8, 0);

    private final FlatMemory memory = new FlatMemory(8);
    private final Context context = new Context();
    private Interpreter interpreter = memory.interpreter(waiting(WAIT));

    private static InstructionLatencies waiting(int cycles) {
        return InstructionLatencies.of(Preset.named("fugu").with("processor.load_use", cycles));
    }

    private void start(int... words) {
        memory.writeWords(CODE, words);
        context.pc = CODE;
        context.x[8] = DATA;
        context.x[9] = DATA + 64;
    }

    /// Cycles until so many instructions are retired.
    private long cycles(int instructions) {
        memory.time.limit = 0;
        while (context.instret < instructions) {
            memory.time.limit = memory.time.now + 1;
            assertThat(interpreter.run(context)).isIn(Stop.LIMIT, Stop.PAUSED);
        }
        return memory.time.now;
    }

    private static Arguments waits(String why, int load, int user) {
        return Arguments.of(why, load, user, WAIT);
    }

    private static Arguments goesOn(String why, int load, int user) {
        return Arguments.of(why, load, user, 0);
    }

    static Stream<Arguments> pairs() {
        int pair = encode(Operation.FMADD_D, 1, 2, 3, 5, 0, 0);
        return Stream.of(
                waits("first operand", LOAD, register(Operation.ADD, 6, 5, 7)),
                waits("second operand", LOAD, register(Operation.ADD, 6, 7, 5)),
                waits("operand of a word", LOAD, register(Operation.SUBW, 6, 5, 7)),
                waits("beside an immediate", LOAD, immediate(Operation.ADDI, 6, 5, 1)),
                waits("shifted", LOAD, immediate(Operation.SLLI, 6, 5, 1)),
                waits("multiplied", LOAD, register(Operation.MUL, 6, 7, 5)),
                waits("address of a load", immediate(Operation.LD, 8, 8, 0), immediate(Operation.LB, 6, 8, 0)),
                waits("address of a store", immediate(Operation.LD, 8, 8, 0), store(Operation.SB, 6, 8, 0)),
                waits("data of a store", LOAD, store(Operation.SW, 5, 9, 0)),
                waits("data of a float store", LOAD_DOUBLE, store(Operation.FSD, 5, 9, 0)),
                waits("data of an AMO", LOAD, register(Operation.AMOADD_D, 6, 9, 5)),
                waits("compared by a branch", LOAD, branch(Operation.BEQ, 7, 5, 8)),
                waits("target of a jump", immediate(Operation.LD, 9, 9, 0), immediate(Operation.JALR, 1, 9, 0)),
                waits("written to a CSR", LOAD, csr(Operation.CSRRW, 0, 0x800, 5)),
                waits("address of a hint", LOAD, immediate(Operation.ORI, 0, 5, 1)),
                waits("converted", LOAD, encode(Operation.FCVT_D_L, 1, 5, 0, 0, 0, 0)),
                waits("moved to a float", LOAD, register(Operation.FMV_D_X, 1, 5, 0)),
                waits("added as a float", LOAD_DOUBLE, encode(Operation.FADD_D, 1, 2, 5, 0, 0, 0)),
                waits("third operand of a fused one", LOAD_DOUBLE, pair),
                waits("root of a single", LOAD_SINGLE, encode(Operation.FSQRT_S, 1, 5, 0, 0, 0, 0)),
                waits("moved from a float", LOAD_DOUBLE, register(Operation.FMV_X_D, 5, 5, 0)),
                waits("compared as a float", LOAD_SINGLE, register(Operation.FEQ_S, 5, 5, 6)),
                waits("behind an LR", register(Operation.LR_D, 5, 8, 0), register(Operation.SC_D, 6, 8, 5)),
                waits("behind an SC", register(Operation.SC_D, 5, 8, 7), branch(Operation.BNE, 5, 0, 8)),
                waits("behind an AMO", register(Operation.AMOSWAP_W, 5, 8, 7), register(Operation.OR, 6, 5, 5)),
                waits("behind a load across lines", immediate(Operation.LD, 5, 8, 12), register(Operation.OR, 6, 5, 5)),
                goesOn("another register", LOAD, register(Operation.ADD, 6, 7, 8)),
                goesOn("only written", LOAD, immediate(Operation.ADDI, 5, 7, 1)),
                goesOn("a constant", LOAD, encode(Operation.LUI, 5, 0, 0, 0, 0, -1)),
                goesOn("bits of an immediate", LOAD, immediate(Operation.ADDI, 6, 7, 5)),
                goesOn("a CSR's immediate", LOAD, csr(Operation.CSRRWI, 6, 0x800, 5)),
                goesOn("the float of that number", LOAD, encode(Operation.FADD_D, 1, 5, 5, 0, 0, 0)),
                goesOn("the integer of that number", LOAD_DOUBLE, register(Operation.ADD, 6, 5, 5)),
                goesOn("the integer stored", LOAD_DOUBLE, store(Operation.SD, 5, 9, 0)),
                goesOn("the float stored", LOAD, store(Operation.FSD, 5, 9, 0)),
                goesOn("the float loaded over", LOAD_DOUBLE, LOAD_SINGLE),
                goesOn("a fence", LOAD, Operation.FENCE.match()),
                goesOn("into x0", immediate(Operation.LD, 0, 8, 0), register(Operation.ADD, 6, 0, 0)),
                goesOn("behind a store", store(Operation.SD, 5, 8, 0), register(Operation.ADD, 6, 5, 5)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pairs")
    void anInstructionWaitsForWhatTheOneBeforeLoadedIfItReadsIt(String why, int load, int user, int wait) {
        memory.writeWords(DATA, DATA, 0);
        memory.writeWords(DATA + 64, CODE, 0);
        start(load, user, NOP, NOP);
        long with = cycles(2);
        var other = new LoadUseTests();
        other.interpreter = other.memory.interpreter(waiting(0));
        other.memory.writeWords(DATA, DATA, 0);
        other.memory.writeWords(DATA + 64, CODE, 0);
        other.start(load, user, NOP, NOP);
        assertThat(with - other.cycles(2)).as(why).isEqualTo(wait);
    }

    @Test
    void theSecondInstructionAfterALoadDoesNotWait() {
        start(LOAD, NOP, register(Operation.ADD, 6, 5, 5));
        assertThat(cycles(3)).isEqualTo(3);
    }

    @Test
    void theWaitIsPartOfTheStateBetweenTwoRuns() {
        start(LOAD, register(Operation.ADD, 6, 5, 5), NOP);
        memory.time.limit = 1;
        assertThat(interpreter.run(context)).isEqualTo(Stop.LIMIT);
        assertThat(context.loaded).isEqualTo(5);
        memory.time.limit = 2;
        assertThat(interpreter.run(context)).isEqualTo(Stop.LIMIT);
        assertThat(context.instret).as("waits, and would be too late").isEqualTo(1);
        assertThat(memory.time.now).isEqualTo(1 + WAIT);
        assertThat(context.loaded).isEqualTo(RegisterUse.NONE);
        memory.time.limit = 1 + WAIT + 1;
        interpreter.run(context);
        assertThat(context.instret).isEqualTo(2);
        assertThat(memory.time.now).isEqualTo(1 + WAIT + 1);
    }

    @Test
    void theLoadedRegisterIsInDigestsAndSnapshots() {
        var none = new StateHash();
        context.save(none);
        context.loaded = 37;
        var some = new StateHash();
        context.save(some);
        assertThat(some.hex()).isNotEqualTo(none.hex());

        var writer = new SnapshotWriter();
        context.save(writer);
        var restored = new Context();
        restored.restore(new SnapshotReader(writer.toBytes()));
        assertThat(restored.loaded).isEqualTo(37);
    }

    @Test
    void nothingWaitsForALoadThatHadToWaitItself() {
        start(LOAD, register(Operation.ADD, 6, 5, 5), NOP);
        memory.time.limit = 1;
        interpreter.run(context);
        context.pc = CODE;
        context.loaded = RegisterUse.NONE;
        memory.time.limit = 2;
        memory.stalls = () -> true;
        assertThat(interpreter.run(context)).isEqualTo(Stop.SUSPENDED);
        memory.stalls = () -> false;
        interpreter.complete(context);
        assertThat(context.loaded).isEqualTo(RegisterUse.NONE);
        assertThat(cycles(3)).isEqualTo(3);
    }

    @Test
    void nothingWaitsForALoadBehindAFetchThatHadToWait() {
        start(NOP, NOP, NOP, LOAD, register(Operation.ADD, 6, 5, 5));
        assertThat(cycles(4)).isEqualTo(4);
        assertThat(context.loaded).isEqualTo(5);
        memory.time.limit = 5;
        memory.stalls = () -> true;
        assertThat(interpreter.run(context)).isEqualTo(Stop.SUSPENDED);
        assertThat(context.loaded).isEqualTo(RegisterUse.NONE);
        memory.stalls = () -> false;
        interpreter.complete(context);
        assertThat(cycles(5)).isEqualTo(5);
    }

    @Test
    void nothingWaitsForALoadBehindAFetchThatFaults() {
        memory.forbid(0x2000);
        memory.writeWords(0x1ffc, LOAD);
        context.pc = 0x1ffc;
        context.x[8] = DATA;
        assertThat(interpreter.run(context)).isEqualTo(Stop.TRAP);
        assertThat(context.instret).isEqualTo(1);
        assertThat(context.loaded).isEqualTo(RegisterUse.NONE);
    }

    @Test
    void nothingWaitsForALoadBehindAnInterrupt() {
        memory.writeWords(0x1ffc, LOAD);
        memory.writeWords(0x4000, register(Operation.ADD, 6, 5, 5), NOP);
        context.pc = 0x1ffc;
        context.x[8] = DATA;
        assertThat(cycles(1)).isEqualTo(1);
        assertThat(context.loaded).isEqualTo(5);
        memory.time.interrupting = true;
        memory.interruptTarget = 0x4000;
        assertThat(cycles(2)).isEqualTo(2);
        assertThat(context.pc).isEqualTo(0x4004);
    }

    static LongStream seeds() {
        return LongStream.range(SEED, SEED + PROGRAMS);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aRandomProgramWaitsAsTheModelSaysWhereverItIsCut(long seed) {
        var program = RandomProgram.of(new SplittableRandom(seed), 9000);
        long without = new LinuxRun(program, waiting(0)).undisturbed().memory.time.now;
        long pairs = LoadUseModel.pairs(program);
        assertThat(pairs).as("pairs of load and use").isGreaterThan(100);
        var random = new SplittableRandom(seed);
        for (int wait : new int[] {1, WAIT, 10}) {
            var whole = new LinuxRun(program, waiting(wait)).undisturbed();
            assertThat(whole.memory.time.now - without).as("seed %d", seed).isEqualTo(wait * pairs);
            for (int most : new int[] {1, 2, 50}) {
                var cut = new LinuxRun(program, waiting(wait)).chopped(random, most, false);
                assertThat(cut.memory.time.now).as("seed %d", seed).isEqualTo(whole.memory.time.now);
                assertThat(cut.context.x).isEqualTo(whole.context.x);
                assertThat(cut.memory.fetches).isEqualTo(whole.memory.fetches);
            }
            var pages = new LinuxRun(program, waiting(wait));
            pages.memory.fetchesWholePages = true;
            assertThat(pages.undisturbed().memory.time.now).isEqualTo(whole.memory.time.now);
        }
    }
}

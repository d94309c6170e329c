package org.fugu.machine.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.fugu.machine.preset.Preset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Random instruction streams, compared with QEMU and with themselves when they are cut up.
///
/// `-Dfugu.seed=N` replays from that seed, `-Dfugu.programs=N` sets how many programs are run.
class RandomProgramTests {
    private static final long SEED = Long.getLong("fugu.seed", 20261123);
    private static final int PROGRAMS = Integer.getInteger("fugu.programs", 10);
    private static final int INSTRUCTIONS = 3000;

    @BeforeAll
    static void printSeed() {
        System.out.println("RandomProgramTests: -Dfugu.seed=" + SEED + " -Dfugu.programs=" + PROGRAMS);
    }

    static LongStream seeds() {
        return LongStream.range(SEED, SEED + PROGRAMS);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aRandomProgramLeavesWhatItLeavesUnderQemu(long seed) {
        var program = RandomProgram.of(new SplittableRandom(seed), INSTRUCTIONS);
        var expected = Qemu.run(program.elf());
        var actual = new LinuxRun(program, InstructionLatencies.NONE)
                .undisturbed()
                .output
                .toByteArray();
        assertThat(actual).as("seed %d", seed).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void cuttingARunIntoWindowsChangesNothing(long seed) {
        var program = RandomProgram.of(new SplittableRandom(seed), INSTRUCTIONS);
        var latencies = InstructionLatencies.of(Preset.named("fugu"));
        var whole = new LinuxRun(program, latencies).undisturbed();
        var random = new SplittableRandom(seed);
        assertAlike(whole, new LinuxRun(program, latencies).chopped(random, 1, false), seed);
        assertAlike(whole, new LinuxRun(program, latencies).chopped(random, 50, false), seed);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void accessesThatWaitChangeNothing(long seed) {
        var program = RandomProgram.of(new SplittableRandom(seed), INSTRUCTIONS);
        var latencies = InstructionLatencies.of(Preset.named("fugu"));
        var whole = new LinuxRun(program, latencies).undisturbed();
        var random = new SplittableRandom(seed);
        assertAlike(whole, new LinuxRun(program, latencies).chopped(random, 1, true), seed);
        assertAlike(whole, new LinuxRun(program, latencies).chopped(random, 200, true), seed);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void fetchingWholePagesChangesNothingButTheFetches(long seed) {
        var program = RandomProgram.of(new SplittableRandom(seed), INSTRUCTIONS);
        var lines = new LinuxRun(program, InstructionLatencies.NONE).undisturbed();
        var pages = new LinuxRun(program, InstructionLatencies.NONE);
        pages.memory.fetchesWholePages = true;
        pages.undisturbed();
        assertThat(pages.memory.fetches).isLessThan(lines.memory.fetches);
        pages.memory.fetches = lines.memory.fetches;
        assertAlike(lines, pages, seed);
    }

    private static void assertAlike(LinuxRun one, LinuxRun other, long seed) {
        assertThat(other.context.x).as("seed %d, integer registers", seed).isEqualTo(one.context.x);
        assertThat(other.context.f).as("seed %d, float registers", seed).isEqualTo(one.context.f);
        assertThat(other.context.pc).isEqualTo(one.context.pc);
        assertThat(other.context.fflags).isEqualTo(one.context.fflags);
        assertThat(other.context.instret).as("seed %d, instret", seed).isEqualTo(one.context.instret);
        assertThat(other.memory.time.now).as("seed %d, clock", seed).isEqualTo(one.memory.time.now);
        assertThat(other.memory.fetches).as("seed %d, fetches", seed).isEqualTo(one.memory.fetches);
        assertThat(other.output.toByteArray()).isEqualTo(one.output.toByteArray());
    }
}

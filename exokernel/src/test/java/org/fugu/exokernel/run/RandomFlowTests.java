package org.fugu.exokernel.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Random programs with any flow of control: interpreted, translated in several ways, in windows, from
/// snapshots of either engine, and under QEMU they end alike, in every register, word and cycle.
///
/// `-Dfugu.flows=N` sets how many, `-Dfugu.seed=S` from which seed on; each is named by its seed. One
/// that differs is written to a file, shrunken, that says how it becomes a test that stays.
class RandomFlowTests {
    static final long SEED = Long.getLong("fugu.seed", 20261129);
    static final int PROGRAMS = Integer.getInteger("fugu.flows", 25);
    private static final Path FOLDER =
            Path.of(System.getProperty("fugu.root", "..")).resolve("target/flows");
    private static final int KEPT = 3;
    private static final int SHRINKING = 300;

    record Drawn(FlowProgram program, FlowSetting setting, long seed) {
        static Drawn of(long seed) {
            var random = new Random(seed * 0x9e37_79b9_7f4a_7c15L);
            boolean everywhere = random.nextBoolean();
            boolean faults = random.nextInt(5) < (everywhere ? 3 : 2);
            boolean contexts = !everywhere && !faults && random.nextInt(3) == 0;
            var kind = new FlowProgram.Kind(everywhere, faults, random.nextInt(3) == 0, contexts);
            return new Drawn(RandomFlow.program(random, kind), FlowSetting.drawn(random, kind), seed);
        }

        FlowTrial trial(KeptProgram image) {
            return new FlowTrial(image, setting, seed);
        }
    }

    @Test
    void aRandomProgramEndsAlikeHoweverItIsExecuted() throws IOException, InterruptedException {
        compare(SEED, PROGRAMS);
    }

    /// @param first seed of some that follow each other
    static void compare(long first, int programs) throws IOException, InterruptedException {
        System.out.println("-Dfugu.seed=" + first + " -Dfugu.flows=" + programs);
        var differences = new ArrayList<String>();
        long instructions = 0;
        int ended = 0;
        for (long seed = first; seed < first + programs; seed++) {
            var drawn = Drawn.of(seed);
            var trial = drawn.trial(drawn.program().image());
            instructions += trial.instructions();
            if (trial.outcome() == Outcome.EXITED) ended++;
            var difference = trial.difference();
            if (difference == null) continue;
            var kept = differences.size() < KEPT ? ", see " + keep(drawn) : "";
            differences.add("seed " + seed + ": " + difference.way() + kept);
        }
        System.out.printf(
                "%d programs of %d instructions in all, %d came to their end%n", programs, instructions, ended);
        assertThat(differences).isEmpty();
        assertThat(ended).as("most come to their end").isGreaterThan(programs * 3 / 4);
    }

    /// Writes a reproducer.
    private static Path keep(Drawn drawn) throws IOException, InterruptedException {
        var left = drawn.program().shrunk(image -> drawn.trial(image).difference() != null, SHRINKING);
        var image = drawn.program().image(left);
        if (drawn.trial(image.withoutData()).difference() != null) image = image.withoutData();
        var difference = Objects.requireNonNull(drawn.trial(image).difference());
        Files.createDirectories(FOLDER);
        var file = FOLDER.resolve("seed" + drawn.seed() + ".txt");
        var about = difference.way() + "\n" + KeptProgramTests.HOW;
        Files.writeString(file, image.text(drawn.setting(), drawn.seed(), difference.cycle(), about));
        return file;
    }
}

package org.fugu.machine.coherence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.Random;
import org.fugu.machine.preset.Preset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Caches and directories alone, without processors: random accesses of many nodes to few lines in
/// tiny caches, over slow and fast links. `-Dfugu.seed=S` replays a run, `-Dfugu.protocol=N` makes
/// N accesses in each organisation instead of 400,000.
class ProtocolTests {
    private static final long SEED = Long.getLong("fugu.seed", 42);
    private static final long ACCESSES = Long.getLong("fugu.protocol", 400_000);
    private static final int[] NODES = {2, 3, 8, 9, 16, 40};
    private static final int[] SLOWEST = {1, 4, 60};
    private static final long ACCESSES_OF_A_RIG = 10_000;
    private static final int RIGS_WITH_A_FAULT = 60;

    private static ProtocolRig rig(Organisation organisation, Fault fault, long seed) {
        var random = new Random(seed);
        int nodes = NODES[random.nextInt(NODES.length)];
        // With a bug, more lines than a cache has: some bugs only show when lines are given back.
        int lines = fault == Fault.NONE ? 2 + random.nextInt(14) : 4 + random.nextInt(28);
        int lineBytes = 16 << random.nextInt(4);
        var preset = Preset.named("fugu")
                .with("cache.line", lineBytes)
                .with("cache.bytes", 16 * lineBytes)
                .with("cache.ways", 1 << random.nextInt(4))
                .with("coherence.overflow", organisation.ordinal())
                .with("coherence.pointers", 1 + random.nextInt(5))
                .with("coherence.handler_read", 1 + random.nextInt(80))
                .with("coherence.handler_write", 1 + random.nextInt(80))
                .with("coherence.handler_pointer", 1 + random.nextInt(20));
        boolean twoLevels = fault == Fault.INCLUSION_LOST || random.nextBoolean();
        if (twoLevels) {
            // At times larger than the second, so that only inclusion keeps it within.
            preset = preset.with("cache.l1.bytes", lineBytes << 2 + random.nextInt(4))
                    .with("cache.l1.ways", 1 << random.nextInt(3))
                    .with("cache.l1.write", random.nextInt(2));
        }
        return new ProtocolRig(nodes, lines, SLOWEST[random.nextInt(SLOWEST.length)], preset, fault, seed);
    }

    @ParameterizedTest
    @EnumSource
    void valuesAreTheLastWrittenAndEveryRequestIsAnswered(Organisation organisation) {
        long answers = 0;
        long overflows = 0;
        long invalidations = 0;
        for (long rigs = 0; rigs < ACCESSES / ACCESSES_OF_A_RIG; rigs++) {
            long seed = SEED + rigs;
            var rig = rig(organisation, Fault.NONE, seed);
            try {
                rig.run(ACCESSES_OF_A_RIG);
            } catch (ProtocolRig.Violation | IllegalStateException e) {
                fail(organisation + ", replay with -Dfugu.seed=" + seed + ": " + e.getMessage(), e);
            }
            answers += rig.answers();
            overflows += rig.overflows();
            invalidations += rig.invalidations();
        }
        System.out.printf(
                "%s: %d accesses from seed %d, %d grants, %d invalidations, %d software handlers%n",
                organisation, ACCESSES, SEED, answers, invalidations, overflows);
        assertThat(answers).isGreaterThan(ACCESSES / 10);
        assertThat(invalidations).isGreaterThan(ACCESSES / 20);
        if (organisation == Organisation.LIMITLESS) assertThat(overflows).isGreaterThan(ACCESSES / 1000);
        else assertThat(overflows).isZero();
    }

    /// A tester that finds nothing proves nothing: each bug is found wherever it strikes, or
    /// nearly, because a bug that strikes at the very end may do no harm any more.
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aBugPutInOnPurposeIsFound(Fault fault) {
        var missed = new ArrayList<Long>();
        int struck = 0;
        for (int i = 0; i < RIGS_WITH_A_FAULT; i++) {
            long seed = SEED + i;
            var rig = rig(Organisation.LIMITLESS, fault, seed);
            boolean found = false;
            try {
                rig.run(ACCESSES_OF_A_RIG / 2);
            } catch (ProtocolRig.Violation | IllegalStateException e) {
                found = true;
            }
            if (!rig.isFaulty()) continue;
            struck++;
            if (!found) missed.add(seed);
        }
        assertThat(struck).as("rigs in which it struck").isGreaterThan(10);
        assertThat(missed)
                .as("seeds of rigs in which it struck and was not found, of " + struck)
                .hasSizeLessThan(struck / 5 + 1);
    }
}

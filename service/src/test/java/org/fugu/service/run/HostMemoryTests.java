package org.fugu.service.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.fugu.bundle.Bundle;
import org.fugu.bundle.LimitsGiven;
import org.fugu.bundle.run.RunOptions;
import org.fugu.bundle.run.RunPlan;
import org.fugu.exokernel.run.DiskContents;
import org.fugu.service.RunningService;
import org.fugu.service.problem.Refusal;
import org.junit.jupiter.api.Test;

/// With a gigabyte for a run.
class HostMemoryTests {
    private static final long SMALL = 3 << 20;

    private final HostMemory memory = new HostMemory(new RunSettings(
            1, 1, Duration.ofHours(1), Duration.ofSeconds(10), 3, 10, true, 1024, Duration.ofSeconds(30), 32));
    private final Bundle bundle = Bundle.read(RunningService.prebuilt("hello.zip"));

    private RunPlan plan(String mesh, long memoryBytes, long consoleBytes, SortedMap<String, Long> figures) {
        var limits = new LimitsGiven(null, null, consoleBytes, memoryBytes);
        return RunPlan.of(bundle, new RunOptions(null, null, "fugu", mesh, null, null, null, limits, figures, 1));
    }

    private static SortedMap<String, Long> figures(Object... given) {
        var figures = new TreeMap<String, Long>();
        for (int i = 0; i < given.length; i += 2) figures.put((String) given[i], ((Number) given[i + 1]).longValue());
        return figures;
    }

    private Refusal refused(RunPlan plan) {
        var refusal = new Refusal[1];
        assertThatThrownBy(() -> memory.require(plan))
                .isInstanceOfSatisfying(Refusal.class, thrown -> refusal[0] = thrown);
        assertThat(refusal[0].code()).isEqualTo("memory-too-large");
        return refusal[0];
    }

    @Test
    void anOrdinaryRunIsLetIn() {
        memory.require(plan("2x1", 8 << 20, 1 << 20, figures()));
        memory.require(plan("8x8", SMALL, 1 << 20, figures()));
    }

    @Test
    void largeFiguresAreCounted() {
        for (var figures : new SortedMap[] {
            figures("cache.bytes", 16 << 20, "cache.l1.bytes", 16 << 20),
            figures("message.input_queue", 1024, "cache.bytes", 16 << 20, "tlb.entries", 4096)
        }) {
            @SuppressWarnings("unchecked")
            SortedMap<String, Long> given = figures;
            assertThat(refused(plan("8x8", SMALL, 1 << 20, given))
                            .errors()
                            .getFirst()
                            .pointer())
                    .isEqualTo("/mesh");
        }
    }

    @Test
    void aConsoleIsCounted() {
        memory.require(plan("8x8", 64 << 10, 1 << 20, figures()));
        refused(plan("8x8", SMALL, 64 << 20, figures()));
    }

    @Test
    void aTableOfHoldersForEachLineIsCounted() {
        memory.require(plan("8x8", 8 << 20, 1 << 20, figures("coherence.overflow", 2, "tlb.consistency", 0)));
        refused(plan("8x8", 8 << 20, 1 << 20, figures("coherence.overflow", 0)));
    }

    @Test
    void aDiskIsCountedAsItIsAndAsItMayBecome() {
        var plain = plan("8x8", 6 << 20, 1 << 20, figures());
        memory.require(plain);
        refused(withDisk(plain, 0));

        var one = plan("1x1", 64 << 20, 1 << 20, figures());
        long without = HostMemory.of(one);
        assertThat(HostMemory.of(withDisk(one, 0)) - without).isBetween(128L << 20, 140L << 20);
        assertThat(HostMemory.of(withDisk(one, 1 << 20)) - HostMemory.of(withDisk(one, 0)))
                .isEqualTo(1 << 20);
    }

    private static RunPlan withDisk(RunPlan plan, int bytes) {
        var request = plan.request();
        return new RunPlan(
                plan.jobs(), request.on(request.first().structure(), null, new DiskContents(new byte[bytes])));
    }

    @Test
    void whatIsSaidToBePossibleIs() {
        var refusal = refused(plan("4x4", 1 << 30, 1 << 20, figures()));

        assertThat(refusal.errors().getFirst().pointer()).isEqualTo("/limits/memoryBytes");
        var possible = Pattern.compile("at most ([0-9]+) bytes a node").matcher(refusal.detail());
        assertThat(possible.find()).isTrue();
        memory.require(plan("4x4", Long.parseLong(possible.group(1)), 1 << 20, figures()));
    }
}

package org.fugu.exokernel.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.fugu.machine.translate.CodeCache;
import org.fugu.machine.translate.TranslationPolicy;
import org.junit.jupiter.api.Test;

/// A process that runs one program after the other, each with code of its own, comes to need no more:
/// translated code that nobody uses is unloaded.
class TranslationSoakIT {
    private static final int RUNS = 1_000;
    private static final int REGIONS = 400;

    /// Guest instructions.
    private static final long BUDGET = 2_000;

    /// By then the simulator itself is loaded and compiled, mostly, and the cache is full.
    private static final int WARM = 300;

    /// What HotSpot still compiles of the simulator, and what it finds out about it. The programs behind
    /// the first ones have some 5,000 regions, of 4 KiB of metaspace each.
    private static final Used SLACK = new Used(300, 4 << 20, 8 << 20, 6 << 20);

    /// What the process holds after the garbage has been collected: classes, and bytes of metaspace,
    /// compiled code and heap.
    private record Used(long classes, long metaspace, long compiled, long heap) {
        static Used now() throws InterruptedException {
            // What is compiled is freed when nobody has been in it for a while.
            for (int i = 0; i < 3; i++) {
                System.gc();
                Thread.sleep(20);
            }
            return new Used(
                    ManagementFactory.getClassLoadingMXBean().getLoadedClassCount(),
                    pools(name -> name.equals("Metaspace")),
                    pools(name -> name.startsWith("CodeHeap") || name.equals("CodeCache")),
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }

        private static long pools(Predicate<String> suits) {
            return ManagementFactory.getMemoryPoolMXBeans().stream()
                    .filter(pool -> suits.test(pool.getName()))
                    .map(MemoryPoolMXBean::getUsage)
                    .mapToLong(usage -> usage.getUsed())
                    .sum();
        }

        Used plus(Used more) {
            return new Used(
                    classes + more.classes, metaspace + more.metaspace, compiled + more.compiled, heap + more.heap);
        }

        boolean isWithin(Used most) {
            return classes <= most.classes
                    && metaspace <= most.metaspace
                    && compiled <= most.compiled
                    && heap <= most.heap;
        }
    }

    @Test
    void aThousandProgramsEndWithNoMoreThanSomeHundredsNeeded() throws InterruptedException {
        var cache = new CodeCache(new TranslationPolicy(1, 200, REGIONS));
        var kind = new FlowProgram.Kind(true, false, false, false);
        var warm = Used.now();
        long before = loaded();
        for (int run = 1; run <= RUNS; run++) {
            var setting = new FlowSetting("fugu", List.of(), run % 2 == 0 ? "functional" : "timing", 1);
            var request =
                    setting.request(RandomFlow.program(new Random(run), kind).image());
            Exokernel.run(request, RunObserver.NONE, cache);
            assertThat(cache.regions()).isLessThanOrEqualTo(REGIONS);
            if (run == WARM) warm = Used.now();
        }
        var used = Used.now();
        System.out.printf("%s after %d runs, %s after %d%n", warm, WARM, used, RUNS);
        assertThat(loaded() - before).as("each program has code of its own").isGreaterThan(5 * RUNS);
        assertThat(used.isWithin(warm.plus(SLACK)))
                .as("%s after %d runs, %s after %d", used, RUNS, warm, WARM)
                .isTrue();
    }

    @Test
    void aProgramThatMakesNewCodeWithoutEndHasLittleOfItTranslated() {
        var request = Requests.with(
                Requests.of(TranslationTests.rewritingProgram(20_000), 1),
                new Limits(100_000_000, 10_000_000, 4096, 1 << 20));
        long before = loaded();
        var report =
                Exokernel.run(request, RunObserver.NONE, new CodeCache(new TranslationPolicy(1, 200, 2_000, BUDGET)));
        assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.EXITED);
        assertThat(loaded() - before).isBetween(50L, BUDGET);
    }

    private static long loaded() {
        return ManagementFactory.getClassLoadingMXBean().getTotalLoadedClassCount();
    }
}

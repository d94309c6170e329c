package org.fugu.exokernel.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Objects;
import org.fugu.machine.Fidelity;
import org.fugu.machine.observe.CycleAccount.Category;
import org.fugu.machine.preset.Preset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Where the cycles went, in programs as they are shipped.
class CycleAccountTests {
    private static final String[] PROGRAMS = GuestPrograms.BENCHMARKS;

    private static long of(Map<String, Long> counters, String name) {
        return Objects.requireNonNull(counters.get(name), name);
    }

    private static long of(Map<String, Long> counters, Category category) {
        return of(counters, "cycles." + category.wireName());
    }

    private static long sum(RunReport report, Category category) {
        return report.counters().stream()
                .mapToLong(counters -> of(counters, category))
                .sum();
    }

    @ParameterizedTest
    @FieldSource("PROGRAMS")
    void theAccountAddsUpToTheClockOfEveryNodeAndAgreesWithWhatWasCountedOtherwise(String program) {
        var preset = Preset.named("fugu");
        var report = Requests.run(GuestPrograms.request(program));
        assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.EXITED);
        for (var counters : report.counters()) {
            assertAddsUp(counters);
            // Two ways to the same figure: events of the directory and of the processor, and the account.
            assertThat(of(counters, Category.COHERENCE)).isEqualTo(of(counters, "directory.handler_cycles"));
            assertThat(of(counters, Category.SWITCH))
                    .isEqualTo(of(counters, "contexts.switches") * preset.value("processor.context_switch"));
            long executing = of(counters, Category.COMPUTE)
                    + of(counters, Category.MESSAGE_HANDLER)
                    + of(counters, Category.TLB_REFILL);
            assertThat(executing)
                    .as("every instruction takes a cycle")
                    .isGreaterThanOrEqualTo(of(counters, "instructions"));
            assertThat(of(counters, Category.MESSAGE_HANDLER))
                    .as("an interrupt costs its entry at least")
                    .isGreaterThanOrEqualTo(of(counters, "messages.interrupts") * preset.value("message.interrupt"));
        }
    }

    @ParameterizedTest
    @FieldSource("PROGRAMS")
    void aFunctionalRunHasAnAccountWithoutMisses(String program) {
        var report = Requests.run(Requests.with(GuestPrograms.request(program), new Fidelity.Functional()));
        for (var counters : report.counters()) {
            assertAddsUp(counters);
            for (var category : new Category[] {Category.LOCAL_MISS, Category.REMOTE_MISS, Category.COHERENCE}) {
                assertThat(of(counters, category)).isZero();
            }
        }
    }

    /// Whose message unit is near or far, whose kernel stands in between, and who has none.
    @ParameterizedTest
    @CsvSource({
        "now-atm-am, bench/request, 2x1, 20 3",
        "now-remote-access, bench/request, 2x1, 20",
        "now-hpam, bench/request, 2x1, 20",
        "now-hpam, bench/stream, 2x1, dma",
        "now-myrinet, bench/stream, 2x1, messages",
        "now-myrinet, pingpong, 2x1, 20 interrupt",
        "now-remote-access, bench/remote, 2x1, ''",
        "dash, pingpong, 2x1, 20",
        "dash, bench/stream, 2x1, prefetch",
        "dash, bench/alltoall, 3x2, message 2",
        "bus-smp, sum, 4x1, 64",
        "alewife, bench/barrier, 4x2, tree 4",
        "decstation-2100, sum, 1x1, 64",
        "decstation-5000-200, hello, 1x1, ''"
    })
    void itAddsUpOnTheOtherMachines(String machine, String bundle, String mesh, String arguments) {
        var list = arguments.isEmpty() ? new String[0] : arguments.split(" ");
        var report = Requests.run(GuestPrograms.requestOn(machine, bundle, mesh, list));
        assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.EXITED);
        for (var counters : report.counters()) assertAddsUp(counters);
    }

    /// No protocol is in the way: every miss takes as long.
    @ParameterizedTest
    @ValueSource(strings = {"matmul, 1x1, 8", "radix, 1x1, 40", "fft, 1x1, 16", "chase, 1x1, local 400"})
    void aWorkstationWaitsFifteenCyclesForEachMiss(String program) {
        var parts = program.split(", ");
        var report = Requests.run(
                GuestPrograms.requestOn("decstation-5000-200", "bench/" + parts[0], parts[1], parts[2].split(" ")));
        assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.EXITED);
        var counters = report.counters().getFirst();
        assertAddsUp(counters);
        long misses = of(counters, "cache.misses.local");
        assertThat(of(counters, "cache.misses.instructions") + of(counters, "cache.misses.data"))
                .isEqualTo(misses);
        assertThat(of(counters, Category.LOCAL_MISS))
                .as("the kernel finds the page-table words that the library OS has just stored")
                .isEqualTo(15 * misses);
        var latency = Objects.requireNonNull(report.latencies().get("miss_local"));
        assertThat(latency.count()).isEqualTo(misses);
        assertThat(latency.min()).isEqualTo(latency.max()).isEqualTo(15);
    }

    private static void assertAddsUp(Map<String, Long> counters) {
        long sum = 0;
        for (var category : Category.values()) {
            assertThat(of(counters, category)).as(category.wireName()).isNotNegative();
            sum += of(counters, category);
        }
        assertThat(sum).isEqualTo(of(counters, "cycles"));
    }

    /// A refill by the library OS is the kernel's entry, its short path, the system call in it and the way
    /// back.
    @Test
    void whatTheLibraryOsDoesAboutAPageFaultIsRefill() {
        var report = Requests.run(GuestPrograms.requestOn("fugu", "test/refill", "1x1"));
        assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.EXITED);
        var counters = report.counters().getFirst();
        assertAddsUp(counters);
        assertThat(Objects.requireNonNull(report.metrics().get("library_refill_cycles")))
                .as("a way through C takes more than 200")
                .isBetween(100L, 199L);
        assertThat(of(counters, Category.TLB_REFILL)).isGreaterThan(of(counters, "cycles") * 2 / 3);
        assertThat(of(counters, Category.COMPUTE)).isLessThan(of(counters, "cycles") / 5);
    }

    @Test
    void eachKindOfProgramSpendsItsTimeWhereItShould() {
        var chase = Requests.run(GuestPrograms.request("chase, 2x1, remote 2000"));
        var walker = chase.counters().getFirst();
        assertThat(of(walker, Category.REMOTE_MISS) / of(walker, "cache.misses.remote"))
                .as("a remote miss takes 38 cycles, one of them the instruction's own")
                .isEqualTo(37);

        var workers = Requests.run(GuestPrograms.request("workerset, 4x4, 8"));
        assertThat(sum(workers, Category.COHERENCE)).as("LimitLESS handlers").isPositive();

        var hidden = Requests.run(GuestPrograms.request("hide, 2x2, 8 2 3"));
        assertThat(sum(hidden, Category.SWITCH)).as("register sets in turn").isPositive();

        var interrupted = Requests.run(GuestPrograms.request("pingpong", "2x1", "100", "interrupt"));
        long interrupts = interrupted.counters().stream()
                .mapToLong(counters -> of(counters, "messages.interrupts"))
                .sum();
        assertThat(sum(interrupted, Category.MESSAGE_HANDLER) / interrupts)
                .as("registers saved, the handler called, registers restored; it ends with its uret")
                .isBetween(60L, 200L);
        var polled = Requests.run(GuestPrograms.request("pingpong", "2x1", "100", "poll"));
        assertThat(sum(polled, Category.MESSAGE_HANDLER)).isLessThan(sum(interrupted, Category.MESSAGE_HANDLER) / 10);
    }
}

package org.fugu.service.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.fugu.bundle.Bundle;
import org.fugu.bundle.LimitsGiven;
import org.fugu.bundle.observe.JobTraces;
import org.fugu.bundle.run.RunOptions;
import org.fugu.bundle.run.RunPlan;
import org.fugu.exokernel.run.Exokernel;
import org.fugu.exokernel.run.RunCancelledException;
import org.fugu.exokernel.run.RunObserver;
import org.fugu.exokernel.run.RunRequest;
import org.fugu.exokernel.run.WireForms;
import org.fugu.experiment.benchmark.BenchmarkPair;
import org.fugu.experiment.benchmark.BenchmarkRun;
import org.fugu.experiment.benchmark.BoundBundle;
import org.fugu.experiment.difference.ExplanationFile;
import org.fugu.experiment.runset.KernelWatch;
import org.fugu.service.RunningService;
import org.fugu.service.measurement.MeasuredProject;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Real processes, and those that do what a sound child does not.
class ChildrenIT {
    private static final Children CHILDREN = new Children(ChildCommand.ofThisProgram(512));
    private static final Duration SILENCE = Duration.ofSeconds(2);

    private static final Bundle HELLO = Bundle.read(RunningService.prebuilt("hello.zip"));
    private static final Bundle PINGPONG = Bundle.read(RunningService.prebuilt("pingpong.zip"));

    @AfterAll
    static void stop() {
        CHILDREN.close();
    }

    private static RunRequest hello() {
        return RunPlan.of(HELLO, RunOptions.NONE).request();
    }

    /// @param rounds of a message there and back, each some 500 cycles
    private static RunRequest pingpong(long rounds, String fidelity, int threads) {
        var limits = new LimitsGiven(100_000_000_000L, null, null, null);
        var options = new RunOptions(
                null,
                List.of(Long.toString(rounds)),
                null,
                null,
                null,
                fidelity,
                null,
                limits,
                Collections.emptySortedMap(),
                threads);
        return RunPlan.of(PINGPONG, options).request();
    }

    private static RunRequest endless() {
        return pingpong(100_000_000, "timing", 1);
    }

    /// More than the heap of the child that these tests give it.
    private static RunRequest large() {
        SortedMap<String, Long> figures = new TreeMap<>(Map.of("cache.bytes", 16L << 20, "cache.l1.bytes", 16L << 20));
        return RunPlan.of(
                        HELLO,
                        new RunOptions(null, null, "fugu", "8x8", null, null, null, LimitsGiven.NONE, figures, 1))
                .request();
    }

    private static byte[] text(org.fugu.exokernel.run.RunReport report) {
        return WireForms.REPORT.write(report);
    }

    private static final class Cancelled implements RunObserver {
        private final AtomicBoolean cancelled = new AtomicBoolean();
        private final AtomicBoolean progressed = new AtomicBoolean();

        @Override
        public void progressed(long cycle, long instructions) {
            if (cycle > 0) progressed.set(true);
        }

        @Override
        public boolean cancelled() {
            return cancelled.get();
        }
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        var until = Instant.now().plusSeconds(60);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as(what).isBefore(until);
            Thread.sleep(20);
        }
    }

    private static boolean kill(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::destroyForcibly).orElse(false);
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    @ParameterizedTest
    @CsvSource({"functional,1", "timing,1", "relaxed:100,1", "functional,2", "timing,2", "relaxed:100,2"})
    void aRunInAChildIsTheRunInThisProcess(String fidelity, int threads) {
        var request = pingpong(300, fidelity, threads);
        var printed = new ByteArrayOutputStream();
        var listener = new RunObserver() {
            @Override
            public void console(int job, long cycle, int node, byte[] bytes) {
                printed.writeBytes(bytes);
            }
        };
        var there = CHILDREN.carryOut(new RunWork(request), listener).report();
        var here = Exokernel.run(pingpong(300, fidelity, 1), RunObserver.NONE);
        assertThat(text(there)).isEqualTo(text(here));
        assertThat(printed.toByteArray()).isEqualTo(here.console().get(0)).isNotEmpty();
    }

    @Test
    void aTraceAndWhatTheKernelDidAreThoseOfARunInThisProcess() {
        var request = pingpong(50, "timing", 1);
        var wanted = Collections.singletonList(new JobTraces.Part(0, 1_000_000));
        var traced = CHILDREN.carryOut(new RunWork(request, wanted, false, false, Checkpoints.NONE), RunObserver.NONE);
        var watched = CHILDREN.carryOut(
                new RunWork(request, Collections.singletonList(null), true, false, Checkpoints.NONE), RunObserver.NONE);

        var here = new JobTraces(request, wanted, RunWork.MOST_EVENTS);
        var kernel = new KernelWatch();
        var report = run(request, Objects.requireNonNull(here.order()));
        here.close();
        run(request, kernel.order());
        assertThat(traced.traces().getFirst()).isEqualTo(here.packed(0)).isNotEmpty();
        assertThat(traced.kernel()).isNull();
        assertThat(watched.kernel()).isEqualTo(kernel.work()).isNotEmpty();
        assertThat(watched.traces().getFirst()).isNull();
        assertThat(text(traced.report())).isEqualTo(text(report));
    }

    private static org.fugu.exokernel.run.RunReport run(RunRequest request, org.fugu.exokernel.run.TraceOrder order) {
        return Exokernel.run(request, new RunObserver() {
            @Override
            public org.fugu.exokernel.run.TraceOrder trace() {
                return order;
            }
        });
    }

    @Test
    void aMeasurementInAChildIsTheOneInThisProcess() {
        var bound = BoundBundle.of(PINGPONG);
        for (var benchmark : bound.benchmarks()) {
            var there = CHILDREN.carryOut(new MeasureWork(bound, benchmark.name(), 1), RunObserver.NONE);
            assertThat(there).isEqualTo(BenchmarkRun.measured(bound, benchmark, 1, RunObserver.NONE));
        }
    }

    @Test
    void anExplanationInAChildIsTheOneInThisProcess() {
        var bound = BoundBundle.of(HELLO);
        var name = bound.benchmarks().getFirst().name();
        var here = BenchmarkPair.of(bound, bound, name::equals).getFirst().explain(RunObserver.NONE);
        var there = CHILDREN.carryOut(new ExplainWork(bound, bound, name, 5, 1_000_000_000, 1 << 20), RunObserver.NONE);
        assertThat(there).isInstanceOfSatisfying(ExplainWork.Found.Explained.class, explained -> {
            assertThat(explained.difference()).isEqualTo(here.difference());
            assertThat(explained.explanation()).isEqualTo(ExplanationFile.write(List.of(here.difference())));
            assertThat(explained.cycles()).isGreaterThanOrEqualTo(5);
        });

        assertThat(CHILDREN.carryOut(new ExplainWork(bound, bound, name, 5, 4, 1 << 20), RunObserver.NONE))
                .isInstanceOf(ExplainWork.Found.Beyond.class);
        assertThat(CHILDREN.carryOut(new ExplainWork(bound, bound, name, 0, 1_000_000_000, 10), RunObserver.NONE))
                .isInstanceOfSatisfying(
                        ExplainWork.Found.Unexplained.class,
                        left -> assertThat(left.why()).contains("more than it may"));
    }

    @Test
    void aWarmChildIsUsedAgain() {
        try (var children = new Children(ChildCommand.ofThisProgram(256))) {
            children.prepare();
            var pids = children.pids();
            assertThat(pids).hasSize(1);
            for (int i = 0; i < 3; i++) children.carryOut(new RunWork(hello()), RunObserver.NONE);
            assertThat(children.pids()).isEqualTo(pids);
        }
    }

    @Test
    void aChildThatHasHadItsTasksTakesMoreUntilItsSuccessorIsThere() throws Exception {
        try (var children = new Children(ChildCommand.ofThisProgram(256), SILENCE, 3)) {
            children.prepare();
            var first = children.pids();
            for (int i = 0; i < 3; i++) children.carryOut(new RunWork(hello()), RunObserver.NONE);
            // A worker looks whether it has one, and finds nothing to do.
            for (int i = 0; i < 3; i++) children.prepare();
            var digest = children.carryOut(new RunWork(hello()), RunObserver.NONE)
                    .report()
                    .digest();
            assertThat(digest)
                    .isEqualTo(Exokernel.run(hello(), RunObserver.NONE).digest());
            await(
                    "the successor alone is there",
                    () -> children.pids().size() == 1 && !children.pids().equals(first));
            var second = children.pids();
            children.carryOut(new RunWork(hello()), RunObserver.NONE);
            assertThat(children.pids()).isEqualTo(second);
            await("it has ended", () -> first.stream().noneMatch(ChildrenIT::isAlive));
        }
    }

    @Test
    void aChildWithoutASuccessorStaysUntilOneCanBeStarted(@TempDir Path folder) throws Exception {
        var sound = ChildCommand.ofThisProgram(256);
        var executable = Path.of(sound.java().getFirst());
        var java = Files.createSymbolicLink(folder.resolve("java"), executable);
        var words = new ArrayList<>(sound.java());
        words.set(0, java.toString());
        try (var children = new Children(new ChildCommand(words, sound.program()), SILENCE, 1)) {
            children.prepare();
            var pids = children.pids();
            Files.delete(java);
            for (int i = 0; i < 3; i++) children.carryOut(new RunWork(hello()), RunObserver.NONE);
            await("nobody else is there", () -> children.pids().equals(pids));
            Files.createSymbolicLink(java, executable);
            await("a later attempt has one", () -> {
                children.carryOut(new RunWork(hello()), RunObserver.NONE);
                return !children.pids().contains(pids.getFirst());
            });
        }
    }

    @Test
    void aSuccessorIsTriedAgainWhateverItsStartFailedBy() throws Exception {
        var sound = ChildCommand.ofThisProgram(256);
        var starts = new AtomicInteger();
        Child.Start start = () -> switch (starts.incrementAndGet()) {
            case 2 -> throw new IllegalStateException("no successor, by an exception");
            case 3 -> throw new InternalError("no successor, by an error of Java's own");
            default -> sound.start();
        };
        try (var children = new Children(start, SILENCE, 1)) {
            children.prepare();
            long first = children.pids().getFirst();
            await("a later attempt has one", () -> {
                children.carryOut(new RunWork(hello()), RunObserver.NONE);
                return !children.pids().contains(first);
            });
            assertThat(starts).hasValueGreaterThan(3);
        }
    }

    @Test
    void aRunThatIsCancelledStopsAndItsChildGoesOn() throws Exception {
        try (var children = new Children(ChildCommand.ofThisProgram(256));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            children.prepare();
            var pids = children.pids();
            var observer = new Cancelled();
            var run = threads.submit(() -> children.carryOut(new RunWork(endless()), observer));
            await("it is under way", observer.progressed::get);
            observer.cancelled.set(true);
            assertThatThrownBy(run::get).hasCauseInstanceOf(RunCancelledException.class);
            var digest = children.carryOut(new RunWork(hello()), RunObserver.NONE)
                    .report()
                    .digest();
            assertThat(digest)
                    .isEqualTo(Exokernel.run(hello(), RunObserver.NONE).digest());
            assertThat(children.pids()).isEqualTo(pids);
        }
    }

    @Test
    void aRunThatTakesAllMemoryCostsItsChildAlone() throws Exception {
        try (var children = new Children(ChildCommand.ofThisProgram(96));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var expected = Exokernel.run(hello(), RunObserver.NONE).digest();
            Callable<String> other = () -> children.carryOut(new RunWork(hello()), RunObserver.NONE)
                    .report()
                    .digest();
            var others = new ArrayList<java.util.concurrent.Future<String>>();
            for (int i = 0; i < 4; i++) others.add(threads.submit(other));
            assertThatThrownBy(() -> children.carryOut(new RunWork(large()), RunObserver.NONE))
                    .isInstanceOf(ChildLost.class)
                    .hasMessageContaining("ran out of memory");
            for (var each : others) assertThat(each.get()).isEqualTo(expected);
            assertThat(other.call()).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"KILL", "STOP", "SEGV"})
    void aChildThatIsKilledOrStandsStillLosesItsRunAlone(String signal) throws Exception {
        try (var children = new Children(ChildCommand.ofThisProgram(256), SILENCE);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var observer = new Cancelled();
            var run = threads.submit(() -> children.carryOut(new RunWork(endless()), observer));
            await("it is under way", observer.progressed::get);
            long pid = children.pids().getFirst();
            new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start().waitFor();
            assertThatThrownBy(run::get)
                    .hasCauseInstanceOf(ChildLost.class)
                    .satisfies(failure -> assertThat(failure.getCause())
                            .hasMessageMatching(
                                    switch (signal) {
                                        case "KILL" -> ".* was ended by signal 9";
                                        case "STOP" -> ".* did not answer any more";
                                        default -> ".* crashed";
                                    }));
            await("it has ended", () -> !isAlive(pid));
            children.carryOut(new RunWork(hello()), RunObserver.NONE);
            assertThat(children.pids()).hasSize(1).doesNotContain(pid);
        }
    }

    /// Keeps what a child says, and stops it at the letter that is told.
    private static final class Listener implements RunObserver {
        private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
        private final List<Checkpoint> kept = new CopyOnWriteArrayList<>();
        private final List<Long> resumed = new ArrayList<>();
        private boolean leavesWhenItPrints;
        private boolean leaves;
        private @Nullable Children kills;

        @Override
        public void console(int job, long cycle, int node, byte[] bytes) {
            printed.writeBytes(bytes);
            leaves = leavesWhenItPrints;
        }

        @Override
        public void checkpoint(long cycle, byte @Nullable [] snapshot) {
            kept.add(new Checkpoint(cycle, Objects.requireNonNull(snapshot)));
            // Here, and not in the test's thread: on a fast host the run has ended before that thread looks.
            if (kills != null) assertThat(kill(kills.pids().getFirst())).isTrue();
            kills = null;
        }

        @Override
        public void resumed(long cycle) {
            assertThat(printed.size()).isZero();
            resumed.add(cycle);
        }

        @Override
        public boolean cancelled() {
            return leaves;
        }

        @Override
        public int checkpointRoom() {
            return leaves ? 1 : 0;
        }
    }

    private static final int LETTERS = 200;
    /// What is counted between two letters, in 4,096. On a fast host it all takes half a second, and the first
    /// checkpoint comes long before its end.
    private static final int THOUSANDS = 450;
    private static final Duration OFTEN = Duration.ofMillis(50);

    private static RunRequest counting(String fidelity) {
        var options = new RunOptions(
                null, null, null, null, null, fidelity, null, LimitsGiven.NONE, Collections.emptySortedMap(), 1);
        return RunPlan.of(CountingProgram.bundle(LETTERS, THOUSANDS), options).request();
    }

    private static Checkpoints from(@Nullable Checkpoint last) {
        return new Checkpoints(OFTEN, 1 << 20, last);
    }

    @ParameterizedTest
    @ValueSource(strings = {"functional", "timing", "relaxed:100"})
    void aRunWhoseChildIsKilledGoesOnInAnother(String fidelity) {
        var here = Exokernel.run(counting(fidelity), RunObserver.NONE);
        assertThat(new String(here.console().get(0), StandardCharsets.UTF_8))
                .isEqualTo(CountingProgram.console(LETTERS));
        try (var children = new Children(ChildCommand.ofThisProgram(256))) {
            var first = new Listener();
            first.kills = children;
            var work = new RunWork(counting(fidelity), from(null));
            assertThatThrownBy(() -> children.carryOut(work, first)).isInstanceOf(ChildLost.class);

            var last = first.kept.getLast();
            assertThat(last.cycle()).isPositive().isLessThan(here.first().cycles());
            var second = new Listener();
            var there = children.carryOut(new RunWork(counting(fidelity), from(last)), second);
            assertThat(second.resumed).containsExactly(last.cycle());
            assertThat(text(there.report())).isEqualTo(text(here));
            assertThat(second.printed.toByteArray()).isEqualTo(here.console().get(0));
            assertThat(CountingProgram.console(LETTERS)).startsWith(first.printed.toString(StandardCharsets.UTF_8));
        }
    }

    @Test
    void aRunThatLeavesIsKeptWhereItStops() {
        var first = new Listener();
        first.leavesWhenItPrints = true;
        var seldom = new Checkpoints(Duration.ofHours(1), 1 << 20, null);
        assertThatThrownBy(() -> CHILDREN.carryOut(new RunWork(counting("timing"), seldom), first))
                .isInstanceOf(RunCancelledException.class);
        assertThat(first.kept).hasSize(1);
        var second = new Listener();
        var there = CHILDREN.carryOut(new RunWork(counting("timing"), from(first.kept.getFirst())), second);
        assertThat(second.resumed).containsExactly(first.kept.getFirst().cycle());
        assertThat(text(there.report())).isEqualTo(text(Exokernel.run(counting("timing"), RunObserver.NONE)));
    }

    @Test
    void aCheckpointThatIsNoneIsIgnored() {
        var listener = new Listener();
        var garbage = new Checkpoint(65_536, new byte[1000]);
        var there = CHILDREN.carryOut(new RunWork(counting("functional"), from(garbage)), listener);
        assertThat(listener.resumed).isEmpty();
        assertThat(listener.printed.toString(StandardCharsets.UTF_8)).isEqualTo(CountingProgram.console(LETTERS));
        assertThat(text(there.report())).isEqualTo(text(Exokernel.run(counting("functional"), RunObserver.NONE)));
    }

    @Test
    void aShortRunIsNotKept() {
        var listener = new Listener();
        CHILDREN.carryOut(new RunWork(hello(), new Checkpoints(Duration.ofSeconds(30), 1 << 20, null)), listener);
        assertThat(listener.kept).isEmpty();
    }

    /// Has work carried out in a child that is killed once it was kept, and then in another from there.
    ///
    /// @param work from a checkpoint on
    private static <R> R disturbed(Function<Checkpoints, GuestWork<R>> work) {
        try (var children = new Children(ChildCommand.ofThisProgram(256))) {
            var first = new Listener();
            first.kills = children;
            assertThatThrownBy(() -> children.carryOut(work.apply(often(null)), first))
                    .isInstanceOf(ChildLost.class);
            var second = new Listener();
            var found = children.carryOut(work.apply(often(first.kept.getLast())), second);
            assertThat(second.resumed).containsExactly(first.kept.getLast().cycle());
            return found;
        }
    }

    private static Checkpoints often(@Nullable Checkpoint last) {
        return new Checkpoints(OFTEN, 16 << 20, last);
    }

    @ParameterizedTest
    @ValueSource(strings = {"functional", "timing", "relaxed:100"})
    void aTraceGoesOnInAnotherChildAndHasTheSameBytes(String fidelity) {
        var request = pingpong(40_000, fidelity, 1);
        for (var part : List.of(new JobTraces.Part(0, Long.MAX_VALUE), new JobTraces.Part(0, 1_000_000))) {
            var wanted = Collections.singletonList(part);
            var whole =
                    CHILDREN.carryOut(new RunWork(request, wanted, false, false, Checkpoints.NONE), RunObserver.NONE);
            var found = disturbed(checkpoints -> new RunWork(request, wanted, false, false, checkpoints));
            assertThat(found.traces().getFirst()).isEqualTo(whole.traces().getFirst());
            assertThat(text(found.report())).isEqualTo(text(whole.report()));
        }
    }

    @Test
    void whatTheKernelDidIsCountedOnInAnotherChild() {
        var request = pingpong(40_000, "timing", 1);
        var none = Collections.<JobTraces.@Nullable Part>singletonList(null);
        var whole = CHILDREN.carryOut(new RunWork(request, none, true, false, Checkpoints.NONE), RunObserver.NONE);
        var found = disturbed(checkpoints -> new RunWork(request, none, true, false, checkpoints));
        assertThat(found.kernel()).isEqualTo(whole.kernel()).isNotEmpty();
        assertThat(text(found.report())).isEqualTo(text(whole.report()));
    }

    @Test
    void aMeasurementGoesOnInAnotherChild() throws Exception {
        var zip = Bundle.read(MeasuredProject.pingpong(80_000));
        var bound = BoundBundle.of(zip);
        var name = bound.benchmarks().getFirst().name();
        var whole = CHILDREN.carryOut(new MeasureWork(bound, name, 1), RunObserver.NONE);
        var found = disturbed(checkpoints -> new MeasureWork(bound, name, 1, checkpoints));
        assertThat(found).isEqualTo(whole);
    }

    @Test
    void aCheckpointOfARunWithoutATraceIsNoneOfOneWithIt() {
        var request = pingpong(40_000, "timing", 1);
        var listener = new Listener();
        CHILDREN.carryOut(new RunWork(request, often(null)), listener);
        var wanted = Collections.singletonList(new JobTraces.Part(0, 100_000));
        var whole = CHILDREN.carryOut(new RunWork(request, wanted, false, false, Checkpoints.NONE), RunObserver.NONE);
        var second = new Listener();
        var found =
                CHILDREN.carryOut(new RunWork(request, wanted, false, false, often(listener.kept.getFirst())), second);
        assertThat(second.resumed).isEmpty();
        assertThat(found.traces().getFirst()).isEqualTo(whole.traces().getFirst());
    }

    @Test
    void checkpointsTakeATwentiethOfTheTimeAtTheMost() {
        var now = new long[1];
        var cadence = new Cadence(Duration.ofNanos(100), () -> now[0]);
        now[0] = 99;
        assertThat(cadence.isDue()).isFalse();
        now[0] = 110;
        assertThat(cadence.isDue()).isTrue();
        cadence.taken(100, true);
        now[0] = 110 + 199;
        assertThat(cadence.isDue()).as("it took 10").isFalse();
        now[0] = 110 + 200;
        assertThat(cadence.isDue()).isTrue();
        cadence.taken(310, false);
        now[0] = 310 + 399;
        assertThat(cadence.isDue()).as("it was too large").isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "garbage,there is no frame of kind 72",
        "long-frame,a frame FAILED has 2147483647 bytes",
        "negative-frame,a frame PROGRESS has -1 bytes",
        "many-parts,a frame PART has 1048576 bytes",
        "much-console,more is printed than may be",
        "console-of-nobody,CONSOLE says 4000",
        "negative-progress,it has come to -1",
        "resumed,and was not told to",
        "long-checkpoint,a frame CHECKPOINT has 1032 bytes",
        "nothing-found,something is missing",
        "something-found,this is no fugu-run-report",
        "stops-by-itself,nobody told it to",
        "exit,ended with code 7",
        "silent,did not answer any more"
    })
    void aChildThatSaysWhatItCannotIsEnded(String oddity, String message) throws Exception {
        try (var children = new Children(OddChild.command(oddity), SILENCE)) {
            children.prepare();
            long pid = children.pids().getFirst();
            assertThatThrownBy(() -> children.carryOut(new RunWork(hello()), RunObserver.NONE))
                    .isInstanceOf(ChildLost.class)
                    .hasMessageContaining(message);
            await("it has ended", () -> !isAlive(pid));
            assertThat(children.pids()).isEmpty();
        }
    }

    @Test
    void aChildThatDoesNotStopIsEnded() throws Exception {
        try (var children = new Children(OddChild.command("deaf"), SILENCE)) {
            var observer = new Cancelled();
            observer.cancelled.set(true);
            assertThatThrownBy(() -> children.carryOut(new RunWork(hello()), observer))
                    .isInstanceOf(RunCancelledException.class);
            assertThat(children.pids()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"never-ready", "other-version"})
    void whatDoesNotBecomeAChildIsNone(String oddity) {
        try (var children = new Children(OddChild.command(oddity), SILENCE)) {
            assertThatThrownBy(children::prepare).isInstanceOf(ChildFailure.class);
            assertThat(children.pids()).isEmpty();
        }
    }

    @Test
    void whereManyHaveEndedAtOnceTheirSuccessorsStartOneAfterTheOther(@TempDir Path starting) throws Exception {
        int most = Children.startsAtOnce();
        var command = OddChild.command("starts", starting.toString(), Integer.toString(most));
        try (var children = new Children(command, SILENCE);
                var threads = Executors.newFixedThreadPool(most + 2)) {
            var prepared = new ArrayList<Future<?>>();
            for (int i = 0; i < most + 2; i++) prepared.add(threads.submit(children::prepare));
            for (var one : prepared) one.get();
            assertThat(children.pids()).isNotEmpty();
        }
    }

    @Test
    void whatAChildSaysOnStandardErrorHoldsNobodyUp() {
        try (var children = new Children(OddChild.command("noisy"), Duration.ofSeconds(30))) {
            assertThatThrownBy(() -> children.carryOut(new RunWork(hello()), RunObserver.NONE))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("it has said all that");
        }
    }

    private static String surroundings() throws IOException {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var children = new Children(
                        OddChild.command("surroundings", Integer.toString(server.getLocalPort())), SILENCE)) {
            var said = new String[1];
            assertThatThrownBy(() -> children.carryOut(new RunWork(hello()), RunObserver.NONE))
                    .isInstanceOfSatisfying(IllegalStateException.class, failure -> said[0] = failure.getMessage());
            return said[0];
        }
    }

    @Test
    void aChildHasNoVariables() throws Exception {
        assertThat(surroundings()).startsWith("{}");
    }

    @Test
    void aChildHasNoNetwork() throws Exception {
        assumeTrue(ChildCommand.isWithoutNetwork(), "this host lets no process go without a network");
        assertThat(surroundings()).endsWith(" not connected");
    }

    @Test
    void noChildOutlivesWhoClosesThem() throws Exception {
        var children = new Children(ChildCommand.ofThisProgram(256));
        children.prepare();
        var pids = children.pids();
        children.close();
        await("it has ended", () -> pids.stream().noneMatch(ChildrenIT::isAlive));
        assertThatThrownBy(children::prepare).isInstanceOf(ChildFailure.class);
    }
}

package org.fugu.exokernel.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.fugu.exokernel.job.CycleProfile;
import org.fugu.machine.Fidelity;
import org.fugu.machine.Machine;
import org.fugu.machine.Windows;
import org.fugu.machine.observe.CycleAccount;
import org.fugu.machine.observe.CycleAccount.Category;
import org.fugu.machine.observe.TraceEvent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Observing changes nothing, and shows the same whoever runs the nodes and wherever windows end.
class ObservationTests {
    /// Keeps everything there is to see.
    private static class Everything implements RunObserver {
        final List<TraceEvent> events = new ArrayList<>();
        final long begin;
        final long end;
        final boolean profiles;
        boolean linksOnly;
        final TreeSet<Long> snapshotCycles = new TreeSet<>();
        final List<byte[]> snapshots = new ArrayList<>();

        @Nullable
        CycleProfile profile;

        Everything(boolean profiles) {
            this(profiles, 0, Long.MAX_VALUE);
        }

        Everything(boolean profiles, long begin, long end) {
            this.profiles = profiles;
            this.begin = begin;
            this.end = end;
        }

        @Override
        public TraceOrder trace() {
            return new TraceOrder(begin, end, linksOnly, events::add);
        }

        @Override
        public boolean wantsProfile() {
            return profiles;
        }

        @Override
        public void profile(CycleProfile found) {
            profile = found;
        }

        @Override
        public SortedSet<Long> snapshotCycles() {
            return snapshotCycles;
        }

        @Override
        public void snapshot(long cycle, byte[] snapshot) {
            snapshots.add(snapshot);
        }

        <T extends TraceEvent> List<T> all(Class<T> kind) {
            return events.stream().filter(kind::isInstance).map(kind::cast).toList();
        }
    }

    private static RunReport run(RunRequest request, Machine machine, RunObserver observer) {
        return new MachineRun(request, Member.of(request), machine, observer).toItsEnd();
    }

    private static RunReport run(RunRequest request, RunObserver observer) {
        return run(request, new Machine(Exokernel.config(request)), observer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "barrier, 4x2, message 4",
                "invoke, 3x1, message 6",
                "hide, 2x2, 8 2 3",
                "alltoall, 2x2, message 3",
                "workerset, 3x3, 2",
                "unmap, 2x2"
            })
    void tracingAndProfilingChangeNothingAndShowTheSameOnTwoThreadsAndInOtherWindows(String program) {
        var request = GuestPrograms.request(program);
        var usual = Requests.run(request);
        var traced = new Everything(false);
        assertSame(run(request, traced), usual);
        var both = new Everything(true);
        assertSame(run(request, both), usual);
        assertThat(both.events).isEqualTo(traced.events).isNotEmpty();

        var twoThreads = Requests.machine(request, 2);
        for (var machine : List.of(
                twoThreads,
                Requests.machine(request, new Windows.Random(3)),
                Requests.machine(request, new Windows.OneCycle()),
                Requests.machine(request, new Windows.OneAtATime()))) {
            var again = new Everything(true);
            assertSame(run(request, machine, again), usual);
            assertThat(again.events).isEqualTo(traced.events);
            assertThat(again.profile).isEqualTo(both.profile);
        }
        assertThat(twoThreads.hostThreadsUsed()).isEqualTo(2);
    }

    private static void assertSame(RunReport report, RunReport usual) {
        assertThat(report.digest()).isEqualTo(usual.digest());
        assertThat(report.counters()).isEqualTo(usual.counters());
        assertThat(report.latencies()).isEqualTo(usual.latencies());
    }

    @ParameterizedTest
    @ValueSource(strings = {"functional", "relaxed:100"})
    void otherFidelitiesAreObservedWithoutChangeToo(String fidelity) {
        var request = Requests.with(GuestPrograms.request("barrier, 4x2, message 4"), Fidelity.parse(fidelity));
        var usual = Requests.run(request);
        var observer = new Everything(true);
        assertSame(run(request, observer), usual);
        var again = new Everything(true);
        assertSame(run(request, Requests.machine(request, 2), again), usual);
        assertThat(again.events).isEqualTo(observer.events);
        assertThat(again.profile).isEqualTo(observer.profile);
    }

    @ParameterizedTest
    @ValueSource(strings = {"stencil, 2x2, 10 2", "invoke, 3x1, message 6", "hide, 2x2, 8 2 3", "workerset, 3x3, 2"})
    void aProfileAndTheProcessorsTrackAddUpToTheAccount(String program) {
        var observer = new Everything(true);
        var report = run(GuestPrograms.request(program), observer);
        var profile = Objects.requireNonNull(observer.profile);
        for (int node = 0; node < report.nodes(); node++) {
            var profiled = new TreeMap<String, Long>();
            for (var entry : profile.nodes().get(node).entries()) {
                profiled.merge("cycles." + entry.category().wireName(), entry.cycles(), Long::sum);
            }
            var traced = new TreeMap<String, Long>();
            long clock = 0;
            for (var did : observer.all(TraceEvent.Did.class)) {
                if (did.node() != node) continue;
                assertThat(did.from()).as("no gap and no overlap").isEqualTo(clock);
                clock = did.until();
                traced.merge("cycles." + did.category().wireName(), did.until() - did.from(), Long::sum);
            }
            var account = new TreeMap<String, Long>();
            for (var category : Category.values()) {
                var name = "cycles." + category.wireName();
                long cycles = Objects.requireNonNull(report.counters().get(node).get(name));
                if (cycles > 0) account.put(name, cycles);
            }
            assertThat(profiled).isEqualTo(account);
            assertThat(traced).isEqualTo(account);
        }
    }

    /// Who follows the steps hears of what the profile adds up, with the profile or without.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void stepsAreThoseOfTheProfileAndChangeNothing(boolean profiles) {
        var cycles = new TreeMap<String, Long>();
        var observer = new Everything(profiles) {
            @Override
            public CycleAccount.Steps steps(int node) {
                return (category, spent, pc) -> cycles.merge(node + " " + category, spent, Long::sum);
            }
        };
        var request = GuestPrograms.request("stencil, 2x2, 16 4");
        assertSame(run(request, observer), Requests.run(request));
        if (!profiles) {
            var profiled = new Everything(true);
            run(request, profiled);
            observer.profile = profiled.profile;
        }
        var profile = new TreeMap<String, Long>();
        for (var node : Objects.requireNonNull(observer.profile).nodes()) {
            for (var entry : node.entries())
                profile.merge(node.node() + " " + entry.category(), entry.cycles(), Long::sum);
        }
        assertThat(cycles).isEqualTo(profile).hasSizeGreaterThan(10);
    }

    @Test
    void aProfileNamesTheFunctionsInWhichTheTimeGoes() {
        var observer = new Everything(true);
        run(GuestPrograms.request("stencil, 2x2, 16 4"), observer);
        var cycles = new TreeMap<String, Long>();
        long all = 0;
        for (var node : Objects.requireNonNull(observer.profile).nodes()) {
            for (var entry : node.entries()) {
                if (entry.category() != Category.COMPUTE) continue;
                cycles.merge(entry.function(), entry.cycles(), Long::sum);
                all += entry.cycles();
            }
        }
        assertThat(cycles).containsKey("main").doesNotContainKey(CycleProfile.UNKNOWN);
        long inMain = cycles.entrySet().stream()
                .filter(entry ->
                        !entry.getKey().startsWith("_") && !entry.getKey().startsWith("exos"))
                .mapToLong(java.util.Map.Entry::getValue)
                .sum();
        assertThat(inMain).isGreaterThan(all / 2);
    }

    @Test
    void everyMessageIsLaunchedOnceAndDisposedOfOnceInThatOrder() {
        var observer = new Everything(false);
        var report = run(GuestPrograms.request("pingpong", "2x1", "50", "interrupt"), observer);
        var launched = new TreeMap<Long, TraceEvent.Launched>();
        for (var each : observer.all(TraceEvent.Launched.class)) {
            assertThat(launched.put(each.message(), each))
                    .as("a number of its own")
                    .isNull();
        }
        assertThat(launched).hasSize((int) report.messagesSent());
        var disposed = observer.all(TraceEvent.Disposed.class);
        assertThat(disposed).hasSize((int) report.messagesReceived());
        for (var each : disposed) {
            var launch = Objects.requireNonNull(launched.remove(each.message()));
            assertThat(launch.node()).isEqualTo(each.source());
            assertThat(launch.destination()).isEqualTo(each.node());
            assertThat(each.arrived()).isGreaterThan(launch.from());
            assertThat(each.from()).isGreaterThanOrEqualTo(each.arrived());
        }
        var latency = Objects.requireNonNull(report.latencies().get("message_queue"));
        assertThat(latency.count()).isEqualTo(report.messagesReceived());
    }

    @Test
    void theTrafficOfTheLinksAddsUpToWhatWasLaunched() {
        var observer = new Everything(false);
        run(GuestPrograms.request("pingpong", "2x1", "50", "poll"), observer);
        long launched = 0;
        for (var each : observer.all(TraceEvent.Launched.class)) launched += each.bytes();
        var byLink = new TreeMap<String, Long>();
        for (var each : observer.all(TraceEvent.Traffic.class)) byLink.merge(each.link(), each.bytes(), Long::sum);
        assertThat(byLink.keySet())
                .containsExactly("node 0 east", "node 0 in", "node 0 out", "node 1 in", "node 1 out", "node 1 west");
        long east = Objects.requireNonNull(byLink.get("node 0 east"));
        long west = Objects.requireNonNull(byLink.get("node 1 west"));
        assertThat(east + west).as("pingpong shares no memory").isEqualTo(launched);
    }

    @Test
    void theTrafficCanBeSeenAlone() {
        var request = GuestPrograms.request("barrier, 4x2, message 4");
        var whole = new Everything(false);
        run(request, whole);
        var links = new Everything(false);
        links.linksOnly = true;
        assertSame(run(request, links), Requests.run(request));
        assertThat(links.events).isNotEmpty().isEqualTo(whole.all(TraceEvent.Traffic.class));
    }

    @Test
    void aPartOfATraceIsWhatTheWholeHoldsOfIt() {
        var request = GuestPrograms.request("barrier, 4x2, message 4");
        var whole = new Everything(false);
        run(request, whole);
        var part = new Everything(false, 9_000, 12_000);
        run(request, part);
        // Whose a node is has to be known of every part.
        assertThat(part.events)
                .isNotEmpty()
                .isEqualTo(whole.events.stream()
                        .filter(event ->
                                event instanceof TraceEvent.Grouped || event.until() > 9_000 && event.from() < 12_000)
                        .toList());
    }

    /// A resumed run tells the rest, and its latencies are those of the whole.
    @Test
    void aResumedRunGoesOnWithTheSameEventsAndLatencies() {
        var request = GuestPrograms.request("pingpong", "2x1", "60", "interrupt");
        var whole = new Everything(false);
        long cycles = Requests.run(request).cycles();
        for (int part = 0; part < 7; part++) whole.snapshotCycles.add(cycles / 2 + part * 37);
        var report = run(request, whole);
        assertThat(whole.snapshots).hasSize(7);
        for (var snapshot : whole.snapshots) {
            var rest = new Everything(false);
            var resumed = Exokernel.resume(request, snapshot, rest);
            assertThat(resumed.digest()).isEqualTo(report.digest());
            assertThat(resumed.latencies()).isEqualTo(report.latencies());
            assertThat(resumed.metrics()).isEqualTo(report.metrics());
            assertThat(resumed.metricUnits()).isEqualTo(report.metricUnits());
            var disposed = whole.all(TraceEvent.Disposed.class);
            var after = rest.all(TraceEvent.Disposed.class);
            assertThat(after).isNotEmpty();
            assertThat(disposed.subList(disposed.size() - after.size(), disposed.size()))
                    .isEqualTo(after);
        }
    }

    @Test
    void unitsThatWereDeclaredBeforeASnapshotAreReportedAfterIt() {
        var request = GuestPrograms.request("pingpong", "2x1", "60");
        var whole = new Everything(false);
        whole.snapshotCycles.add(Requests.run(request).cycles() - 1);
        var report = run(request, whole);
        var resumed = Exokernel.resume(request, whole.snapshots.getFirst(), RunObserver.NONE);
        assertThat(resumed.metricUnits())
                .isEqualTo(report.metricUnits())
                .containsOnly(
                        entry("messages", "messages"),
                        entry("region.cycles", "cycles"),
                        entry("region.instructions", "instructions"),
                        entry("round_trip_cycles", "cycles"));
        assertThat(resumed.digest()).isEqualTo(report.digest());
    }
}

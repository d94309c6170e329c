package org.fugu.exokernel.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.fugu.exokernel.abi.ObjectKind;
import org.fugu.exokernel.abi.SystemCall;
import org.fugu.exokernel.environment.CapabilityEvent;
import org.fugu.exokernel.environment.CapabilityLog;
import org.junit.jupiter.api.Test;

/// What a run tells of its capabilities. `guest/tests/grants` makes, narrows, grants, accepts, revokes
/// and frees, and tries as often what is refused.
class CapabilityTrailTests {
    private static final RunRequest REQUEST = GuestPrograms.request("test/grants", "3x1");

    private static CapabilityTrail trail(RunRequest request) {
        return Requests.run(request).clues().capabilities();
    }

    private static CapabilityStep first(CapabilityTrail trail, String call, int node) {
        return trail.first().stream()
                .filter(step -> step.call().equals(call) && step.node() == node)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void eachStepOfACapabilityStandsInTheReportAndWhatWasRefusedDoesNot() {
        var trail = trail(REQUEST);
        assertThat(trail.first())
                .isSortedAccordingTo(
                        Comparator.comparingLong(CapabilityStep::cycle).thenComparingInt(CapabilityStep::node));
        var granted = first(trail, "cap_grant", 0);
        assertThat(granted.toRank()).isEqualTo(1);
        assertThat(granted.rights()).isEqualTo("read, write, derive");
        assertThat(granted.made()).isNull();
        var allocated = trail.first().stream()
                .filter(step -> granted.handle() != null && granted.handle().equals(step.made()))
                .findFirst()
                .orElseThrow();
        assertThat(allocated.call()).isEqualTo("frame_allocate");
        var accepted = first(trail, "cap_accept", 1);
        assertThat(accepted.cycle()).as("another node had to answer").isGreaterThan(granted.cycle());
        assertThat(accepted.object()).isEqualTo("frames");
        assertThat(accepted.rights()).isEqualTo(granted.rights());
        assertThat(accepted.handle()).as("a ticket is nobody else's business").isNull();
        assertThat(first(trail, "cap_derive", 1).handle()).isEqualTo(accepted.made());
        assertThat(first(trail, "cap_revoke", 0).handle()).isEqualTo(granted.handle());
        assertThat(trail.counts())
                .isEqualTo(Map.of(
                        "cap_accept", 5L,
                        "cap_delete", 2L,
                        "cap_derive", 808L,
                        "cap_grant", 6L,
                        "cap_revoke", 2L,
                        "frame_allocate", 9L,
                        "frame_free", 1L));
        assertThat(trail.first())
                .filteredOn(step -> step.call().equals("cap_derive"))
                .hasSize(32);
        assertThat(trail.leftOut())
                .isEqualTo(trail.total() - trail.first().size())
                .isPositive();
    }

    @Test
    void environmentsThatAreMadeAndEndedAreInIt() {
        var counts = trail(GuestPrograms.request("test/processes", "1x1")).counts();
        assertThat(counts).containsEntry("environment_make", 215L).containsEntry("environment_end", 8L);
    }

    @Test
    void partsOfCapabilitiesAreInIt() {
        var trail = trail(GuestPrograms.request("test/parts", "2x1"));
        var parts = trail.first().stream()
                .filter(step -> step.call().equals("cap_part"))
                .toList();
        assertThat(parts)
                .isNotEmpty()
                .allSatisfy(step -> assertThat(step.made()).isNotNull());
        assertThat(parts).extracting(CapabilityStep::object).contains("slice", "address_space");
    }

    private record Cuts(TreeSet<Long> cycles, TreeMap<Long, byte[]> kept) implements RunObserver {
        @Override
        public SortedSet<Long> snapshotCycles() {
            return cycles;
        }

        @Override
        public void snapshot(long at, byte[] snapshot) {
            kept.put(at, snapshot);
        }
    }

    /// Also where another node has been asked and has not answered.
    @Test
    void aRunThatGoesOnFromASnapshotKnowsWhatWasDoneBefore() {
        var whole = trail(REQUEST);
        var cycles = new TreeSet<Long>();
        for (var step : whole.first()) if (step.call().equals("cap_accept")) cycles.add(step.cycle() - 50);
        var cuts = new Cuts(cycles, new TreeMap<>());
        Exokernel.run(REQUEST, cuts);
        assertThat(cuts.kept()).hasSize(5);
        for (var snapshot : cuts.kept().values()) {
            var resumed = Exokernel.resume(REQUEST, snapshot, RunObserver.NONE);
            assertThat(resumed.clues().capabilities()).isEqualTo(whole);
        }
    }

    @Test
    void theFirstOfEachCallAreKeptAndAllAreCounted() {
        var log = new CapabilityLog();
        for (int i = 0; i < 40; i++) log.add(event(i, SystemCall.FRAME_ALLOCATE));
        log.add(event(50, SystemCall.CAP_REVOKE));
        assertThat(log.first()).hasSize(CapabilityLog.MOST_KEPT + 1);
        assertThat(log.first().getLast().call()).isEqualTo(SystemCall.CAP_REVOKE);
        assertThat(log.counts()).isEqualTo(Map.of(SystemCall.FRAME_ALLOCATE, 40L, SystemCall.CAP_REVOKE, 1L));
    }

    @Test
    void whatAnotherNodeHasRefusedIsNoEvent() {
        var log = new CapabilityLog();
        log.asks(3, event(1, SystemCall.CAP_ACCEPT));
        log.asks(4, event(2, SystemCall.CAP_GRANT));
        log.refused(3);
        assertThat(log.first()).isEmpty();
        log.answered(4, 9);
        log.answered(3, 10);
        assertThat(log.first()).containsExactly(event(9, SystemCall.CAP_GRANT));
    }

    private static CapabilityEvent event(long cycle, SystemCall call) {
        return new CapabilityEvent(cycle, call, ObjectKind.FRAMES.number(), 1, 4097, CapabilityEvent.NONE, 0);
    }
}

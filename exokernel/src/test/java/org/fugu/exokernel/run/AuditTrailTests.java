package org.fugu.exokernel.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.fugu.exokernel.abi.KernelError;
import org.fugu.exokernel.environment.KernelRefusal;
import org.fugu.exokernel.environment.Refusals;
import org.fugu.machine.state.SnapshotReader;
import org.fugu.machine.state.SnapshotWriter;
import org.junit.jupiter.api.Test;

/// What a run tells of the system calls that were refused: `guest/tests/grants` tries everything that
/// is not allowed.
class AuditTrailTests {
    private static final RunRequest REQUEST = GuestPrograms.request("test/grants", "3x1");

    @Test
    void whatWasRefusedStandsInTheReportWithWhatWouldBeAllowed() {
        var trail = Requests.run(REQUEST).clues().auditTrail();
        assertThat(trail.first())
                .isSortedAccordingTo(
                        Comparator.comparingLong(RefusedCall::cycle).thenComparingInt(RefusedCall::node))
                .anySatisfy(each -> {
                    assertThat(each.node()).isZero();
                    assertThat(each.call()).isEqualTo("cap_grant");
                    assertThat(each.error()).isEqualTo("missing_right");
                    assertThat(each.advice()).isEqualTo("the capability has read");
                })
                .anySatisfy(each -> {
                    assertThat(each.error()).isEqualTo("wrong_object");
                    assertThat(each.advice()).isEqualTo("the capability is for console");
                })
                .anySatisfy(each -> {
                    assertThat(each.node()).as("its home has refused it").isEqualTo(2);
                    assertThat(each.call()).isEqualTo("cap_accept");
                    assertThat(each.error()).isEqualTo("bad_ticket");
                    assertThat(each.argument()).as("the ticket").isPositive();
                    assertThat(each.advice()).isEqualTo(KernelError.BAD_TICKET.meaning());
                });
        var listed = new TreeMap<String, Long>();
        for (var each : trail.first()) listed.merge(each.error(), 1L, Long::sum);
        listed.forEach((error, count) ->
                assertThat(trail.counts().get(error)).as(error).isGreaterThanOrEqualTo(count));
        assertThat(trail.leftOut()).isEqualTo(trail.total() - trail.first().size());
    }

    private record Half(long cycle, TreeMap<Long, byte[]> kept) implements RunObserver {
        @Override
        public SortedSet<Long> snapshotCycles() {
            return new TreeSet<>(List.of(cycle));
        }

        @Override
        public void snapshot(long at, byte[] snapshot) {
            kept.put(at, snapshot);
        }
    }

    @Test
    void aRunThatGoesOnFromASnapshotKnowsWhatWasRefusedBefore() {
        var whole = Requests.run(REQUEST);
        var refusals = whole.clues().auditTrail().first();
        var half = new Half(refusals.get(refusals.size() / 2).cycle(), new TreeMap<>());
        Exokernel.run(REQUEST, half);
        var resumed = Exokernel.resume(REQUEST, half.kept().firstEntry().getValue(), RunObserver.NONE);
        assertThat(resumed.clues()).isEqualTo(whole.clues());
    }

    @Test
    void anEnvironmentKeepsTheFirstAndCountsAll() {
        var refusals = new Refusals();
        for (int i = 0; i < 3 * Refusals.MOST_KEPT; i++) {
            var error = i % 3 == 0 ? KernelError.IN_USE : KernelError.BAD_HANDLE;
            refusals.add(new KernelRefusal(i, 4097, error, -i, KernelRefusal.NO_ADVICE));
        }
        assertThat(refusals.first()).hasSize(Refusals.MOST_KEPT);
        assertThat(refusals.first().getLast().cycle()).isEqualTo(Refusals.MOST_KEPT - 1);
        assertThat(refusals.counts().get(KernelError.IN_USE)).isEqualTo(Refusals.MOST_KEPT);
        assertThat(refusals.counts().get(KernelError.BAD_HANDLE)).isEqualTo(2 * Refusals.MOST_KEPT);
        var out = new SnapshotWriter();
        AuditTrail.NONE.save(out);
        assertThat(AuditTrail.restored(new SnapshotReader(out.toBytes()))).isEqualTo(AuditTrail.NONE);
    }
}

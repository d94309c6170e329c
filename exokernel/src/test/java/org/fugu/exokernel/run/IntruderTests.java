package org.fugu.exokernel.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fugu.exokernel.run.Attack.Harm;
import org.fugu.machine.Fidelity;
import org.fugu.machine.Windows;
import org.fugu.machine.topology.MeshRectangle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The attacks of `guest/hostile/intruder` and `guest/hostile/burglar`, programs in C with a library OS,
/// beside a victim that looks at all it has. In a rectangle of its own the victim does not notice: its
/// result and its cycles are those that it has without them. On the same nodes, in turns, it takes longer
/// and computes the same. The same is asserted of a kernel without the protection, and fails.
class IntruderTests {
    private static final long SEED = Long.getLong("fugu.seed", 20261129);
    private static final long VICTIMS_LIMIT = 5_000_000;

    /// Of a victim that shall get no time: less than its attacker has.
    private static final long SHORT_LIMIT = 600_000;
    private static final Turns SHORT = new Turns(10_000, 0);
    private static final List<String> FIDELITIES = List.of("timing", "functional", "relaxed:100");

    private static JobRequest victim(Attack attack) {
        var arguments = attack.needsLoan() ? new String[] {"20", "lend"} : new String[] {"20"};
        var alone = GuestPrograms.request("test/victim", "2x1", arguments);
        var placed = CoRuns.placed(alone.first(), new MeshRectangle(alone.mesh(), 0, 0));
        return CoRuns.limited(placed, attack.harm() == Harm.STARVED ? SHORT_LIMIT : VICTIMS_LIMIT);
    }

    /// Each in a rectangle of its own.
    private static RunRequest apart(Attack attack) {
        return CoRuns.request("4x1", victim(attack), attack.request(2));
    }

    /// Both on the same nodes, in turns.
    static RunRequest together(Attack attack) {
        return CoRuns.sharing("2x1", SHORT, victim(attack), attack.request(0));
    }

    static Stream<Attack> attacks() {
        return Attack.ALL.stream();
    }

    static Stream<Arguments> attacksInEachFidelity() {
        return FIDELITIES.stream()
                .flatMap(fidelity -> attacks().map(attack -> Arguments.of(attack, Fidelity.parse(fidelity))));
    }

    @ParameterizedTest
    @MethodSource("attacksInEachFidelity")
    void theVictimDoesNotNoticeInItsRectangle(Attack attack, Fidelity fidelity) {
        var request = CoRuns.with(apart(attack), fidelity);
        var alone = Requests.run(CoRuns.only(request, 0)).first();
        assertThat(alone.outcome()).as(alone.message()).isEqualTo(Outcome.EXITED);
        var report = Requests.run(request);
        assertThat(CoRuns.job(report, 0)).usingRecursiveComparison().isEqualTo(alone);
        if (attack.needsLoan()) return; // kernels of other rectangles lend nothing
        var attacker = CoRuns.job(report, 1);
        assertIsStopped(attack, attacker);
        assertThat(refusals(attacker, true)).isEqualTo(attack.refusals());
    }

    @ParameterizedTest
    @MethodSource("attacksInEachFidelity")
    void onNodesOfTheVictimItTakesTimeAndNothingElse(Attack attack, Fidelity fidelity) {
        var report = Requests.run(CoRuns.with(together(attack), fidelity));
        assertIsUnharmed(CoRuns.job(report, 0));
        assertIsStopped(attack, CoRuns.job(report, 1));
    }

    /// By chance, and with two host threads.
    @ParameterizedTest
    @MethodSource("attacks")
    void theDigestDependsNeitherOnWindowsNorOnThreads(Attack attack) {
        var request = together(attack);
        var digest = Requests.run(request).digest();
        var chopped = Requests.machine(request, new Windows.Random(SEED));
        assertThat(Requests.runOn(request, chopped).digest())
                .as("seed %d", SEED)
                .isEqualTo(digest);
        assertThat(Requests.runOn(request, Requests.machine(request, 2)).digest())
                .isEqualTo(digest);
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void withoutItsProtectionThatFails(Attack attack) {
        var request = attack.harm() == Harm.NOT_STOPPED_ALONE ? apart(attack) : together(attack);
        var machine = Requests.machine(request, 1);
        var gap = attack.gap().get();
        var report = new MachineRun(request, Member.of(request), machine, RunObserver.NONE, gap).toItsEnd();
        if (attack.harm() == Harm.VICTIM || attack.harm() == Harm.STARVED) {
            assertThatThrownBy(() -> assertIsUnharmed(CoRuns.job(report, 0))).isInstanceOf(AssertionError.class);
        } else {
            assertThatThrownBy(() -> assertIsStopped(attack, CoRuns.job(report, 1)))
                    .isInstanceOf(AssertionError.class);
        }
    }

    private static void assertIsUnharmed(JobReport victim) {
        assertThat(victim.outcome()).as(victim.message()).isEqualTo(Outcome.EXITED);
        assertThat(new String(Objects.requireNonNull(victim.console().get(0)), StandardCharsets.UTF_8))
                .isEqualTo("2 ranks looked 20 times, 0 things were wrong\n");
        assertThat(victim.exitCode()).isZero();
    }

    private static void assertIsStopped(Attack attack, JobReport attacker) {
        assertThat(attacker.message()).contains(attack.end());
        var expected = attack.refusals().replaceAll("\\d+ ", "");
        assertThat(refusals(attacker, false)).isEqualTo(expected);
    }

    /// @param counted whether with how many there were
    private static String refusals(JobReport job, boolean counted) {
        return job.clues().auditTrail().counts().entrySet().stream()
                .map(each -> counted ? each.getValue() + " " + each.getKey() : each.getKey())
                .collect(Collectors.joining(" "));
    }
}

package org.fugu.exokernel.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Collectors;
import org.fugu.machine.topology.MeshRectangle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The attacks of `guest/hostile/intruder`, a program in C with a library OS, beside a victim. The
/// victim's rectangle is what keeps its cycles; so each is made a second time with that taken away, on the
/// victim's own nodes in turns. Then its cycles change, and what it computes does not.
class IntruderTests {
    private static final String VICTIM = "alltoall, 2x1, message 6";
    private static final long LIMIT = 3_000_000;
    private static final Turns SHORT = new Turns(10_000, 0);

    private static JobRequest intruder(String attack, int column) {
        var alone = GuestPrograms.request("test/intruder", "2x1", attack);
        var place = new MeshRectangle(alone.mesh(), column, 0);
        return CoRuns.limited(CoRuns.placed(alone.first(), place), LIMIT);
    }

    /// @param how how the attacker ends, or part of what is said about it
    /// @param refusals of its system calls, on both of its nodes, or nothing
    @ParameterizedTest
    @CsvSource({
        "frames, code 0, 4 out_of_frames 2 out_of_slots",
        "tickets, code 0, 2 out_of_slots",
        "replay, code 0, 4 bad_handle 4 bad_ticket",
        "atomic, more messages waited, ''",
        "handlers, dispose_failure, ''",
        "modify, store_page_fault, ''",
        "misaligned, store_misaligned, ''",
        "stack, store_page_fault, ''",
        "nested, its limit of 3000000 cycles, ''",
        "nowhere, fetch_page_fault, ''",
        "launch, wrong_group, ''",
        "kernel, illegal_instruction, ''"
    })
    void theVictimDoesNotNoticeAndTheAttackerIsStopped(String attack, String how, String refusals) {
        var beside = CoRuns.request("4x1", CoRuns.benchmark(VICTIM, 0, 0), intruder(attack, 2));
        var alone = Requests.run(CoRuns.only(beside, 0)).first();
        assertThat(alone.outcome()).as(alone.message()).isEqualTo(Outcome.EXITED);

        var report = Requests.run(beside);
        assertThat(CoRuns.job(report, 0)).usingRecursiveComparison().isEqualTo(alone);
        var attacker = CoRuns.job(report, 1);
        assertThat(attacker.message()).contains(how);
        assertThat(refusals(attacker)).isEqualTo(refusals);
    }

    @ParameterizedTest
    @CsvSource({
        "frames",
        "tickets",
        "replay",
        "atomic",
        "handlers",
        "modify",
        "misaligned",
        "stack",
        "nested",
        "nowhere",
        "launch",
        "kernel"
    })
    void onNodesOfTheVictimItTakesTimeAndNothingElse(String attack) {
        var victim = CoRuns.benchmark(VICTIM, 0, 0);
        var alone = Requests.run(CoRuns.request("2x1", victim)).first();
        var shared = CoRuns.job(Requests.run(CoRuns.sharing("2x1", SHORT, victim, intruder(attack, 0))), 0);
        assertThat(shared.outcome()).as(shared.message()).isEqualTo(Outcome.EXITED);
        assertThat(shared.exitCode()).isZero();
        assertThat(shared.messagesReceived()).isEqualTo(alone.messagesReceived());
        assertThat(text(shared)).contains("0 ranks heard something wrong");
        assertThat(shared.cycles()).isGreaterThan(alone.cycles());
    }

    private static String refusals(JobReport job) {
        return job.clues().auditTrail().counts().entrySet().stream()
                .map(each -> each.getValue() + " " + each.getKey())
                .collect(Collectors.joining(" "));
    }

    private static String text(JobReport report) {
        return new String(Objects.requireNonNull(report.console().get(0)), StandardCharsets.UTF_8);
    }
}

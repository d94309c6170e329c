package org.fugu.exokernel.run;

import java.util.Collections;
import org.fugu.exokernel.environment.Ending;
import org.fugu.exokernel.environment.Program;
import org.fugu.exokernel.environment.Verdict;
import org.fugu.exokernel.job.Job;
import org.jspecify.annotations.Nullable;

/// Puts the report of a job together that is over.
final class JobReportWriter {
    private final Limits limits;
    private final Member member;
    private final Job job;
    private final Verdict verdict;

    JobReportWriter(Member member) {
        this.limits = member.request().limits();
        this.member = member;
        this.job = member.job();
        this.verdict = member.verdict();
    }

    JobReport write() {
        var byNode = job.console().byNode();
        var metrics = job.metrics();
        return new JobReport(
                outcome(),
                exitCode(),
                trap(),
                message(),
                RunDigest.ofResult(outcome(), exitCode(), byNode, metrics.reported()),
                verdict.cycle(),
                member.sum(Program::instructions),
                member.sum(Program::sent),
                member.sum(Program::received),
                Collections.unmodifiableSortedMap(byNode),
                Collections.unmodifiableSortedMap(metrics.withRegion()),
                Collections.unmodifiableSortedMap(metrics.units()),
                Collections.emptySortedMap(),
                member.clues());
    }

    private Outcome outcome() {
        return switch (verdict.ending()) {
            case Ending.Exited _ -> Outcome.EXITED;
            case Ending.Trapped _ -> Outcome.TRAPPED;
            case Ending.Stopped stopped ->
                switch (stopped) {
                    case CYCLE_LIMIT -> Outcome.CYCLE_LIMIT;
                    case INSTRUCTION_LIMIT -> Outcome.INSTRUCTION_LIMIT;
                    case MEMORY_LIMIT -> Outcome.MEMORY_LIMIT;
                    case CONSOLE_LIMIT -> Outcome.CONSOLE_LIMIT;
                    case DEADLOCK -> Outcome.DEADLOCK;
                };
        };
    }

    private @Nullable Integer exitCode() {
        return verdict.ending() instanceof Ending.Exited(var code) ? code : null;
    }

    private @Nullable TrapReport trap() {
        return verdict.ending() instanceof Ending.Trapped(var pc, var cause, var value, var message)
                ? new TrapReport(verdict.node().index(), pc, cause, value, message)
                : null;
    }

    private String message() {
        long cycle = verdict.cycle();
        return switch (verdict.ending()) {
            case Ending.Exited(var code) -> "rank 0 exited with code " + code + " at cycle " + cycle;
            case Ending.Trapped trapped -> trapped.message();
            case Ending.Stopped stopped ->
                switch (stopped) {
                    case CYCLE_LIMIT -> "the job reached its limit of " + limits.cycles() + " cycles";
                    case INSTRUCTION_LIMIT ->
                        verdict.node() + " reached the limit of " + limits.instructions() + " instructions at cycle "
                                + cycle;
                    case MEMORY_LIMIT ->
                        "more messages waited for " + verdict.node() + " than its memory for them holds, at cycle "
                                + cycle + ": the program has to take its messages, or its nodes need more memory";
                    case CONSOLE_LIMIT ->
                        "the console exceeded its limit of " + limits.consoleBytes() + " bytes at cycle " + cycle
                                + ", when " + verdict.node() + " wrote";
                    case DEADLOCK -> "every rank waits or has exited, and nothing is in flight since cycle " + cycle;
                };
        };
    }
}

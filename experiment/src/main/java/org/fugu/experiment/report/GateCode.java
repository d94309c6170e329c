package org.fugu.experiment.report;

import org.fugu.exokernel.run.Outcome;
import org.fugu.experiment.benchmark.Comparison;
import org.fugu.experiment.benchmark.Finding;

/// The exit code of a gate that came to a comparison: one of those of the command line, in
/// `docs/cli.md`.
public enum GateCode {
    OPEN(0),
    REGRESSION(3),
    GUEST_FAILED(4),
    NO_BASELINE(5),
    /// The simulator refused a program.
    REFUSED(7),
    /// All programs that failed reached their limit of simulated time, which says more than that they
    /// failed.
    CYCLE_LIMIT(42);

    private final int number;

    GateCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /// The first that applies: a program failed, something is worse or gone, has no baseline, or
    /// nothing of that.
    public static GateCode of(Comparison comparison) {
        return switch (comparison.effect()) {
            case FAILS -> ofGuests(comparison);
            case WORSE -> REGRESSION;
            case NO_BASELINE -> NO_BASELINE;
            case NONE -> OPEN;
        };
    }

    private static GateCode ofGuests(Comparison comparison) {
        return comparison.findings().stream()
                .filter(Finding.Broken.class::isInstance)
                .map(finding -> of(((Finding.Broken) finding).outcome()))
                .filter(code -> code != CYCLE_LIMIT)
                .findFirst()
                .orElse(CYCLE_LIMIT);
    }

    private static GateCode of(String outcome) {
        if (outcome.equals(Outcome.CYCLE_LIMIT.wireName())) return CYCLE_LIMIT;
        return outcome.equals(Outcome.REJECTED_IMAGE.wireName()) ? REFUSED : GUEST_FAILED;
    }
}

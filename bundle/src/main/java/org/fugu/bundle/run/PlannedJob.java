package org.fugu.bundle.run;

import org.fugu.bundle.Bundle;
import org.fugu.bundle.explain.Explanation;
import org.fugu.exokernel.run.JobReport;

/// One job of a planned run.
///
/// @param program of the bundle
/// @param expectation what the manifest expects, or [Expectation#ANYTHING] when the program gets
///     other inputs than the manifest's
public record PlannedJob(Bundle bundle, String program, Expectation expectation) {
    /// The report as the manifest judges it, with what the program's file says of its end.
    JobReport judge(JobReport report) {
        return expectation.judge(Explanation.of(report, bundle.image(program)));
    }
}

package org.fugu.bundle.run;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.fugu.bundle.Bundle;
import org.fugu.exokernel.run.JobReport;
import org.fugu.exokernel.run.Outcome;
import org.jspecify.annotations.Nullable;

/// How a run that ends by itself has to end.
///
/// The console is compared byte by byte: what node 0 wrote, then node 1, and so on.
public final class Expectation {
    public static final Expectation ANYTHING = new Expectation(null, null);

    private final @Nullable Integer exitCode;
    private final byte @Nullable [] console;

    private Expectation(@Nullable Integer exitCode, byte @Nullable [] console) {
        this.exitCode = exitCode;
        this.console = console;
    }

    /// What the manifest's `run.expect` says.
    static Expectation of(Bundle bundle) {
        var expect = bundle.manifest().run().expect();
        var console = expect.console();
        return new Expectation(expect.exitCode(), console == null ? null : bundle.file(console));
    }

    /// The report itself when it meets the expectation or ended otherwise than by itself; else one
    /// with [Outcome#ASSERTION_FAILED] and a message that shows the difference. Digests, console
    /// and figures are those of the run in either case.
    JobReport judge(JobReport report) {
        if (report.outcome() != Outcome.EXITED) return report;
        if (exitCode != null && !exitCode.equals(report.exitCode())) {
            return failed(report, "expected exit code " + exitCode + ", but it was " + report.exitCode());
        }
        if (console != null && !Arrays.equals(console, ConsoleText.merged(report.console()))) {
            var difference = ConsoleText.firstDifference(
                    new String(console, StandardCharsets.UTF_8),
                    new String(ConsoleText.merged(report.console()), StandardCharsets.UTF_8));
            return failed(report, difference);
        }
        return report;
    }

    private static JobReport failed(JobReport run, String message) {
        return run.ended(Outcome.ASSERTION_FAILED, message);
    }
}

package org.fugu.bundle.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.fugu.bundle.Bundle;
import org.fugu.exokernel.run.Exokernel;
import org.fugu.exokernel.run.RunObserver;
import org.fugu.exokernel.run.SnapshotOrigin;

/// A process that has seen nothing of a run but its snapshots: goes on from each to the end and
/// prints `snapshot digest`.
public final class ResumeProcess {
    private ResumeProcess() {}

    /// @param args the bundle, then snapshots of it
    public static void main(String[] args) throws IOException {
        var bundle = Bundle.read(Files.readAllBytes(Path.of(args[0])));
        for (int i = 1; i < args.length; i++) {
            var snapshot = Files.readAllBytes(Path.of(args[i]));
            var plan = RunPlan.of(bundle, RunOptions.of(SnapshotOrigin.of(snapshot)));
            var report = Exokernel.resume(plan.request(), snapshot, RunObserver.NONE);
            System.out.println(args[i] + " " + report.digest());
        }
    }
}

package org.fugu.exokernel.run;

import org.fugu.machine.Machine;
import org.fugu.machine.MachineConfig;
import org.fugu.machine.state.BadSnapshotException;
import org.fugu.machine.state.SnapshotReader;
import org.fugu.machine.translate.CodeCache;
import org.fugu.machine.translate.TranslationPolicy;

/// Runs programs on simulated machines under the exokernel.
public final class Exokernel {
    /// What was translated of programs that ran in this process. No result depends on it.
    private static final CodeCache TRANSLATED = new CodeCache(TranslationPolicy.DEFAULT);

    private Exokernel() {}

    /// Runs the jobs of a request on a machine of their own, to their ends.
    ///
    /// An image that cannot be loaded is an outcome ([Outcome#REJECTED_IMAGE]) and not an
    /// exception.
    ///
    /// @throws RunCancelledException when the observer asked for it
    public static RunReport run(RunRequest request, RunObserver observer) {
        return run(request, observer, TRANSLATED);
    }

    /// The same with other translations than those of this process.
    ///
    /// @param translations where they are kept, and what is translated; no result depends on it
    public static RunReport run(RunRequest request, RunObserver observer, CodeCache translations) {
        var jobs = Member.of(request);
        if (request.isAlone() && jobs.getFirst() instanceof Member.Refused(var report)) {
            return EarlyEnd.run(request, report);
        }
        return new MachineRun(request, jobs, new Machine(config(request, translations)), observer).toItsEnd();
    }

    /// Goes on with a run that was kept on its way, to the same end.
    ///
    /// @param request of the same run
    /// @param snapshot what [RunObserver#snapshot] was given
    /// @throws BadSnapshotException if the snapshot is damaged, of another model version or of
    ///     another run; the message says which
    public static RunReport resume(RunRequest request, byte[] snapshot, RunObserver observer) {
        return resume(request, snapshot, observer, TRANSLATED);
    }

    /// The same with other translations than those of this process.
    ///
    /// @param translations where they are kept, and what is translated; no result depends on it
    public static RunReport resume(RunRequest request, byte[] snapshot, RunObserver observer, CodeCache translations) {
        var in = new SnapshotReader(snapshot);
        var origin = SnapshotOrigin.read(in);
        origin.requireSame(request);
        var jobs = Member.of(request);
        if (request.isAlone() && jobs.getFirst() instanceof Member.Refused) {
            throw new BadSnapshotException("the snapshot is of a program that cannot be loaded");
        }
        var run = new MachineRun(request, jobs, new Machine(config(request, translations)), observer);
        return run.resumed(origin.cycle(), in).toItsEnd();
    }

    static MachineConfig config(RunRequest request) {
        return config(request, TRANSLATED);
    }

    private static MachineConfig config(RunRequest request, CodeCache translations) {
        return MachineConfig.of(request.preset(), request.mesh())
                .withFidelity(request.fidelity())
                .withHelpfulThreads(request.hostThreads())
                .withTranslation(translations);
    }
}

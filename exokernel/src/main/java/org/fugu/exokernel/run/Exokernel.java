package org.fugu.exokernel.run;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.fugu.exokernel.abi.AddressSpace;
import org.fugu.exokernel.environment.JobIdentity;
import org.fugu.exokernel.loader.ElfImage;
import org.fugu.exokernel.loader.ImageRejected;
import org.fugu.exokernel.loader.JobPlan;
import org.fugu.exokernel.loader.Placement;
import org.fugu.machine.Machine;
import org.fugu.machine.MachineConfig;
import org.fugu.machine.state.BadSnapshotException;
import org.fugu.machine.state.SnapshotReader;
import org.fugu.machine.topology.NodeId;
import org.fugu.machine.translate.CodeCache;
import org.fugu.machine.translate.TranslationPolicy;

/// Runs programs on simulated machines under the exokernel.
public final class Exokernel {
    private static final long HERTZ_A_KILOHERTZ = 1_000;

    // Who the only job of a machine is.
    private static final int NUMBER = 0;
    private static final int GROUP = 1;
    private static final int SLOT = 0;
    private static final int FIRST_FRAME = 0;

    /// What was translated of programs that ran in this process. No result depends on it.
    private static final CodeCache TRANSLATED = new CodeCache(TranslationPolicy.DEFAULT);

    private Exokernel() {}

    /// Runs one job on a machine of its own, to its end.
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
        return switch (ElfImage.parse(request.image())) {
            case ImageRejected rejected -> EarlyEnd.rejected(request, rejected);
            case ElfImage image -> run(request, image, observer, translations);
        };
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
        if (!(ElfImage.parse(request.image()) instanceof ElfImage image)) {
            throw new BadSnapshotException("the snapshot is of a program that cannot be loaded");
        }
        var run = new MachineRun(request, job(request, image), new Machine(config(request, translations)), observer);
        return run.resumed(origin.cycle(), in).toItsEnd();
    }

    private static RunReport run(RunRequest request, ElfImage image, RunObserver observer, CodeCache translations) {
        long needed = Placement.framesNeeded(image, request.nodes());
        var job = job(request, image);
        if (needed > job.framesPerNode()) return EarlyEnd.tooLarge(request, needed * AddressSpace.PAGE_BYTES);
        return new MachineRun(request, job, new Machine(config(request, translations)), observer).toItsEnd();
    }

    static MachineConfig config(RunRequest request) {
        return config(request, TRANSLATED);
    }

    private static MachineConfig config(RunRequest request, CodeCache translations) {
        return MachineConfig.of(request.preset(), request.mesh())
                .withFidelity(request.fidelity())
                .withHostThreads(request.hostThreads())
                .withTranslation(translations);
    }

    static JobPlan job(RunRequest request, ElfImage image) {
        var arguments = new ArrayList<String>();
        arguments.add(request.program());
        arguments.addAll(request.arguments());
        return new JobPlan(
                new JobIdentity(NUMBER, GROUP, SLOT, firstNodes(request.nodes())),
                image,
                arguments,
                request.mesh(),
                request.preset().name(),
                request.preset().value("processor.clock") * HERTZ_A_KILOHERTZ,
                request.preset().intValue("processor.contexts"),
                request.seed(),
                FIRST_FRAME,
                (int) (request.limits().memoryBytes() / AddressSpace.PAGE_BYTES),
                request.limits().consoleBytes());
    }

    private static List<NodeId> firstNodes(int count) {
        return IntStream.range(0, count).mapToObj(NodeId::new).toList();
    }
}

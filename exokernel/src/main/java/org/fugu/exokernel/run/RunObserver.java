package org.fugu.exokernel.run;

import java.util.Collections;
import java.util.SortedSet;
import org.fugu.exokernel.job.CycleProfile;
import org.fugu.machine.observe.CycleAccount;
import org.jspecify.annotations.Nullable;

/// Watches a run from the host. Nothing an observer does can reach the simulation, except that it
/// may stop it.
public interface RunObserver {
    RunObserver NONE = new RunObserver() {};

    /// Called now and then from the thread that runs the machine, at moments that depend on the
    /// host.
    ///
    /// @param cycle the earliest clock of any node that still runs
    /// @param instructions retired so far by all nodes
    default void progressed(long cycle, long instructions) {}

    /// Called once for every piece of console output, in simulated-time order, from the thread that
    /// runs the machine.
    ///
    /// @param cycle when the piece was written
    /// @param node who wrote it
    default void console(long cycle, int node, byte[] bytes) {}

    /// The same of a run of several jobs. Each job's pieces come in simulated-time order.
    ///
    /// @param job its place in the request; what only looks at one job sees the first
    /// @param node of the job's own, counted from its first one
    default void console(int job, long cycle, int node, byte[] bytes) {
        if (job == 0) console(cycle, node, bytes);
    }

    /// At which cycles the run shall be kept, so that it can go on from there. A cycle that the run
    /// does not reach is passed over. In functional and relaxed runs they are multiples of the
    /// window (1,000 cycles, or what the fidelity says); others end the run with
    /// [org.fugu.machine.state.BadSnapshotException]. Asked once, before the run.
    default SortedSet<Long> snapshotCycles() {
        return Collections.emptySortedSet();
    }

    /// Called with each snapshot that was asked for, in the order of their cycles.
    ///
    /// @param snapshot the bytes of a file, for [Exokernel#resume]
    default void snapshot(long cycle, byte[] snapshot) {}

    /// Whether the run shall be kept as it is now, so that it can go on elsewhere from there. Asked now and then, at
    /// cycles that follow from the request; the answer may depend on the host, and no result depends on it.
    ///
    /// @return how many bytes that may take at the most; 0 if it need not be kept now
    default int checkpointRoom() {
        return 0;
    }

    /// Called with what [#checkpointRoom] asked for.
    ///
    /// @param cycle nothing that would start at it or later has happened
    /// @param snapshot for [Exokernel#resume]; null if it has more bytes than it may
    default void checkpoint(long cycle, byte @Nullable [] snapshot) {}

    /// What checkpoints hold of what this observer was told: trace, steps and profile of a run that goes on
    /// from one are those of the whole run then. Without, they begin where it goes on. A checkpoint with such a
    /// part, and one without, are not taken for each other. Asked now and then, for always the same; what
    /// [#snapshot] is given is without.
    default @Nullable Recording recording() {
        return null;
    }

    /// Called before anything else is told, if the run goes on from a snapshot.
    ///
    /// @param cycle where that was taken
    default void resumed(long cycle) {}

    /// Whether a run that goes on from a snapshot first tells all that was printed before that. Asked once.
    default boolean wantsConsoleAgain() {
        return false;
    }

    /// What to tell of the run. Asked once, before the run.
    ///
    /// @return null if nobody listens, which costs nothing
    default @Nullable TraceOrder trace() {
        return null;
    }

    /// Whether [#profile] is wanted. Asked once, before the run, which takes longer with it.
    default boolean wantsProfile() {
        return false;
    }

    /// Called when the run is over, with where the cycles went from where it began or was resumed.
    default void profile(CycleProfile profile) {}

    /// Whether [#disk] is wanted. Asked once, before the run.
    default boolean wantsDisks() {
        return false;
    }

    /// Called when the run is over, for each job that has a disk, with what that of the job's first node holds.
    ///
    /// @param job its place in the request
    /// @param bytes up to the last one that is not zero
    default void disk(int job, byte[] bytes) {}

    /// Who hears of every step of a node's processor, and where its program was. Asked when a job begins
    /// there; the run takes longer with one. Steps come from the thread that runs the node.
    ///
    /// @param node of the machine
    /// @return null for nobody
    default CycleAccount.@Nullable Steps steps(int node) {
        return null;
    }

    /// Asked as often as [#progressed] is called; true makes the run end with
    /// [RunCancelledException].
    default boolean cancelled() {
        return false;
    }
}

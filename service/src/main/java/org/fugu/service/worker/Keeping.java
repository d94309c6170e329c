package org.fugu.service.worker;

import org.fugu.exokernel.run.RunObserver;
import org.jspecify.annotations.Nullable;

/// Hands on what a run tells of its way, and has it kept now and then.
class Keeping implements RunObserver {
    private final RunObserver observer;
    private final Checkpoints checkpoints;
    private final Cadence cadence;
    private long begun;

    Keeping(RunObserver observer, Checkpoints checkpoints) {
        this.observer = observer;
        this.checkpoints = checkpoints;
        this.cadence = new Cadence(checkpoints.every(), System::nanoTime);
    }

    @Override
    public int checkpointRoom() {
        if (!checkpoints.areTaken() || (!cadence.isDue() && observer.checkpointRoom() == 0)) return 0;
        begun = System.nanoTime();
        return HeapRoom.forCheckpoint(checkpoints.mostBytes());
    }

    @Override
    public void checkpoint(long cycle, byte @Nullable [] snapshot) {
        observer.checkpoint(cycle, snapshot);
        cadence.taken(begun, snapshot != null);
    }

    @Override
    public void resumed(long cycle) {
        observer.resumed(cycle);
    }

    @Override
    public void progressed(long cycle, long instructions) {
        observer.progressed(cycle, instructions);
    }

    @Override
    public boolean cancelled() {
        return observer.cancelled();
    }
}

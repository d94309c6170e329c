package org.fugu.service.comparison;

import org.fugu.exokernel.run.RunObserver;
import org.fugu.service.run.RunRecorder;

/// Adds up what the runs of an explanation simulate, one after the other, and stops them at the bound.
final class ExplainWatch implements RunObserver {
    private final RunRecorder recorder;
    private final long most;
    private long before;
    private long latest;

    /// @param most cycles in all
    ExplainWatch(RunRecorder recorder, long most) {
        this.recorder = recorder;
        this.most = most;
    }

    @Override
    public void progressed(long cycle, long instructions) {
        // Another run has begun.
        if (cycle < latest) before += latest;
        latest = cycle;
        recorder.progressed(before + cycle, instructions);
    }

    boolean isBeyond() {
        return before + latest > most;
    }

    @Override
    public boolean cancelled() {
        return isBeyond() || recorder.cancelled();
    }
}

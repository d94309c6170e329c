package org.fugu.service.worker;

import org.fugu.exokernel.run.RunObserver;

/// Adds up what several runs simulate, one after the other, and stops them at a bound.
final class CycleBudget implements RunObserver {
    private final RunObserver observer;
    private final long most;
    private long before;
    private long latest;

    /// @param before cycles that were simulated already
    /// @param most cycles in all
    CycleBudget(RunObserver observer, long before, long most) {
        this.observer = observer;
        this.before = before;
        this.most = most;
    }

    @Override
    public void progressed(long cycle, long instructions) {
        // Another run has begun.
        if (cycle < latest) before += latest;
        latest = cycle;
        observer.progressed(cycles(), instructions);
    }

    /// Those of all runs.
    long cycles() {
        return before + latest;
    }

    boolean isBeyond() {
        return cycles() > most;
    }

    @Override
    public boolean cancelled() {
        return isBeyond() || observer.cancelled();
    }
}

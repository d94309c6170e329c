package org.fugu.exokernel.environment;

import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.jspecify.annotations.Nullable;

/// Whether an environment has ended, and what it found then about its job. It ends once.
public final class EnvironmentEnd {
    private boolean stopped;
    private @Nullable Verdict verdict;

    public boolean hasStopped() {
        return stopped;
    }

    /// What it found, or null: it was told, or its job goes on elsewhere.
    public @Nullable Verdict verdict() {
        return verdict;
    }

    /// It runs no further; the job may go on elsewhere.
    public void stop() {
        stopped = true;
    }

    /// It runs no further because it has found that the job is over.
    public void stop(Verdict found) {
        verdict = found;
        stopped = true;
    }

    void save(StateWriter out) {
        out.add(stopped ? 1 : 0).add(verdict == null ? 0 : 1);
        if (verdict != null) verdict.save(out);
    }

    void restore(StateReader in) {
        stopped = in.nextBoolean();
        verdict = in.nextBoolean() ? Verdict.restored(in) : null;
    }
}

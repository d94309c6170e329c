package org.fugu.cli.perf;

import org.fugu.exokernel.run.RunObserver;
import org.jspecify.annotations.Nullable;

/// The part of a run in which the guest runs: from the first window to the last of the console,
/// which a measured program writes when it is done. What comes before is the making of the machine,
/// what comes after the digest of its memory; neither is the speed at which instructions are
/// simulated.
final class PerfStopwatch implements RunObserver {
    private final Runnable heartbeat;
    private @Nullable PerfTime began;
    private @Nullable PerfTime ended;

    /// @param heartbeat called now and then
    PerfStopwatch(Runnable heartbeat) {
        this.heartbeat = heartbeat;
    }

    @Override
    public void progressed(long cycle, long instructions) {
        if (began == null) began = PerfTime.now();
        heartbeat.run();
    }

    @Override
    public void console(long cycle, int node, byte[] bytes) {
        ended = PerfTime.now();
    }

    /// @throws IllegalStateException if nothing ran or nothing was written
    PerfTime time() {
        var from = began;
        var to = ended;
        if (from == null || to == null || to.wall() <= from.wall())
            throw new IllegalStateException("the run was not seen from begin to end");
        return to.since(from);
    }
}

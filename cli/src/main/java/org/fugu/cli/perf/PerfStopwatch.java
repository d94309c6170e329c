package org.fugu.cli.perf;

import org.fugu.exokernel.run.RunObserver;

/// The part of a run in which the guest runs: from the first window to the last of the console,
/// which a measured program writes when it is done. What comes before is the making of the machine,
/// what comes after the digest of its memory; neither is the speed at which instructions are
/// simulated.
final class PerfStopwatch implements RunObserver {
    private final Runnable heartbeat;
    private long began;
    private long ended;

    /// @param heartbeat called now and then
    PerfStopwatch(Runnable heartbeat) {
        this.heartbeat = heartbeat;
    }

    @Override
    public void progressed(long cycle, long instructions) {
        if (began == 0) began = System.nanoTime();
        heartbeat.run();
    }

    @Override
    public void console(long cycle, int node, byte[] bytes) {
        ended = System.nanoTime();
    }

    /// @throws IllegalStateException if nothing ran or nothing was written
    double seconds() {
        if (began == 0 || ended <= began) throw new IllegalStateException("the run was not seen from begin to end");
        return (ended - began) / 1e9;
    }
}

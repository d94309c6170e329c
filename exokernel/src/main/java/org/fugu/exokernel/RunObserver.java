package org.fugu.exokernel;

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

    /// Asked as often as [#progressed] is called; true makes the run end with
    /// [RunCancelledException].
    default boolean cancelled() {
        return false;
    }
}

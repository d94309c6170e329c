package org.fugu.machine;

/// Watches a machine from the host, now and then.
@FunctionalInterface
public interface MachineObserver {
    /// Nobody watches.
    MachineObserver NONE = (cycle, instructions) -> true;

    /// @param cycle everything before it has happened on every node
    /// @param instructions retired by all nodes so far
    /// @return false to stop the machine where it is; a result of such a run would depend on the
    ///     host
    boolean at(long cycle, long instructions);
}

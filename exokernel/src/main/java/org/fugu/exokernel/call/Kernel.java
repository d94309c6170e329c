package org.fugu.exokernel.call;

import org.fugu.exokernel.capability.Capability;
import org.fugu.exokernel.environment.Ending;
import org.fugu.exokernel.environment.Environment;
import org.jspecify.annotations.Nullable;

/// What calls need of the node's kernel beyond the caller's own.
public interface Kernel {
    /// An environment has found that its job is over. It runs no further, and the job's other nodes
    /// are told.
    void end(Environment environment, Ending ending);

    /// An environment runs no further; its job may go on elsewhere.
    void stop(Environment environment);

    /// How translations are written and taken away here.
    Binder binder();

    /// How capabilities travel.
    Lending lending();

    /// The environments of a rank, and who of them has the processor.
    Processes processes();

    /// What an environment sends through an endpoint slot goes where a capability says, as long as that is
    /// there; nowhere if it is null.
    void bindEndpoint(Environment environment, int slot, @Nullable Capability endpoint);

    /// An environment is told when a cycle has come, as long as its capability for the timer is there.
    ///
    /// @param cycle or 0 for no alarm
    void setAlarm(Environment environment, long cycle, @Nullable Capability timer);

    /// What environments are asked to give back.
    Reclaiming reclaiming();

    /// What goes between the disk and memory.
    Transfers transfers();

    /// Drops a page's translation on all nodes of the environment's job.
    ///
    /// @return whether the context waits until they have answered
    boolean shootDown(Environment environment, long page);

    /// Whether kernels read and write their nodes' memory for each other.
    boolean servesMemory();

    /// Reads a double-word of a frame on any node into the context's `a1`.
    ///
    /// @param offset in the frame, a multiple of eight
    /// @return whether the context waits until the other node has answered
    boolean read(Environment environment, long frame, int offset);

    /// Swaps a double-word if it is as expected; what it was goes into the context's `a1`.
    ///
    /// @return whether the context waits until the other node has answered
    boolean compareAndSwap(Environment environment, long frame, int offset, long expected, long wanted);

    /// Sends double-words to a frame, and charges each packet when it is sent; they are there when
    /// the other node's kernel has served the packets.
    ///
    /// @param bytes whole double-words that end in the same frame
    void write(Environment environment, long frame, int offset, byte[] bytes);
}

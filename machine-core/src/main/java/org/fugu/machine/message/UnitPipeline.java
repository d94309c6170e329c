package org.fugu.machine.message;

/// The processor as its message unit sees it: who waits for a message, for the network, or for DMA.
public interface UnitPipeline {
    /// Whether everything that was started on this node is over.
    boolean isHalted();

    /// A message has come. It wakes who sleeps, and interrupts who is blocked if it may.
    void messageCame(long now);

    /// The network takes messages again.
    void unblock(long now);

    /// A message that the context in the pipeline waits for has been stored.
    void transferred(long now);
}

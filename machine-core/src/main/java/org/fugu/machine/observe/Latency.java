package org.fugu.machine.observe;

import java.util.Locale;

/// What is timed, in cycles.
public enum Latency {
    /// A user message, from its launch until its last byte is at its destination.
    MESSAGE_NETWORK,
    /// A user message, from its arrival until the program disposes of it.
    MESSAGE_QUEUE,
    /// A line of the node's own memory, from the request until it is there; prefetches apart.
    MISS_LOCAL,
    /// The same of another node's memory.
    MISS_REMOTE,
    /// What a packet of coherence or of users, as it books its way, has to wait for links that
    /// others have booked. What a message waits while it is parked is not in it.
    LINK_WAIT;

    /// Stable name in reports, for example `miss_local`.
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}

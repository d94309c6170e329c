package org.fugu.machine.network;

/// What a packet belongs to. The mesh keeps coherence requests, coherence replies and user messages
/// apart (virtual networks), so that a reply never waits behind a request; the order here settles
/// packets of equal time.
public enum Traffic {
    /// On the second network, which only the operating system can use.
    SYSTEM,
    /// Not a packet but a notice to the mesh: a message unit has freed a slot of its input queue.
    CREDIT,
    /// From a cache to a home: requests, acknowledgements, lines given back.
    REQUEST,
    /// From a home to a cache: grants, invalidations.
    REPLY,
    USER
}

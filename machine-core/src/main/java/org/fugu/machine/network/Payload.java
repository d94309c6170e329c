package org.fugu.machine.network;

/// What a packet carries. The networks only ask for its fingerprint, for the digest.
public interface Payload {
    /// A number that differs when the content does, and depends on nothing else.
    long fingerprint();
}

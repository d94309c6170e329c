package org.fugu.machine.network;

import org.fugu.machine.state.StateWriter;

/// What a packet carries. The networks only ask for its fingerprint, for the digest.
public interface Payload {
    /// A number that differs when the content does, and depends on nothing else.
    long fingerprint();

    /// Tells the kinds of payloads apart in a snapshot; see the machine's `Payloads`.
    int tag();

    /// Writes the content, without the tag.
    void save(StateWriter out);
}

package org.fugu.machine.coherence;

import java.util.ArrayDeque;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/// What a home knows of one of its lines. Readers may have dropped the line in silence; an owner
/// gives it back with PUT_MODIFIED.
final class DirectoryEntry {
    static final int NOBODY = -1;

    /// Who may hold the line for reading. A full map: the hardware pointers of LimitLESS are not
    /// modelled yet.
    final BitSet sharers = new BitSet();

    /// Who may write the line.
    int owner = NOBODY;

    /// The request that waits for acknowledgements; later ones queue behind it.
    @Nullable
    CoherenceMessage current;

    int acknowledgementsMissing;
    final ArrayDeque<CoherenceMessage> waiting = new ArrayDeque<>();

    boolean isBusy() {
        return current != null;
    }
}

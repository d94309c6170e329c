package org.fugu.machine.network;

import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// A user message that cannot go on.
///
/// @param at how many links of its route it has passed
/// @param head since when its head stands there, in the fabric's unit
record ParkedMessage(Packet packet, int at, long head) {
    private static final int LONGEST_ROUTE = 1 << 17;

    void save(StateWriter out) {
        packet.save(out);
        out.add(at).add(head);
    }

    static ParkedMessage restored(StateReader in) {
        return new ParkedMessage(Packet.restored(in), in.nextInt(0, LONGEST_ROUTE), in.next());
    }
}

package org.fugu.machine.message;

import java.util.Arrays;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.fugu.machine.topology.NodeId;

/// An endpoint slot, written by the kernel: whom a program may send to.
///
/// @param group stamped on every message sent through the slot
/// @param badge stamped too: what the receiver knows such a sender by, 12 bits; 0 for the group's own
/// @param nodes the node of each rank
record Endpoint(int group, int badge, NodeId[] nodes) {
    private static final int MOST_NODES = 1 << 16;
    private static final int BADGE_SHIFT = 16;
    private static final int GROUP = 0xffff;

    void save(StateWriter out) {
        out.add(badge << BADGE_SHIFT | group)
                .add(Arrays.stream(nodes).mapToInt(NodeId::index).toArray());
    }

    static Endpoint restored(StateReader in) {
        int stamps = in.nextInt(0, UserMessage.MOST_BADGE << BADGE_SHIFT | GROUP);
        var nodes = new NodeId[in.nextInt(0, MOST_NODES)];
        for (int i = 0; i < nodes.length; i++) nodes[i] = new NodeId(in.nextInt(0, MOST_NODES));
        return new Endpoint(stamps & GROUP, stamps >>> BADGE_SHIFT, nodes);
    }
}

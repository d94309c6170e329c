package org.fugu.machine.message;

import java.util.Arrays;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.fugu.machine.topology.NodeId;

/// An endpoint slot, written by the kernel: whom a program may send to.
///
/// @param group stamped on every message sent through the slot
/// @param nodes the node of each rank
record Endpoint(int group, NodeId[] nodes) {
    private static final int MOST_NODES = 1 << 16;

    void save(StateWriter out) {
        out.add(group).add(Arrays.stream(nodes).mapToInt(NodeId::index).toArray());
    }

    static Endpoint restored(StateReader in) {
        int group = in.nextInt(0, 0xffff);
        var nodes = new NodeId[in.nextInt(0, MOST_NODES)];
        for (int i = 0; i < nodes.length; i++) nodes[i] = new NodeId(in.nextInt(0, MOST_NODES));
        return new Endpoint(group, nodes);
    }
}

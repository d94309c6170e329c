package org.fugu.machine.network;

import org.fugu.machine.preset.Preset;
import org.fugu.machine.topology.MeshShape;

/// A two-dimensional mesh with dimension-order routing: first along X, then along Y. So no message
/// waits for one that waits for it: waiting for links ends at a receiver.
public final class Mesh extends Fabric {
    private static final int EAST = 0;
    private static final int WEST = 1;
    private static final int SOUTH = 2;
    private static final int NORTH = 3;
    private static final int IN = 4;
    private static final int OUT = 5;
    private static final int PORTS = 6;
    private static final String[] PORT_NAMES = {"east", "west", "south", "north", "in", "out"};

    private final int columns;

    /// By node: this is asked for every packet, and dividing takes the host long.
    private final int[] columnOf;

    public Mesh(MeshShape shape, Preset preset) {
        super(shape.nodes() * PORTS, longestRoute(shape), preset.cyclesOf("network.inject"), preset);
        columns = shape.columns();
        columnOf = new int[shape.nodes()];
        for (int node = 0; node < columnOf.length; node++) columnOf[node] = node % columns;
    }

    static int longestRoute(MeshShape shape) {
        return shape.columns() + shape.rows();
    }

    /// By the node that it leaves, or enters, and its direction.
    @Override
    public String linkName(int link) {
        return "node " + link / PORTS + " " + PORT_NAMES[link % PORTS];
    }

    @Override
    int route(int source, int destination, int[] links) {
        int count = 0;
        links[count++] = link(source, IN);
        int at = source;
        int x = columnOf[source];
        int end = columnOf[destination];
        for (; x < end; x++) links[count++] = link(at++, EAST);
        for (; x > end; x--) links[count++] = link(at--, WEST);
        for (; at < destination; at += columns) links[count++] = link(at, SOUTH);
        for (; at > destination; at -= columns) links[count++] = link(at, NORTH);
        links[count++] = link(destination, OUT);
        return count;
    }

    @Override
    int nodeOf(int link) {
        return link / PORTS;
    }

    private static int link(int node, int port) {
        return node * PORTS + port;
    }

    @Override
    long leastWay() {
        return inject + hop;
    }
}

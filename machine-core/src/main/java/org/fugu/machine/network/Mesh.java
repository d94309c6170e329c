package org.fugu.machine.network;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.topology.MeshShape;
import org.jspecify.annotations.Nullable;

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

    /// Of a mesh of no more nodes each route is found once.
    private static final int FEW_NODES = 64;

    private final int nodes;
    private final int columns;

    // By node: they are asked for every packet of a large mesh, and dividing takes the host long.
    private final int[] columnOf;
    private final int[] rowOf;

    /// By source and destination, as they are asked for.
    private final int[] @Nullable [] known;

    /// By their number of links: where routes are written that are not kept.
    private final int[][] unkept;

    public Mesh(MeshShape shape, Preset preset) {
        super(shape.nodes() * PORTS, preset.cyclesOf("network.inject"), preset);
        nodes = shape.nodes();
        columns = shape.columns();
        columnOf = IntStream.range(0, nodes).map(node -> node % columns).toArray();
        rowOf = IntStream.range(0, nodes).map(node -> node / columns).toArray();
        known = new int[nodes <= FEW_NODES ? nodes * nodes : 0][];
        unkept = new int[known.length > 0 ? 0 : shape.columns() + shape.rows() + 1][];
        Arrays.setAll(unkept, int[]::new);
    }

    /// By the node that it leaves, or enters, and its direction.
    @Override
    public String linkName(int link) {
        return "node " + link / PORTS + " " + PORT_NAMES[link % PORTS];
    }

    @Override
    int[] route(int source, int destination) {
        if (known.length == 0) return route(source, destination, unkept[links(source, destination)]);
        int pair = source * nodes + destination;
        var route = known[pair];
        if (route == null) {
            route = route(source, destination, new int[links(source, destination)]);
            known[pair] = route;
        }
        return route;
    }

    private int links(int source, int destination) {
        return 2 + Math.abs(columnOf[source] - columnOf[destination]) + Math.abs(rowOf[source] - rowOf[destination]);
    }

    private int[] route(int source, int destination, int[] links) {
        int count = 0;
        links[count++] = link(source, IN);
        int at = source;
        int x = columnOf[source];
        int end = columnOf[destination];
        for (; x < end; x++) links[count++] = link(at++, EAST);
        for (; x > end; x--) links[count++] = link(at--, WEST);
        for (; at < destination; at += columns) links[count++] = link(at, SOUTH);
        for (; at > destination; at -= columns) links[count++] = link(at, NORTH);
        links[count] = link(destination, OUT);
        return links;
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

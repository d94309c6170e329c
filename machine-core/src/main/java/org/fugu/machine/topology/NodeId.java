package org.fugu.machine.topology;

/// A node's place in its machine: row by row along the mesh, from zero.
public record NodeId(int index) implements Comparable<NodeId> {
    /// The most nodes one machine can have. A message header names its destination in sixteen bits
    /// and a physical address its home in the bits above 32, but nothing larger was ever tried.
    public static final int MAX_NODES = 1024;

    public NodeId {
        if (index < 0 || index >= MAX_NODES) {
            throw new IllegalArgumentException("node " + index + " is not in 0.." + (MAX_NODES - 1));
        }
    }

    @Override
    public int compareTo(NodeId other) {
        return Integer.compare(index, other.index);
    }

    @Override
    public String toString() {
        return "node " + index;
    }
}

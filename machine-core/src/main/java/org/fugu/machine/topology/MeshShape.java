package org.fugu.machine.topology;

import java.util.regex.Pattern;

/// The columns and rows of a mesh. Nodes are numbered row by row, so node 0 is the upper left
/// corner.
///
/// @param columns 1 to 1,024
/// @param rows 1 to 1,024; columns × rows is at most [NodeId#MAX_NODES]
public record MeshShape(int columns, int rows) {
    /// How a mesh is written, as a regular expression.
    public static final String FORM = "([0-9]{1,4})x([0-9]{1,4})";

    private static final Pattern TEXT = Pattern.compile(FORM);

    public MeshShape {
        if (columns < 1 || rows < 1 || (long) columns * rows > NodeId.MAX_NODES) {
            throw new IllegalArgumentException("a mesh of " + columns + "x" + rows
                    + " cannot be built: each side is at least 1 and there are at most " + NodeId.MAX_NODES + " nodes");
        }
    }

    /// Reads `4x2` as four columns and two rows.
    ///
    /// @throws IllegalArgumentException with a sentence for the person who wrote the text
    public static MeshShape parse(String text) {
        var matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a mesh: write COLUMNSxROWS, as in 4x2");
        }
        return new MeshShape(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    /// The most nearly square mesh with exactly that many nodes, wider than high.
    public static MeshShape ofNodes(int nodes) {
        if (nodes < 1 || nodes > NodeId.MAX_NODES) {
            throw new IllegalArgumentException(nodes + " nodes: a machine has 1 to " + NodeId.MAX_NODES);
        }
        int rows = (int) Math.sqrt(nodes);
        while (nodes % rows != 0) rows--;
        return new MeshShape(nodes / rows, rows);
    }

    public int nodes() {
        return columns * rows;
    }

    public int column(NodeId node) {
        return node.index() % columns;
    }

    public int row(NodeId node) {
        return node.index() / columns;
    }

    public int hops(NodeId from, NodeId to) {
        return Math.abs(column(from) - column(to)) + Math.abs(row(from) - row(to));
    }

    @Override
    public String toString() {
        return columns + "x" + rows;
    }
}

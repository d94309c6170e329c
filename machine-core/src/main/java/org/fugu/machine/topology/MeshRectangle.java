package org.fugu.machine.topology;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Nodes of a mesh that stand side by side. A message between two of them crosses no link of
/// another node, because it goes along its row first and then along its column.
///
/// @param shape its columns and rows
/// @param column of the mesh, in which its first column is
/// @param row of the mesh, in which its first row is
public record MeshRectangle(MeshShape shape, int column, int row) {
    private static final Pattern TEXT = Pattern.compile("([0-9]{1,4}x[0-9]{1,4})\\+([0-9]{1,4})\\+([0-9]{1,4})");

    public MeshRectangle {
        if (column < 0 || row < 0)
            throw new IllegalArgumentException("a rectangle at column " + column + ", row " + row);
    }

    /// The whole of a mesh.
    public static MeshRectangle of(MeshShape mesh) {
        return new MeshRectangle(mesh, 0, 0);
    }

    /// Reads `2x2+4+0` as two columns and two rows from column 4 and row 0 on.
    ///
    /// @throws IllegalArgumentException with a sentence for the person who wrote the text
    public static MeshRectangle parse(String text) {
        var matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text
                    + "' is not a rectangle: write COLUMNSxROWS+COLUMN+ROW, as in 2x2+4+0 for two columns and two rows"
                    + " from column 4 and row 0 on");
        }
        return new MeshRectangle(
                MeshShape.parse(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                Integer.parseInt(matcher.group(3)));
    }

    /// The column behind its last one.
    public int endColumn() {
        return column + shape.columns();
    }

    /// The row behind its last one.
    public int endRow() {
        return row + shape.rows();
    }

    public boolean fits(MeshShape mesh) {
        return endColumn() <= mesh.columns() && endRow() <= mesh.rows();
    }

    public boolean overlaps(MeshRectangle other) {
        return column < other.endColumn() && other.column < endColumn() && row < other.endRow() && other.row < endRow();
    }

    /// Its nodes in a mesh in which it [#fits], row by row: as they would be numbered in a mesh of its
    /// shape.
    public List<NodeId> nodes(MeshShape mesh) {
        var nodes = new ArrayList<NodeId>();
        for (int y = row; y < endRow(); y++) {
            for (int x = column; x < endColumn(); x++) nodes.add(new NodeId(y * mesh.columns() + x));
        }
        return nodes;
    }

    @Override
    public String toString() {
        return shape + "+" + column + "+" + row;
    }
}

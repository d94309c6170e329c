package org.fugu.service.partition;

import org.fugu.machine.topology.MeshShape;

/// Part of a mesh.
///
/// @param column of the upper left node, from 0
/// @param row of the upper left node, from 0
public record Rectangle(int column, int row, int columns, int rows) {
    public boolean overlaps(Rectangle other) {
        return column < other.column + other.columns
                && other.column < column + columns
                && row < other.row + other.rows
                && other.row < row + rows;
    }

    boolean fitsOn(MeshShape mesh) {
        return column >= 0 && row >= 0 && column + columns <= mesh.columns() && row + rows <= mesh.rows();
    }
}

package org.fugu.service.partition;

import java.util.List;
import java.util.Optional;
import org.fugu.machine.topology.MeshShape;

/// Part of a mesh.
///
/// @param column of the upper left node, from 0
/// @param row of the upper left node, from 0
record Rectangle(int column, int row, int columns, int rows) {
    boolean overlaps(Rectangle other) {
        return column < other.column + other.columns
                && other.column < column + columns
                && row < other.row + other.rows
                && other.row < row + rows;
    }

    boolean fitsOn(MeshShape mesh) {
        return column >= 0 && row >= 0 && column + columns <= mesh.columns() && row + rows <= mesh.rows();
    }

    /// The first free place for a shape, row by row from the upper left.
    static Optional<Rectangle> firstFree(MeshShape mesh, MeshShape shape, List<Rectangle> taken) {
        for (int row = 0; row + shape.rows() <= mesh.rows(); row++) {
            for (int column = 0; column + shape.columns() <= mesh.columns(); column++) {
                var place = new Rectangle(column, row, shape.columns(), shape.rows());
                if (taken.stream().noneMatch(place::overlaps)) return Optional.of(place);
            }
        }
        return Optional.empty();
    }
}

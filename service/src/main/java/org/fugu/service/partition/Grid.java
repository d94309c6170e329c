package org.fugu.service.partition;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.fugu.machine.topology.MeshShape;

/// A mesh of which some nodes are held, with a frame of held nodes around it.
final class Grid {
    private final int columns;
    private final int rows;
    /// How many nodes are held above and to the left of a corner, the frame included. So a rectangle is counted by
    /// four of them, however large it is.
    private final int[][] above;

    Grid(MeshShape mesh, List<Rectangle> held) {
        columns = mesh.columns();
        rows = mesh.rows();
        var taken = new boolean[rows + 2][columns + 2];
        for (int row = 0; row < rows + 2; row++) {
            for (int column = 0; column < columns + 2; column++) {
                taken[row][column] = row == 0 || column == 0 || row == rows + 1 || column == columns + 1;
            }
        }
        for (var place : held) {
            // What was held before the machine became smaller may lie outside.
            for (int row = place.row(); row < Math.min(rows, place.row() + place.rows()); row++) {
                for (int column = place.column();
                        column < Math.min(columns, place.column() + place.columns());
                        column++) {
                    taken[row + 1][column + 1] = true;
                }
            }
        }
        above = new int[rows + 3][columns + 3];
        for (int row = 0; row < rows + 2; row++) {
            for (int column = 0; column < columns + 2; column++) {
                above[row + 1][column + 1] = above[row][column + 1]
                        + above[row + 1][column]
                        - above[row][column]
                        + (taken[row][column] ? 1 : 0);
            }
        }
    }

    /// Held nodes of a rectangle, whose upper left is counted with the frame.
    private int held(int row, int column, int height, int width) {
        return above[row + height][column + width]
                - above[row][column + width]
                - above[row + height][column]
                + above[row][column];
    }

    /// The free places of a shape along whose sides the most nodes are held, row by row from the upper left.
    List<Rectangle> mostTouching(MeshShape shape) {
        var best = new ArrayList<Rectangle>();
        int most = -1;
        for (int row = 1; row + shape.rows() <= rows + 1; row++) {
            for (int column = 1; column + shape.columns() <= columns + 1; column++) {
                if (held(row, column, shape.rows(), shape.columns()) > 0) continue;
                int touches = touches(row, column, shape);
                if (touches < most) continue;
                if (touches > most) best.clear();
                most = touches;
                best.add(new Rectangle(column - 1, row - 1, shape.columns(), shape.rows()));
            }
        }
        return best;
    }

    private int touches(int row, int column, MeshShape shape) {
        return held(row - 1, column, 1, shape.columns())
                + held(row + shape.rows(), column, 1, shape.columns())
                + held(row, column - 1, shape.rows(), 1)
                + held(row, column + shape.columns(), shape.rows(), 1);
    }

    /// The largest free rectangle, in nodes: row by row the largest one below the heights of free columns that end
    /// there, found with a stack of rising heights.
    int largestFree() {
        var heights = new int[columns + 1];
        int largest = 0;
        for (int row = 1; row <= rows; row++) {
            for (int column = 1; column <= columns; column++) {
                heights[column - 1] = held(row, column, 1, 1) > 0 ? 0 : heights[column - 1] + 1;
            }
            largest = Math.max(largest, largestBelow(heights));
        }
        return largest;
    }

    /// @param heights the last of which is 0
    private static int largestBelow(int[] heights) {
        var rising = new ArrayDeque<Integer>();
        int largest = 0;
        for (int column = 0; column < heights.length; column++) {
            while (!rising.isEmpty() && heights[rising.peek()] >= heights[column]) {
                int height = heights[rising.pop()];
                int begin = rising.isEmpty() ? 0 : rising.peek() + 1;
                largest = Math.max(largest, height * (column - begin));
            }
            rising.push(column);
        }
        return largest;
    }
}

package org.fugu.experiment.difference;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Lines of a function of the base as they are numbered in the head, found by what the function's
/// instructions have in common: a line that was put in before does not make all that follow others.
final class LineAlignment {
    /// Cells of the table for the longest common sequence; of longer functions only beginnings and ends
    /// are held against each other.
    private static final int MOST_CELLS = 1 << 22;

    private final TreeMap<Place, Place> known = new TreeMap<>();

    /// A line of a file.
    private record Place(String file, int number) implements Comparable<Place> {
        /// @param line as in `main.c:12`
        static Place of(String line) {
            int colon = line.lastIndexOf(':');
            return new Place(line.substring(0, colon), Integer.parseInt(line.substring(colon + 1)));
        }

        @Override
        public int compareTo(Place other) {
            int byFile = file.compareTo(other.file);
            return byFile != 0 ? byFile : Integer.compare(number, other.number);
        }
    }

    /// @param base whose lines were read, as the head's
    LineAlignment(ProgramText base, ProgramText head, String function) {
        var before = base.instructions(function);
        var after = head.instructions(function);
        var counts = new TreeMap<Place, TreeMap<Place, Integer>>();
        for (var pair : common(kinds(base, before), kinds(head, after))) {
            var from = place(base.line(before.get(pair[0])));
            var to = place(head.line(after.get(pair[1])));
            if (from == null || to == null || !from.file.equals(to.file)) continue;
            counts.computeIfAbsent(from, _ -> new TreeMap<>()).merge(to, 1, Integer::sum);
        }
        counts.forEach((from, to) -> known.put(from, mostOften(to)));
    }

    private static @Nullable Place place(@Nullable String line) {
        return line == null ? null : Place.of(line);
    }

    private static int[] kinds(ProgramText text, List<Long> addresses) {
        return addresses.stream().mapToInt(text::kind).toArray();
    }

    private static Place mostOften(Map<Place, Integer> counts) {
        int most = counts.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
        return counts.entrySet().stream()
                .filter(entry -> entry.getValue() == most)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    /// The line as the head counts. One that the head has not is as far from the one before it as it was.
    String inHead(String line) {
        var own = Place.of(line);
        var before = known.floorEntry(own);
        if (before == null || !before.getKey().file.equals(own.file)) return line;
        int moved = before.getValue().number - before.getKey().number;
        return own.file + ":" + (own.number + moved);
    }

    /// Pairs of places in a longest common sequence, in their order.
    static List<int[]> common(int[] one, int[] other) {
        var pairs = new ArrayList<int[]>();
        int start = 0;
        while (start < one.length && start < other.length && one[start] == other[start]) {
            pairs.add(new int[] {start, start});
            start++;
        }
        int endOne = one.length;
        int endOther = other.length;
        while (endOne > start && endOther > start && one[endOne - 1] == other[endOther - 1]) {
            endOne--;
            endOther--;
        }
        addLongest(one, start, endOne, other, start, endOther, pairs);
        for (int i = 0; endOne + i < one.length; i++) pairs.add(new int[] {endOne + i, endOther + i});
        return pairs;
    }

    private static void addLongest(
            int[] one, int fromOne, int toOne, int[] other, int fromOther, int toOther, List<int[]> pairs) {
        int rows = toOne - fromOne;
        int columns = toOther - fromOther;
        if ((long) rows * columns > MOST_CELLS) return;
        var longest = new int[rows + 1][columns + 1];
        for (int row = rows - 1; row >= 0; row--) {
            for (int column = columns - 1; column >= 0; column--) {
                longest[row][column] = one[fromOne + row] == other[fromOther + column]
                        ? longest[row + 1][column + 1] + 1
                        : Math.max(longest[row + 1][column], longest[row][column + 1]);
            }
        }
        int row = 0;
        int column = 0;
        while (row < rows && column < columns) {
            if (one[fromOne + row] == other[fromOther + column]) {
                pairs.add(new int[] {fromOne + row++, fromOther + column++});
            } else if (longest[row + 1][column] >= longest[row][column + 1]) row++;
            else column++;
        }
    }
}

package org.fugu.exokernel.filter;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Filters that compare the same bits, so that at most one of them takes a message. Where all have one value, it is
/// tested; where they differ, the words are the key of a hash table.
///
/// @param tests of words in which all filters agree
/// @param keys words in which they differ, each with its mask; none if there is one filter
/// @param numbers of the filters
/// @param values of the keys' words, for each filter
record Shape(List<Test> tests, List<Test> keys, int[] numbers, long[][] values) {
    /// A double-word of a message under a mask, and a value.
    record Test(int word, long mask, long value) {}

    /// @param members of one shape, by their numbers
    /// @param known what is known of the message already: these bits are not looked at again
    static Shape of(Map<Integer, Pattern> members, Common known) {
        var patterns = List.copyOf(members.values());
        var first = patterns.getFirst();
        var tests = new ArrayList<Test>();
        var keys = new ArrayList<Test>();
        for (int i = 0; i < Pattern.WORDS; i++) {
            int word = i;
            long mask = first.mask(word) & ~known.masks[word];
            if (mask == 0) continue;
            long value = first.value(word) & mask;
            boolean differ = patterns.stream().anyMatch(each -> (each.value(word) & mask) != value);
            (differ ? keys : tests).add(new Test(word, mask, value));
        }
        var values = new long[patterns.size()][];
        for (int i = 0; i < values.length; i++) {
            var pattern = patterns.get(i);
            values[i] = keys.stream()
                    .mapToLong(key -> pattern.value(key.word) & key.mask)
                    .toArray();
        }
        int[] numbers = members.keySet().stream().mapToInt(number -> number).toArray();
        return new Shape(List.copyOf(tests), List.copyOf(keys), numbers, values);
    }

    /// Filters by their shapes, those first that compare most bits.
    ///
    /// @param filters by their numbers
    static List<Map<Integer, Pattern>> sorted(Map<Integer, Pattern> filters) {
        var shapes = new ArrayList<Map<Integer, Pattern>>();
        filters.forEach((number, pattern) -> shapes.stream()
                .filter(each -> first(each).isShapedAs(pattern))
                .findFirst()
                .orElseGet(() -> {
                    shapes.add(new LinkedHashMap<>());
                    return shapes.getLast();
                })
                .put(number, pattern));
        // No message is of two that compare equally many, so that their order does not matter.
        shapes.sort(Comparator.comparingInt(each -> -first(each).bits()));
        return shapes;
    }

    private static Pattern first(Map<Integer, Pattern> shape) {
        return shape.values().iterator().next();
    }

    /// What all filters of all shapes have in common: their common prefix, which is tested once.
    static final class Common {
        private final long[] masks = new long[Pattern.WORDS];
        private final List<Test> tests = new ArrayList<>();

        /// Nothing.
        Common() {}

        Common(Iterable<Pattern> patterns) {
            var first = patterns.iterator().next();
            for (int word = 0; word < Pattern.WORDS; word++) {
                long mask = first.mask(word);
                for (var each : patterns) {
                    mask &= each.mask(word) & ~(each.value(word) ^ first.value(word));
                }
                masks[word] = mask;
                if (mask != 0) tests.add(new Test(word, mask, first.value(word) & mask));
            }
        }

        List<Test> tests() {
            return tests;
        }
    }
}

package org.fugu.exokernel.abi;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// How many instructions a path of the kernel is charged, as the table `paths.tsv` says.
///
/// @param instructions each time
/// @param each for each unit of work beyond that, or 0
/// @param unit what the work is counted in; empty if the path is as long each time
/// @param source where the figures are from
public record PathLength(int instructions, int each, String unit, String source) {
    private static final int FIELDS = 5;

    /// The table, by name.
    static final SortedMap<String, PathLength> TABLE = read("paths.tsv", "");

    /// A table that comes with the kernel.
    ///
    /// @param change name of the line whose instructions may be less than nothing, since they are a change
    static SortedMap<String, PathLength> read(String name, String change) {
        try (InputStream file = PathLength.class.getResourceAsStream(name)) {
            if (file == null) throw new IllegalStateException(name + " is missing");
            return parse(name, new String(file.readAllBytes(), StandardCharsets.UTF_8), change);
        } catch (IOException e) {
            throw new IllegalStateException(name + " cannot be read", e);
        }
    }

    /// @param file for messages
    /// @throws IllegalStateException naming the line that is wrong
    static SortedMap<String, PathLength> parse(String file, String text, String change) {
        var table = new TreeMap<String, PathLength>();
        for (var line : text.split("\n")) {
            if (line.isBlank() || line.startsWith("#")) continue;
            var fields = line.split("\t", -1);
            try {
                if (fields.length != FIELDS) throw new IllegalStateException(FIELDS + " fields are needed");
                int least = fields[0].equals(change) ? Integer.MIN_VALUE : 0;
                var length = new PathLength(number(fields[1], least), number(fields[2], 0), fields[3], fields[4]);
                if (length.each == 0 != length.unit.isEmpty()) {
                    throw new IllegalStateException("a unit and its cost go together");
                }
                if (length.source.isBlank()) throw new IllegalStateException("a figure has a source");
                if (table.put(fields[0], length) != null) {
                    throw new IllegalStateException("this name stands there twice");
                }
            } catch (IllegalStateException e) {
                throw new IllegalStateException(file + ": '" + line + "': " + e.getMessage(), e);
            }
        }
        return Collections.unmodifiableSortedMap(table);
    }

    private static int number(String field, int least) {
        int number;
        try {
            number = Integer.parseInt(field);
        } catch (NumberFormatException e) {
            throw new IllegalStateException(field + " is no number", e);
        }
        if (number < least) throw new IllegalStateException("time does not run backwards");
        return number;
    }

    static PathLength of(String name) {
        var length = TABLE.get(name);
        if (length == null) throw new IllegalStateException("paths.tsv has no " + name);
        return length;
    }
}

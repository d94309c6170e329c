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
    static final SortedMap<String, PathLength> TABLE = parse(file());

    private static String file() {
        try (InputStream file = PathLength.class.getResourceAsStream("paths.tsv")) {
            if (file == null) throw new IllegalStateException("paths.tsv is missing");
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("paths.tsv cannot be read", e);
        }
    }

    /// @throws IllegalStateException naming the line that is wrong
    static SortedMap<String, PathLength> parse(String text) {
        var table = new TreeMap<String, PathLength>();
        for (var line : text.split("\n")) {
            if (line.isBlank() || line.startsWith("#")) continue;
            var fields = line.split("\t", -1);
            if (fields.length != FIELDS) throw bad(line, FIELDS + " fields are needed");
            var length = new PathLength(number(line, fields[1]), number(line, fields[2]), fields[3], fields[4]);
            if (length.each == 0 != length.unit.isEmpty()) throw bad(line, "a unit and its cost go together");
            if (length.source.isBlank()) throw bad(line, "a figure has a source");
            if (table.put(fields[0], length) != null) throw bad(line, "this name stands there twice");
        }
        return Collections.unmodifiableSortedMap(table);
    }

    private static int number(String line, String field) {
        try {
            int number = Integer.parseInt(field);
            if (number >= 0) return number;
        } catch (NumberFormatException e) {
            throw bad(line, field + " is no number");
        }
        throw bad(line, "time does not run backwards");
    }

    private static IllegalStateException bad(String line, String why) {
        return new IllegalStateException("paths.tsv: '" + line + "': " + why);
    }

    static PathLength of(String name) {
        var length = TABLE.get(name);
        if (length == null) throw new IllegalStateException("paths.tsv has no " + name);
        return length;
    }
}

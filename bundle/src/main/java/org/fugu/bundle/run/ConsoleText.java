package org.fugu.bundle.run;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// What the nodes wrote, as text for people.
public final class ConsoleText {
    private ConsoleText() {}

    /// All nodes' bytes, node by node.
    public static byte[] merged(SortedMap<Integer, byte[]> console) {
        var all = new ByteArrayOutputStream();
        console.values().forEach(all::writeBytes);
        return all.toByteArray();
    }

    /// Each node's text; bytes that are not UTF-8 become U+FFFD.
    public static SortedMap<String, String> byNode(SortedMap<Integer, byte[]> console) {
        // Ordered by number and not by letter: node 2 comes before node 10.
        var texts = new TreeMap<String, String>(Comparator.comparingInt(Integer::parseInt));
        console.forEach((node, bytes) -> texts.put(node.toString(), new String(bytes, StandardCharsets.UTF_8)));
        return texts;
    }

    /// The first line in which two texts differ, shown as in a diff.
    static String firstDifference(String expected, String actual) {
        var wanted = expected.lines().toList();
        var found = actual.lines().toList();
        int line = 0;
        while (line < wanted.size() && line < found.size() && wanted.get(line).equals(found.get(line))) line++;
        if (line == wanted.size() && line == found.size()) {
            return "the console differs from the expected one in how its lines end";
        }
        return "the console differs from the expected one in line " + (line + 1) + ":\n- " + shown(wanted, line)
                + "\n+ " + shown(found, line);
    }

    private static String shown(List<String> lines, int line) {
        if (line >= lines.size()) return "(end)";
        var text = lines.get(line);
        return text.length() <= 200 ? text : text.substring(0, 200) + "…";
    }
}

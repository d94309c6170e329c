package org.fugu.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What a reader of the sources can rely on.
class SourceTests {
    private static final Path ROOT = Path.of(System.getProperty("fugu.root"));

    /// A line that ends well before the margin, though the next word had room, was not ended by hand.
    private static final int SHORT = 70;

    private static final int MARGIN = 88;

    private static final Pattern ENDS = Pattern.compile(".*[.:;!?|]");
    private static final Pattern FINISHED = Pattern.compile(".*[.:;!?|`)\\]”\"*]");
    private static final Pattern BEGINS = Pattern.compile("(@\\w|[-*+|#<`]|\\d+[.)] ).*");

    /// The formatter cuts a line of documentation that is too long and leaves what was behind the cut on
    /// a line of its own, or as an ordinary comment. The text can still be read, but looks torn.
    @Test
    void noSentenceIsTorn() throws IOException {
        var torn = new ArrayList<String>();
        for (var file : sources("src")) {
            for (var line : torn(Files.readAllLines(file))) torn.add(ROOT.relativize(file) + ":" + line);
        }
        assertThat(torn).as("lines that the formatter cut").isEmpty();
    }

    /// A name tells what a class is; two of one name have to be told apart by their packages.
    @Test
    void noTwoClassesHaveOneName() throws IOException {
        assertThat(twins(sources("src/main/java"))).isEmpty();
    }

    @Test
    void twinsAreFound() {
        var one = Path.of("one/src/main/java/org/fugu/one/Thing.java");
        var other = Path.of("other/src/main/java/org/fugu/other/Thing.java");
        assertThat(twins(List.of(one, other, one.resolveSibling("Other.java"))))
                .containsOnly(entry("Thing.java", List.of(one, other)));
    }

    private static SortedMap<String, List<Path>> twins(List<Path> files) {
        var named = new TreeMap<String, List<Path>>();
        for (var file : files) {
            named.computeIfAbsent(file.getFileName().toString(), _ -> new ArrayList<>())
                    .add(file);
        }
        named.remove("package-info.java");
        named.values().removeIf(each -> each.size() == 1);
        return named;
    }

    /// @param folder below each module
    private static List<Path> sources(String folder) throws IOException {
        var sources = new ArrayList<Path>();
        try (var modules = Files.list(ROOT)) {
            for (var module : modules.sorted().toList()) {
                if (!Files.isDirectory(module.resolve(folder))) continue;
                try (Stream<Path> files = Files.walk(module.resolve(folder))) {
                    files.filter(each -> each.toString().endsWith(".java"))
                            .sorted()
                            .forEach(sources::add);
                }
            }
        }
        assertThat(sources).as("sources below " + ROOT).hasSizeGreaterThan(100);
        return sources;
    }

    @Test
    void aTornSentenceIsFound() {
        assertThat(torn("""
                /// What is asked of the whole machine before it begins to run the programs that were given to
                /// it
                /// by name.
                class Example {
                    /// Every line of this one is as long as it can be, so that there was no room for another
                    /// word in it. It ends
                    ///
                    /// and another paragraph begins.
                    ///
                    /// - a list
                    /// - has short lines
                    ///
                    ///     code
                    ///     has them as well
                    ///
                    /// ```text
                    /// and so
                    /// has this
                    /// ```
                    ///
                    /// @param one what is
                    ///     torn behind a tag is found too
                    /// @param two as short as it is
                    void first() {}

                    /// Here the rest of the sentence has become an ordinary
                    // comment.
                    void second() {}
                }
                """.lines().toList()))
                .containsExactly(
                        "2: it",
                        "6: word in it. It ends",
                        "21: @param one what is",
                        "26: Here the rest of the sentence has become an ordinary");
    }

    /// Where a line was cut: its number and its text.
    private static List<String> torn(List<String> lines) {
        var torn = new ArrayList<String>();
        boolean fenced = false;
        boolean tagged = false;
        boolean quoted = false;
        int length = 0;
        for (int i = 0; i + 1 < lines.size(); i++) {
            var line = lines.get(i).strip();
            if (line.split("\"\"\"", -1).length == 2) quoted = !quoted;
            if (quoted || !line.startsWith("///")) {
                fenced = false;
                tagged = false;
                length = 0;
                continue;
            }
            var text = line.substring(3);
            var next = lines.get(i + 1).strip();
            length = text.isBlank() ? 0 : length + 1;
            tagged |= text.strip().startsWith("@");
            if (text.strip().startsWith("```")) fenced = !fenced;
            else if (!fenced
                    && (tagged || !isCode(text))
                    && (isTorn(lines.get(i), text, next) || (length > 1 && !tagged && breaksOff(text, next)))) {
                torn.add(i + 1 + ": " + text.strip());
            }
        }
        return torn;
    }

    private static boolean isCode(String text) {
        return text.startsWith("     ");
    }

    /// Whether a paragraph of several lines ends here without having come to an end.
    private static boolean breaksOff(String text, String next) {
        boolean last = !next.startsWith("///") || next.substring(3).isBlank();
        boolean prose = !text.isBlank() && !BEGINS.matcher(text.strip()).matches();
        return last && prose && !FINISHED.matcher(text.strip()).matches();
    }

    private static boolean isTorn(String line, String text, String next) {
        if (next.startsWith("//") && !next.startsWith("///")) return true;
        if (!next.startsWith("///") || text.isBlank()) return false;
        var rest = next.substring(3).strip();
        if (rest.isEmpty()
                || BEGINS.matcher(rest).matches()
                || ENDS.matcher(text).matches()) return false;
        var word = rest.split(" ", 2)[0];
        return line.length() < SHORT && line.length() + 1 + word.length() <= MARGIN;
    }
}

package org.fugu.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The form of the pages: what a reader, and a renderer, can rely on.
class PageTests {
    private static final Path ROOT = Path.of(System.getProperty("fugu.root"));
    private static final int COLUMNS = 120;

    /// Turns of phrase that have to be read twice.
    private static final Pattern HARD = Pattern.compile(
            "\\b(whoever|whosoever|(go|goes|went|going) on|(is|are) told as|puts? up with|someone may)\\b",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]*)(#[^)\\s]+)?\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

    static Stream<Path> pages() throws IOException {
        var pages = new ArrayList<Path>();
        for (var place : List.of("docs", "guest", "frontend")) {
            Files.walkFileTree(ROOT.resolve(place), new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    var name = folder.getFileName().toString();
                    boolean fetched = name.equals("node_modules") || name.equals("target") || name.equals("build");
                    return fetched ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (file.toString().endsWith(".md")) pages.add(file);
                    return FileVisitResult.CONTINUE;
                }
            });
        }
        for (var page : List.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md")) pages.add(ROOT.resolve(page));
        Collections.sort(pages);
        return pages.stream().map(ROOT::relativize);
    }

    /// What is not code; the lines of code are empty, so that numbers stay right.
    private static List<String> prose(Path page) throws IOException {
        var lines = new ArrayList<String>();
        boolean fenced = false;
        for (var line : Files.readAllLines(ROOT.resolve(page))) {
            boolean fence = line.startsWith("```");
            lines.add(fenced || fence || line.startsWith("    ") ? "" : line);
            if (fence) fenced = !fenced;
        }
        return lines;
    }

    private static List<String> found(Path page, java.util.function.Predicate<String> wrong) throws IOException {
        var lines = prose(page);
        var found = new ArrayList<String>();
        for (int i = 0; i < lines.size(); i++) {
            if (wrong.test(lines.get(i))) found.add(page + ":" + (i + 1) + ": " + lines.get(i));
        }
        return found;
    }

    @ParameterizedTest
    @MethodSource("pages")
    void linesAreShort(Path page) throws IOException {
        assertThat(found(page, line -> line.length() > COLUMNS && !line.strip().startsWith("|")))
                .as("lines of more than %d columns", COLUMNS)
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void sentencesArePlain(Path page) throws IOException {
        assertThat(found(page, line -> HARD.matcher(line).find())).isEmpty();
    }

    /// A row behind an empty line would be shown as text.
    @ParameterizedTest
    @MethodSource("pages")
    void tablesAreWhole(Path page) throws IOException {
        var lines = prose(page);
        for (int i = 1; i + 1 < lines.size(); i++) {
            boolean begins = lines.get(i).strip().startsWith("|")
                    && !lines.get(i - 1).strip().startsWith("|");
            if (begins)
                assertThat(lines.get(i + 1).strip()).as("%s:%d", page, i + 2).matches("\\|[-| :]+\\|");
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void linksLeadSomewhere(Path page) throws IOException {
        var links = LINK.matcher(String.join("\n", prose(page)));
        while (links.find()) {
            if (links.group(1).matches("[a-z]+:.*")) continue;
            var file = links.group(1).isEmpty()
                    ? ROOT.resolve(page)
                    : ROOT.resolve(page).resolveSibling(links.group(1)).normalize();
            assertThat(file).as("%s: %s", page, links.group()).exists();
            if (links.group(2) == null) continue;
            var places = HEADING.matcher(Files.readString(file))
                    .results()
                    .map(heading -> "#" + place(heading.group(1)))
                    .toList();
            assertThat(places).as("%s: %s", page, links.group()).contains(links.group(2));
        }
    }

    /// As GitHub names a heading.
    private static String place(String heading) {
        return heading.toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                .replace(' ', '-');
    }
}

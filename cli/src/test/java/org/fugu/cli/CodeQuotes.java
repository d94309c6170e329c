package org.fugu.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Code that pages quote from files that tests compile and run. A quote is a block below a comment
/// that says from which line to which, each by what it begins with:
///
///     <!-- code of: guest/samples/hello/main.c; from: int main; to: } -->
final class CodeQuotes {
    static final Path ROOT = Path.of(System.getProperty("fugu.root"));

    /// Whether quotes are written anew instead of compared: `-Dfugu.quotes=write`.
    static final boolean WRITES = "write".equals(System.getProperty("fugu.quotes"));

    private static final Pattern QUOTE = Pattern.compile(
            "<!-- code of: (?<file>[^;]*); from: (?<from>.*?); to: (?<to>[^\n]*?) -->\n```(?<language>\\w+)\n.*?```\n",
            Pattern.DOTALL);

    private CodeQuotes() {}

    /// The page with each quote as its file has it now.
    static String renewed(String page) {
        return QUOTE.matcher(page)
                .replaceAll(quote -> Matcher.quoteReplacement(
                        quote(quote.group("file"), quote.group("from"), quote.group("to"), quote.group("language"))));
    }

    static long count(String page) {
        return QUOTE.matcher(page).results().count();
    }

    /// A quote as it stands in a page.
    ///
    /// @param from how its first line begins
    /// @param to how its last line begins: the first such line behind the first one
    static String quote(String file, String from, String to, String language) {
        return "<!-- code of: " + file + "; from: " + from + "; to: " + to + " -->\n```" + language + "\n"
                + part(file, from, to) + "```\n";
    }

    private static String part(String file, String from, String to) {
        try {
            var lines = Files.readAllLines(ROOT.resolve(file));
            int first = 0;
            while (first < lines.size() && !lines.get(first).startsWith(from)) first++;
            int last = first + 1;
            while (last < lines.size() && !lines.get(last).startsWith(to)) last++;
            assertThat(last).as("'%s' to '%s' in %s", from, to, file).isLessThan(lines.size());
            return String.join("\n", lines.subList(first, last + 1)) + "\n";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Writes a page anew, or holds it against what it ought to be.
    static void hold(Path page, String wanted) throws IOException {
        if (WRITES) {
            Files.writeString(page, wanted);
            return;
        }
        assertThat(Files.readString(page))
                .as(
                        "%s is stale; write all quotes anew with:%n./mvnw -pl cli -am -Dtest=CodeQuotesTests,SystemCallPageTests"
                                + " -Dsurefire.failIfNoSpecifiedTests=false -Dfugu.quotes=write test",
                        page)
                .isEqualTo(wanted);
    }
}

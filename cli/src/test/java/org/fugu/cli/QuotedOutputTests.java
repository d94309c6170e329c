package org.fugu.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What pages quote is what the program prints. A quote is a block below a comment that says which
/// command prints it, and from which line to which:
///
///     <!-- output of: ./fugu run hello.zip; from: where the; to: idle -->
///
/// With `-Dfugu.quotes=write` the quotes are written anew instead of compared.
class QuotedOutputTests {
    private static final Path ROOT = Path.of(System.getProperty("fugu.root"));
    private static final boolean WRITES = "write".equals(System.getProperty("fugu.quotes"));
    private static final Pattern QUOTE = Pattern.compile(
            "<!-- output of: \\./fugu (?<command>[^;]*); from: (?<from>[^;]*); to: (?<to>.*?) -->\n```\n(?<text>.*?)```\n",
            Pattern.DOTALL);
    private static final Pattern FENCE = Pattern.compile("(?m)^```(\\w*)$");

    /// Standard output by command: several quotes are of one run.
    private static final Map<String, String> PRINTED = new LinkedHashMap<>();

    static Stream<Path> pages() throws IOException {
        var pages = new ArrayList<Path>();
        try (var files = Files.walk(ROOT.resolve("docs"))) {
            files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
        }
        pages.add(ROOT.resolve("README.md"));
        pages.add(ROOT.resolve("guest/README.md"));
        return pages.stream().map(ROOT::relativize);
    }

    private static String printed(String command) {
        return PRINTED.computeIfAbsent(command, line -> {
            var words = new ArrayList<Object>();
            for (var word : line.strip().split("\\s+")) {
                words.add(word.startsWith("guest/") ? ROOT.resolve(word).toString() : word);
            }
            var shell = Shell.run(words.toArray());
            assertThat(shell.exitCode()).as(line + ": " + shell.err()).isZero();
            return shell.out() + shell.err();
        });
    }

    /// The lines from the first that begins with one text to the next that begins with the other.
    private static String part(String text, String from, String to) {
        var lines = text.lines().toList();
        int first = 0;
        while (first < lines.size() && !lines.get(first).strip().startsWith(from)) first++;
        int last = first;
        while (last < lines.size() && !lines.get(last).strip().startsWith(to)) last++;
        assertThat(last).as("'%s' to '%s' in:%n%s", from, to, text).isLessThan(lines.size());
        return String.join("\n", lines.subList(first, last + 1)) + "\n";
    }

    private static String quoted(MatchResult quote) {
        return part(printed(quote.group("command")), quote.group("from"), quote.group("to"));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void quotesAreWhatTheProgramPrints(Path page) throws IOException {
        var file = ROOT.resolve(page);
        var text = Files.readString(file);
        if (WRITES) {
            var renewed = QUOTE.matcher(text).replaceAll(quote -> {
                int start = quote.start("text") - quote.start();
                var before = quote.group().substring(0, start);
                return Matcher.quoteReplacement(before + quoted(quote) + "```\n");
            });
            if (!renewed.equals(text)) Files.writeString(file, renewed);
            return;
        }
        var quotes = QUOTE.matcher(text);
        while (quotes.find()) {
            assertThat(quotes.group("text"))
                    .as(
                            "%s quotes the output of ./fugu %s, which prints something else; write all quotes anew with:%n"
                                    + "./mvnw -pl cli -am -Dtest=QuotedOutputTests -Dsurefire.failIfNoSpecifiedTests=false"
                                    + " -Dfugu.quotes=write test",
                            page, quotes.group("command"))
                    .isEqualTo(quoted(quotes));
        }
    }

    /// A block without a language is a quote: nobody forgets to say of what.
    @ParameterizedTest
    @MethodSource("pages")
    void everyBlockOfOutputSaysWhatPrintsIt(Path page) throws IOException {
        var text = Files.readString(ROOT.resolve(page));
        var quotes = QUOTE.matcher(text).results().count();
        var fences = FENCE.matcher(text).results().map(fence -> fence.group(1)).toList();
        long outputs = 0;
        for (int i = 0; i < fences.size(); i += 2) if (fences.get(i).isEmpty()) outputs++;

        assertThat(quotes).as("quotes of %s", page).isEqualTo(outputs);
    }

    @Test
    void thereAreQuotesAndCommands() throws IOException {
        var page = Files.readString(ROOT.resolve("docs/observe.md"));

        assertThat(QUOTE.matcher(page).results()).hasSizeGreaterThan(1);
        assertThat(COMMAND.matcher(page).results()).hasSizeGreaterThan(2);
    }

    private static final Pattern COMMAND =
            Pattern.compile("(?m)(?:^|&& )\\s*(?:~/fugu|\\.)/fugu (?<words>[^\n`#|<>&;]*)");

    /// Commands that pages name can be given as they stand there.
    @ParameterizedTest
    @MethodSource("pages")
    void commandsAreThoseThatThereAre(Path page) throws IOException {
        var commands = COMMAND.matcher(Files.readString(ROOT.resolve(page)));
        while (commands.find()) {
            var words = List.of(commands.group("words").strip().split("\\s+"));
            assertThat(words).isNotEmpty();
            var shell = Shell.run(helped(words).toArray());
            assertThat(shell.exitCode())
                    .as(page + ": ./fugu " + String.join(" ", words) + "\n" + shell.err())
                    .isZero();
        }
    }

    /// The same, asking for help: picocli looks at every word and nothing runs.
    private static List<Object> helped(List<String> words) {
        int end = words.indexOf("--");
        var all = new ArrayList<Object>(end < 0 ? words : words.subList(0, end));
        all.add("--help");
        return all;
    }
}

package org.fugu.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.fugu.exokernel.abi.AbiRows;
import org.junit.jupiter.api.Test;

/// The reference of system calls is rendered: what a call takes, needs and costs from the kernel's
/// table, what it does from docs/guest-abi.md, how C calls it from the headers, and its example from
/// guest/tests/reference. So none of these can be forgotten for a new call.
class SystemCallPageTests {
    private static final Path PAGE = CodeQuotes.ROOT.resolve("docs/system-calls.md");
    private static final String MARK = "<!-- What is below is rendered by SystemCallPageTests. -->\n";
    private static final String EXAMPLES = "guest/tests/reference";
    private static final int COLUMNS = 118;

    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| 4\\d\\d\\d \\| `(\\w+)` \\|[^|]*\\|[^|]*\\| (.*) \\|$");
    private static final Pattern FUNCTION = Pattern.compile(
            "(?m)^(?:_Noreturn )?static inline (?:_Noreturn )?((?:\\w+ )+\\**fugu_\\w+\\([^)]*\\))\\s*\\{\n((?:.*\n)*?)\\}\n");

    @Test
    void everyCallIsThereWithAnExample() throws IOException {
        var page = Files.readString(PAGE);
        int mark = page.indexOf(MARK);
        assertThat(mark).as("the mark in " + PAGE).isPositive();
        CodeQuotes.hold(PAGE, page.substring(0, mark) + MARK + rendered());
    }

    private static String rendered() throws IOException {
        var does = what();
        var functions = functions();
        var text = new StringBuilder();
        for (var call : AbiRows.systemCalls()) {
            text.append("\n### ").append(call.name()).append("\n\n");
            for (var line : wrapped(does.containsKey(call.name()) ? does.get(call.name()) : linux(call)))
                text.append(line).append('\n');
            text.append("\n| | |\n|---|---|\n");
            row(text, "number", Integer.toString(call.number()));
            row(text, "arguments", call.arguments());
            row(text, "needs", call.capability());
            row(text, "refused with", String.join(", ", call.errors()));
            row(text, "costs", cost(call));
            for (var function : functions.getOrDefault(call.name(), List.of())) row(text, "in C", function);
            text.append('\n').append(example(call.name()));
        }
        return text.toString();
    }

    private static void row(StringBuilder text, String what, String said) {
        if (!said.isEmpty())
            text.append("| ").append(what).append(" | ").append(said).append(" |\n");
    }

    private static String linux(AbiRows.SystemCallRow call) {
        assertThat(call.purpose())
                .as(call.name() + " is not in docs/guest-abi.md")
                .isEqualTo("linux");
        return "As Linux has it, so that programs of Linux run.";
    }

    private static String cost(AbiRows.SystemCallRow call) {
        var fixed = call.path() + " instructions";
        return call.unit().isEmpty() ? fixed : fixed + ", and " + call.unitPath() + " for each " + call.unit();
    }

    /// What each call does, as the table of the page about the interface says it.
    private static Map<String, String> what() throws IOException {
        var said = new TreeMap<String, String>();
        ROW.matcher(Files.readString(CodeQuotes.ROOT.resolve("docs/guest-abi.md")))
                .results()
                .forEach(row -> said.put(row.group(1), sentence(row.group(2))));
        return said;
    }

    private static String sentence(String cell) {
        var capital = cell.substring(0, 1).toUpperCase(Locale.ROOT) + cell.substring(1);
        return capital.replace("](#", "](guest-abi.md#") + (cell.endsWith(".") ? "" : ".");
    }

    /// The functions of the headers that make a call, by its name.
    private static Map<String, List<String>> functions() throws IOException {
        var found = new TreeMap<String, List<String>>();
        try (var headers = Files.list(CodeQuotes.ROOT.resolve("guest/include/fugu"))) {
            for (var header : headers.sorted().toList()) {
                FUNCTION.matcher(Files.readString(header))
                        .results()
                        .forEach(function -> Pattern.compile("FUGU_SYS_(\\w+)")
                                .matcher(function.group(2))
                                .results()
                                .forEach(call -> found.computeIfAbsent(
                                                call.group(1).toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
                                        .add("`" + function.group(1).replaceAll("\\s+", " ") + "` of `fugu/"
                                                + header.getFileName() + "`")));
            }
        }
        assertThat(found).containsKeys("tlb_write", "cap_grant");
        return found;
    }

    /// The function that is the example of a call.
    private static String example(String call) throws IOException {
        var opening = "void reference_" + call + "(void)";
        try (var files = Files.list(CodeQuotes.ROOT.resolve(EXAMPLES))) {
            for (var file : files.filter(each -> each.toString().endsWith(".c"))
                    .sorted()
                    .toList()) {
                if (Files.readAllLines(file).contains(opening))
                    return CodeQuotes.quote(EXAMPLES + "/" + file.getFileName(), opening, "}", "c");
            }
        }
        throw new AssertionError("no example of " + call + ": write " + opening + " in " + EXAMPLES
                + " and name it in EXAMPLES of main.c");
    }

    private static List<String> wrapped(String text) {
        var lines = new ArrayList<String>();
        var line = new StringBuilder();
        for (var word : text.split(" ")) {
            if (line.length() + 1 + word.length() > COLUMNS) {
                lines.add(line.toString());
                line.setLength(0);
            }
            if (!line.isEmpty()) line.append(' ');
            line.append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}

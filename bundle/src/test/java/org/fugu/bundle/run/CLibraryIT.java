package org.fugu.bundle.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.fugu.bundle.Bundle;
import org.fugu.bundle.Tool;
import org.fugu.exokernel.run.Exokernel;
import org.fugu.exokernel.run.Outcome;
import org.fugu.exokernel.run.RunObserver;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What docs/c-library.md says of each function, symbol by symbol: whether the libraries have it is
/// asked of `nm` and of the linker; whether it fails because the machine lacks what it needs is asked
/// of a program that calls it and looks at `errno`.
///
/// With `-Dfugu.quotes=write` the page's tables are written anew.
class CLibraryIT {
    private static final Path PAGE = Tool.GUEST.resolveSibling("docs/c-library.md");
    private static final String MARK = "<!-- What is below is rendered by CLibraryIT. -->\n";
    private static final Path PICOLIBC = Path.of("/usr/lib/picolibc/riscv64-unknown-elf");

    /// Functions of exos that do nothing but fail.
    private static final Pattern ABSENT = Pattern.compile("(?m)^ABSENT\\([^,]*, .*?(\\w+)\\(");

    /// Headers in which functions of C17 are looked for, in this order.
    private static final List<String> HEADERS = List.of(
            "assert",
            "complex",
            "ctype",
            "errno",
            "fenv",
            "inttypes",
            "locale",
            "math",
            "setjmp",
            "signal",
            "stdio",
            "stdlib",
            "string",
            "time",
            "wchar",
            "wctype");

    @TempDir
    private Path folder;

    @BeforeEach
    void thereIsACompiler() throws InterruptedException {
        Tool.assumeCompiler();
    }

    private static String resource(String name) throws IOException {
        try (var file = Objects.requireNonNull(CLibraryIT.class.getResourceAsStream(name))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /// Functions by header: those of C17, whose headers are asked which of them declares a function.
    private static SortedMap<String, Set<String>> standard() throws IOException {
        var sources = new TreeMap<String, String>();
        for (var header : HEADERS) {
            sources.put(header, Files.readString(PICOLIBC.resolve("include/" + header + ".h")));
        }
        var found = new TreeMap<String, Set<String>>();
        for (var name : resource("standard-functions.txt").split("\\s+")) {
            var declared = Pattern.compile("\\b" + name + "\\b\\s*\\(");
            var header = HEADERS.stream()
                    .filter(each -> declared.matcher(sources.get(each)).find())
                    .findFirst();
            found.computeIfAbsent(
                            header.map(each -> "`" + each + ".h`").orElse("declared nowhere"), _ -> new TreeSet<>())
                    .add(name);
        }
        return found;
    }

    private static SortedMap<String, Set<String>> posix() throws IOException {
        var found = new TreeMap<String, Set<String>>();
        resource("posix-functions.txt").lines().forEach(line -> {
            var parts = line.split(": ");
            found.put("`" + parts[0] + "`", new TreeSet<>(List.of(parts[1].split(" "))));
        });
        return found;
    }

    private Set<String> symbols() throws IOException, InterruptedException {
        var exos = folder.resolve("build/exos/libexos.a").toString();
        var listed = Tool.run(
                        folder,
                        "riscv64-linux-gnu-nm",
                        "-g",
                        "--defined-only",
                        PICOLIBC.resolve("lib/rv64imafdc/lp64d/libc.a").toString(),
                        exos)
                .succeeded();
        return Pattern.compile("(?m)^[0-9a-f]+ [A-Z] (\\w+)$")
                .matcher(listed)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toSet());
    }

    private void make(String program, Collection<String> names) throws IOException, InterruptedException {
        Files.writeString(folder.resolve("main.c"), program);
        var table = names.stream().map(name -> ".quad " + name + "\n").collect(Collectors.joining());
        Files.writeString(folder.resolve("names.S"), ".section .rodata\n.balign 8\n.globl all\nall:\n" + table);
        Files.writeString(
                folder.resolve("fugu.yaml"), "fugu: 1\nname: n\nversion: 1.0.0\nprograms: {n: {file: n.elf}}\n");
        Files.writeString(
                folder.resolve("Makefile"),
                "name := n\nsources := main.c names.S\ninclude " + Tool.GUEST.resolve("fugu.mk") + "\n");
        assertThat(Tool.run(folder, "make", "-s")).isEqualTo(new Tool(0, ""));
    }

    /// The functions that answer ENOSYS when they are called.
    private Set<String> failing() throws IOException, InterruptedException {
        var source = Files.readString(Tool.GUEST.resolve("libos/exos/absent.c"));
        var direct = ABSENT.matcher(source).results().map(each -> each.group(1)).toList();
        assertThat(direct).hasSizeGreaterThan(40).doesNotHaveDuplicates();
        make(callsOf(direct), direct);
        var plan = RunPlan.of(Bundle.ofFolder(folder.resolve("build/n")), RunOptions.NONE);
        var report = Exokernel.run(plan.request(), RunObserver.NONE);
        assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.EXITED);
        var failing = new TreeSet<String>();
        var tried = new ArrayList<String>();
        new String(ConsoleText.merged(report.console()), StandardCharsets.UTF_8)
                .lines()
                .forEach(line -> {
                    var words = line.split(" ");
                    tried.add(words[0]);
                    if (words[1].equals("ENOSYS")) failing.add(words[0]);
                });
        assertThat(failing).as("absent.c says that these fail").containsAll(direct);
        assertThat(tried).hasSize(direct.size() + calls().size());
        return failing;
    }

    private static List<String[]> calls() throws IOException {
        return resource("calls-that-may-fail.txt")
                .lines()
                .map(line -> line.split("\t"))
                .toList();
    }

    /// Arguments of those that only fail do not matter; the others are called as they should be.
    private static String callsOf(List<String> direct) throws IOException {
        var program = new StringBuilder("""
                #define _GNU_SOURCE
                #include <errno.h>
                #include <signal.h>
                #include <stdio.h>
                #include <stdlib.h>
                #include <string.h>
                #include <sys/time.h>
                #include <time.h>
                #include <unistd.h>
                #pragma GCC diagnostic ignored "-Wdeprecated-declarations"
                typedef long function(long, long, long, long, long, long);
                extern function *const all[];
                static void say(const char *name, int error)
                {
                    printf("%s %s\\n", name, error == ENOSYS ? "ENOSYS" : "works");
                }
                int main(void)
                {
                    static const char *const names[] = {
                """);
        for (var name : direct) program.append('"').append(name).append("\",\n");
        program.append("""
                    };
                    struct timeval now;
                    FILE *stream;
                    char text[64], template[] = "fileXXXXXX";
                    for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
                        errno = 0;
                        all[i](0, 0, 0, 0, 0, 0);
                        say(names[i], errno);
                    }
                """);
        for (var call : calls()) {
            program.append("    errno = 0;\n    (void)(").append(call[1]).append(");\n    say(\"");
            program.append(call[0]).append("\", errno);\n");
        }
        return program.append("    return 0;\n}\n").toString();
    }

    @Test
    void thePageSaysOfEveryFunctionHowItIs() throws IOException, InterruptedException {
        var failing = failing();
        var symbols = symbols();
        var present = new TreeSet<String>();
        for (var table : List.of(standard(), posix())) table.values().forEach(present::addAll);
        present.retainAll(symbols);
        make("extern void *const all[];\nint main(void) { return !all[0]; }\n", present);

        var text = new StringBuilder();
        section(text, "C17", standard(), present, failing);
        section(text, "POSIX", posix(), present, failing);
        var page = Files.readString(PAGE);
        int mark = page.indexOf(MARK);
        assertThat(mark).as("the mark in " + PAGE).isPositive();
        var wanted = page.substring(0, mark) + MARK + text;
        if ("write".equals(System.getProperty("fugu.quotes"))) Files.writeString(PAGE, wanted);
        else
            assertThat(page)
                    .as("docs/c-library.md is stale; write it anew with -Dit.test=CLibraryIT -Dfugu.quotes=write")
                    .isEqualTo(wanted);
    }

    private static void section(
            StringBuilder text,
            String title,
            SortedMap<String, Set<String>> functions,
            Set<String> present,
            Set<String> failing) {
        text.append("\n## ").append(title).append("\n\n");
        int all = functions.values().stream().mapToInt(Set::size).sum();
        long absent = functions.values().stream()
                .flatMap(Set::stream)
                .filter(name -> !present.contains(name))
                .count();
        long fails = functions.values().stream()
                .flatMap(Set::stream)
                .filter(name -> present.contains(name) && failing.contains(name))
                .count();
        text.append("Of ")
                .append(all)
                .append(" functions ")
                .append(all - fails - absent)
                .append(" work, ");
        text.append(fails).append(" fail with `ENOSYS`, and ").append(absent).append(" are absent.\n\n");
        text.append("| header | works | fails with `ENOSYS` | absent |\n|---|---|---|---|\n");
        functions.forEach((header, names) -> {
            text.append("| ").append(header).append(" | ");
            text.append(names.stream()
                    .filter(name -> present.contains(name) && !failing.contains(name))
                    .collect(Collectors.joining(", ")));
            text.append(" | ");
            text.append(names.stream()
                    .filter(name -> present.contains(name) && failing.contains(name))
                    .collect(Collectors.joining(", ")));
            text.append(" | ");
            text.append(names.stream().filter(name -> !present.contains(name)).collect(Collectors.joining(", ")));
            text.append(" |\n");
        });
    }
}

package org.fugu.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.fugu.cli.terminal.Terminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Every command with every kind of input that is wrong: one sentence, the exit code of its kind,
/// never a stack trace.
class WrongInputTests {
    private static final Path HELLO = Path.of(System.getProperty("fugu.root"), "guest/prebuilt/hello.zip");

    @TempDir
    Path folder;

    /// A command line in which `FILE` is the input; `BUNDLE` is a good bundle, `OUT` can be written.
    private static final List<String> READING = List.of(
            "run FILE",
            "run BUNDLE --resume FILE",
            "pack FILE -o OUT",
            "bench run FILE",
            "bench compare FILE BUNDLE",
            "bench compare BUNDLE FILE",
            "bench explain FILE BUNDLE",
            "bench explain BUNDLE FILE",
            "bench report FILE --bmf OUT",
            "bench report FILE --junit OUT",
            "bench report FILE --from-bmf --results OUT",
            "submit FILE",
            "bundles --upload FILE");

    private static final List<String> WRITING = List.of(
            "run BUNDLE --trace FILE",
            "run BUNDLE --profile FILE",
            "run BUNDLE --print-regions FILE",
            "run BUNDLE --snapshot-at 100=FILE",
            "pack BUNDLE -o FILE",
            "bench run BUNDLE -o FILE",
            "bench compare BUNDLE BUNDLE --markdown FILE",
            "bench compare BUNDLE BUNDLE --junit FILE",
            "bench compare BUNDLE BUNDLE --badge FILE",
            "bench compare BUNDLE BUNDLE --summary FILE",
            "bench compare BUNDLE BUNDLE --code-quality FILE",
            "bench compare BUNDLE BUNDLE --metrics FILE",
            "bench explain BUNDLE BUNDLE --flames FILE",
            "reproduce --record FILE");

    private static final List<String> BAD_INPUTS = List.of(
            "missing", "missing/below", "folder", "empty", "text", "binary", "endless", "below/a/file", "nameless");

    private static final List<String> BAD_OUTPUTS =
            List.of("missing/below", "folder", "below/a/file", "full", "nameless");

    static Stream<List<String>> reading() {
        return READING.stream().flatMap(command -> BAD_INPUTS.stream().map(input -> List.of(command, input)));
    }

    static Stream<List<String>> writing() {
        return WRITING.stream()
                .flatMap(command -> BAD_OUTPUTS.stream().map(output -> List.of(command, output)))
                // A full disk shows when there is something to write, here after minutes or never: so short a run has
                // no region, and of two that are equal there is nothing to say.
                .filter(row -> !row.getLast().equals("full")
                        || !List.of(
                                        "reproduce --record FILE",
                                        "run BUNDLE --print-regions FILE",
                                        "bench compare BUNDLE BUNDLE --markdown FILE")
                                .contains(row.getFirst()));
    }

    private Object file(String kind) throws Exception {
        return switch (kind) {
            case "nameless" -> "";
            case "missing" -> folder.resolve("nothing");
            case "missing/below" -> folder.resolve("no/such/folder");
            case "folder" -> Files.createDirectories(folder.resolve("folder"));
            case "empty" -> Files.write(folder.resolve("empty"), new byte[0]);
            case "text" -> Files.writeString(folder.resolve("text"), "# Read me\n");
            case "binary" -> Files.write(folder.resolve("binary"), new byte[] {'P', 'K', 3, 4, 0, 1, 2, -1, -2, -3});
            case "endless" -> Path.of("/dev/zero");
            case "full" -> Path.of("/dev/full");
            case "below/a/file" ->
                Files.writeString(folder.resolve("file"), "x").resolve("below");
            default -> throw new IllegalArgumentException(kind);
        };
    }

    private Shell shell(String line, String kind) throws Exception {
        var words = new ArrayList<Object>();
        for (var word : line.split(" ")) {
            words.add(word.replace("FILE", file(kind).toString())
                    .replace("BUNDLE", HELLO.toString())
                    .replace("OUT", folder.resolve("out").toString()));
        }
        var environment = Map.of(
                "FUGU_ROOT",
                System.getProperty("fugu.root"),
                "FUGU_URL",
                "http://127.0.0.1:9",
                "FUGU_TOKEN",
                "fugu_user_x");
        return Shell.in(folder, environment, words.toArray());
    }

    @ParameterizedTest
    @MethodSource("reading")
    void whatCannotBeReadIsSaidInASentence(List<String> commandAndInput) throws Exception {
        var shell = shell(commandAndInput.getFirst(), commandAndInput.getLast());

        requireSentence(shell);
        assertThat(shell.exitCode())
                .as(shell.err())
                .isIn(expected(commandAndInput.getFirst(), commandAndInput.getLast()));
        assertThat(shell.out()).isEmpty();
    }

    /// A missing baseline is its own answer; what was meant as a bundle and is none was refused.
    private static List<Integer> expected(String command, String kind) {
        boolean missing = kind.startsWith("missing") || kind.startsWith("below");
        if (command.startsWith("bench compare FILE") && missing) return List.of(5);
        if (command.startsWith("bench report")) return List.of(2);
        boolean compares = command.startsWith("bench compare");
        if (kind.equals("binary")
                || (!compares
                        && !command.contains("--resume")
                        && List.of("empty", "text").contains(kind)))
            return command.contains("--resume") ? List.of(2) : List.of(7);
        return List.of(2);
    }

    @ParameterizedTest
    @MethodSource("writing")
    void whatCannotBeWrittenIsSaidInASentence(List<String> commandAndOutput) throws Exception {
        var shell = shell(commandAndOutput.getFirst(), commandAndOutput.getLast());

        requireSentence(shell);
        assertThat(shell.exitCode()).as(shell.err()).isEqualTo(2);
        assertThat(shell.err()).containsAnyOf("cannot be written", "an empty text names no file");
    }

    private static void requireSentence(Shell shell) {
        assertThat(shell.err()).doesNotContain("\tat ", "Exception", "a fault of this program", "null");
        assertThat(shell.err().lines().filter(line -> line.startsWith("fugu: ")))
                .hasSize(1);
        var refusals = shell.err().lines().map(String::strip).toList();
        assertThat(refusals).as("nothing is said twice").doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "rnu                                       | there is no command 'rnu'; did you mean 'run'? See ./fugu",
                "bench rnu                                 | there is no command 'rnu'; did you mean 'run'? See ./fugu bench",
                "run BUNDLE --meshh 2x2                    | has no option '--meshh'; did you mean '--mesh'?",
                "status run_1 run_2                        | 'fugu status' has no use for 'run_2'",
                "run BUNDLE --threads many                 | '--threads': 'many' is not a whole number from 1 to 64",
                "run BUNDLE --threads 65                   | '65' is not a whole number from 1 to 64",
                "run BUNDLE --nodes 0                      | '0' is not a whole number from 1 to 1,024",
                "run BUNDLE --nodes 1025                   | '1025' is not a whole number from 1 to 1,024",
                "perf --runs 0                             | '0' is not a whole number from 1 to 1,000",
                "partitions --lease 1x1 --minutes 10081    | '10081' is not a whole number from 1 to 10,080",
                "run BUNDLE --max-cycles 99999999999999999999 | is not a whole number from 1 to 9,223,372,036,854,775,807",
                "run BUNDLE --seed x                       | 'x' is not a whole number",
                "run BUNDLE --trace OUT --trace-from -1    | '-1' is not a whole number from 0 to",
                "run BUNDLE --snapshot-at x=OUT            | 'x' is not a whole number",
                "run BUNDLE --snapshot-at OUT              | for option '--snapshot-at' (CYCLE=FILE) should be in KEY=VALUE",
                "run BUNDLE --set network.hop              | for option '--set' (FIGURE=VALUE) should be in KEY=VALUE",
                "run BUNDLE --mesh 0x0                     | a mesh of 0x0 cannot be built",
                "run BUNDLE --machine fugo                 | did you mean 'fugu'?",
                "run BUNDLE --program x                    | the bundle has no program 'x'; it has: hello",
                "login --expires-in-days 4000              | '4000' is not a whole number from 1 to 3,650",
                "login --expires-in-days 0                 | '0' is not a whole number from 1 to 3,650",
                "login --url ftp://x                       | is no address of a service",
                "login --url http://h:x                    | is no address",
                "partitions --lease 0x0                    | a mesh of 0x0 cannot be built",
                "partitions --lease x                      | 'x'",
            })
    void wrongWordsAreNamedWithWhatWouldBeRight(String line, String said) throws Exception {
        requireUsageError(line, said);
    }

    private void requireUsageError(String line, String said) throws Exception {
        var shell = shell(line, "missing");

        requireSentence(shell);
        assertThat(shell.exitCode()).as(shell.err()).isEqualTo(2);
        assertThat(shell.err()).contains(said);
    }

    /// A refusal that names what to put right is said once, not again as a list.
    @Test
    void aRefusalIsNotPrintedTwice() throws Exception {
        var shell = shell("run BUNDLE --mesh 0x0", "missing");

        assertThat(shell.err().lines()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "partitions --minutes 5, --lease",
        "partitions --release prt_1 --machine fugu, --lease",
        "partitions --release prt_1 --wait, --lease",
        "partitions --renew prt_1 --from 2026-12-24T08:00:00Z, --lease",
        "partitions --renew prt_1 --release prt_1, one at a time",
        "run BUNDLE --link-traffic, --json",
        "run BUNDLE --trace-from 5, --trace",
        "login --token-stdin --name ci, --token-stdin",
        "login --token-stdin --expires-in-days 5, --token-stdin",
        "login --token-stdin --password-stdin, --token-stdin",
        "reproduce --shares fugu --figures, --shares",
        "abi --header --json, --header",
    })
    void anOptionThatWouldDoNothingIsRefused(String line, String named) throws Exception {
        requireUsageError(line, named);
    }

    @ParameterizedTest
    @CsvSource({
        "FUGU_PORT, x, a port is a number from 0 to 65535",
        "FUGU_PORT, 70000, a port is a number from 0 to 65535",
        "FUGU_BIND, no.such.host.invalid, which is no address of this host",
        "FUGU_BIND, 203.0.113.7, nothing can listen on 203.0.113.7",
        "FUGU_DATA, FILE, the demo cannot keep its data in",
        "FUGU_ADMIN_PASSWORD, short, needs 12 characters",
    })
    void theDemoSaysWhichVariableIsWrong(String variable, String value, String said) throws Exception {
        var environment = new HashMap<>(Map.of(
                "FUGU_ROOT", System.getProperty("fugu.root"),
                "FUGU_SERVICE_JAR", HELLO.toString(),
                "FUGU_DATA", folder.resolve("data").toString()));
        environment.put(variable, value.replace("FILE", file("below/a/file").toString()));

        var shell = Shell.in(folder, environment, "demo", "--once");

        requireSentence(shell);
        assertThat(shell.exitCode()).as(shell.err()).isEqualTo(2);
        assertThat(shell.err()).contains(said);
    }

    @Test
    void aResultThatCannotBePrintedIsNoSuccess() throws Exception {
        var err = new StringWriter();
        try (var full = new PrintWriter(Files.newBufferedWriter(Path.of("/dev/full")))) {
            var terminal = new Terminal(full, new PrintWriter(err), false, Map.of(), folder);

            assertThat(new FuguCommandLine(terminal).run("machines")).isEqualTo(2);
        }
        assertThat(err.toString()).contains("standard output could not be written");
    }
}

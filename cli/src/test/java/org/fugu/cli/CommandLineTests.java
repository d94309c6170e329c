package org.fugu.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.fugu.cli.report.ReportText;
import org.fugu.cli.service.ServiceAccess;
import org.fugu.cli.terminal.Terminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CommandLineTests {
    private static final Path ROOT = Path.of(System.getProperty("fugu.root"));
    private static final Path HELLO = ROOT.resolve("guest/prebuilt/hello.zip");

    @TempDir
    Path folder;

    /// A description is one text that picocli wraps; one with breaks of its own is wrapped twice.
    @ParameterizedTest
    @MethodSource("commands")
    void helpIsWrappedOnce(String command) {
        var words = new ArrayList<Object>(List.of(command.split(" ")));
        words.add("--help");
        var help = Shell.run(words.toArray()).out();

        assertThat(help.lines()).as(help).allMatch(line -> line.length() <= 100);
        assertThat(broken(help.lines().toList())).as(help).isEmpty();
    }

    static Stream<String> commands() {
        var top = listed(Shell.run("--help").out());
        assertThat(top).hasSizeGreaterThan(15).contains("run", "bench");
        var all = new ArrayList<>(top);
        for (var name : listed(Shell.run("bench", "--help").out())) all.add("bench " + name);
        return all.stream();
    }

    private static List<String> listed(String help) {
        return Pattern.compile("(?m)^  ([a-z]+)  +\\p{Lu}")
                .matcher(help)
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    @Test
    void aTextThatIsWrappedTwiceIsFound() {
        assertThat(broken("""
                      --profile=FILE         Write where every cycle went, by function of the program.
                                               Open it in
                                             speedscope.app, which also works offline.
                      --nodes=N              How many nodes
                                             run the program.
                      --program=NAME         Which program of the bundle, of which there are
                                               several.
                      --snapshot-at=CYCLE=FILE
                                             Keep the run in FILE.
                """.lines().toList()))
                .containsExactly("speedscope.app, which also works offline.", "run the program.");
    }

    /// Lines of descriptions that begin where descriptions begin, though nothing new does.
    private static List<String> broken(List<String> help) {
        var option = Pattern.compile(" {2,6}(?:-|\\[?\\p{Lu})\\S*(?:, --\\S+)?(?: ARGS])?(?:( +)\\S.*)?");
        var broken = new ArrayList<String>();
        int column = -1;
        for (int i = 0; i < help.size(); i++) {
            var line = help.get(i);
            var begins = option.matcher(line);
            if (begins.matches()) {
                column = begins.group(1) == null ? -1 : begins.end(1);
                // The name alone was too long: the description begins in the next line.
                if (column < 0) i++;
            } else if (column > 0
                    && line.length() > column
                    && line.substring(0, column).isBlank()) {
                if (line.charAt(column) != ' ') broken.add(line.strip());
            } else column = -1;
        }
        return broken;
    }

    @Test
    void helpListsWhatThereIs() {
        var help = Shell.run("--help");

        assertThat(help.exitCode()).isZero();
        assertThat(help.out())
                .contains("run ", "pack ", "bench ", "ci ", "abi ", "demo ", "serve ", "submit ", "perf ", "verify ");
        assertThat(Shell.run("run", "--help").out()).contains("--trace", "--profile", "--with", "--at");
        assertThat(Shell.run("bench", "--help").out()).contains("explain ", "report ");
    }

    @ParameterizedTest
    @CsvSource({
        "--with=b.zip@2x2, write BUNDLE@RECT",
        "--with=@2x2+0+0, write BUNDLE@RECT",
        "--with=b.zip@2x2+0+0@-5, write BUNDLE@RECT",
        "--with=b.zip@0x2+0+0, cannot be built",
        "--with=b.zip@2x2+0+0, there is no file or folder 'b.zip'",
        "--at=2x2, write COLUMNSxROWS+COLUMN+ROW"
    })
    void aPlaceThatIsNoneIsRefusedWithTheFormThatItHas(String option, String advice) {
        var shell = Shell.run("run", HELLO, option);

        assertThat(shell.exitCode()).isEqualTo(2);
        assertThat(shell.err()).contains(advice);
        assertThat(shell.out()).isEmpty();
    }

    @Test
    void aMisspeltCommandOrOptionIsWrongUsage() {
        assertThat(Shell.run("rnu", "x").exitCode()).isEqualTo(2);
        assertThat(Shell.run("run", "x", "--meshh", "2x2").exitCode()).isEqualTo(2);
        assertThat(Shell.run().exitCode()).isEqualTo(2);
        assertThat(Shell.run("run").err()).contains("BUNDLE").contains("./fugu run --help");
    }

    @Test
    void anErrorIsOneJsonDocumentWhenJsonWasAskedFor() {
        var shell = Shell.run("run", folder.resolve("nothing"), "--json");

        assertThat(shell.exitCode()).isEqualTo(2);
        assertThat(shell.json().path("error").path("exitCode").asInt()).isEqualTo(2);
        assertThat(shell.json().path("error").path("message").asString("")).contains("there is no file or folder");
        assertThat(Shell.run("run", "x", "--threads", "many", "--json").errorCode())
                .isEqualTo("usage");
    }

    @Test
    void jsonBehindTheMarkBelongsToTheGuest() {
        assertThat(Shell.run("run", folder.resolve("nothing"), "--", "--json").out())
                .isEmpty();
    }

    @Test
    void argumentsOfTheProgramNeedTheMark() {
        var shell = Shell.run("run", HELLO, "1000");

        assertThat(shell.exitCode()).isEqualTo(2);
        assertThat(shell.err()).contains("put '--' before");
    }

    @Test
    void aFileThatIsNoBundleIsRefused() throws Exception {
        var file = Files.writeString(folder.resolve("text.zip"), "this is no archive, and no program either");

        var shell = Shell.run("run", file, "--json");

        assertThat(shell.exitCode()).isEqualTo(7);
        assertThat(shell.errorCode()).isEqualTo("bundle-not-a-zip");
    }

    @Test
    void aTruncatedProgramIsRefused() throws Exception {
        var file = Files.write(folder.resolve("cut.elf"), new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0});

        var shell = Shell.run("run", file, "--json");

        assertThat(shell.exitCode()).isEqualTo(7);
        assertThat(shell.errorCode()).isEqualTo("elf-truncated");
    }

    @Test
    void aManifestWithAMistakeIsWrongInputWithItsPlace() throws Exception {
        Files.writeString(folder.resolve("fugu.yaml"), "fugu: 1\nnmae: x\nversion: 1.0.0\nprograms: {x: {file: x}}\n");

        var shell = Shell.run("run", folder, "--json");

        assertThat(shell.exitCode()).isEqualTo(2);
        var violation = shell.json().path("error").path("violations").path(0);
        assertThat(violation.path("pointer").asString("")).isEqualTo("/nmae");
    }

    @Test
    void aFigureThatDoesNotExistIsNamedBeforeAnythingRuns() {
        var shell = Shell.run("run", HELLO, "--set", "network.hops=3");

        assertThat(shell.exitCode()).isEqualTo(2);
        assertThat(shell.err()).contains("did you mean 'network.hop'?");
    }

    @Test
    void aFigureMayHaveItsUnitAndNoOther() {
        var plain = Shell.run("run", HELLO, "--set", "network.hop=90", "--json");
        var withUnit = Shell.run("run", HELLO, "--set", "network.hop=90ns", "--json");
        assertThat(withUnit.exitCode()).isZero();
        assertThat(withUnit.json().path("digest")).isEqualTo(plain.json().path("digest"));

        var shortened = Shell.run("run", HELLO, "--set", "message.dma_piece=9cycles", "--json");
        assertThat(shortened.exitCode()).as("cycles for 16 bytes").isZero();

        var wrong = Shell.run("run", HELLO, "--set", "network.hop=90us");
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.err()).contains("network.hop is in ns");

        var words = Shell.run("run", HELLO, "--set", "network.hop=many");
        assertThat(words.exitCode()).isEqualTo(2);
        assertThat(words.err()).contains("'many' is not a whole number");
    }

    @Test
    void packWritesTheSameBytesFromItsOwnArchive() {
        var first = folder.resolve("first.zip");
        var second = folder.resolve("second.zip");

        var shell = Shell.run("pack", HELLO, "-o", first, "--json");

        assertThat(shell.exitCode()).isZero();
        assertThat(shell.json().path("digest").asString("")).hasSize(64);
        assertThat(Shell.run("pack", first, "-o", second).exitCode()).isZero();
        assertThat(second).hasSameBinaryContentAs(first);
    }

    @Test
    void theTableOfCallsIsJsonWithTheContractsFields() {
        var abi = Shell.run("abi", "--json").json();

        var call = abi.path("syscalls").path(0);
        assertThat(call.propertyNames())
                .contains("number", "name", "arguments", "capability", "errors", "path", "unitPath", "unit");
        assertThat(abi.path("paths").path(0).propertyNames()).containsExactly("name", "instructions", "meaning");
        assertThat(abi.path("csrs").size()).isPositive();
        assertThat(abi.path("traps").size()).isPositive();
    }

    @Test
    void theTableOfCallsSaysWhatEachCosts() {
        assertThat(Shell.run("abi").out())
                .contains("costs 45 instructions, and 1 for each byte")
                .contains("guaranteed_refill");
    }

    @Test
    void theHeaderOfTheSdkIsWhatTheKernelsTablesSay() throws Exception {
        var header = Files.readString(ROOT.resolve("guest/include/fugu/abi.h"));

        assertThat(Shell.run("abi", "--header").out())
                .as("refresh it with: ./fugu abi --header > guest/include/fugu/abi.h")
                .isEqualTo(header);
    }

    @Test
    void compareWithoutABaselineSaysHowToMakeOne() {
        var shell = Shell.run("bench", "compare", folder.resolve("none.json"), HELLO);

        assertThat(shell.exitCode()).isEqualTo(5);
        assertThat(shell.err()).contains("./fugu bench run");
    }

    @Test
    void compareWithAFileThatHoldsNoResultsIsWrongInput() throws Exception {
        var file = Files.writeString(folder.resolve("base.json"), "{\"hello\": 1}");

        assertThat(Shell.run("bench", "compare", file, file).exitCode()).isEqualTo(2);
        assertThat(Shell.run("bench", "compare", file, folder.resolve("none")).exitCode())
                .isEqualTo(2);
    }

    @Test
    void rowsOfPublishedResultsAreKnownByNameAndByTarget() {
        var typo = Shell.run("reproduce", "load-remot");
        assertThat(typo.exitCode()).isEqualTo(2);
        assertThat(typo.err()).contains("did you mean 'load-remote'?");

        var planned = Shell.run("reproduce", "20");
        assertThat(planned.exitCode()).isEqualTo(2);
        assertThat(planned.err()).contains("UDP in the kernel").contains("is not built yet");

        assertThat(Shell.run("reproduce", "12", "--record", "x").exitCode()).isEqualTo(2);
    }

    @Test
    void sharesOfLatencyAreOfOneMachineAndStandAlone() {
        var typo = Shell.run("reproduce", "--shares", "now-atm");
        assertThat(typo.exitCode()).isEqualTo(2);
        assertThat(typo.err()).contains("did you mean 'now-atm-am'?");
        assertThat(Shell.run("reproduce", "12", "--shares", "fugu").exitCode()).isEqualTo(2);
    }

    @Test
    void fidelityKnowsItsPrograms() {
        var shell = Shell.run("fidelity", "stensil");
        assertThat(shell.exitCode()).isEqualTo(2);
        assertThat(shell.err()).contains("did you mean 'stencil'?");
    }

    @Test
    void machinesAreListedAndTheirFiguresSayWhereTheyComeFrom() {
        var all = Shell.run("machines");
        assertThat(all.out()).contains("fugu ", "fugu-20mhz ", "alewife ", "alewife-33mhz ");

        var one = Shell.run("machines", "alewife", "--json")
                .json()
                .path("machines")
                .get(0);
        assertThat(one.path("hash").asString("")).hasSize(64);
        for (var figure : one.path("figures")) {
            assertThat(figure.path("kind").asString("")).isIn("published", "derived", "assumed");
            assertThat(figure.path("source").asString("")).isNotBlank();
        }
        assertThat(Shell.run("machines", "cray").exitCode()).isEqualTo(2);
    }

    @Test
    void commandsForTheServiceNeedAToken() {
        var shell = Shell.in(folder, Map.of(), "status", "--json");

        assertThat(shell.exitCode()).isEqualTo(7);
        assertThat(shell.errorCode()).isEqualTo("not-signed-in");
        assertThat(shell.err()).contains("./fugu login");
    }

    @Test
    void aServiceThatIsNotThereIsUnreachable() {
        var environment = Map.of("FUGU_URL", "http://127.0.0.1:9", "FUGU_TOKEN", "fugu_user_none");

        var shell = Shell.in(folder, environment, "status");

        assertThat(shell.exitCode()).isEqualTo(8);
        assertThat(shell.err()).contains("no service answers at http://127.0.0.1:9");
    }

    @Test
    void credentialsAreForTheOwnersEyesOnlyAndForOneServiceOnly() throws Exception {
        var terminal = terminal(Map.of());
        var file = ServiceAccess.file(terminal);

        new ServiceAccess(URI.create("http://127.0.0.1:4000"), "secret").keep(file);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(ServiceAccess.of(terminal).token()).isEqualTo("secret");
        assertThat(ServiceAccess.of(terminal(Map.of("FUGU_URL", "http://127.0.0.1:4001")))
                        .token())
                .isNull();
    }

    private Terminal terminal(Map<String, String> environment) {
        return new Terminal(new PrintWriter(System.out), new PrintWriter(System.err), false, environment, folder);
    }

    @Test
    void controlCharactersOfAGuestDoNotReachTheTerminal() {
        assertThat(ReportText.printable("a\u001b[2Jb\tc")).isEqualTo("a\uFFFD[2Jb\tc");
    }
}

package org.fugu.cli.perf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fugu.cli.Shell;
import org.fugu.cli.terminal.Progress;
import org.fugu.cli.terminal.Terminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What `perf` measures and prints. How fast anything is, is nobody's business here.
class PerfIT {
    private static final String ROOT = System.getProperty("fugu.root", "..");
    private static final List<String> SUMMARY = List.of(
            "functionalToQemu",
            "timingToQemu",
            "parallelMips16",
            "nodeScaling1024to16",
            "nsRemoteMiss",
            "nsNullMessage",
            "nsWindow");

    private static final List<String> TINY = List.of("--seconds", "0.01", "--runs", "2");

    private static Shell perf(String path, Object... arguments) {
        var all = new ArrayList<Object>(List.of("perf"));
        all.addAll(List.of(arguments));
        if (!all.contains("--seconds")) all.addAll(TINY);
        return Shell.in(Path.of("/nonexistent"), Map.of("FUGU_ROOT", ROOT, "PATH", path), all.toArray());
    }

    @Test
    void theDocumentHasWhatScriptsRelyOn() {
        var shell = perf("", "sieve", "barrier", "--nodes", "1,4", "--json");

        assertThat(shell.exitCode()).as(shell.err()).isZero();
        assertThat(shell.err()).contains("qemu-riscv64 is not installed");
        var json = shell.json();
        assertThat(json.path("host").path("processors").asInt()).isPositive();
        var points = new ArrayList<String>();
        for (var each : json.path("workloads")) {
            points.add(
                    each.path("name").asString() + " " + each.path("fidelity").asString() + " "
                            + each.path("nodes").asInt());
            assertThat(each.path("engine").asString()).isEqualTo("translated");
            assertThat(each.path("threads").asInt()).isOne();
            assertThat(each.path("mipsMin").asDouble()).isPositive();
            assertThat(each.path("mipsMedian").asDouble())
                    .isBetween(
                            each.path("mipsMin").asDouble(),
                            each.path("mipsMax").asDouble());
            assertThat(each.path("ratioToQemu").isNull()).isTrue();
        }
        assertThat(points)
                .containsExactly("sieve functional 1", "sieve timing 1", "barrier timing 1", "barrier timing 4");
        assertThat(json.path("summary").propertyNames()).containsExactlyElementsOf(SUMMARY);
        for (var value : json.path("summary")) assertThat(value.isNull()).isTrue();
    }

    @Test
    void withoutJsonItIsATable() {
        var shell = perf("", "sieve", "lu", "--nodes", "4");

        assertThat(shell.exitCode()).as(shell.err()).isZero();
        assertThat(shell.out()).contains("processor time").contains("translated");
        assertThat(shell.out().lines().filter(line -> line.matches("(sieve|lu) +[14]  (functional|timing) .*")))
                .hasSize(3);
    }

    @Test
    void enginesAndThreadsAreMeasuredBesideEachOther() {
        var shell = perf(
                "",
                "sieve",
                "barrier",
                "--nodes",
                "4",
                "--engine",
                "interpreted,translated",
                "--threads",
                "1,2",
                "--json");

        assertThat(shell.exitCode()).as(shell.err()).isZero();
        var points = new ArrayList<String>();
        double process = 0;
        for (var each : shell.json().path("workloads")) {
            points.add(each.path("name").asString() + " " + each.path("engine").asString() + " "
                    + each.path("threads").asInt());
            double host = each.path("hostSeconds").asDouble();
            double wall = each.path("wallSeconds").asDouble();
            if (each.path("threads").asInt() == 2) assertThat(host).isEqualTo(wall);
            else assertThat(host).isPositive().isLessThan(1.1 * wall + 0.01);
            process += each.path("processSeconds").asDouble();
        }
        // A host may count it in steps of ten milliseconds: a run of few may have none.
        assertThat(process).isPositive();
        assertThat(points)
                .containsOnly(
                        "sieve interpreted 1",
                        "sieve translated 1",
                        "barrier interpreted 1",
                        "barrier interpreted 2",
                        "barrier translated 1",
                        "barrier translated 2");
    }

    /// With a factor of five to spare for what else a host does.
    @Test
    void startsAreWithinFiveTimesTheirGoals() {
        var start = perf("", "start", "--json");

        assertThat(start.exitCode()).as(start.err()).isZero();
        System.out.println(start.json().path("start"));
        assertThat(start.json().path("start").path("coldRunMillis").asDouble()).isBetween(1.0, 2500.0);
        assertThat(start.json().path("start").path("warmFirstInstructionMillis").asDouble())
                .isBetween(0.0, 100.0);
    }

    @Test
    void ratiosAreCheckedAgainstAFileAndNotedInAHistory(@TempDir Path folder) throws IOException {
        var kept = Path.of(ROOT, "guest/perf/ratios.json");
        var history = folder.resolve("history");

        var checked = perf(
                "",
                "sieve",
                "--engine",
                "interpreted,translated",
                "--check",
                kept,
                "--history",
                history,
                "--json",
                "--seconds",
                "0.2");

        assertThat(checked.exitCode()).as(checked.err()).isZero();
        assertThat(checked.err()).contains("2 ratios are within a factor of five");
        assertThat(Files.readAllLines(history)).hasSize(1);
        var absurd = folder.resolve("absurd");
        Files.writeString(absurd, "{\"ratios\": {\"sieve 1 timing to interpreter\": 1e9}}");
        var refused = perf("", "sieve", "--engine", "interpreted,translated", "--check", absurd);
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("sieve 1 timing to interpreter was 1000000000.000");
    }

    /// Every program prints the same checksum here and under QEMU, and each is measured beside it.
    @Test
    void everyProgramOfOneNodeAgreesWithQemu() {
        var path = System.getenv("PATH");
        assumeTrue(
                PerfQemu.find(terminal(path)) != null,
                "qemu-riscv64 is not installed, so nothing is compared with it; install qemu-user");
        var arguments = new ArrayList<Object>(
                PerfWorkload.SINGLE.stream().map(PerfWorkload::name).toList());
        arguments.add("--json");

        var shell = perf(path, arguments.toArray());

        assertThat(shell.exitCode()).as(shell.err()).isZero();
        assertThat(shell.json().path("workloads"))
                .hasSize(20)
                .allSatisfy(
                        each -> assertThat(each.path("ratioToQemu").asDouble()).isPositive());
        assertThat(shell.json().path("summary").path("functionalToQemu").asDouble())
                .isPositive();
    }

    @Test
    void anotherChecksumThanQemusIsAFault(@TempDir Path folder) throws IOException {
        var fake = folder.resolve("qemu-riscv64");
        Files.writeString(fake, "#!/bin/sh\necho checksum 0123456789abcdef\n");
        Files.setPosixFilePermissions(fake, PosixFilePermissions.fromString("rwx------"));

        var shell = perf(folder.toString(), "sieve", "--json");

        assertThat(shell.exitCode()).isEqualTo(1);
        assertThat(shell.errorCode()).isEqualTo("checksum-differs");
        assertThat(shell.err()).contains("sieve").contains("0123456789abcdef");
    }

    @ParameterizedTest
    @CsvSource({
        "seive,'did you mean', ",
        "--nodes=0,from 1 to 1024, ",
        "--nodes=1025,from 1 to 1024, ",
        "--seconds=0,--seconds, ",
        "--seconds=NaN,--seconds, ",
        "--runs=0,whole number from 1, ",
        "--threads=0,from 1 to 64, ",
        "--engine=fast,--engine, ",
    })
    void wrongInputIsAnsweredBeforeAnythingRuns(String argument, String sentence) {
        var shell = Shell.run("perf", argument);

        assertThat(shell.exitCode()).isEqualTo(2);
        assertThat(shell.err()).contains(sentence);
        assertThat(shell.out()).isEmpty();
    }

    /// The single events are counted by the machine; a difference of two times may be anything on a
    /// busy host.
    @Test
    void singleEventsAreThere() {
        var terminal = terminal("");
        var runner = new PerfRunner(terminal, new Progress(terminal, "perf"), PerfCosts.POINTS);

        var costs = PerfCosts.of(runner, new PerfMeter(0.02, 1));

        System.out.println(costs);
        assertThat(costs.remoteMiss()).isFinite().isNotZero();
        assertThat(costs.nullMessage()).isFinite().isNotZero();
        assertThat(costs.window()).isFinite().isNotZero();
    }

    private static Terminal terminal(String path) {
        var environment = new HashMap<String, String>();
        environment.put("FUGU_ROOT", ROOT);
        environment.put("PATH", path);
        var nowhere = new PrintWriter(new StringWriter());
        return new Terminal(nowhere, nowhere, false, environment, Path.of("/nonexistent"));
    }
}

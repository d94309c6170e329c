package org.fugu.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fugu.bundle.Bundle;
import org.fugu.bundle.LimitsGiven;
import org.fugu.bundle.run.RunOptions;
import org.fugu.bundle.run.RunPlan;
import org.fugu.cli.terminal.Json;
import org.fugu.exokernel.run.RunInputs;
import org.fugu.exokernel.run.WireForms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real runs of the prebuilt bundles, through the command line.
class LocalRunIT {
    private static final Path PREBUILT = Path.of(System.getProperty("fugu.root"), "guest", "prebuilt");
    private static final Path HELLO = PREBUILT.resolve("hello.zip");
    private static final Path SUM = PREBUILT.resolve("sum.zip");
    private static final Path WORK = PREBUILT.resolve("test/work-a.zip");

    @TempDir
    Path folder;

    @Test
    void helloRunsAndPrintsWhatItShould() {
        var shell = Shell.run("run", HELLO);

        assertThat(shell.exitCode()).as(shell.err()).isZero();
        assertThat(shell.out()).contains("exited, exit code 0").contains("Hello from rank 0 of 1");
    }

    @Test
    void pingpongReportsItsRoundTripAndItsMessages() {
        var json = Shell.run("run", PREBUILT.resolve("pingpong.zip"), "--json").json();

        assertThat(json.path("outcome").asString("")).as(json.toString()).isEqualTo("exited");
        assertThat(json.path("state").asString("")).isEqualTo("finished");
        assertThat(json.path("metrics").path("round_trip_cycles").asLong()).isPositive();
        assertThat(json.path("metricUnits").path("round_trip_cycles").asString(""))
                .isEqualTo("cycles");
        long sent = json.path("messagesSent").asLong();
        assertThat(sent).isPositive();
        assertThat(json.path("messagesReceived").asLong()).isEqualTo(sent);
    }

    @Test
    void sumOnSixteenNodesIsTheSameTwiceAndOnTwoThreads() {
        var one = Shell.run("run", SUM, "--mesh", "4x4", "--verify", "--json").json();
        var two = Shell.run("run", SUM, "--mesh", "4x4", "--threads", "2", "--json")
                .json();

        assertThat(one.path("nodes").asInt()).isEqualTo(16);
        assertThat(two.path("digest").asString(""))
                .hasSize(64)
                .isEqualTo(one.path("digest").asString(""));
        assertThat(two.path("cycles").asLong()).isEqualTo(one.path("cycles").asLong());
    }

    @Test
    void aStoredRequestIsRunWithItsOwnFiguresAndNothingElse() throws IOException {
        var chosen = new RunOptions(
                null,
                List.of("100"),
                null,
                "2x2",
                3,
                "functional",
                9L,
                LimitsGiven.NONE,
                new TreeMap<>(Map.of("network.hop", 45L)),
                1);
        var inputs = RunInputs.of(
                RunPlan.of(Bundle.read(Files.readAllBytes(SUM)), chosen).request());
        var bytes = WireForms.REQUEST.write(inputs);
        var file = Files.write(folder.resolve("request.json"), bytes);
        var usual = Shell.run(
                "run",
                SUM,
                "--mesh",
                "2x2",
                "--nodes",
                "3",
                "--fidelity",
                "functional",
                "--seed",
                "9",
                "--set",
                "network.hop=45",
                "--json",
                "--",
                "100");

        var again = Shell.run("run", SUM, "--request", file, "--json");
        assertThat(again.json().path("digest")).isEqualTo(usual.json().path("digest"));

        var both = Shell.run("run", SUM, "--request", file, "--seed", "1");
        assertThat(both.exitCode()).isEqualTo(2);
        assertThat(both.err()).contains("--request says all of the run");
        var other = Shell.run("run", HELLO, "--request", file);
        assertThat(other.exitCode()).isEqualTo(2);
        assertThat(other.err()).contains("the run is of the bundle " + inputs.bundle());
        Files.writeString(file, "\n", StandardOpenOption.APPEND);
        var changed = Shell.run("run", SUM, "--request", file);
        assertThat(changed.exitCode()).isEqualTo(2);
        assertThat(changed.err()).contains("this is no fugu-run-request of version 1");
        assertThat(Shell.run("run", SUM, "--request", folder.resolve("none")).err())
                .contains("there is no file");
    }

    @Test
    void aProgramReadsWhatItIsGiven() throws IOException {
        var input = PREBUILT.resolve("test/input.zip");
        var words = Files.writeString(folder.resolve("words"), "to be or not to be\n");
        var usual = Shell.run("run", input, "--json").json();
        var other = Shell.run("run", input, "--stdin", words, "--input", "d/w=" + words, "--json", "--", "d/w");
        assertThat(other.json().path("metrics").path("words").asInt())
                .as(other.out())
                .isEqualTo(6);
        assertThat(other.json().path("console").path("0").asString(""))
                .isEqualTo(
                        "standard input: 1 lines, 6 words, 19 bytes, b2861c75\nd/w: 1 lines, 6 words, 19 bytes, b2861c75\n");
        assertThat(other.json().path("digest")).isNotEqualTo(usual.path("digest"));
        var absent = Shell.run("run", input, "--stdin", folder.resolve("none"));
        assertThat(absent.exitCode()).isEqualTo(2);
        assertThat(absent.err()).contains("there is no file");
        var wrong = Shell.run("run", input, "--input", "../w=" + words);
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.err()).contains("an input file cannot be called '../w'");
        var set = Shell.run("run-set", input, "--stdin", words, "--vary", "seed=1,2", "--json");
        assertThat(set.exitCode()).as(set.out() + set.err()).isZero();

        var bytes =
                WireForms.REQUEST.write(RunInputs.of(RunPlan.of(Bundle.read(Files.readAllBytes(input)), RunOptions.NONE)
                        .request()));
        var request = Files.write(folder.resolve("reading.json"), bytes);
        var again = Shell.run("run", input, "--request", request, "--json");
        assertThat(again.json().path("digest")).isEqualTo(usual.path("digest"));
        var otherwise = Shell.run("run", input, "--request", request, "--stdin", words);
        assertThat(otherwise.exitCode()).isEqualTo(2);
        assertThat(otherwise.err()).contains("the run is of a standard input with the digest");
    }

    @Test
    void moreThreadsThanNodesOrProcessorsAreNotUsedAndThatIsSaid() {
        var one = Shell.run("run", HELLO, "--mesh", "1x1", "--threads", "64", "--json");
        assertThat(one.err()).contains("--threads 64: 1 is used; that is how many ");
        assertThat(one.json().path("outcome").asString("")).isEqualTo("exited");
        int processors = Math.min(Runtime.getRuntime().availableProcessors(), 64);
        var wide = Shell.run("run", SUM, "--mesh", "8x8", "--threads", "64", "--json", "--", "640");
        if (processors < 64) assertThat(wide.err()).contains("--threads 64: " + processors);
        assertThat(Shell.run("run", HELLO, "--json").err()).doesNotContain("--threads");
        var bench = Shell.run("bench", "run", WORK, "--threads", "64", "--json");
        assertThat(bench.err()).contains("--threads 64: ");
    }

    @Test
    void aRunGoesOnFromASnapshotToTheSameEndWithNothingSaidTwice() {
        var file = folder.resolve("half.snapshot");
        var whole = Shell.run(
                "run",
                SUM,
                "--mesh",
                "2x2",
                "--set",
                "network.hop=3",
                "--snapshot-at",
                "20000=" + file,
                "--json",
                "--",
                "900");
        var resumed = Shell.run("run", SUM, "--resume", file, "--json");

        assertThat(whole.exitCode()).as(whole.err()).isZero();
        assertThat(whole.err()).contains("cycle 20,000 is kept in " + file);
        assertThat(resumed.exitCode()).as(resumed.err()).isZero();
        assertThat(resumed.json().path("digest").asString(""))
                .hasSize(64)
                .isEqualTo(whole.json().path("digest").asString(""));
        assertThat(resumed.json().path("console")).isEqualTo(whole.json().path("console"));
    }

    @Test
    void severalBundlesShareAMachine() {
        var pingpong = PREBUILT.resolve("pingpong.zip");
        var alone = Shell.run("run", SUM, "--mesh", "4x3", "--at", "2x2+2+1", "--json")
                .json();
        var shell = Shell.run(
                "run",
                pingpong,
                "--mesh",
                "4x3",
                "--with",
                SUM + "@2x2+2+1",
                "--with",
                PREBUILT.resolve("test/nowhere.zip") + "@1x1+0+1",
                "--with",
                PREBUILT.resolve("bench/barrier.zip") + "@1x1+0+1@60000:flat  3",
                "--verify",
                "--json",
                "--",
                "20");

        assertThat(shell.exitCode()).as(shell.err()).isZero();
        assertThat(shell.err()).contains("a second run has the same digest");
        var json = shell.json();
        assertThat(json.path("mesh").asString("")).isEqualTo("4x3");
        assertThat(json.path("jobs")).hasSize(4);
        assertThat(json.path("jobs").get(0).path("resultDigest")).isEqualTo(json.path("resultDigest"));
        var sum = json.path("jobs").get(1);
        assertThat(sum.path("rectangle").asString("")).isEqualTo("2x2+2+1");
        for (var field : List.of("resultDigest", "cycles", "instructions", "metrics", "console")) {
            assertThat(sum.path(field)).as(field).isEqualTo(alone.path(field));
        }
        assertThat(json.path("jobs").get(2).path("outcome").asString("")).isEqualTo("trapped");
        var barrier = json.path("jobs").get(3);
        assertThat(barrier.path("outcome").asString("")).as(barrier.toString()).isEqualTo("exited");
        assertThat(barrier.path("startCycle").asLong()).isEqualTo(60_000);
        assertThat(barrier.path("args").toString()).isEqualTo("[\"flat\",\"3\"]");

        var text = Shell.run("run", pingpong, "--with", SUM + "@2x2+2+0", "--", "20")
                .out();
        assertThat(text).contains("job 1         pingpong 1.0.0 on 2x1+0+0", "job 2         sum 1.0.0 on 2x2+2+0");
    }

    @Test
    void placesThatDoNotGoTogetherAreRefusedWithAdvice() {
        var at = "--at=2x2+0+0";
        assertRefused(Shell.run("run", SUM, at, "--with", SUM + "@2x2+1+1"), "overlap: move one of them to column 3");
        assertRefused(Shell.run("run", SUM, at, "--mesh", "3x2", "--with", SUM + "@2x2+2+0"), "a mesh of 4x2");
        assertRefused(
                Shell.run("run", SUM, at, "--fidelity", "functional", "--with", SUM + "@2x2+2+0@1500"),
                "begins at 0 or a multiple of 1000");
        assertRefused(Shell.run("run", SUM, "--request", SUM, "--at", "2x2+0+0"), "leave out --with");
    }

    @Test
    void aCoRunGoesOnFromASnapshotWithTheSameCompany() {
        var file = folder.resolve("half.snapshot");
        var with = SUM + "@2x1+0+2@30000";
        var at = "--at=2x2+0+0";
        var whole = Shell.run("run", SUM, at, "--with", with, "--snapshot-at", "20000=" + file, "--json");
        var resumed = Shell.run("run", SUM, at, "--with", with, "--resume", file, "--json");

        assertThat(whole.exitCode()).as(whole.err()).isZero();
        assertThat(resumed.exitCode()).as(resumed.err()).isZero();
        assertThat(resumed.json().path("digest")).isEqualTo(whole.json().path("digest"));
        assertThat(resumed.json().path("jobs")).isEqualTo(whole.json().path("jobs"));
        assertRefused(Shell.run("run", SUM, "--resume", file), "its list of jobs");
    }

    @Test
    void aSnapshotOfAnotherRunIsRefusedSayingInWhatItDiffers() throws Exception {
        var file = folder.resolve("half.snapshot");
        Shell.run("run", SUM, "--mesh", "2x2", "--snapshot-at", "20000=" + file);

        assertRefused(
                Shell.run("run", SUM, "--resume", file, "--", "901"), "its list of arguments is [8192], not [901]");
        assertRefused(Shell.run("run", SUM, "--resume", file, "--seed", "77"), "its seed is ");
        assertRefused(Shell.run("run", SUM, "--resume", file, "--set", "network.hop=7"), "its set of figures differs");
        assertRefused(Shell.run("run", HELLO, "--resume", file), "program");
        assertRefused(Shell.run("run", SUM, "--resume", SUM), "this file is no snapshot");
        assertRefused(Shell.run("run", SUM, "--resume", folder.resolve("none")), "there is no file");
        var damaged = Files.readAllBytes(file);
        damaged[damaged.length / 2]++;
        Files.write(file, damaged);
        assertRefused(Shell.run("run", SUM, "--resume", file), "damaged");
    }

    @Test
    void aSnapshotThatCannotBeTakenIsSaidSo() {
        var file = folder.resolve("late.snapshot");
        var late = Shell.run("run", HELLO, "--snapshot-at", "999999999=" + file);
        assertThat(late.exitCode()).isZero();
        assertThat(late.err()).contains("there is no snapshot at cycle 999,999,999: the run ended at cycle");
        assertThat(file).doesNotExist();

        assertRefused(
                Shell.run("run", HELLO, "--fidelity", "functional", "--snapshot-at", "1500=" + file),
                "it can be taken at multiples of 1000");
        assertRefused(
                Shell.run("run", HELLO, "--snapshot-at", "100=" + folder.resolve("no/such/folder")),
                "cannot be written");
    }

    private static void assertRefused(Shell shell, String why) {
        assertThat(shell.exitCode()).as(shell.err()).isEqualTo(2);
        assertThat(shell.err()).contains(why);
    }

    @Test
    void publishedResultsAreComparedWithTheirSourcesAndTolerances() {
        var shell = Shell.run("reproduce", "13", "load-remote", "--json");

        assertThat(shell.exitCode()).as(shell.err()).isZero();
        var rows = shell.json().path("rows");
        assertThat(rows.size()).isEqualTo(3);
        var load = rows.get(0);
        assertThat(load.path("name").asString("")).isEqualTo("load-remote");
        assertThat(load.path("published").asInt()).isEqualTo(38);
        assertThat(load.path("simulated").asInt()).isEqualTo(38);
        assertThat(load.path("check").asString("")).isEqualTo("value");
        assertThat(load.path("ok").asBoolean()).isTrue();
        assertThat(rows.get(1).path("check").asString("")).isEqualTo("step");
    }

    @Test
    void theSharesOfLatencyOfANetworkOfWorkstationsAreMeasuredByTakingCausesAway() {
        var shell = Shell.run("reproduce", "--shares", "now-remote-access", "--json");

        assertThat(shell.exitCode()).as(shell.err()).isZero();
        double all = shell.json().path("nanoseconds").asDouble();
        assertThat(shell.json().path("causes").size()).isEqualTo(7);
        var kernel = shell.json().path("causes").get(1);
        assertThat(kernel.path("set").path("ni.access").asInt()).isZero();
        assertThat(kernel.path("nanoseconds").asDouble()).isBetween(0.5 * all, all);
        assertThat(shell.json().path("withoutAny").asDouble()).isBetween(0.0, 0.5 * all);
    }

    @Test
    void theTableOfTheMachinesRestsOnFiguresThatItNames() {
        var shell = Shell.run("reproduce", "4", "myrinet-stream", "--json");

        assertThat(shell.exitCode()).as(shell.err()).isZero();
        var stream = shell.json().path("rows").get(0);
        assertThat(stream.path("rests").path("ni.word").asInt()).isPositive();
        var sweep = shell.json().path("rows").get(1);
        assertThat(sweep.path("check").asString("")).isEqualTo("rising");
        assertThat(sweep.path("simulated").size()).isEqualTo(5);
        assertThat(sweep.path("rests").path("now-remote-access ni.trap").asInt())
                .as("a figure of another machine")
                .isEqualTo(7500);
        assertThat(sweep.path("inputCycles").isNull()).isTrue();
        assertThat(sweep.path("cyclesMissing").asString("")).contains("not one number of cycles");
    }

    @Test
    void aPredictionSaysBetweenWhatItLies() {
        var shell = Shell.run("reproduce", "common-ratio-fugu", "--sensitivity");

        assertThat(shell.exitCode()).as(shell.err()).isZero();
        assertThat(shell.out()).containsPattern("over fugu processor.clock: 20000 to 33000 kHz");
        var plain = Shell.run("reproduce", "common-ratio-fugu");
        assertThat(plain.out()).contains("shape: only which side wins is compared");
        var json = Shell.run("reproduce", "common-ratio-fugu", "udm-interrupt", "--json")
                .json();
        var ranges = json.path("rows").get(0).path("sensitivity");
        assertThat(ranges.get(0).path("least").asDouble()).isBetween(1.0, 4.5);
        var interrupt = json.path("rows").get(1);
        assertThat(interrupt.path("inputCycles").asInt()).isEqualTo(9);
        assertThat(interrupt.path("emergentCycles").asInt()).isEqualTo(78);
        assertThat(json.path("withoutRows").get(0).path("target").asInt()).isEqualTo(18);
    }

    /// The remote load paid for a translation that a later reader had taken away.
    @Test
    void limitedPointersLeaveTranslationsAlone() {
        var misses = PREBUILT.resolve("bench/misses.zip");
        var refused =
                Shell.run("run", misses, "--machine", "alewife", "--mesh", "4x6", "--set", "coherence.overflow=2");
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("tlb.consistency has to be 0");
        var limited = Shell.run(
                "run",
                misses,
                "--machine",
                "alewife",
                "--mesh",
                "4x6",
                "--json",
                "--set",
                "coherence.overflow=2",
                "--set",
                "tlb.consistency=0");
        assertThat(limited.exitCode()).as(limited.err()).isZero();
        var usual = Shell.run("run", misses, "--machine", "alewife", "--mesh", "4x6", "--json");
        for (var row : new String[] {"load_remote", "load_remote_3party", "store_remote", "store_remote_5"}) {
            assertThat(limited.json().path("metrics").path(row).asInt())
                    .as(row)
                    .isEqualTo(usual.json().path("metrics").path(row).asInt());
        }
    }

    @Test
    void anotherSeedOrArgumentIsAnotherRun() {
        var digest = Shell.run("run", HELLO, "--json").json().path("digest").asString("");
        var seed = Shell.run("run", HELLO, "--json", "--seed", "1").json();
        var argument = Shell.run("run", HELLO, "--json", "--", "x").json();

        assertThat(seed.path("digest").asString("")).hasSize(64).isNotEqualTo(digest);
        assertThat(argument.path("digest").asString("")).hasSize(64).isNotEqualTo(digest);
    }

    @Test
    void aProgramThatNeverEndsMeetsTheLimitOfSimulatedTime() {
        var shell = Shell.run("run", PREBUILT.resolve("test/loop.zip"), "--max-cycles", "100000", "--json");

        assertThat(shell.exitCode()).isEqualTo(42);
        assertThat(shell.json().path("outcome").asString("")).isEqualTo("cycle_limit");
    }

    @Test
    void aProgramThatTrespassesIsTrappedWithItsPlace() {
        var shell = Shell.run("run", PREBUILT.resolve("test/trespass.zip"), "--json");

        assertThat(shell.exitCode()).isEqualTo(4);
        assertThat(shell.json().path("outcome").asString("")).isEqualTo("trapped");
        assertThat(shell.json().path("trap").path("cause").asString("")).contains("fault");
    }

    @Test
    void aSlowerBuildIsARegressionAndSaysByHowManyCycles() throws Exception {
        var baseline = folder.resolve("baseline.json");
        var junit = folder.resolve("report.xml");
        var markdown = folder.resolve("report.md");

        assertThat(Shell.run("bench", "run", WORK, "-o", baseline).exitCode()).isZero();
        var slower = Shell.run(
                "bench",
                "compare",
                baseline,
                PREBUILT.resolve("test/work-b.zip"),
                "--junit",
                junit,
                "--markdown",
                markdown);
        var equal = Shell.run("bench", "compare", baseline, WORK);

        assertThat(slower.exitCode()).as(slower.out()).isEqualTo(3);
        assertThat(slower.out()).containsPattern("cycles: [0-9]+ more cycles");
        assertThat(Files.readString(junit)).contains("<failure");
        assertThat(Files.readString(markdown)).contains("**worse**");
        assertThat(equal.exitCode()).as(equal.out()).isZero();
    }

    @Test
    void theSameBundleGivesTheSameResultsFile() {
        var one = folder.resolve("one.json");
        var two = folder.resolve("two.json");

        Shell.run("bench", "run", WORK, "-o", one);
        Shell.run("bench", "run", WORK, "-o", two, "--threads", "2");

        assertThat(two).hasSameBinaryContentAs(one);
    }

    @Test
    void aTraceAndAProfileAreWrittenAndChangeNothing() throws Exception {
        var trace = folder.resolve("trace.json");
        var profile = folder.resolve("profile.json");
        var plain = Shell.run("run", SUM, "--mesh", "2x2", "--json", "--", "900");
        var observed = Shell.run(
                "run", SUM, "--mesh", "2x2", "--trace", trace, "--profile", profile, "--verify", "--json", "--", "900");

        assertThat(observed.exitCode()).as(observed.err()).isZero();
        assertThat(observed.err()).contains("events are in " + trace).contains("the profile is in " + profile);
        assertThat(observed.json().path("digest")).isEqualTo(plain.json().path("digest"));
        assertThat(observed.json().path("counters")).isEqualTo(plain.json().path("counters"));
        assertThat(Json.read(Files.readString(trace)).path("traceEvents").size())
                .isGreaterThan(1_000);
        assertThat(Json.read(Files.readString(profile)).path("profiles").size()).isEqualTo(5);
    }

    @Test
    void translatedRegionsArePrintedAndChangeNothing() throws Exception {
        var regions = folder.resolve("regions.txt");
        var sieve = Path.of(System.getProperty("fugu.root", ".."), "guest/prebuilt/perf/sieve.zip");
        var plain = Shell.run("run", sieve, "--json", "--", "2");
        var printed = Shell.run("run", sieve, "--print-regions", regions, "--json", "--", "2");

        assertThat(printed.exitCode()).as(printed.err()).isZero();
        assertThat(printed.err()).contains("regions are in " + regions);
        assertThat(printed.json().path("digest")).isEqualTo(plain.json().path("digest"));
        assertThat(Files.readString(regions)).contains("entry 0", "lookupswitch", "NodeClock.limit");
    }

    @Test
    void aPartOfATraceIsSmallerThanTheWhole() throws Exception {
        var whole = folder.resolve("whole.json");
        var part = folder.resolve("part.json");
        Shell.run("run", SUM, "--mesh", "2x2", "--trace", whole);
        Shell.run("run", SUM, "--mesh", "2x2", "--trace", part, "--trace-from", "20000", "--trace-to", "21000");
        assertThat(Files.size(part)).isPositive().isLessThan(Files.size(whole) / 5);
        assertThat(Json.read(Files.readString(part)).path("traceEvents").size()).isPositive();
    }

    @Test
    void aReportSaysWhereTheCyclesWentAndHowLongThingsTook() {
        var shell = Shell.run("run", SUM, "--mesh", "2x2");
        assertThat(shell.out())
                .contains("where the cycles went")
                .contains("remote miss")
                .contains("latencies, in cycles");
        var json = Shell.run("run", SUM, "--mesh", "2x2", "--json").json();
        var remote = json.path("latencies").path("miss_remote");
        assertThat(remote.path("minCycles").asLong())
                .isLessThanOrEqualTo(remote.path("p50Cycles").asLong());
        assertThat(remote.path("p50Cycles").asLong())
                .isLessThanOrEqualTo(remote.path("maxCycles").asLong());
        long misses = 0;
        for (var node : json.path("counters"))
            misses += node.path("cache.misses.remote").asLong();
        assertThat(remote.path("count").asLong()).isEqualTo(misses);
    }

    @Test
    void theTrafficOfTheLinksIsInTheJsonOnRequest() {
        var plain = Shell.run("run", SUM, "--mesh", "2x2", "--json").json();
        var json = Shell.run("run", SUM, "--mesh", "2x2", "--link-traffic", "--json")
                .json();
        assertThat(plain.has("linkTraffic")).isFalse();
        assertThat(json.path("digest")).isEqualTo(plain.path("digest"));
        var traffic = json.path("linkTraffic");
        assertThat(traffic.path("intervalCycles").asLong()).isEqualTo(65_536);
        var interval = traffic.path("links").path("node 0 east").path(0);
        assertThat(interval.path(0).asLong()).isZero();
        assertThat(interval.path(1).asLong()).isPositive();
    }

    @Test
    void aTraceThatCannotBeWrittenIsRefusedBeforeTheRun() {
        var nowhere = folder.resolve("no/such/folder/trace.json");
        for (var option : new String[] {"--trace", "--profile"}) {
            var shell = Shell.run("run", HELLO, option, nowhere);
            assertThat(shell.exitCode()).isEqualTo(2);
            assertThat(shell.err()).contains("cannot be written: there is no such folder");
            assertThat(shell.out()).isEmpty();
        }
        assertThat(Shell.run("run", HELLO, "--trace-from", "5").err()).contains("--trace, which is missing");
        assertThat(Shell.run("run", HELLO, "--trace", "x", "--trace-from", "5", "--trace-to", "5")
                        .err())
                .contains("holds nothing");
        var same = folder.resolve("same.json");
        assertThat(Shell.run("run", HELLO, "--trace", same, "--profile", same).err())
                .contains("the same file");
    }
}

package org.fugu.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.fugu.bundle.Bundle;
import org.fugu.cli.FakeService.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceCommandTests {
    private static final Path HELLO = Path.of(System.getProperty("fugu.root"), "guest", "prebuilt", "hello.zip");
    private static final String FINISHED = """
            {"id":"run_1","state":"finished","outcome":"exited","exitCode":0,"cycles":66,"clockMegahertz":33,
             "instructions":5,"messagesSent":1,"messagesReceived":1,"metrics":{"round_trip_cycles":33},
             "digest":"d","bundle":{"name":"hello","version":"1.0.0"}}""";

    @TempDir
    Path home;

    private FakeService service;

    @BeforeEach
    void start() throws Exception {
        service = new FakeService();
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private Shell shell(Object... args) {
        return Shell.in(home, service.environment(), args);
    }

    private FakeService serviceThatRuns(String finished) {
        var accepted = new Answer(202, "application/json", "{\"id\":\"run_1\"}");
        return service.on("POST /api/v1/runs/upload", accepted)
                .on("POST /api/v1/runs", accepted)
                .on("GET /api/v1/runs/run_1/events", Answer.events("""
                        id:1
                        event:state
                        data:{"state":"running"}

                        :ping

                        id:2
                        event:end
                        data:{}

                        """))
                .on("GET /api/v1/runs/run_1", Answer.json(finished))
                .on("GET /api/v1/runs/run_1/console", Answer.json("{\"nodes\":{\"0\":\"hi\\n\"}}"));
    }

    @Test
    void aCoRunIsOpenedJoinedConfirmedAndShown() throws Exception {
        var coRun = """
                {"id":"cor_1","state":"open","mesh":"4x2","machine":"fugu","digest":null,"members":[
                 {"name":"ada","me":true,"state":"joined","job":{"program":"hello","rectangle":"1x1+2+0"},"run":null,
                  "endedAt":null},
                 {"name":"ben","me":false,"state":"invited","job":null,"run":null,"endedAt":null}]}""";
        service.on("POST /api/v1/partitions", Answer.json("{\"id\":\"prt_1\"}"))
                .on(
                        "HEAD /api/v1/bundles/"
                                + Bundle.read(Files.readAllBytes(HELLO)).identity(),
                        Answer.json(""))
                .on("POST /api/v1/co-runs", Answer.json("{\"id\":\"cor_1\"}"))
                .on("PUT /api/v1/co-runs/cor_1/job", Answer.json(coRun))
                .on("POST /api/v1/co-runs/cor_1/confirm", Answer.json(coRun.replace("joined", "confirmed")))
                .on("DELETE /api/v1/co-runs/cor_1/job", Answer.json(coRun))
                .on("GET /api/v1/co-runs/cor_1", Answer.json(coRun));

        assertThat(shell("partitions", "--lease", "4x2", "--share", "ben,carol").exitCode())
                .isZero();
        assertThat(shell("co-run", "open", "prt_1", "--quantum", "20000").out().strip())
                .isEqualTo("cor_1");
        var joined = shell("co-run", "join", "cor_1", HELLO, "--at", "1x1+2+0", "--start", "500", "--", "a", "b");
        assertThat(joined.exitCode()).as(joined.err()).isZero();
        assertThat(joined.out()).contains("ada: joined, hello at 1x1+2+0", "ben: invited");
        assertThat(service.bodies().getLast()).doesNotContain("disk", "stdin", "inputs");
        var numbers = Files.writeString(home.resolve("numbers"), "abc");
        var abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        service.on("PUT /api/v1/inputs/" + abc, Answer.json("{\"digest\":\"" + abc + "\",\"bytes\":3}"));
        var given = shell(
                "co-run",
                "join",
                "cor_1",
                HELLO,
                "--stdin",
                numbers,
                "--input",
                "d/n=" + numbers,
                "--disk",
                "run_1",
                "--keep-disk");
        assertThat(given.exitCode()).as(given.err()).isZero();
        assertThat(service.bodies().getLast())
                .contains("\"stdinDigest\":\"" + abc + "\"", "\"d/n\":\"" + abc + "\"", "\"disk\":\"run_1\"")
                .contains("\"keepDisk\":true");
        assertThat(shell("co-run", "confirm", "cor_1").out()).contains("ada: confirmed");
        assertThat(shell("co-run", "show", "cor_1", "--json").out()).contains("\"rectangle\"");
        assertThat(shell("co-run", "leave", "cor_1").exitCode()).isZero();
        assertThat(shell("co-run").exitCode()).isEqualTo(2);
    }

    @Test
    void aSubmissionUploadsWaitsAndPrintsTheRun() throws Exception {
        var digest = Bundle.read(Files.readAllBytes(HELLO)).identity();
        serviceThatRuns(FINISHED);

        var shell = shell("submit", HELLO, "--wait", "--json");

        assertThat(shell.exitCode()).as(shell.err()).isZero();
        assertThat(shell.json().path("runId").asString("")).isEqualTo("run_1");
        assertThat(shell.json().path("console").path("0").asString("")).isEqualTo("hi\n");
        assertThat(service.requests()).startsWith("HEAD /api/v1/bundles/" + digest, "POST /api/v1/runs/upload");
    }

    @Test
    void theDiskOfARunIsKeptAndSaved() throws Exception {
        var disk = ",\"disk\":{\"source\":\"run_0\",\"kept\":true,\"afterBytes\":5,\"message\":null}}";
        serviceThatRuns(FINISHED.strip().replaceFirst("}$", "").concat(disk))
                .on("GET /api/v1/runs/run_1/disk", new Answer(200, "application/octet-stream", "bytes"));
        var file = home.resolve("after.img");

        var shell = shell("submit", HELLO, "--disk", "run_0", "--wait", "--save-disk", file);

        assertThat(shell.exitCode()).as(shell.err()).isZero();
        assertThat(Files.readString(file)).isEqualTo("bytes");
        assertThat(shell.out()).contains("5 bytes, kept");
        assertThat(service.bodies().get(1)).contains("\"disk\":\"run_0\"", "\"keepDisk\":true");

        assertThat(shell("submit", HELLO, "--save-disk", file).err()).contains("goes with --wait");
        var set = shell("submit", HELLO, "--disk", "blank", "--wait", "--save-disk", file, "--vary", "nodes=1,2");
        assertThat(set.exitCode()).isEqualTo(2);
        assertThat(set.err()).contains("does not go with --vary");
    }

    private static Answer noDisk(String why) {
        return Answer.problem(404, "{\"code\":\"disk-not-kept\",\"detail\":\"" + why + "\"}");
    }

    @Test
    void theDiskThatARunLeftBehindIsFetchedLater() throws Exception {
        service.on("GET /api/v1/runs/run_1/disk", Answer.file(new byte[] {1, -1}))
                .on("GET /api/v1/runs/run_2/disk", noDisk("the run was not to keep it"))
                .on("GET /api/v1/co-runs/cor_1", Answer.json("""
                        {"id":"cor_1","members":[{"name":"ann","me":false,"run":null},
                            {"name":"ben","me":true,"run":"run_1"}]}"""))
                .on("GET /api/v1/co-runs/cor_2", Answer.json("""
                        {"id":"cor_2","members":[{"name":"ben","me":true,"run":null}]}"""));
        var file = home.resolve("after.img");

        var shell = shell("disk", "run_1", "-o", file);
        assertThat(shell.exitCode()).as(shell.err()).isZero();
        assertThat(shell.out()).isEqualTo("wrote " + file + ", 2 bytes\n");
        assertThat(Files.readAllBytes(file)).containsExactly(1, -1);

        var job = home.resolve("job.img");
        var ofJob = shell("disk", "cor_1", "-o", job, "--json").json();
        assertThat(Files.readAllBytes(job)).containsExactly(1, -1);
        assertThat(ofJob.path("disks").path(0).path("run").asString()).isEqualTo("run_1");

        var none = shell("disk", "run_2", "-o", file);
        assertThat(none.exitCode()).isEqualTo(2);
        assertThat(none.err()).contains("the run was not to keep it");
        assertThat(Files.readAllBytes(file)).containsExactly(1, -1);
        var noJob = shell("disk", "cor_2", "-o", file);
        assertThat(noJob.exitCode()).isEqualTo(2);
        assertThat(noJob.err()).contains("no job of yours is confirmed");
        assertThat(shell("disk", "prt_1").err()).contains("names no run (run_…)");
    }

    @Test
    void theDisksOfARunSetAreFetchedIntoAFolder() throws Exception {
        service.on("GET /api/v1/runs/run_1/disk", Answer.file(new byte[] {7}))
                .on("GET /api/v1/runs/run_2/disk", noDisk("it is larger than what is kept"))
                .on("GET /api/v1/run-sets/rst_1", Answer.json("""
                        {"id":"rst_1","members":[{"run":"run_1"},{"run":"run_2"}]}"""))
                .on("GET /api/v1/run-sets/rst_2", Answer.json("""
                        {"id":"rst_2","members":[{"run":"run_2"}]}"""));
        var folder = home.resolve("disks");

        var shell = shell("disk", "rst_1", "-o", folder);
        assertThat(shell.exitCode()).as(shell.err()).isZero();
        assertThat(Files.readAllBytes(folder.resolve("run_1.img"))).containsExactly(7);
        assertThat(folder.resolve("run_2.img")).doesNotExist();
        assertThat(shell.err()).contains("run_2: it is larger than what is kept");
        assertThat(shell("disk", "rst_1", "-o", folder, "--json").json().path("notKept"))
                .hasSize(1);

        var none = shell("disk", "rst_2", "-o", folder);
        assertThat(none.exitCode()).isEqualTo(2);
        assertThat(none.err()).contains("no run of rst_2 has kept its disk");
    }

    @Test
    void whatARunReadsIsUploadedUnlessItIsThere() throws Exception {
        var words = Files.writeString(home.resolve("words"), "abc");
        var there = Files.writeString(home.resolve("there"), "");
        var digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        var empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        serviceThatRuns(FINISHED)
                .on("PUT /api/v1/inputs/" + digest, Answer.json("{\"digest\":\"" + digest + "\",\"bytes\":3}"))
                .on("HEAD /api/v1/inputs/" + empty, Answer.json(""));
        var shell = shell("submit", HELLO, "--stdin", words, "--input", "d/e=" + there);
        assertThat(shell.exitCode()).as(shell.err()).isZero();
        assertThat(shell.err()).contains("uploading the standard input, 3 bytes");
        assertThat(service.requests())
                .contains("PUT /api/v1/inputs/" + digest)
                .doesNotContain("PUT /api/v1/inputs/" + empty);
        assertThat(String.join("\n", service.bodies()))
                .contains("\"stdinDigest\":\"" + digest + "\"", "\"inputs\":{\"d/e\":\"" + empty + "\"}");
        var wrong = shell("submit", HELLO, "--input", "..=" + words);
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.err()).contains("cannot be called '..'");
    }

    @Test
    void aDiskThatWasNotKeptIsSaidToBe() {
        var why = "which packed are more than the 8388608 that are kept";
        var disk = ",\"disk\":{\"source\":\"blank\",\"kept\":false,\"message\":\"" + why + "\"}}";
        serviceThatRuns(FINISHED.strip().replaceFirst("}$", "").concat(disk));
        var file = home.resolve("after.img");
        var shell = shell("submit", HELLO, "--disk", "blank", "--wait", "--save-disk", file);
        assertThat(shell.exitCode()).isZero();
        assertThat(shell.err()).contains("the disk is not saved: " + why);
        assertThat(shell.out()).contains(why);
        assertThat(file).doesNotExist();
    }

    @Test
    void aBundleThatTheServiceHasIsNotSentAgain() throws Exception {
        var digest = Bundle.read(Files.readAllBytes(HELLO)).identity();
        serviceThatRuns(FINISHED).on("HEAD /api/v1/bundles/" + digest, Answer.json(""));

        assertThat(shell("submit", HELLO).exitCode()).isZero();

        assertThat(service.requests()).containsExactly("HEAD /api/v1/bundles/" + digest, "POST /api/v1/runs");
    }

    @Test
    void aRefusedSubmissionUploadsNothingByItself() throws Exception {
        var digest = Bundle.read(Files.readAllBytes(HELLO)).identity();
        service.on("POST /api/v1/runs/upload", Answer.problem(422, """
                {"code":"unknown-machine","detail":"there is no machine 'cray'","requestId":"r8"}"""));

        var shell = shell("submit", HELLO, "--machine", "cray");

        assertThat(shell.exitCode()).isEqualTo(2);
        assertThat(shell.err()).contains("there is no machine 'cray'");
        assertThat(service.requests()).containsExactly("HEAD /api/v1/bundles/" + digest, "POST /api/v1/runs/upload");
    }

    @Test
    void bundlesAndRunsAreDeletedAndWhatNeedsThemIsNamed() {
        service.on("DELETE /api/v1/bundles/d1", Answer.problem(409, """
                        {"code":"bundle-in-use","detail":"the bundle is needed by run run_1"}"""))
                .on("DELETE /api/v1/bundles/d1?cascade=true", new Answer(204, "application/json", ""))
                .on("DELETE /api/v1/runs/run_2", new Answer(204, "application/json", ""));

        var refused = shell("bundles", "--delete", "d1");
        assertThat(refused.exitCode()).isEqualTo(7);
        assertThat(refused.err()).contains("run_1");
        assertThat(shell("bundles", "--delete", "d1", "--cascade").out()).isEqualTo("deleted d1\n");
        assertThat(shell("runs", "--delete", "run_2").out()).isEqualTo("deleted run_2\n");
        assertThat(shell("bundles", "--cascade").exitCode()).isEqualTo(2);
    }

    @Test
    void aLibraryOsIsPublishedListedSharedAndRetired() throws Exception {
        var digest = Bundle.read(Files.readAllBytes(HELLO)).identity();
        var mine = """
                {"libos":"hello@1.0.0","bundle":"d1","owner":"ada","mine":true,"visibility":"named",
                 "users":["ben","carol"],"retiredAt":null}""";
        var everybodys = """
                {"libos":"exos@2.0","bundle":"d2","owner":"eve","mine":false,"visibility":"everybody",
                 "users":null,"retiredAt":"2026-01-31T12:00:00Z"}""";
        service.on("HEAD /api/v1/bundles/" + digest, Answer.json(""))
                .on("POST /api/v1/libraries", Answer.json(mine))
                .on("GET /api/v1/libraries?limit=100", Answer.json("{\"items\":[" + everybodys + "," + mine + "]}"))
                .on("GET /api/v1/libraries?limit=100&name=exos&mine=true", Answer.json("{\"items\":[]}"))
                .on("GET /api/v1/libraries/exos@2.0", Answer.json(everybodys))
                .on("PUT /api/v1/libraries/hello@1.0.0", Answer.json(mine.replace("named", "private")))
                .on("POST /api/v1/libraries/hello@1.0.0/retire", Answer.json(everybodys))
                .on("POST /api/v1/libraries/exos@2.0/retire", Answer.problem(403, """
                        {"code":"library-not-yours","detail":"exos@2.0 is eve's"}"""));

        assertThat(shell("libos", "publish", HELLO, "--visible-to", "ben,carol").out())
                .isEqualTo("hello@1.0.0  d1  yours, for ben, carol\n");
        assertThat(shell("libos", "publish", HELLO, "--visible-to", "everybody").err())
                .contains("./fugu libos share hello@1.0.0");
        assertThat(shell("libos", "list").out())
                .isEqualTo("exos@2.0  d2  of eve, for everybody, retired\nhello@1.0.0  d1  yours, for ben, carol\n");
        assertThat(shell("libos", "list", "--name", "exos", "--mine").out()).isEmpty();
        assertThat(shell("libos", "show", "exos@2.0", "--json")
                        .json()
                        .path("bundle")
                        .asString(""))
                .isEqualTo("d2");
        assertThat(shell("libos", "share", "hello@1.0.0", "--visible-to", "nobody")
                        .out())
                .contains("for you alone");
        assertThat(shell("libos", "retire", "hello@1.0.0").exitCode()).isZero();
        var refused = shell("libos", "retire", "exos@2.0");
        assertThat(refused.exitCode()).isEqualTo(7);
        assertThat(refused.err()).contains("exos@2.0 is eve's");
        assertThat(shell("libos").exitCode()).isEqualTo(2);
        assertThat(shell("libos", "share", "hello@1.0.0").exitCode()).isEqualTo(2);
        assertThat(shell("libos", "show", "hello").err()).contains("as in exos@1.0");
        assertThat(shell("libos", "publish", HELLO, "--visible-to", "everybody,ben")
                        .exitCode())
                .isEqualTo(2);
    }

    @Test
    void runsAreListed() {
        service.on("GET /api/v1/runs?limit=100", Answer.json("""
                {"items":[{"id":"run_1","state":"finished","outcome":"exited","machine":"fugu","mesh":"2x1",
                           "bundle":{"name":"hello","version":"1.0.0"}},
                          {"id":"run_2","state":"queued","outcome":null,"machine":"dash","mesh":"1x1",
                           "bundle":{"name":"hello","version":"1.0.0"}}]}"""));

        assertThat(shell("runs").out())
                .isEqualTo("run_1  exited          hello 1.0.0 on fugu 2x1\n"
                        + "run_2  queued          hello 1.0.0 on dash 1x1\n");
    }

    @Test
    void runsAreFoundByWhatIsSaidOfThemAndLabelledAnew() {
        service.on(
                        "GET /api/v1/runs?limit=100&outcome=exited&exitCode=3&nodes=2&label=night&label=team%3Da+b"
                                + "&branch=main&search=hel",
                        Answer.json("""
                                {"items":[{"id":"run_1","state":"finished","outcome":"exited","machine":"fugu",
                                           "mesh":"2x1","bundle":{"name":"hello","version":"1.0.0"},
                                           "labels":{"night":"yes","team":"a b"}}]}"""))
                .on("PUT /api/v1/runs/run_1/labels", Answer.json("{\"labels\":{\"night\":\"no\"}}"));

        var found = shell(
                "runs",
                "--outcome",
                "exited",
                "--exit-code",
                "3",
                "--nodes",
                "2",
                "--label",
                "night",
                "--label",
                "team=a b",
                "--branch",
                "main",
                "--search",
                "hel");
        assertThat(found.out()).isEqualTo("run_1  exited          hello 1.0.0 on fugu 2x1  night=yes  team=a b\n");
        assertThat(shell("runs", "--relabel", "run_1", "--label", "night=no").out())
                .isEqualTo("run_1  night=no\n");
        assertThat(service.bodies().getLast()).isEqualTo("{\"labels\":{\"night\":\"no\"}}");
        assertThat(shell("runs", "--relabel", "run_1", "--label", "night").exitCode())
                .isEqualTo(2);
    }

    @Test
    void aRunIsSubmittedWithLabelsAndWithTheCommitThatARepositoryIsAt(@TempDir Path folder) throws Exception {
        var repository = new GitRepository(folder);
        var commit = repository.commit("first", "quick.elf");
        repository.git("remote", "add", "origin", "https://me:secret@example.org/it.git");
        var digest = Bundle.read(Files.readAllBytes(HELLO)).identity();
        serviceThatRuns(FINISHED).on("HEAD /api/v1/bundles/" + digest, Answer.json(""));

        assertThat(shell("submit", HELLO, "--label", "a=1", "--label", "b=2=3", "--git", repository.root())
                        .exitCode())
                .isZero();
        assertThat(service.bodies().getLast())
                .contains("\"labels\":{\"a\":\"1\",\"b\":\"2=3\"}")
                .contains("\"commit\":\"" + commit + "\"")
                .contains("\"branch\":\"main\"")
                .contains("\"repository\":\"https://example.org/it.git\"");
        assertThat(service.bodies().getLast()).doesNotContain("cache");
        assertThat(shell("submit", HELLO, "--commit", "c", "--branch", "b", "--no-cache")
                        .exitCode())
                .isZero();
        assertThat(service.bodies().getLast())
                .contains("\"cache\":false", "\"commit\":\"c\",\"branch\":\"b\"")
                .doesNotContain("repository", "labels");
        assertThat(shell("submit", HELLO, "--git", "/").err()).contains("no git repository around '/'");
    }

    @Test
    void metricsArePrintedInTheUnitsThatTheProgramDeclared() {
        serviceThatRuns(FINISHED.replace("\"metrics\":{\"round_trip_cycles\":33}", """
                "metrics":{"hop":146175,"largest":9223372036854775807,"plain_cycles":33,"rate":5,"trip":2500},
                "metricUnits":{"hop":"millicycles","largest":"cycles","rate":"KB/s","trip":"nanoseconds"}"""));

        var shell = shell("submit", HELLO, "--wait");

        assertThat(shell.out())
                .contains("  hop           146,175 millicycles (4.430 µs)\n")
                .contains("  largest       9,223,372,036,854,775,807 cycles (")
                .contains("  plain_cycles  33\n")
                .contains("  rate          5 KB/s\n")
                .contains("  trip          2,500 nanoseconds (2.500 µs)\n");
    }

    @Test
    void theStatusOfARunThatGoesOnSaysHowFarItIs() {
        service.on("GET /api/v1/runs/run_1", Answer.json("""
                        {"id":"run_1","state":"running","progress":0.125,"progressCycle":125000}"""))
                .on("GET /api/v1/runs/run_1/console", Answer.json("{\"nodes\":{}}"));

        var shell = shell("status", "run_1");

        assertThat(shell.exitCode()).as(shell.err()).isZero();
        assertThat(shell.out()).contains("cycle 125,000, 12.5 % of the limit");
    }

    @Test
    void aGuestThatFailsOnTheServiceFailsTheWaitingCommand() {
        serviceThatRuns(FINISHED.replace("\"exitCode\":0", "\"exitCode\":3"));

        var shell = shell("submit", HELLO, "--wait");

        assertThat(shell.exitCode()).isEqualTo(4);
        assertThat(shell.out()).contains("exited, exit code 3").contains("66 (2.000 µs at 33 MHz)");
    }

    @Test
    void aRunOnTheServiceSaysWhereTheCyclesWentAndHowLongThingsTookLikeOneHere() {
        service.on("GET /api/v1/runs/run_1", Answer.json(FINISHED.replace("\"digest\"", """
                        "counters":[{"cycles":60,"cycles.compute":45,"cycles.idle":15},
                                    {"cycles":20,"cycles.compute":15,"cycles.local_miss":5}],
                        "latencies":{"miss_local":{"count":1234,"minCycles":1,"p50Cycles":2,"p90Cycles":3,
                            "p99Cycles":4,"maxCycles":5678,"meanMillicycles":2500}},
                        "digest\"""")))
                .on("GET /api/v1/runs/run_1/console", Answer.json("{\"nodes\":{}}"));

        var shell = shell("status", "run_1");

        assertThat(shell.exitCode()).as(shell.err()).isZero();
        assertThat(shell.out().replaceAll(" +", " ").lines().map(String::strip))
                .containsSubsequence(
                        "where the cycles went, each node up to the end of its own clock",
                        "compute 60 75.0 %",
                        "local miss 5 6.3 %",
                        "idle 15 18.8 %",
                        "latencies, in cycles count min p50 p90 p99 max mean",
                        "miss local 1,234 1 2 3 4 5,678 2.5");
    }

    @Test
    void aRunFromBeforeThereWasAnAccountSaysNothingOfIt() {
        service.on("GET /api/v1/runs/run_1", Answer.json(FINISHED.replace("\"digest\"", """
                        "counters":[{"cycles":60,"tlb_misses":3}],"latencies":null,"digest\"""")))
                .on("GET /api/v1/runs/run_1/console", Answer.json("{\"nodes\":{}}"));

        var shell = shell("status", "run_1");

        assertThat(shell.exitCode()).as(shell.err()).isZero();
        assertThat(shell.out()).contains("66 (2.000 µs at 33 MHz)").doesNotContain("where the", "latencies");
    }

    @Test
    void aLostEventStreamIsTakenUpWhereItBroke() {
        service.on(
                "GET /api/v1/runs/run_1/events",
                Answer.events("id:7\nevent:console\ndata:{\"node\":0,\"text\":\"one \"}\n\n"),
                Answer.events("id:8\nevent:console\ndata:{\"node\":0,\"text\":\"two\\n\"}\n\n"
                        + "id:9\nevent:end\ndata:{}\n\n"));

        var shell = shell("logs", "-f", "run_1");

        assertThat(shell.out()).isEqualTo("one two\n");
        assertThat(service.requests())
                .containsExactly("GET /api/v1/runs/run_1/events", "GET /api/v1/runs/run_1/events after 7");
    }

    @Test
    void somebodyElsesRunIsNotThere() {
        var shell = shell("status", "run_2", "--json");

        assertThat(shell.exitCode()).isEqualTo(2);
        assertThat(shell.errorCode()).isEqualTo("not-found");
    }

    @Test
    void aProblemIsShownWithItsPlaceAndRequest() {
        service.on("POST /api/v1/partitions", Answer.problem(422, """
                {"code":"partition-too-large","detail":"9 columns do not fit","requestId":"r7",
                 "errors":[{"pointer":"/columns","detail":"at most 8"}]}"""));

        var shell = shell("partitions", "--lease", "9x1");

        assertThat(shell.exitCode()).isEqualTo(2);
        assertThat(shell.err()).contains("9 columns do not fit").contains("r7").contains("/columns: at most 8");
    }

    @Test
    void aLeaseWaitsWithItsPlaceAndAnEstimate() {
        var waiting = """
                {"id":"prt_1","machine":"fugu","column":null,"row":null,"columns":8,"rows":8,"state":"waiting",
                 "startsAt":"2026-12-24T08:00:00Z","expiresAt":"2026-12-31T08:00:00Z",
                 "waiting":{"place":2,"minutes":60,"estimatedStart":%s,"unestimated":%s,"waitingFor":"room"}}""";
        service.on(
                "POST /api/v1/partitions",
                Answer.json(waiting.formatted("\"2026-12-24T09:00:00Z\"", "null")),
                Answer.json(waiting.formatted("null", "\"33 wait\"")));

        assertThat(shell("partitions", "--lease", "8x8", "--wait").out())
                .contains(
                        "waiting, place 2 in the line, begins 2026-12-24T09:00:00Z, waits until 2026-12-31T08:00:00Z");
        assertThat(shell("partitions", "--lease", "8x8", "--wait=2026-12-25T08:00:00Z")
                        .out())
                .contains("begins at a time not known yet (33 wait)");
        assertThat(service.bodies())
                .containsExactly(
                        "{\"machine\":\"fugu\",\"columns\":8,\"rows\":8,\"minutes\":60,\"wait\":true}",
                        "{\"machine\":\"fugu\",\"columns\":8,\"rows\":8,\"minutes\":60,\"wait\":true,"
                                + "\"waitUntil\":\"2026-12-25T08:00:00Z\"}");
    }

    @Test
    void aLeaseBeginsLaterAndIsRenewed() {
        var reserved = """
                {"id":"prt_1","machine":"fugu","column":0,"row":0,"columns":2,"rows":1,"state":"%s",
                 "startsAt":"2026-12-24T08:00:00Z","expiresAt":"2026-12-24T12:00:00Z"}""";
        service.on("POST /api/v1/partitions", Answer.json(reserved.formatted("reserved")))
                .on("POST /api/v1/partitions/prt_1/renew", Answer.json(reserved.formatted("active")));

        assertThat(shell("partitions", "--lease", "2x1", "--from", "2026-12-24T08:00:00Z", "--minutes", "240")
                        .out())
                .contains("reserved, lease from 2026-12-24T08:00:00Z to 2026-12-24T12:00:00Z");
        assertThat(shell("partitions", "--renew", "prt_1", "--minutes", "60").out())
                .contains("active, lease to 2026-12-24T12:00:00Z");
        assertThat(service.bodies())
                .containsExactly(
                        "{\"machine\":\"fugu\",\"columns\":2,\"rows\":1,\"minutes\":240,"
                                + "\"from\":\"2026-12-24T08:00:00Z\"}",
                        "{\"minutes\":60}");
    }

    @Test
    void tooManyRequestsAreSentAgainAndAFullQueueIsNot() {
        service.on(
                        "GET /api/v1/partitions?limit=100",
                        Answer.problem(429, "{\"code\":\"too-many-requests\"}"),
                        Answer.json("{\"items\":[]}"))
                .on(
                        "POST /api/v1/partitions",
                        Answer.problem(429, "{\"code\":\"queue-full\"}"),
                        Answer.json("{\"id\":\"prt_1\"}"));

        assertThat(shell("partitions").exitCode()).isZero();
        assertThat(shell("partitions", "--lease", "1x1").exitCode()).isEqualTo(7);
    }

    @Test
    void aServiceThatIsBrieflyAwayIsAskedAgain() {
        service.on("GET /api/v1/partitions?limit=100", Answer.problem(503, "{}"), Answer.json("{\"items\":[]}"));

        assertThat(shell("partitions").exitCode()).isZero();
    }

    private static String member(String placement, long cycles, String console) {
        return """
                {"run":"run_%s","at":{"machine":null,"nodes":4,"arguments":null,"figures":null,"seed":null,
                    "pageTable":null,"placement":"%s"},"state":"finished","outcome":"exited","exitCode":0,
                 "cycles":%d,"clockMegahertz":33.0,"instructions":5,"messagesSent":0,"messagesReceived":0,
                 "digest":"d","resultDigest":"r","consoleDigest":"%s","metrics":{},
                 "counters":{"cycles.compute":%d,"cycles.kernel":40},
                 "kernel":{"null":{"count":2,"cycles":1000}}}
                """.formatted(placement, placement, cycles, console, cycles);
    }

    private void serviceWithSet(String monolithicPrints) throws IOException {
        var digest = Bundle.read(Files.readAllBytes(HELLO)).identity();
        service.on("HEAD /api/v1/bundles/" + digest, Answer.json(""))
                .on("POST /api/v1/run-sets", Answer.json("{\"id\":\"rst_1\",\"state\":\"under_way\"}"))
                .on(
                        "GET /api/v1/run-sets/rst_1",
                        Answer.json("{\"id\":\"rst_1\",\"state\":\"under_way\",\"size\":2,\"ended\":0}"),
                        Answer.json("{\"id\":\"rst_1\",\"state\":\"ended\",\"size\":2,\"ended\":2,\"sameOutput\":"
                                + monolithicPrints.equals("a") + ",\"members\":[" + member("library", 1000, "a") + ","
                                + member("monolithic", 1250, monolithicPrints) + "]}"));
    }

    @Test
    void aSetOnTheServiceIsShownLikeOneHere() throws IOException {
        serviceWithSet("a");

        var shell = shell("submit", HELLO, "--vary", "nodes=4", "--vary", "placement=library,monolithic", "--wait");

        assertThat(shell.exitCode()).as(shell.err()).isZero();
        assertThat(shell.out().replaceAll(" +", " ").lines().map(String::strip))
                .contains(
                        "nodes placement cycles to library program kernel refills misses waiting calls crossings transfers",
                        "4 library 1,000 1,000 40 0 0 0 2 2 0",
                        "4 monolithic 1,250 +25.0 % 1,250 40 0 0 0 2 2 0",
                        "all print the same where only the structure differs",
                        "monolithic: a crossing into the kernel, here 500.0 cycles (15.2 µs), 2 times");
        assertThat(service.requests()).contains("POST /api/v1/run-sets");
    }

    @Test
    void setsAreListedShownCanceledAndDeleted() throws IOException {
        serviceWithSet("b");
        service.on(
                        "GET /api/v1/run-sets?limit=100",
                        Answer.json("{\"items\":[{\"id\":\"rst_1\",\"state\":\"ended\",\"size\":2,\"ended\":2,"
                                + "\"bundle\":{\"name\":\"sum\",\"version\":\"1.0\"}}],\"nextCursor\":null}"))
                .on("GET /api/v1/run-sets/rst_1/csv", Answer.json("run,cycles"))
                .on("POST /api/v1/run-sets/rst_1/cancel", Answer.json("{\"id\":\"rst_1\",\"state\":\"ended\"}"))
                .on("DELETE /api/v1/run-sets/rst_1", Answer.json(""));

        assertThat(shell("run-sets", "list").out()).isEqualTo("rst_1  ended        2 of 2 ended  sum 1.0\n");
        // One that is under way has no verdict yet.
        assertThat(shell("run-sets", "show", "rst_1", "--json").exitCode()).isZero();
        var table = home.resolve("table.csv");
        var shown = shell("run-sets", "show", "rst_1", "--csv", table);
        assertThat(shown.exitCode()).as(shown.err()).isEqualTo(4);
        assertThat(shown.out()).contains("NOT the same output");
        assertThat(table).hasContent("run,cycles");
        assertThat(shell("run-sets", "cancel", "rst_1").out()).contains("asked for the end of rst_1");
        assertThat(shell("run-sets", "delete", "rst_1").out()).isEqualTo("deleted rst_1\n");
        assertThat(service.requests()).contains("POST /api/v1/run-sets/rst_1/cancel", "DELETE /api/v1/run-sets/rst_1");
        assertThat(shell("run-sets").exitCode()).isEqualTo(2);
    }

    @Test
    void aSetWhoseRunsPrintDifferentlyFailsTheCommand() throws IOException {
        serviceWithSet("b");

        var shell = shell("submit", HELLO, "--vary", "placement=library,monolithic", "--wait");

        assertThat(shell.exitCode()).isEqualTo(4);
        assertThat(shell.out()).contains("NOT the same output").contains("nodes 4");
    }

    @Test
    void aTableIsOfASetThatIsWaitedFor() {
        assertThat(shell("submit", HELLO, "--csv", "set.csv").err()).contains("--vary and --wait");
        assertThat(shell("submit", HELLO, "--vary", "nodes=", "--json").errorCode())
                .isNotBlank();
        assertThat(service.requests()).isEmpty();
    }
}

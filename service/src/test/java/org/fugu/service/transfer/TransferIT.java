package org.fugu.service.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.fugu.bundle.stored.StoredArchive;
import org.fugu.bundle.stored.StoredFile;
import org.fugu.experiment.runfile.RunFile;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.fugu.service.TestDatabase;
import org.fugu.service.library.Libos;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// A run leaves one installation as a file, and is verified in another one, with a database of its own. Whoever changed
/// the file on the way is refused, or found out.
class TransferIT {
    private static final RunningService THERE =
            RunningService.startOn(TestDatabase.fresh(), "--fugu.installation=the lab's");
    private static final RunningService HERE =
            RunningService.startOn(TestDatabase.fresh(), "--fugu.runs.answers-from-cache=true", "--fugu.audit.cron=-");

    private final Caller owner = THERE.newUser();
    private final Caller importer = HERE.newUser();

    @AfterAll
    static void stop() {
        THERE.close();
        HERE.close();
    }

    private static String ended(Caller user, String order) {
        var id = user.submitted(order);
        user.awaitEnd(id);
        return id;
    }

    private static String hello(Caller user, String more) {
        return ended(user, "{\"bundle\":\"" + user.uploaded(RunningService.prebuilt("hello.zip")) + "\"" + more + "}");
    }

    private byte[] exported(String run) {
        return owner.get("/api/v1/runs/" + run + "/export").requireStatus(200).bytes();
    }

    private Caller.Answer bring(byte[] file, String query) {
        return importer.send("POST", "/api/v1/runs/import" + query, file, "Content-Type", "application/octet-stream");
    }

    private JsonNode verified(byte[] file) {
        var run = bring(file, "?verify=true").requireStatus(201).json();
        return importer.awaitRun(run.path("id").asString(), seen -> !state(seen).equals("claimed"));
    }

    private static String state(JsonNode run) {
        return run.path("imported").path("state").asString();
    }

    private static List<String> differences(JsonNode run) {
        return run.path("imported")
                .path("differences")
                .valueStream()
                .map(JsonNode::asString)
                .toList();
    }

    private static TreeMap<String, byte[]> parts(byte[] file) throws IOException {
        var parts = new TreeMap<String, byte[]>();
        try (var zip = new ZipInputStream(new ByteArrayInputStream(file))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                parts.put(entry.getName(), zip.readAllBytes());
            }
        }
        return parts;
    }

    private static byte[] packed(TreeMap<String, byte[]> parts) throws IOException {
        var file = new ByteArrayOutputStream();
        StoredArchive.write(
                parts.entrySet().stream()
                        .map(part -> StoredFile.of(part.getKey(), part.getValue()))
                        .toList(),
                file);
        return file.toByteArray();
    }

    /// As somebody would do it who knows the form: with the digest of what they put in.
    private static byte[] forged(byte[] file, String part, UnaryOperator<byte[]> change) throws IOException {
        var parts = parts(file);
        var bytes = Objects.requireNonNull(parts.get(part));
        var changed = change.apply(bytes);
        var before = StoredFile.of(part, bytes).digest();
        var after = StoredFile.of(part, changed).digest();
        parts.put(part, changed);
        assertThat(after).isNotEqualTo(before);
        var manifest = new String(parts.get(RunFile.MANIFEST), StandardCharsets.UTF_8);
        assertThat(manifest).contains(before);
        parts.put(RunFile.MANIFEST, manifest.replace(before, after).getBytes(StandardCharsets.UTF_8));
        return packed(parts);
    }

    private static byte[] replaced(byte[] text, String pattern, String by) {
        var before = new String(text, StandardCharsets.UTF_8);
        var after = before.replaceFirst(pattern, by);
        assertThat(after).isNotEqualTo(before);
        return after.getBytes(StandardCharsets.UTF_8);
    }

    private static long incidents() {
        return HERE.bean(JdbcClient.class)
                .sql("select count(*) from incidents")
                .query(Long.class)
                .single();
    }

    @Test
    void aRunIsTheSameFileEachTimeAndTheSameRunElsewhere() throws IOException {
        var run = hello(owner, ",\"seed\":7,\"labels\":{\"paper\":\"table 3\"},\"branch\":\"main\"");
        var there = owner.run(run);
        var file = exported(run);

        assertThat(exported(run)).isEqualTo(file);
        assertThat(parts(file).keySet())
                .containsExactly("bundle.zip", "clues.json", "console", "fugu-run.json", "request.json", "result.json");
        assertThat(new String(file, StandardCharsets.ISO_8859_1))
                .doesNotContain(
                        owner.get("/api/v1/users/me").json().path("name").asString());

        var here = bring(file, "").requireStatus(201);
        var brought = here.json();
        assertThat(here.header("location"))
                .isEqualTo("/api/v1/runs/" + brought.path("id").asString());
        for (var field : new String[] {
            "state",
            "outcome",
            "exitCode",
            "message",
            "bundle",
            "program",
            "args",
            "machineVersion",
            "mesh",
            "nodes",
            "fidelity",
            "seed",
            "limits",
            "digest",
            "resultDigest",
            "cycles",
            "instructions",
            "messagesSent",
            "messagesReceived",
            "clockMegahertz",
            "metrics",
            "metricUnits",
            "counters",
            "latencies",
            "labels",
            "branch"
        }) {
            assertThat(brought.path(field)).as(field).isEqualTo(there.path(field));
        }
        assertThat(state(brought)).isEqualTo("claimed");
        assertThat(brought.path("imported").path("installation").asString()).isEqualTo("the lab's");
        assertThat(brought.path("imported").path("run").asString()).isEqualTo(run);
        assertThat(brought.path("hostMillis").isNull()).isTrue();
        var console = "/api/v1/runs/" + brought.path("id").asString() + "/console";
        assertThat(importer.get(console).text())
                .isEqualTo(owner.get("/api/v1/runs/" + run + "/console").text());
        assertThat(importer.get("/api/v1/runs/" + brought.path("id").asString() + "/request")
                        .bytes())
                .isEqualTo(owner.get("/api/v1/runs/" + run + "/request").bytes());
        // Who brings it again has it.
        assertThat(bring(file, "").requireStatus(200).json().path("id")).isEqualTo(brought.path("id"));
        HERE.newUser().get("/api/v1/runs/" + brought.path("id").asString()).requireProblem(404, "not-found");
        THERE.newUser().get("/api/v1/runs/" + run + "/export").requireProblem(404, "not-found");
    }

    @Test
    void itAnswersNobodyUntilItIsVerified() {
        var file = exported(hello(owner, ",\"seed\":8"));
        var brought = bring(file, "").requireStatus(201).json();
        var id = brought.path("id").asString();
        importer.get("/api/v1/runs/" + id + "/export").requireProblem(409, "not-verified");
        var order = "{\"bundle\":\"" + brought.path("bundle").path("digest").asString() + "\",\"seed\":8}";
        assertThat(importer.run(ended(importer, order)).path("from").isNull()).isTrue();
        // Now that run would answer; it is taken away.
        importer.get("/api/v1/runs")
                .json()
                .path("items")
                .valueStream()
                .map(each -> each.path("id").asString())
                .filter(each -> !each.equals(id))
                .forEach(each -> importer.delete("/api/v1/runs/" + each).requireStatus(204));

        importer.post("/api/v1/runs/" + id + "/verify", "").requireStatus(202);
        var verified = importer.awaitRun(id, seen -> !state(seen).equals("claimed"));

        assertThat(state(verified)).isEqualTo("verified");
        assertThat(differences(verified)).isEmpty();
        var answered = importer.post("/api/v1/runs", order).requireStatus(200).json();
        assertThat(answered.path("from").asString()).isEqualTo(id);
        importer.get("/api/v1/runs/" + id + "/export").requireStatus(200);
    }

    @Test
    void whatItReadComesWithIt() throws IOException {
        var echo = owner.uploaded(RunningService.prebuilt("test/echo.zip"));
        var run = ended(owner, "{\"bundle\":\"" + echo + "\",\"stdin\":\"one\\ntwo\\n\"}");
        var file = exported(run);
        assertThat(new String(Objects.requireNonNull(parts(file).get("inputs")), StandardCharsets.US_ASCII))
                .isEqualTo("stdin 8\none\ntwo\n\n");
        var brought = verified(file);
        assertThat(state(brought)).as(brought.toString()).isEqualTo("verified");
        assertThat(brought.path("inputs")).isEqualTo(owner.run(run).path("inputs"));
        var again = "/api/v1/runs/" + brought.path("id").asString() + "/export";
        assertThat(parts(importer.get(again).requireStatus(200).bytes()).get("inputs"))
                .isEqualTo(parts(file).get("inputs"));
        refused(forged(file, "inputs", text -> replaced(text, "two", "too")), "belong together");
        refused(forged(file, "inputs", text -> replaced(text, "stdin 8", "stdin 9")), "inputs");

        // What its bundle gives it is in there once.
        var words = owner.uploaded(RunningService.prebuilt("test/input.zip"));
        var ofBundle = exported(ended(owner, "{\"bundle\":\"" + words + "\"}"));
        assertThat(parts(ofBundle)).doesNotContainKey("inputs");
        assertThat(state(verified(ofBundle))).isEqualTo("verified");
        var more = new TreeMap<>(parts(exported(hello(owner, ",\"seed\":15"))));
        more.put("inputs", "stdin 0\n\n".getBytes(StandardCharsets.US_ASCII));
        refused(packed(more), "parts of the file");
    }

    /// A run that was refused something, did something with capabilities, and of which there is a trace.
    private String refusedSomething(long seed) {
        var grants = owner.uploaded(RunningService.prebuilt("test/grants.zip"));
        return ended(owner, "{\"bundle\":\"" + grants + "\",\"seed\":" + seed + ",\"trace\":{\"fromCycle\":100}}");
    }

    private static JsonNode told(Caller user, String run, String what) {
        return user.get("/api/v1/runs/" + run + "/" + what).requireStatus(200).json();
    }

    @Test
    void whatIsToldBesideTheResultComesWithIt() throws IOException {
        var run = refusedSomething(21);
        var file = exported(run);
        assertThat(parts(file)).containsKeys("clues.json", "epochs", "trace.json", "trace.gz");
        assertThat(exported(run)).isEqualTo(file);

        var brought = verified(file);
        assertThat(state(brought)).as(brought.toString()).isEqualTo("verified");
        var id = brought.path("id").asString();
        assertThat(told(owner, run, "refusals").path("refusalCounts").isEmpty()).isFalse();
        assertThat(told(owner, run, "capabilities").path("capabilityCounts").isEmpty())
                .isFalse();
        for (var what : List.of("refusals", "capabilities", "trace")) {
            assertThat(told(importer, id, what)).as(what).isEqualTo(told(owner, run, what));
        }
        assertThat(brought.path("trace")).isEqualTo(owner.run(run).path("trace"));
        var again = parts(importer.get("/api/v1/runs/" + id + "/export")
                .requireStatus(200)
                .bytes());
        for (var part : List.of("clues.json", "epochs", "trace.json", "trace.gz")) {
            assertThat(again.get(part)).as(part).isEqualTo(parts(file).get(part));
        }
    }

    @Test
    void aFileFromBeforeTellsLessUntilItIsVerified() throws IOException {
        var run = refusedSomething(22);
        var parts = parts(exported(run));
        var manifest = new String(parts.get(RunFile.MANIFEST), StandardCharsets.UTF_8);
        for (var part : List.of("clues.json", "epochs", "trace.json", "trace.gz")) {
            parts.remove(part);
            manifest = without(manifest, part);
        }
        parts.put(RunFile.MANIFEST, manifest.getBytes(StandardCharsets.UTF_8));
        var before = bring(packed(parts), "").requireStatus(201).json();
        var id = before.path("id").asString();
        assertThat(before.path("trace").isNull()).isTrue();
        importer.get("/api/v1/runs/" + id + "/refusals").requireProblem(404, "refusals-not-kept");
        importer.post("/api/v1/runs/" + id + "/verify", "").requireStatus(202);
        var verified = importer.awaitRun(id, seen -> !state(seen).equals("claimed"));
        assertThat(state(verified)).as(verified.toString()).isEqualTo("verified");
        assertThat(told(importer, id, "refusals")).isEqualTo(told(owner, run, "refusals"));
    }

    /// A manifest that does not name that part.
    private static String without(String manifest, String part) {
        return manifest.replaceFirst("\\s*\"" + part + "\" : \"[0-9a-f]{64}\",?", "")
                .replaceFirst(",(\\s*})", "$1");
    }

    private static byte[] zipped(byte[] bytes) {
        var packed = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    @Test
    void whatIsToldBesideTheResultIsComparedToo() throws IOException {
        var file = exported(refusedSomething(23));
        for (var forged : Map.of(
                        "refusals",
                        forged(file, "clues.json", text -> replaced(text, "\"argument\" : ", "\"argument\" : 9")),
                        "refusalCounts",
                        forged(
                                file,
                                "clues.json",
                                text -> replaced(text, "(?s)(\"refusalCounts\" : \\{\\s*\"\\w+\" : )", "$19")),
                        "capabilityEvents",
                        forged(file, "clues.json", text -> replaced(text, "\"rights\" : \"", "\"rights\" : \"all, ")),
                        "epochs",
                        forged(file, "epochs", text -> replaced(text, ":.{8}", ":01234567")),
                        "trace",
                        retraced(file, text -> replaced(text, "\"dur\":", "\"dur\":1")))
                .entrySet()) {
            var run = verified(forged.getValue());
            assertThat(state(run)).as(run.toString()).isEqualTo("different");
            assertThat(differences(run)).containsExactly(forged.getKey());
        }
    }

    /// With the digest of the other trace where it stands.
    private static byte[] retraced(byte[] file, UnaryOperator<byte[]> change) throws IOException {
        byte[] trace;
        try (var in = new GZIPInputStream(new ByteArrayInputStream(parts(file).get("trace.gz")))) {
            trace = change.apply(in.readAllBytes());
        }
        var digest = StoredFile.of("trace", trace).digest();
        var told = forged(file, "trace.json", text -> replaced(text, "[0-9a-f]{64}", digest));
        return forged(told, "trace.gz", _ -> zipped(trace));
    }

    @Test
    void whatIsToldBesideTheResultHasItsFormAndItsBounds() throws IOException {
        var file = exported(refusedSomething(24));
        refused(forged(file, "clues.json", text -> replaced(text, "\"node\" : 0", "\"node\" : 900")), "nodes");
        refused(forged(file, "clues.json", text -> replaced(text, "\"cycle\" : ", "\"cycle\" : -")), "clues.json");
        refused(forged(file, "clues.json", text -> replaced(text, "\"fuguClues\" : 1", "\"fuguClues\" : 2")), "format");
        refused(forged(file, "clues.json", text -> replaced(text, "\"advice\"", "\"advise\"")), "clues.json");
        refused(
                forged(file, "clues.json", text -> replaced(text, "(\"refusalCounts\" : \\{)[^}]*}", "$1 }")),
                "more of");
        refused(forged(file, "epochs", text -> replaced(text, ":.", ":G")), "epochs");
        refused(forged(file, "epochs", text -> Arrays.copyOf(text, text.length - 1)), "epochs");
        refused(forged(file, "trace.gz", bytes -> Arrays.copyOf(bytes, bytes.length / 2)), "trace.gz");
        refused(forged(file, "trace.gz", _ -> zipped("{}".getBytes(StandardCharsets.US_ASCII))), "trace.gz");
        refused(retraced(file, text -> replaced(text, "\\{", "[")), "trace.gz");
        // One that is small and becomes large.
        refused(forged(file, "trace.gz", _ -> zipped(new byte[(64 << 20) + 1])), "trace.gz");
        var half = parts(file);
        half.remove("trace.gz");
        var manifest = new String(half.get(RunFile.MANIFEST), StandardCharsets.UTF_8);
        half.put(RunFile.MANIFEST, without(manifest, "trace.gz").getBytes(StandardCharsets.UTF_8));
        refused(packed(half), "both, or neither");
        assertThat(importer.get("/api/v1/runs").json().path("items")).isEmpty();
    }

    @Test
    void aDiskAndALibraryOsComeWithIt() throws IOException {
        var files = owner.uploaded(RunningService.prebuilt("test/files.zip"));
        var first =
                ended(owner, "{\"bundle\":\"" + files + "\",\"args\":[\"4\"],\"disk\":\"blank\",\"keepDisk\":true}");
        var second = ended(owner, "{\"bundle\":\"" + files + "\",\"args\":[\"4\"],\"disk\":\"" + first + "\"}");
        assertThat(state(verified(exported(first)))).isEqualTo("verified");
        var file = exported(second);
        assertThat(parts(file)).containsKey("disk.gz");
        var brought = verified(file);
        assertThat(state(brought)).as(brought.toString()).isEqualTo("verified");
        assertThat(brought.path("disk").path("before"))
                .isEqualTo(owner.run(second).path("disk").path("before"));
        assertThat(bring(forged(file, "disk.gz", packed -> Arrays.copyOf(packed, packed.length - 9)), "")
                        .requireProblem(422, "not-a-run-file")
                        .text())
                .contains("disk.gz");

        var os = owner.uploaded(Libos.bundle("lab", "1.0", "x"));
        owner.post("/api/v1/libraries", "{\"bundle\":\"" + os + "\",\"visibility\":\"everybody\"}")
                .requireStatus(201);
        var order = "{\"bundle\":\"%s\",\"libos\":\"lab@1.0\"}";
        var bound = exported(ended(owner, order.formatted(owner.uploaded(Libos.program()))));
        assertThat(parts(bound)).containsKey("library.zip");
        assertThat(state(verified(bound))).isEqualTo("verified");
        assertThat(bring(forged(bound, "library.zip", zip -> file), "").status())
                .isEqualTo(422);

        // Who may run on it may not give it away.
        var stranger = THERE.newUser();
        var theirs = ended(stranger, order.formatted(stranger.uploaded(Libos.program())));
        stranger.get("/api/v1/runs/" + theirs + "/export").requireProblem(409, "libos-not-yours");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "result.json | \"cycles\" : \\d  | \"cycles\" : 9 | cycles",
                "result.json | \"digest\" : \"[0-9a-f]{8} | \"digest\" : \"01234567 | digest",
                "result.json | \"resultDigest\" : \"[0-9a-f]{8} | \"resultDigest\" : \"01234567 | resultDigest",
                "result.json | \"exitCode\" : 0 | \"exitCode\" : 1 | exitCode",
                "result.json | \"outcome\" : \"exited\" | \"outcome\" : \"trapped\" | outcome",
                "result.json | \"messagesSent\" : \\d | \"messagesSent\" : 7 | messagesSent",
                "result.json | \"cycles.compute\" : \\d | \"cycles.compute\" : 9 | counters",
                "result.json | \"p50Cycles\" : \\d | \"p50Cycles\" : 9 | latencies",
                "console     | Hello | Hallo | console",
                "request.json | \"seed\":11 | \"seed\":12 | digest",
            })
    void aClaimThatIsNotTrueIsFoundOutAndIsTheFilesFault(String part, String pattern, String by, String different)
            throws IOException {
        var file = exported(hello(owner, ",\"seed\":11"));
        long before = incidents();

        var run = verified(forged(file, part, text -> replaced(text, pattern, by)));

        assertThat(state(run)).isEqualTo("different");
        assertThat(differences(run)).contains(different);
        var verification = importer.get("/api/v1/runs/" + run.path("id").asString() + "/verifications")
                .json()
                .path("items")
                .path(0);
        assertThat(verification.path("same").asBoolean(true)).isFalse();
        assertThat(incidents()).isEqualTo(before);
        // It answers nobody.
        assertThat(HERE.bean(JdbcClient.class)
                        .sql("select count(*) from runs where id = :id and work is not null")
                        .param("id", run.path("id").asString())
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void aMetricThatTheProgramDoesNotReportIsFoundOut() throws IOException {
        var file = exported(hello(owner, ",\"seed\":14"));
        var run = verified(forged(
                file,
                "result.json",
                text -> replaced(text, "\"metrics\" : \\{ }", "\"metrics\" : {\n    \"fast\" : 1\n  }")));
        assertThat(run.path("metrics").path("fast").asInt()).isEqualTo(1);
        assertThat(state(run)).isEqualTo("different");
        assertThat(differences(run)).containsExactly("metrics");
    }

    @Test
    void whatIsNotAsItWasMadeIsRefused() throws IOException {
        var file = exported(hello(owner, ",\"seed\":12"));
        refused(Arrays.copyOf(file, file.length - 1), "truncated");
        refused(RunningService.prebuilt("hello.zip"), "may not have");
        for (int at : new int[] {40, 2000, file.length / 2, file.length - 60}) {
            var changed = file.clone();
            changed[at] ^= 1;
            bring(changed, "").requireProblem(422, "not-a-run-file");
        }
        var parts = parts(file);
        var more = new TreeMap<>(parts);
        more.put("disk.gz", new byte[] {1});
        refused(packed(more), "parts of the file");
        var fewer = new TreeMap<>(parts);
        fewer.remove("console");
        refused(packed(fewer), "parts of the file");
        // Packed by another program, and packed as one that is small and becomes large.
        var deflated = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(deflated)) {
            for (var part : parts.entrySet()) {
                zip.putNextEntry(new ZipEntry(part.getKey()));
                zip.write(part.getValue());
            }
        }
        refused(deflated.toByteArray(), "packed");
        // Parts whose digests are right, and that do not belong together.
        var other = parts(
                exported(ended(owner, "{\"bundle\":\"" + owner.uploaded(RunningService.prebuilt("sum.zip")) + "\"}")));
        refused(forged(file, "bundle.zip", _ -> other.get("bundle.zip")), "belong together");
        refused(forged(file, "bundle.zip", _ -> "no zip".getBytes(StandardCharsets.US_ASCII)), "bundle-not-a-zip");
        refused(forged(file, "request.json", text -> replaced(text, "\"seed\":12", "\"seed\": 12")), "request.json");
        refused(forged(file, "result.json", text -> replaced(text, "\"cycles\" :", "\"cycles\":")), "form");
        refused(forged(file, "result.json", text -> replaced(text, "\"cycles\" : ", "\"cycles\" : -")), "result.json");
        refused(forged(file, "result.json", text -> replaced(text, "exited", "well")), "outcome");
        refused(forged(file, "console", text -> replaced(text, "node 0 (\\d+)", "node 9 $1")), "console");
        refused(forged(file, "console", text -> replaced(text, "node 0 (\\d+)", "node 0 9$1")), "console");
        assertThat(importer.get("/api/v1/runs").json().path("items")).isEmpty();
        assertThat(importer.get("/api/v1/bundles").json().path("items")).isEmpty();
    }

    private void refused(byte[] file, String why) {
        assertThat(bring(file, "").requireProblem(422, "not-a-run-file").text()).contains(why);
    }

    @Test
    void itCountsForItsImporterAndIsOfTheVersionThatItIs() throws IOException {
        var file = exported(hello(owner, ",\"seed\":13"));
        var older = forged(
                file,
                "result.json",
                text -> replaced(text, "\"machineVersion\" : \"[^\"]+", "\"machineVersion\" : \"abc-1"));
        bring(older, "?verify=true").requireProblem(409, "model-version");
        assertThat(importer.get("/api/v1/runs").json().path("items")).isEmpty();
        var kept = bring(older, "").requireStatus(201).json().path("id").asString();
        importer.post("/api/v1/runs/" + kept + "/verify", "").requireProblem(409, "model-version");
        var use = importer.get("/api/v1/users/me").json().path("storage");
        assertThat(use.path("keptRuns").path("used").asInt()).isEqualTo(1);
        assertThat(use.path("consoleBytes").path("used").asLong()).isPositive();
        assertThat(use.path("bundleBytes").path("used").asLong()).isPositive();

        var user = importer.get("/api/v1/users/me").json().path("id").asString();
        var quota = "/api/v1/users/" + user + "/quota";
        var admin = HERE.admin().withKey();
        var tag = admin.get(quota).header("etag");
        admin.put(quota, "{\"keptRuns\":1}", "If-Match", tag).requireStatus(200);
        bring(file, "").requireProblem(409, "run-quota");
        tag = admin.get(quota).header("etag");
        admin.put(quota, "{\"nodeCyclesADay\":1}", "If-Match", tag).requireStatus(200);
        bring(file, "").requireProblem(409, "node-cycles-quota");
    }

    @Test
    void whatHasNoResultHasNoFile() throws IOException {
        var bundle = owner.uploaded(RunningService.prebuilt("hello.zip"));
        var waits = owner.submitted("{\"bundle\":\"" + bundle + "\",\"partition\":\"" + owner.leased() + "\"}");
        owner.awaitEnd(waits);
        THERE.bean(JdbcClient.class)
                .sql("update runs set outcome = null where id = :id")
                .param("id", waits)
                .update();
        owner.get("/api/v1/runs/" + waits + "/export").requireProblem(409, "no-result");
        assertThat(Files.list(Path.of("target/data/uploads"))).isEmpty();
    }
}

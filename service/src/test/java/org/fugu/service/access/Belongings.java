package org.fugu.service.access;

import static org.fugu.service.history.MeasuredBranches.well;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.fugu.exokernel.run.RunCancelledException;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.fugu.service.bundle.Archives;
import org.fugu.service.history.MeasuredBranches;
import org.fugu.service.identifier.Identifiers;
import org.fugu.service.input.InputUploads;
import org.fugu.service.library.Libos;
import org.fugu.service.measurement.MeasuredProject;
import org.fugu.service.run.ScriptedSimulator;
import org.springframework.jdbc.core.simple.JdbcClient;

/// What somebody has, made when it is first asked for.
final class Belongings {
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final String EXITS =
            ScriptedSimulator.script("access-exits", (request, _) -> ScriptedSimulator.exited(request, 1, Map.of()));
    private static final String STAYS = ScriptedSimulator.script("access-stays", (_, observer) -> {
        while (!observer.cancelled()) Thread.sleep(5);
        throw new RunCancelledException();
    });

    private static final String READ = "1 2 3";

    private final RunningService service;
    private final Caller owner;
    private final Caller admin;
    private final String viewerName;
    private final MeasuredProject project;
    private final Map<String, String> made = new LinkedHashMap<>();

    /// @param project of the owner, in which the viewer is one
    Belongings(RunningService service, MeasuredProject project, String viewerName, Caller admin) {
        this.service = service;
        this.project = project;
        this.owner = project.owner;
        this.viewerName = viewerName;
        this.admin = admin;
    }

    /// What nobody has uploaded but by the row that does.
    static byte[] words() {
        return "words of an input".getBytes(StandardCharsets.UTF_8);
    }

    /// @param name as in braces in a path, or after a dollar sign in a body
    String get(String name) {
        // Not computeIfAbsent: one may need another.
        var value = made.get(name);
        if (value == null) {
            value = make(name);
            made.put(name, value);
        }
        return value;
    }

    private String make(String name) {
        return switch (name) {
            case "bundle" -> owner.uploaded(RunningService.prebuilt("hello.zip"));
            case "freshBundle" -> owner.uploaded(archive(() -> hello("fresh")));
            case "libosBundle" -> owner.uploaded(archive(() -> Libos.bundle("os" + fresh(), "1.0", "x")));
            case "library" -> field(publish(), "name") + "@1.0";
            case "run" -> endedRun();
            case "realRun" -> realRun();
            case "reading" -> owner.submitted(run(EXITS, ",\"stdin\":\"" + READ + "\""));
            case "read" -> InputUploads.sha256(READ.getBytes(StandardCharsets.UTF_8));
            case "verification" -> id(owner.post("/api/v1/runs/" + get("realRun") + "/verify", ""));
            case "incident" -> incident();
            case "liveRun" -> owner.submitted(run(STAYS, ""));
            case "runSet" -> runSet(EXITS);
            case "liveRunSet" -> runSet(STAYS);
            case "partition" -> owner.leased();
            case "sharedPartition" -> shared();
            case "coRun" -> coRun();
            case "joinedCoRun" -> joined();
            case "confirmedCoRun" -> confirmed();
            case "user" -> user();
            case "disabledUser" -> disabledUser();
            case "key" -> id(owner.post("/api/v1/keys", "{\"name\":\"one\"}"));
            case "machine" -> machine();
            case "project" -> project.id;
            case "freshProject" -> id(owner.post("/api/v1/projects", "{\"name\":\"fresh-" + fresh() + "\"}"));
            case "projectName" -> field(owner.get(project.path()), "name");
            case "runKey" -> id(owner.post(project.path() + "/keys", "{\"name\":\"one\"}"));
            case "trust" ->
                id(owner.post(
                        project.path() + "/trusts",
                        "{\"name\":\"t\",\"issuer\":\"http://127.0.0.1:9\",\"claims\":{\"sub\":\"x\"}}"));
            case "share" -> id(owner.post("/api/v1/runs/" + get("run") + "/shares", "{}"));
            case "setShare" -> id(owner.post("/api/v1/run-sets/" + get("runSet") + "/shares", "{}"));
            case "member" -> member();
            case "invitation" ->
                owner.post(project.path() + "/invitations", "{}")
                        .requireStatus(201)
                        .json()
                        .path("invitation")
                        .path("id")
                        .asString();
            case "joinToken" ->
                field(owner.post("/api/v1/projects/" + get("freshProject") + "/invitations", "{}"), "token");
            case "viewer" -> viewerName;
            case "threshold" ->
                id(owner.post(
                        project.path() + "/thresholds",
                        "{\"benchmark\":\"b" + fresh() + "\",\"measure\":\"cycles\",\"increase\":\"1%\"}"));
            case "webhook" ->
                id(owner.post(
                        project.path() + "/webhooks",
                        "{\"url\":\"http://127.0.0.1:1/hook\",\"events\":[\"alert.raised\"]}"));
            case "delivery" -> delivery();
            case "liveMeasurement" ->
                id(owner.post(
                        project.measurements(),
                        MeasuredProject.body(
                                owner.uploaded(archive(() -> MeasuredProject.pingpong(90_000_000 + fresh()))),
                                MeasuredProject.commit(),
                                "topic")));
            case "measurement", "base", "head", "alert" -> measured(name);
            case "acknowledged" -> acknowledged();
            case "comparison" -> comparison();
            case "slower", "faster", "explained", "benchmark" -> explained(name);
            case "fresh" -> Integer.toString(fresh());
            case "freshCommit" -> MeasuredProject.commit();
            case "admin" -> RunningService.ADMIN;
            case "adminPassword" -> RunningService.ADMIN_PASSWORD;
            case "input" -> input();
            case "wordsDigest" -> InputUploads.sha256(words());
            case "none" -> "none";
            default -> throw new IllegalArgumentException("nobody has a " + name);
        };
    }

    /// That only the owner has.
    private String input() {
        var bytes = ("numbers " + fresh()).getBytes(StandardCharsets.UTF_8);
        var answer = owner.send("POST", "/api/v1/inputs", bytes, "Content-Type", "application/octet-stream");
        return field(answer.requireStatus(201), "digest");
    }

    /// Of a program and no script.
    private String realRun() {
        var id = owner.submitted("{\"bundle\":\"" + get("bundle") + "\"}");
        owner.awaitEnd(id);
        return id;
    }

    private String incident() {
        return service.bean(JdbcClient.class)
                .sql("""
                        insert into incidents (id, run_id, machine_version, recorded, found)
                        values (:id, :run, 'x-1', repeat('0', 64), repeat('1', 64)) returning id
                        """)
                .param("id", Identifiers.fresh("inc_"))
                .param("run", Identifiers.fresh("run_"))
                .query(String.class)
                .single();
    }

    /// Of the webhook, one that was given up.
    private String delivery() {
        return service.bean(JdbcClient.class)
                .sql("""
                        insert into webhook_deliveries (id, webhook_id, event, body, state)
                        values (:id, :webhook, 'alert.raised', '{}', 'failed') returning id
                        """)
                .param("id", Identifiers.fresh("msg_"))
                .param("webhook", get("webhook"))
                .query(String.class)
                .single();
    }

    /// Ends what would go on.
    void end() {
        if (made.containsKey("liveRun")) owner.post("/api/v1/runs/" + get("liveRun") + "/cancel", "");
        if (made.containsKey("liveRunSet")) owner.post("/api/v1/run-sets/" + get("liveRunSet") + "/cancel", "");
        if (made.containsKey("liveMeasurement")) {
            owner.post(project.measurements() + "/" + get("liveMeasurement") + "/cancel", "");
        }
        if (made.containsKey("coRun")) owner.post("/api/v1/co-runs/" + get("coRun") + "/cancel", "");
        for (var name : new String[] {"partition", "sharedPartition"}) {
            if (made.containsKey(name)) owner.delete("/api/v1/partitions/" + get(name));
        }
        if (made.containsKey("webhook")) owner.delete(project.path() + "/webhooks/" + get("webhook"));
    }

    private static int fresh() {
        return COUNT.incrementAndGet();
    }

    private static String id(Caller.Answer answer) {
        return field(answer, "id");
    }

    private static String field(Caller.Answer answer, String name) {
        if (answer.status() >= 300) throw new AssertionError(answer.status() + " " + answer.text());
        return answer.json().path(name).asString();
    }

    /// An archive that can fail to be read.
    private interface Archive {
        byte[] zip() throws IOException;
    }

    private static byte[] archive(Archive archive) {
        try {
            return archive.zip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] hello(String text) throws IOException {
        return Archives.of("hello.zip").with("content.txt", text + fresh()).zip();
    }

    private Caller.Answer publish() {
        return owner.post(
                "/api/v1/libraries", "{\"bundle\":\"" + get("libosBundle") + "\",\"visibility\":\"private\"}");
    }

    private String run(String script, String more) {
        return "{\"bundle\":\"" + get("bundle") + "\",\"args\":[\"" + script + "\"]" + more + "}";
    }

    /// A real one: it has refusals, capability events, a trace and a disk to be shown.
    private String endedRun() {
        var id = owner.submitted(
                "{\"bundle\":\"" + get("bundle") + "\",\"trace\":{},\"disk\":\"blank\",\"keepDisk\":true}");
        owner.awaitEnd(id);
        return id;
    }

    private String runSet(String script) {
        var id = id(owner.post(
                "/api/v1/run-sets",
                "{\"run\":" + run(script, "") + ",\"axes\":{\"seeds\":[1,2]}}",
                "Idempotency-Key",
                "set-" + fresh()));
        if (script.equals(EXITS)) {
            for (var member : owner.get("/api/v1/run-sets/" + id).json().path("members")) {
                owner.awaitEnd(member.path("run").asString());
            }
        }
        return id;
    }

    private String shared() {
        return id(owner.post(
                "/api/v1/partitions",
                "{\"machine\":\"fugu\",\"columns\":1,\"rows\":1,\"kind\":\"shared\","
                        + "\"users\":[\"nobody-of-that-name\"]}"));
    }

    private String coRun() {
        return id(owner.post("/api/v1/co-runs", "{\"partition\":\"" + get("sharedPartition") + "\"}"));
    }

    /// With a job, which waits for its confirmation.
    private String joined() {
        var path = "/api/v1/co-runs/" + get("coRun");
        owner.put(path + "/job", "{\"bundle\":\"" + get("bundle") + "\"}", "If-Match", "*")
                .requireStatus(200);
        return get("coRun");
    }

    private String confirmed() {
        owner.post("/api/v1/co-runs/" + get("joinedCoRun") + "/confirm", "", "If-Match", "*")
                .requireStatus(200);
        return get("coRun");
    }

    /// That somebody has said they know of.
    private String acknowledged() {
        owner.post(
                        project.path() + "/alerts/" + get("alert") + "/acknowledge",
                        "{\"reason\":\"known\"}",
                        "If-Match",
                        "*")
                .requireStatus(200);
        return get("alert");
    }

    /// A user who is none of those who ask.
    private String user() {
        return id(admin.post(
                "/api/v1/users",
                "{\"name\":\"somebody-" + fresh() + "\",\"password\":\"long enough for this\",\"role\":\"user\"}"));
    }

    private String disabledUser() {
        var user = user();
        admin.put("/api/v1/users/" + user, "{\"role\":\"user\",\"disabled\":true}", "If-Match", "*")
                .requireStatus(200);
        return user;
    }

    private String machine() {
        var name = "access-" + fresh();
        admin.post("/api/v1/machines", "{\"name\":\"" + name + "\",\"preset\":\"fugu\",\"columns\":1,\"rows\":1}")
                .requireStatus(201);
        return name;
    }

    private String member() {
        var name = "member-" + fresh();
        owner.put(project.path() + "/members/" + name, "{\"role\":\"viewer\"}").requireStatus(200);
        return name;
    }

    /// Figures that were thought of, of which the last is worse.
    private String measured(String name) {
        var figures = new MeasuredBranches(service, owner, project.id);
        var cycles = 1000 + fresh();
        made.put("base", figures.record("main", fresh(), well("solve" + fresh(), Map.of("cycles", 1000L))));
        var benchmark = "work" + fresh();
        made.put("head", figures.record("main", fresh(), well(benchmark, Map.of("cycles", (long) cycles))));
        var worse = figures.record("main", fresh(), well(benchmark, Map.of("cycles", cycles + 1L)));
        made.put("measurement", worse);
        for (var alert : owner.get(project.path() + "/alerts?state=active&limit=100")
                .json()
                .path("items")) {
            if (alert.path("measurement").asString().equals(worse)) {
                made.put("alert", alert.path("id").asString());
            }
        }
        return made.get(name);
    }

    private String comparison() {
        return ended(id(owner.post(
                project.path() + "/comparisons",
                "{\"base\":\"" + get("head") + "\",\"head\":\"" + get("measurement") + "\",\"explain\":false}")));
    }

    /// A comparison of real measurements, of which the second is worse.
    private String explained(String name) {
        made.put("faster", measured("bare.zip", "bare.elf"));
        made.put("slower", measured("hello.zip", "hello.elf"));
        made.put(
                "explained",
                ended(id(owner.post(
                        project.path() + "/comparisons",
                        "{\"base\":\"" + made.get("faster") + "\",\"head\":\"" + made.get("slower") + "\"}"))));
        var results = owner.get(project.measurements() + "/" + made.get("slower") + "/results")
                .json();
        made.put("benchmark", results.path("benchmarks").path(0).path("name").asString());
        return made.get(name);
    }

    private String measured(String bundle, String file) {
        var program = archive(() -> Archives.hello()
                .with("fugu.yaml", Archives.hello().manifest().replaceFirst("(?m)^ *expect:.*$", ""))
                .with("hello.elf", Archives.of(bundle).file(file))
                .zip());
        return project.measured(program).path("id").asString();
    }

    private String ended(String comparison) {
        var path = project.path() + "/comparisons/" + comparison;
        for (int tries = 0; tries < 10; tries++) {
            var seen = owner.get(path, "Prefer", "wait=30").requireStatus(200).json();
            if (!seen.path("finishedAt").isNull()) return comparison;
        }
        throw new AssertionError("waited too long for " + path);
    }
}

package org.fugu.service.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.fugu.service.measurement.MeasuredProject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

/// Every endpoint of the service, asked by everybody: what is answered stands in the table `access.tsv`.
///
/// The endpoints are those that the web framework itself knows. One without a row fails, and so does a row without
/// one. Each is asked with what the owner really has, so that a 404 is a refusal and no mistake in the address; and
/// since the owner is asked after those who are refused, it shows that these changed nothing. To write what is answered
/// into the table, to be read and judged line by line, set `-Dfugu.access.write=true`.
///
/// With `-Dfugu.examples.write=true` what is answered to those who may becomes the examples of the API's document.
class EndpointAccessIT {
    private static final Path TABLE = Path.of("src/test/resources/org/fugu/service/access/access.tsv");
    private static final Pattern IN_BRACES = Pattern.compile("\\{\\*?(\\w+)[^}]*}");
    private static final Pattern AFTER_DOLLAR = Pattern.compile("\\$(\\w+)");

    /// Its own, with webhooks, and room for each to have what it needs.
    private static final RunningService SERVICE = RunningService.start(
            "--fugu.machines.fugu.mesh=32x32",
            "--fugu.webhooks.delivery=http",
            "--fugu.webhooks.ports=1",
            "--fugu.co-runs.max-open=1000",
            // Providers that nobody needs here: what is asked names them alone.
            "--fugu.oidc.issuer=http://127.0.0.1:9",
            "--fugu.oidc.client-id=fugu",
            "--fugu.oidc.client-secret=secret",
            "--fugu.ci.issuers=http://127.0.0.1:9");

    private static final Caller ADMIN = SERVICE.admin().withKey();
    private static final Caller OWNER = SERVICE.newUser();
    private static final Caller OTHER = SERVICE.newUser();
    private static final Caller VIEWER = SERVICE.newUser();
    private static final MeasuredProject PROJECT = new MeasuredProject(OWNER);
    private static final Caller RUN_KEY = runKey();
    private static final Belongings LOOKED_AT = belongings();
    private static final RecordedExamples EXAMPLES = new RecordedExamples();

    /// What is answered to `GET` and is no JSON.
    private static final Set<String> NO_JSON = Set.of(
            "/api/v1/bundles/{digest}/archive",
            "/api/v1/inputs/{digest}",
            "/api/v1/run-sets/{id}/csv",
            "/api/v1/runs/{id}/disk",
            "/api/v1/runs/{id}/events",
            "/api/v1/runs/{id}/export",
            "/api/v1/runs/{id}/inputs/{digest}");

    /// What is JSON, and sent piece by piece.
    private static final Set<String> IN_PIECES = Set.of("/api/v1/runs/{id}/console", "/api/v1/runs/{id}/trace");

    /// Who asks, in the order of the columns. Those who may least come first.
    enum Who {
        NOBODY,
        OTHER,
        VIEWER,
        RUN_KEY,
        ADMIN,
        OWNER;

        /// The owner's example is the one that stays where both are answered.
        boolean mayMost() {
            return this == ADMIN || this == OWNER;
        }

        Caller caller() {
            return switch (this) {
                case NOBODY -> nobody();
                case OTHER -> EndpointAccessIT.OTHER;
                case VIEWER -> EndpointAccessIT.VIEWER;
                case RUN_KEY -> EndpointAccessIT.RUN_KEY;
                case ADMIN -> EndpointAccessIT.ADMIN;
                case OWNER -> EndpointAccessIT.OWNER;
            };
        }
    }

    /// A line of the table.
    ///
    /// @param what by which names what stands in braces is looked up, where not by its own
    /// @param body JSON; `bytes`, `words`, `form` and `runFile` for an upload
    record Row(String method, String path, String query, Map<Who, Integer> statuses, String what, String body) {
        static Row of(String line) {
            var cells = line.split("\t", -1);
            assertThat(cells).as(line).hasSize(3 + Who.values().length + 2);
            var statuses = new LinkedHashMap<Who, Integer>();
            for (var who : Who.values()) statuses.put(who, Integer.valueOf(cells[3 + who.ordinal()]));
            return new Row(cells[0], cells[1], cells[2], statuses, cells[9], cells[10]);
        }

        String endpoint() {
            return method + " " + path;
        }

        String address(Belongings has) {
            var others = List.of(what.split(",", -1)).iterator();
            return IN_BRACES
                            .matcher(path)
                            .replaceAll(match -> {
                                var given = others.hasNext() ? others.next() : "";
                                return has.get(given.isEmpty() ? match.group(1) : given);
                            })
                            .replace("/**", "")
                    + filled(query, has);
        }

        @Override
        public String toString() {
            return endpoint();
        }
    }

    private static Caller nobody() {
        var nobody = SERVICE.nobody();
        // With the token against forged requests: what is refused is refused for want of a user.
        nobody.get("/api/v1/session");
        return nobody;
    }

    private static Caller runKey() {
        OWNER.put(PROJECT.path() + "/members/" + name(VIEWER), "{\"role\":\"viewer\"}")
                .requireStatus(200);
        var issued = OWNER.post(PROJECT.path() + "/keys", "{\"name\":\"ci\"}").requireStatus(201);
        return SERVICE.nobody().withToken(issued.json().path("token").asString());
    }

    private static String name(Caller who) {
        return who.get("/api/v1/users/me").json().path("name").asString();
    }

    private static Belongings belongings() {
        return new Belongings(SERVICE, PROJECT, name(VIEWER), ADMIN);
    }

    @AfterAll
    static void stop() throws Exception {
        if (Boolean.getBoolean("fugu.examples.write")) {
            EXAMPLES.add("GET /api/v1/shared/run", "", shared("run", "/api/v1/runs/" + LOOKED_AT.get("run")));
            EXAMPLES.add(
                    "GET /api/v1/shared/run-set", "", shared("run-set", "/api/v1/run-sets/" + LOOKED_AT.get("runSet")));
            changeAPassword();
            new OtherAnswers(SERVICE, PROJECT, EXAMPLES).record();
            EXAMPLES.write();
        }
        SERVICE.close();
    }

    /// What only a link shows, in whose header it comes.
    private static Caller.Answer shared(String as, String path) {
        var link = OWNER.post(path + "/shares", "{}");
        return SERVICE.nobody()
                .get(
                        "/api/v1/shared/" + as,
                        "Fugu-Share",
                        link.json().path("token").asString());
    }

    /// For which a key is not enough.
    private static void changeAPassword() {
        var user = SERVICE.someone();
        var body = "{\"oldPassword\":\"" + user.password() + "\",\"newPassword\":\"correct horse battery staple\"}";
        var answer = SERVICE.nobody().signIn(user.name(), user.password()).put("/api/v1/users/me/password", body);
        EXAMPLES.add("PUT /api/v1/users/me/password", body, answer);
    }

    private static List<String> lines() throws IOException {
        return Files.readAllLines(TABLE, StandardCharsets.UTF_8);
    }

    static List<Row> rows() throws IOException {
        return lines().stream()
                .skip(1)
                .filter(line -> !line.isEmpty())
                .map(Row::of)
                .toList();
    }

    private static Set<String> endpoints() {
        var endpoints = new TreeSet<String>();
        for (var mapping : SERVICE.beans(RequestMappingInfoHandlerMapping.class)) {
            mapping.getHandlerMethods().keySet().forEach(info -> {
                var methods = info.getMethodsCondition().getMethods();
                for (var path : info.getPatternValues()) {
                    if (methods.isEmpty()) endpoints.add("GET " + path);
                    methods.forEach(method -> endpoints.add(method + " " + path));
                }
            });
        }
        return endpoints;
    }

    @Test
    void everyEndpointHasARowAndEveryRowAnEndpoint() throws IOException {
        assertThat(rows()).extracting(Row::endpoint).doesNotHaveDuplicates();
        assertThat(rows())
                .as("rows of %s; see there what a row has", TABLE)
                .extracting(Row::endpoint)
                .containsExactlyInAnyOrderElementsOf(endpoints());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void eachIsAnsweredAsTheTableSays(Row row) throws IOException {
        var looks = row.method.equals("GET") || row.method.equals("HEAD");
        var has = looks ? LOOKED_AT : belongings();
        var answered = new LinkedHashMap<Who, Integer>();
        var texts = new LinkedHashMap<Who, String>();
        for (var who : Who.values()) {
            var answer = ask(row, who.caller(), has);
            answered.put(who, answer.status());
            if (who.mayMost()) EXAMPLES.add(row.endpoint(), filled(row.body, has), answer);
            texts.put(who, answer.status() >= 400 ? answer.text() : "");
            if (looks || answer.status() >= 400) continue;
            has.end();
            has = belongings();
        }
        if (!looks) has.end();
        if (Boolean.getBoolean("fugu.access.write")) write(row, answered);
        assertThat(answered).as("%s: %s", row, texts).isEqualTo(row.statuses);
    }

    static List<Row> reads() throws IOException {
        return rows().stream()
                .filter(row -> row.method.equals("GET") && row.path.startsWith("/api/"))
                .toList();
    }

    /// All that is JSON has an ETag, and is not sent again while that is the same. What is sent piece by piece has
    /// none.
    @ParameterizedTest
    @MethodSource("reads")
    void whatIsReadIsAskedForAgainByItsETag(Row row) {
        var caller = row.statuses.get(Who.OWNER) == 200 ? OWNER : ADMIN;
        var path = row.address(LOOKED_AT);
        var answer = caller.get(path);
        if (answer.status() != 200) return;
        if (!answer.header("Content-Type").contains("json")) {
            assertThat(NO_JSON).as(row.endpoint()).contains(row.path);
            return;
        }
        var tag = answer.header("ETag");
        assertThat(tag.isEmpty()).as(row.endpoint()).isEqualTo(IN_PIECES.contains(row.path));
        if (tag.isEmpty()) return;
        assertThat(tag).startsWith("\"");
        var again = caller.get(path, "If-None-Match", "W/\"another\", " + tag);
        if (again.status() == 200) {
            // Some change while they are looked at, such as when a key was used last.
            assertThat(again.header("ETag")).isNotEqualTo(tag);
            return;
        }
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.bytes()).isEmpty();
        assertThat(again.header("ETag")).isEqualTo(tag);
        assertThat(caller.get(path, "If-None-Match", "\"another\"").status()).isEqualTo(200);
    }

    private static Caller.Answer ask(Row row, Caller caller, Belongings has) {
        var path = row.address(has);
        var body = filled(row.body, has);
        if (row.body.equals("form")) return caller.upload(RunningService.prebuilt("hello.zip"));
        if (row.body.startsWith("form ")) {
            return caller.uploadAndSubmit(RunningService.prebuilt("hello.zip"), body.substring("form ".length()));
        }
        if (row.body.equals("bytes")) {
            return caller.send(
                    row.method, path, RunningService.prebuilt("hello.zip"), "Content-Type", "application/octet-stream");
        }
        if (row.body.equals("words")) {
            return caller.send(row.method, path, Belongings.words(), "Content-Type", "application/octet-stream");
        }
        if (row.body.equals("runFile")) {
            var file =
                    OWNER.get("/api/v1/runs/" + has.get("realRun") + "/export").bytes();
            return caller.send(row.method, path, file, "Content-Type", "application/octet-stream");
        }
        if (row.method.equals("GET")) return caller.get(path);
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        return body.isEmpty()
                ? caller.send(row.method, path, bytes, "If-Match", "*")
                : caller.send(row.method, path, bytes, "If-Match", "*", "Content-Type", "application/json");
    }

    private static String filled(String text, Belongings has) {
        return AFTER_DOLLAR.matcher(text).replaceAll(match -> has.get(match.group(1)));
    }

    /// The line of that row with what was answered; other lines stay.
    private static void write(Row row, Map<Who, Integer> answered) throws IOException {
        var lines = new ArrayList<String>();
        for (var line : lines()) {
            var cells = line.split("\t", -1);
            if (row.method.equals(cells[0]) && row.path.equals(cells[1])) {
                for (var who : Who.values()) {
                    cells[3 + who.ordinal()] = answered.get(who).toString();
                }
            }
            lines.add(String.join("\t", cells));
        }
        Files.write(TABLE, lines);
    }
}

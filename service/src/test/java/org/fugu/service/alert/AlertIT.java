package org.fugu.service.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fugu.service.history.MeasuredBranches.broken;
import static org.fugu.service.history.MeasuredBranches.measured;
import static org.fugu.service.history.MeasuredBranches.well;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.fugu.experiment.benchmark.Measurement;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.fugu.service.bundle.Archives;
import org.fugu.service.history.MeasuredBranches;
import org.fugu.service.measurement.MeasuredProject;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

class AlertIT {
    private final RunningService service = RunningService.shared();
    private final Caller owner = service.newUser();
    private final MeasuredBranches project = new MeasuredBranches(service, owner);
    private final String alerts = project.path() + "/alerts";

    private static Measurement cycles(long cycles) {
        return well("solve", Map.of("cycles", cycles));
    }

    private List<JsonNode> alerts(String query) {
        var items = new ArrayList<JsonNode>();
        owner.get(alerts + query).requireStatus(200).json().path("items").forEach(items::add);
        return items;
    }

    private JsonNode only() {
        var items = alerts("");
        assertThat(items).hasSize(1);
        return items.getFirst();
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asString();
    }

    /// A name of somebody in the project.
    private Caller with(String role) {
        var somebody = service.newUser();
        var name = text(somebody.get("/api/v1/session").json().path("user"), "name");
        owner.put(project.path() + "/members/" + name, "{\"role\":\"" + role + "\"}")
                .requireStatus(200);
        return somebody;
    }

    private Caller.Answer answer(Caller caller, JsonNode alert, String what, String body) {
        var path = alerts + "/" + text(alert, "id");
        return caller.post(path + "/" + what, body, "If-Match", caller.get(path).header("etag"));
    }

    @Test
    void aCommitThatMakesTheDefaultBranchSlowerRaisesOneAlert() {
        var before = project.record("main", 1, cycles(1000));
        var slower = project.record("main", 2, cycles(1001));
        project.record("main", 3, cycles(1001));

        var alert = only();
        assertThat(text(alert, "state")).isEqualTo("active");
        assertThat(text(alert, "benchmark")).isEqualTo("solve");
        assertThat(text(alert, "measure")).isEqualTo("cycles");
        assertThat(text(alert, "kind")).isEqualTo("regression");
        assertThat(text(alert, "sentence")).isEqualTo("solve, cycles: 1 more than before (1000 to 1001)");
        assertThat(text(alert, "branch")).isEqualTo("main");
        assertThat(text(alert, "measurement")).isEqualTo(slower);
        assertThat(text(alert, "baseMeasurement")).isEqualTo(before);
        assertThat(alert.path("base").asLong()).isEqualTo(1000);
        assertThat(alert.path("head").asLong()).isEqualTo(1001);
        assertThat(alert.path("difference").asLong()).isEqualTo(1);
        assertThat(alert.path("comparison").isNull()).isTrue();
        assertThat(owner.get(alerts + "/" + text(alert, "id"))
                        .requireStatus(200)
                        .json())
                .isEqualTo(alert);
    }

    /// The manifest of `hello` with the program of a bundle.
    private static byte[] program(String bundle, String file) throws IOException {
        var manifest = Archives.hello().manifest().replaceFirst("(?m)^ *expect:.*$", "");
        return Archives.hello()
                .with("fugu.yaml", manifest)
                .with("hello.elf", Archives.of(bundle).file(file))
                .zip();
    }

    @Test
    void aProgramThatReallyBecameSlowerRaisesAlertsAndTheOldOneMendsThem() throws IOException {
        var measured = new MeasuredProject(owner);
        var faster = measured.measured(program("bare.zip", "bare.elf"));
        var slower = measured.measured(program("hello.zip", "hello.elf"));

        var raised = new ArrayList<JsonNode>();
        owner.get(measured.path() + "/alerts").json().path("items").forEach(raised::add);
        assertThat(raised).isNotEmpty().allSatisfy(alert -> {
            assertThat(text(alert, "state")).isEqualTo("active");
            assertThat(text(alert, "kind")).isEqualTo("regression");
            assertThat(text(alert, "measurement")).isEqualTo(text(slower, "id"));
            assertThat(text(alert, "baseMeasurement")).isEqualTo(text(faster, "id"));
            assertThat(alert.path("difference").asLong()).isPositive();
        });
        var path = measured.path() + "/alerts/" + text(raised.getFirst(), "id");
        var before = owner.get(path).header("etag");
        var comparison = owner.post(
                        measured.path() + "/comparisons",
                        "{\"base\":\"" + text(faster, "id") + "\",\"head\":\"" + text(slower, "id")
                                + "\",\"explain\":false}")
                .requireStatus(202)
                .json();
        assertThat(text(owner.get(path).json(), "comparison")).isEqualTo(text(comparison, "id"));
        assertThat(owner.get(path).header("etag")).isNotEqualTo(before);
        var again = measured.measured(program("bare.zip", "bare.elf"));

        assertThat(text(again, "from")).isEqualTo(text(faster, "id"));
        for (var alert : raised) {
            var now =
                    owner.get(measured.path() + "/alerts/" + text(alert, "id")).json();
            assertThat(text(now, "resolvedBy")).isEqualTo("measurement " + text(again, "id"));
        }
    }

    @Test
    void otherBranchesEpochsAndBetterFiguresRaiseNone() {
        project.record("main", 1, cycles(1000));
        project.record("topic", 2, cycles(1000));
        project.record("topic", 3, cycles(2000));
        project.record("main", 4, cycles(900));
        project.record("main", 5, measured("solve", "v2", "fugu", 0, Map.of("cycles", 5000L)));

        assertThat(alerts("")).isEmpty();
    }

    @Test
    void eachBundleOfAProjectIsComparedWithItself() {
        project.record("main", 1, cycles(1000));
        project.bundleNamed("other");
        project.record("main", 2, cycles(500), well("sort", Map.of("cycles", 5L)));
        project.bundleNamed("work");
        project.record("main", 3, cycles(1000));
        assertThat(alerts("")).isEmpty();

        project.record("main", 4, cycles(1001));
        project.bundleNamed("other");
        project.record("main", 5, cycles(500), well("sort", Map.of("cycles", 5L)));
        assertThat(text(only(), "state")).isEqualTo("active");
    }

    @Test
    void aLaterCommitThatIsAsGoodAsBeforeResolvesIt() {
        project.record("main", 1, cycles(1000));
        project.record("main", 2, cycles(1100));
        project.record("topic", 3, cycles(1000));
        project.record("main", 4, cycles(1050));
        assertThat(text(only(), "state")).isEqualTo("active");

        var mended = project.record("main", 5, cycles(1000));

        var alert = only();
        assertThat(text(alert, "state")).isEqualTo("resolved");
        assertThat(text(alert, "resolvedBy")).isEqualTo("measurement " + mended);
        assertThat(alert.path("resolvedAt").isNull()).isFalse();
        project.record("main", 6, cycles(1100));
        assertThat(alerts("?state=active")).hasSize(1);
        assertThat(alerts("?state=resolved")).hasSize(1);
    }

    @Test
    void aMeasurementOfAnOlderCommitMendsAndRepeatsNothing() {
        project.record("main", 1, cycles(1000));
        project.record("main", 5, cycles(1100));

        project.record("main", 3, cycles(1000));
        assertThat(text(only(), "state")).isEqualTo("active");
        project.record("main", 4, cycles(1100));
        assertThat(only().path("head").asLong()).isEqualTo(1100);
    }

    @Test
    void aRegressionDoesNotHideBehindAProgramThatDidNotWork() {
        project.record("main", 1, cycles(1000));
        project.record("main", 2, broken("solve"));
        assertThat(text(only(), "kind")).isEqualTo("broken");
        project.record("main", 3, broken("solve"));
        assertThat(text(only(), "state")).isEqualTo("active");

        project.record("main", 4, cycles(1200));

        assertThat(alerts("?state=resolved")).hasSize(1);
        var regression = alerts("?state=active").getFirst();
        assertThat(regression.path("base").asLong()).isEqualTo(1000);
        assertThat(regression.path("head").asLong()).isEqualTo(1200);
    }

    @Test
    void whatIsGoneIsAnAlertUnlessTheManifestSaysSo() {
        project.record("main", 1, cycles(1000), well("sort", Map.of("cycles", 5L)), well("copy", Map.of("cycles", 6L)));
        project.record("main", 2, Map.of("copy", "replaced by sort"), cycles(1000));

        var alert = only();
        assertThat(text(alert, "benchmark")).isEqualTo("sort");
        assertThat(text(alert, "kind")).isEqualTo("gone");
        assertThat(alert.path("measure").isNull()).isTrue();
    }

    @Test
    void aProjectsThresholdCountsWhereTheManifestSaysNothing() {
        owner.post(project.path() + "/thresholds", "{\"benchmark\":\"s*\",\"measure\":\"bytes\",\"increase\":\"10%\"}")
                .requireStatus(201);
        project.record("main", 1, well("solve", Map.of("bytes", 100L)));
        project.record("main", 2, well("solve", Map.of("bytes", 110L)));
        assertThat(alerts("")).isEmpty();

        project.record("main", 3, well("solve", Map.of("bytes", 122L)));
        assertThat(only().path("difference").asLong()).isEqualTo(12);
        assertThat(text(only(), "unit")).isEqualTo("B");
        project.record("main", 4, well("solve", Map.of("bytes", 121L)));
        assertThat(text(only(), "state")).isEqualTo("resolved");
    }

    @Test
    void membersAcknowledgeWithAReasonAndTakeItBack() {
        project.record("main", 1, cycles(1000));
        project.record("main", 2, cycles(1100));
        var member = with("member");
        var name = text(member.get("/api/v1/session").json().path("user"), "name");
        var raised = only();

        answer(member, raised, "acknowledge", "{\"reason\":\" \"}").requireProblem(422, "invalid-body");
        var acknowledged = answer(member, raised, "acknowledge", "{\"reason\":\"the new format is larger\"}")
                .requireStatus(200)
                .json();

        assertThat(text(acknowledged, "state")).isEqualTo("acknowledged");
        assertThat(text(acknowledged, "acknowledgedBy")).isEqualTo(name);
        assertThat(text(acknowledged, "reason")).isEqualTo("the new format is larger");
        answer(member, raised, "acknowledge", "{\"reason\":\"again\"}").requireProblem(409, "alert-not-active");
        assertThat(answer(owner, raised, "reopen", "").requireStatus(200).json())
                .isEqualTo(raised);
        answer(owner, raised, "reopen", "").requireProblem(409, "alert-active");
    }

    @Test
    void anAcknowledgedAlertIsResolvedByAnybodyOfTheProjectOrByAFigure() {
        project.record("main", 1, cycles(1000));
        project.record("main", 2, cycles(1100));
        project.record("main", 3, cycles(1200));
        var second = alerts("").getFirst();
        var first = alerts("").getLast();
        answer(owner, first, "acknowledge", "{\"reason\":\"known\"}").requireStatus(200);
        var resolved = answer(with("member"), first, "resolve", "{}")
                .requireStatus(200)
                .json();
        assertThat(text(resolved, "state")).isEqualTo("resolved");
        assertThat(text(resolved, "reason")).isEqualTo("known");
        assertThat(text(resolved, "resolvedBy")).startsWith("user");
        answer(owner, first, "resolve", "{\"reason\":\"twice\"}").requireProblem(409, "alert-resolved");
        answer(owner, second, "acknowledge", "{\"reason\":\"known\"}").requireStatus(200);

        project.record("main", 4, cycles(1100));

        var mended = owner.get(alerts + "/" + text(second, "id")).json();
        assertThat(text(mended, "state")).isEqualTo("resolved");
        assertThat(text(mended, "acknowledgedBy")).isNotEmpty();
        assertThat(service.bean(JdbcClient.class)
                        .sql("select act from audit_log where subject = :id order by number")
                        .param("id", text(first, "id"))
                        .query(String.class)
                        .list())
                .containsExactly("alert_acknowledged", "alert_resolved");
    }

    @Test
    void anAnswerNeedsTheAlertAsItIsAndARoleThatMay() {
        project.record("main", 1, cycles(1000));
        project.record("main", 2, cycles(1100));
        var alert = only();
        var path = alerts + "/" + text(alert, "id");
        var viewer = with("viewer");
        var stranger = service.newUser();

        owner.post(path + "/resolve", "{}").requireProblem(428, "if-match-missing");
        owner.post(path + "/resolve", "{}", "If-Match", "\"0\"").requireProblem(412, "alert-changed");
        viewer.get(path).requireStatus(200);
        answer(viewer, alert, "resolve", "{}").requireProblem(403, "role-too-low");
        for (var what : List.of("acknowledge", "resolve", "reopen")) {
            stranger.post(path + "/" + what, "{\"reason\":\"mine\"}", "If-Match", "*")
                    .requireProblem(404, "not-found");
        }
        stranger.get(alerts).requireProblem(404, "not-found");
        stranger.get(path).requireProblem(404, "not-found");
        var other = new MeasuredBranches(service, owner);
        owner.get(other.path() + "/alerts/" + text(alert, "id")).requireProblem(404, "not-found");
        assertThat(text(only(), "state")).isEqualTo("active");
    }
}

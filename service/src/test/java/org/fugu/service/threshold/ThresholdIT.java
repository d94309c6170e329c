package org.fugu.service.threshold;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.fugu.bundle.MeasurePattern;
import org.fugu.bundle.Threshold;
import org.fugu.bundle.Wildcard;
import org.fugu.experiment.benchmark.StandingThresholds;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThresholdIT {
    private static final AtomicInteger PROJECTS = new AtomicInteger();

    private final RunningService service = RunningService.shared();
    private final Caller owner = service.newUser();
    private final String project = owner.post("/api/v1/projects", "{\"name\":\"t" + PROJECTS.incrementAndGet() + "\"}")
            .requireStatus(201)
            .json()
            .path("id")
            .asString();
    private final String thresholds = "/api/v1/projects/" + project + "/thresholds";

    @Test
    void anOwnersThresholdsAreThoseOfComparisons() {
        var made = owner.post(thresholds, "{\"benchmark\":\"codec-*\",\"measure\":\"counter:*\",\"increase\":\"0.5%\"}")
                .requireStatus(201)
                .json();

        assertThat(made.path("decrease").isNull()).isTrue();
        assertThat(made.path("source").asString()).isEqualTo("project");
        assertThat(owner.get(thresholds).requireStatus(200).json().path("items"))
                .containsExactly(made);
        assertThat(service.bean(ProjectThresholds.class).of(project))
                .isEqualTo(new StandingThresholds(java.util.List.of(new StandingThresholds.Entry(
                        new Wildcard("codec-*"),
                        new MeasurePattern("counter:*"),
                        new Threshold(Threshold.Allowance.parse("0.5%"), null)))));
        owner.post(thresholds, "{\"benchmark\":\"codec-*\",\"measure\":\"counter:*\",\"decrease\":\"1\"}")
                .requireProblem(409, "threshold-there");
        owner.delete(thresholds + "/" + made.path("id").asString()).requireStatus(204);
        owner.delete(thresholds + "/" + made.path("id").asString()).requireProblem(404, "not-found");
        assertThat(owner.get(thresholds).json().path("items")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "UPPER, cycles, 1, /benchmark",
        "a, no such, 1, /measure",
        "a, counters:x, 1, /measure",
        "a, cycles, 1.5, /increase",
        "a, cycles, -1, /increase",
        "a, cycles, 1e9%, /increase",
    })
    void whatIsNoThresholdIsRefusedWithWhatIsWrong(String benchmark, String measure, String increase, String pointer) {
        var refused = owner.post(
                thresholds,
                "{\"benchmark\":\"" + benchmark + "\",\"measure\":\"" + measure + "\",\"increase\":\"" + increase
                        + "\"}");

        refused.requireProblem(422, "threshold-impossible");
        assertThat(refused.json().path("errors").get(0).path("pointer").asString())
                .isEqualTo(pointer);
    }

    @Test
    void aThresholdSaysSomething() {
        owner.post(thresholds, "{\"benchmark\":\"a\",\"measure\":\"cycles\"}")
                .requireProblem(422, "threshold-impossible");
    }

    @Test
    void membersSeeThemAndStrangersDoNot() {
        var member = service.newUser();
        var stranger = service.newUser();
        var name =
                member.get("/api/v1/session").json().path("user").path("name").asString();
        owner.put("/api/v1/projects/" + project + "/members/" + name, "{\"role\":\"member\"}")
                .requireStatus(200);
        var id = owner.post(thresholds, "{\"benchmark\":\"a\",\"measure\":\"cycles\",\"increase\":\"1\"}")
                .requireStatus(201)
                .json()
                .path("id")
                .asString();

        assertThat(member.get(thresholds).requireStatus(200).json().path("items"))
                .hasSize(1);
        member.post(thresholds, "{\"benchmark\":\"b\",\"measure\":\"cycles\",\"increase\":\"1\"}")
                .requireProblem(403, "role-too-low");
        member.delete(thresholds + "/" + id).requireProblem(403, "role-too-low");
        stranger.get(thresholds).requireProblem(404, "not-found");
        stranger.delete(thresholds + "/" + id).requireProblem(404, "not-found");
    }
}

package org.fugu.service.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fugu.service.history.MeasuredBranches.broken;
import static org.fugu.service.history.MeasuredBranches.measured;
import static org.fugu.service.history.MeasuredBranches.well;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.fugu.service.measurement.MeasuredProject;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

class HistoryIT {
    private final RunningService service = RunningService.shared();
    private final Caller owner = service.newUser();
    private final MeasuredBranches project = new MeasuredBranches(service, owner);

    private JsonNode history(String benchmark, String query) {
        return owner.get(project.path() + "/benchmarks/" + benchmark + "/history" + query)
                .requireStatus(200)
                .json();
    }

    private static List<String> column(JsonNode items, String name) {
        var values = new ArrayList<String>();
        items.forEach(item -> values.add(item.path(name).toString().replace("\"", "")));
        return values;
    }

    @Test
    void aHistoryIsInTheOrderOfCommitsWithItsLevelsAndEpochs() {
        var second = project.record("main", 2, well("solve", Map.of("cycles", 110L)));
        var first = project.record("main", 1, well("solve", Map.of("cycles", 100L)));
        var third = project.record("main", 3, well("solve", Map.of("cycles", 110L)));
        project.record("main", 4, broken("solve"));
        var fifth = project.record("main", 5, measured("solve", "v2", "fugu", 0, Map.of("cycles", 90L)));
        var sixth = project.record("main", 6, measured("solve", "v2", "fugu", 0, Map.of("cycles", 80L)));
        project.record("other", 7, well("solve", Map.of("cycles", 1L)));

        var history = history("solve", "");

        assertThat(history.path("measure").asString()).isEqualTo("cycles");
        assertThat(history.path("branch").asString()).isEqualTo("main");
        assertThat(history.path("machine").asString()).isEqualTo("fugu");
        assertThat(history.path("mesh").asString()).isEqualTo("2x1");
        assertThat(history.path("unit").isNull()).isTrue();
        var points = history.path("points");
        assertThat(column(points, "measurement")).containsExactly(first, second, third, fifth, sixth);
        assertThat(column(points, "value")).containsExactly("100", "110", "110", "90", "80");
        assertThat(column(points, "difference")).containsExactly("null", "10", "0", "null", "-10");
        assertThat(column(points, "machineVersion")).containsExactly("v1", "v1", "v1", "v2", "v2");
        var epochs = column(points, "epoch");
        assertThat(epochs.subList(0, 3)).containsOnly(epochs.getFirst());
        assertThat(epochs.subList(3, 5)).containsOnly(epochs.getLast()).doesNotContain(epochs.getFirst());
        assertThat(points.get(0).path("commit").asString()).hasSize(40);
        assertThat(points.get(0).path("subject").asString()).startsWith("Change ");
        assertThat(points.get(0).path("committedAt").asString()).isEqualTo("2026-01-01T00:01:00Z");
        assertThat(column(history("solve", "?branch=other").path("points"), "value"))
                .containsExactly("1");
    }

    @Test
    void aMeasureAndAMachineCanBeChosen() {
        project.record("main", 1, well("solve", Map.of("cycles", 100L, "bytes", 5L)));
        project.record("main", 2, measured("solve", "v1", "dash", 0, Map.of("cycles", 300L)));

        assertThat(history("solve", "").path("machine").asString()).isEqualTo("dash");
        assertThat(column(history("solve", "?machine=fugu").path("points"), "value"))
                .containsExactly("100");
        assertThat(history("solve", "?measure=bytes").path("unit").asString()).isEqualTo("B");
        for (var wrong : List.of("?measure=hops", "?branch=none", "?machine=alewife")) {
            owner.get(project.path() + "/benchmarks/solve/history" + wrong).requireProblem(404, "not-found");
        }
        owner.get(project.path() + "/benchmarks/none/history").requireProblem(404, "not-found");
    }

    @Test
    void aHistoryHasTheNewestThousandAndTheirFirstHasItsDifference() {
        project.record("main", 0, well("long", Map.of("cycles", 2000L)));
        var database = service.bean(JdbcClient.class);
        for (var copy : List.of("""
                        insert into measurements (id, project_id, user_id, bundle_digest, bundle_name, commit_id, branch,
                            committed_at, subject, state, wanted_version, benchmarks)
                        select 'mea_' || lpad(n::text, 20, '0'), project_id, user_id, bundle_digest, bundle_name,
                            lpad(n::text, 40, '0'), branch, committed_at + n * interval '1 minute', '', state, 'v1', 1
                        from measurements, generate_series(1, 1000) n where project_id = :project
                        """, """
                        insert into measured_benchmarks select m.id, b.benchmark, b.machine, b.machine_version, b.mesh,
                            b.fidelity, b.epoch, b.succeeded
                        from measurements m, measured_benchmarks b join measurements f on f.id = b.measurement_id
                        where f.project_id = :project and m.project_id = :project and m.id <> f.id
                        """, """
                        insert into measured_figures select m.id, 'long', 'cycles', 2000 - substr(m.id, 5)::bigint, null
                        from measurements m where m.project_id = :project
                            and not exists (select 1 from measured_figures f where f.measurement_id = m.id)
                        """)) {
            database.sql(copy).param("project", project.id()).update();
        }

        var points = history("long", "").path("points");

        assertThat(points).hasSize(1000);
        assertThat(points.get(0).path("value").asInt()).isEqualTo(1999);
        assertThat(points.get(0).path("difference").asInt()).isEqualTo(-1);
        assertThat(points.get(999).path("value").asInt()).isEqualTo(1000);
    }

    @Test
    void whatWasReallyMeasuredIsInItsHistory() throws IOException {
        var measured = new MeasuredProject(owner);
        var first = measured.measured(MeasuredProject.pingpong(100));
        var again = measured.measured(MeasuredProject.pingpong(100));
        var other = measured.measured(MeasuredProject.pingpong(200));

        var listed = owner.get(measured.path() + "/benchmarks").json().path("items");
        assertThat(listed).isNotEmpty();
        var name = listed.get(0).path("name").asString();
        var points = owner.get(measured.path() + "/benchmarks/" + name + "/history")
                .requireStatus(200)
                .json()
                .path("points");
        assertThat(column(points, "measurement"))
                .containsExactly(
                        first.path("id").asString(),
                        again.path("id").asString(),
                        other.path("id").asString());
        assertThat(column(points, "difference")).containsExactly("null", "0", "null");
        assertThat(points.get(0).path("value").asLong()).isPositive();
        assertThat(owner.get(measured.path() + "/alerts").json().path("items")).isEmpty();
        // What its manifest says is shown with the project's own.
        assertThat(owner.get(measured.path() + "/thresholds").json().path("items"))
                .isNotEmpty()
                .allSatisfy(threshold ->
                        assertThat(threshold.path("source").asString()).isEqualTo("manifest"));
    }

    @Test
    void benchmarksAreListedByBranchAndMachine() {
        project.record("main", 1, well("solve", Map.of("cycles", 1L, "bytes", 2L)), well("sort", Map.of("cycles", 3L)));
        var newest = project.record("main", 2, well("solve", Map.of("cycles", 1L)));
        project.record("main", 3, broken("solve"));
        var other = project.record("topic", 9, measured("solve", "v1", "dash", 0, Map.of("cycles", 4L)));

        var all = owner.get(project.path() + "/benchmarks")
                .requireStatus(200)
                .json()
                .path("items");
        assertThat(column(all, "name")).containsExactly("solve", "solve", "sort");
        assertThat(column(all, "branch")).containsExactly("topic", "main", "main");
        assertThat(column(all, "machine")).containsExactly("dash", "fugu", "fugu");
        assertThat(column(all, "measurements")).containsExactly("1", "3", "1");
        assertThat(all.get(0).path("latest").path("measurement").asString()).isEqualTo(other);
        var solve = all.get(1);
        assertThat(solve.path("latest").path("measurement").asString()).isEqualTo(newest);
        assertThat(column(solve.path("measures"), "name")).containsExactly("cycles");
        assertThat(solve.path("fidelity").asString()).isEqualTo("timing");

        var main = owner.get(project.path() + "/benchmarks?branch=main&name=solve")
                .json()
                .path("items");
        assertThat(column(main, "name")).containsExactly("solve");
        assertThat(owner.get(project.path() + "/benchmarks?name=none").json().path("items"))
                .isEmpty();
    }

    @Test
    void whatIsNotYoursIsNotThere() {
        project.record("main", 1, well("solve", Map.of("cycles", 1L)));
        var stranger = service.newUser();

        stranger.get(project.path() + "/benchmarks").requireProblem(404, "not-found");
        stranger.get(project.path() + "/benchmarks/solve/history").requireProblem(404, "not-found");
    }
}

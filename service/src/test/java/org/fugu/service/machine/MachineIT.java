package org.fugu.service.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.fugu.machine.preset.Preset;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.fugu.service.TestDatabase;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

class MachineIT {
    private static final String MACHINES = "/api/v1/machines";

    private final RunningService service = RunningService.shared();
    private final Caller admin = service.admin().withKey();
    private final Caller user = service.newUser();

    private static String machine(String name, String preset, int columns, int rows) {
        return "{\"name\":\"" + name + "\",\"preset\":\"" + preset + "\","
                + mesh(columns, rows).substring(1);
    }

    private static String mesh(int columns, int rows) {
        return "{\"columns\":" + columns + ",\"rows\":" + rows + "}";
    }

    private String tag(String name) {
        return admin.get(MACHINES + "/" + name).requireStatus(200).header("etag");
    }

    @Test
    void everyPresetIsAMachineFromTheStartAndCarriesOutARun() {
        var names = new ArrayList<String>();
        user.get(MACHINES)
                .json()
                .path("items")
                .forEach(item -> names.add(item.path("name").asString()));
        assertThat(names).containsAll(Preset.names());
        assertThat(user.get(MACHINES + "/dash").json().path("nodes").asInt()).isEqualTo(1024);

        var bundle = user.uploaded(RunningService.prebuilt("hello.zip"));
        for (var preset : Preset.names()) {
            var id = user.submitted("{\"bundle\":\"" + bundle + "\",\"machine\":\"" + preset + "\"}");
            var run = user.awaitEnd(id);
            assertThat(run.path("outcome").asString()).as(run.toString()).isEqualTo("exited");
            assertThat(run.path("machineVersion").asString()).as(preset).isNotBlank();
        }
    }

    @Test
    void presetsAreListedWithTheMachinesMadeOfThem() {
        service.nobody().get("/api/v1/presets").requireProblem(401, "not-signed-in");
        admin.post(MACHINES, machine("second-dash", "dash", 2, 2)).requireStatus(201);

        var presets = new TreeMap<String, JsonNode>();
        for (var preset : user.get("/api/v1/presets").requireStatus(200).json().path("items")) {
            presets.put(preset.path("name").asString(), preset);
        }

        assertThat(presets.keySet()).containsExactlyInAnyOrderElementsOf(Preset.names());
        var dash = Objects.requireNonNull(presets.get("dash"));
        assertThat(dash.path("machines").values())
                .extracting(JsonNode::asString)
                .contains("dash", "second-dash");
        assertThat(dash.path("maxNodes").asInt()).isEqualTo(1024);
        var machine = user.get(MACHINES + "/second-dash").json();
        for (var field : List.of("title", "version", "clockMegahertz")) {
            assertThat(dash.path(field)).as(field).isEqualTo(machine.path(field));
        }

        admin.delete(MACHINES + "/second-dash", "If-Match", "*").requireStatus(204);
        for (var preset : user.get("/api/v1/presets").json().path("items")) {
            assertThat(preset.path("machines").toString()).doesNotContain("second-dash");
        }
    }

    @Test
    void anAdministratorMakesChangesAndRemovesAMachine() {
        var made = admin.post(MACHINES, machine("lab", "alewife", 2, 2)).requireStatus(201);
        assertThat(made.header("location")).isEqualTo("/api/v1/machines/lab");
        assertThat(made.header("etag")).isNotBlank();
        admin.post(MACHINES, machine("lab", "dash", 2, 2)).requireProblem(409, "name-taken");

        admin.put(MACHINES + "/lab", mesh(4, 4)).requireProblem(428, "if-match-missing");
        admin.put(MACHINES + "/lab", mesh(4, 4), "If-Match", "\"0.0.0\"").requireProblem(412, "machine-changed");
        var old = tag("lab");
        admin.put(MACHINES + "/lab", mesh(4, 4), "If-Match", old).requireStatus(200);
        assertThat(user.get(MACHINES + "/lab").json().path("nodes").asInt()).isEqualTo(16);
        admin.delete(MACHINES + "/lab", "If-Match", old).requireProblem(412, "machine-changed");
        admin.delete(MACHINES + "/lab").requireProblem(428, "if-match-missing");

        admin.delete(MACHINES + "/lab", "If-Match", tag("lab")).requireStatus(204);
        user.get(MACHINES + "/lab").requireProblem(404, "not-found");
        admin.delete(MACHINES + "/lab", "If-Match", "*").requireProblem(404, "not-found");
        admin.post(MACHINES, machine("lab", "dash", 3, 1)).requireStatus(201);
        admin.delete(MACHINES + "/lab", "If-Match", "*").requireStatus(204);

        assertThat(service.bean(JdbcClient.class)
                        .sql("select act from audit_log where subject = 'lab' order by number")
                        .query(String.class)
                        .list())
                .containsExactly(
                        "machine_made", "machine_changed", "machine_removed", "machine_made", "machine_removed");
    }

    @Test
    void whatAMachineIsNeededForKeepsItAsItIsAndIsNamed() {
        admin.post(MACHINES, machine("busy", "fugu", 2, 2)).requireStatus(201);
        var lease = user.post(
                        "/api/v1/partitions", "{\"machine\":\"busy\",\"columns\":1,\"rows\":1,\"column\":1,\"row\":0}")
                .requireStatus(201)
                .json()
                .path("id")
                .asString();

        var refused = admin.delete(MACHINES + "/busy", "If-Match", tag("busy")).requireProblem(409, "machine-in-use");
        assertThat(refused.json().path("detail").asString()).contains("partition " + lease);
        admin.put(MACHINES + "/busy", mesh(1, 2), "If-Match", tag("busy")).requireProblem(409, "machine-in-use");
        admin.put(MACHINES + "/busy", mesh(2, 1), "If-Match", tag("busy")).requireStatus(200);

        // Nothing else has room, so this waits.
        var bundle = user.uploaded(RunningService.prebuilt("hello.zip"));
        var waiting = user.submitted("{\"bundle\":\"" + bundle + "\",\"machine\":\"busy\",\"mesh\":\"2x1\","
                + "\"limits\":{\"memoryBytes\":2097152}}");
        user.awaitRun(waiting, run -> run.path("waitingFor").asString().equals("room for 2x1 on machine busy"));
        assertThat(admin.put(MACHINES + "/busy", mesh(1, 1), "If-Match", tag("busy"))
                        .requireProblem(409, "machine-in-use")
                        .json()
                        .path("detail")
                        .asString())
                .contains("run " + waiting);

        user.delete("/api/v1/partitions/" + lease).requireStatus(204);
        assertThat(user.awaitEnd(waiting).path("state").asString()).isEqualTo("finished");
        admin.delete(MACHINES + "/busy", "If-Match", tag("busy")).requireStatus(204);
        // What was measured stays.
        assertThat(user.run(waiting).path("machine").asString()).isEqualTo("busy");
        assertThat(user.get("/api/v1/partitions/" + lease)
                        .json()
                        .path("machine")
                        .asString())
                .isEqualTo("busy");
        user.post("/api/v1/runs", "{\"bundle\":\"" + bundle + "\",\"machine\":\"busy\"}")
                .requireProblem(422, "unknown-machine");
    }

    @Test
    void onlyAnAdministratorMayAndOnlyWhatCanBeBuilt() {
        user.post(MACHINES, machine("mine", "fugu", 1, 1)).requireProblem(403, "forbidden");
        user.put(MACHINES + "/fugu", mesh(1, 1), "If-Match", "*").requireProblem(403, "forbidden");
        user.delete(MACHINES + "/fugu", "If-Match", "*").requireProblem(403, "forbidden");
        service.nobody()
                .withToken("x")
                .post(MACHINES, machine("mine", "fugu", 1, 1))
                .requireStatus(401);

        admin.post(MACHINES, machine("mine", "cray", 1, 1)).requireProblem(422, "unknown-preset");
        admin.post(MACHINES, machine("mine", "fugu", 33, 32)).requireProblem(422, "mesh-impossible");
        admin.post(MACHINES, machine("mine", "fugu", 0, 1)).requireProblem(422, "invalid-body");
        admin.post(MACHINES, machine("Mine!", "fugu", 1, 1)).requireProblem(422, "invalid-body");
        admin.post(MACHINES, "{}").requireProblem(422, "invalid-body");
    }

    @Test
    void machinesOfTheConfigurationAreMadeOnceAndStayRemoved() {
        var database = TestDatabase.fresh();
        var lab = new String[] {
            "--fugu.machines.lab.preset=now-hpam", "--fugu.machines.lab.mesh=3x2", "--fugu.default-machines=false"
        };
        try (var first = RunningService.startOn(database, lab)) {
            var admin = first.admin().withKey();
            assertThat(admin.get(MACHINES + "/lab").json().path("nodes").asInt())
                    .isEqualTo(6);
            assertThat(admin.get(MACHINES).json().path("items").size()).isEqualTo(2);
            admin.put(MACHINES + "/lab", mesh(5, 5), "If-Match", "*").requireStatus(200);
            admin.delete(MACHINES + "/fugu", "If-Match", "*").requireStatus(204);
        }
        try (var second = RunningService.startOn(database, lab)) {
            var admin = second.admin().withKey();
            assertThat(admin.get(MACHINES + "/lab").json().path("nodes").asInt())
                    .isEqualTo(25);
            admin.get(MACHINES + "/fugu").requireProblem(404, "not-found");
        }
    }
}

package org.fugu.service.metric;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.fugu.service.RunningService;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The dashboard for Grafana asks for meters that a service has.
class GrafanaIT {
    private static final Path BOARD =
            Path.of(System.getProperty("fugu.root", "..")).resolve("deploy/grafana/fugu.json");
    /// A name with labels or a range behind it is a meter's.
    private static final Pattern METER = Pattern.compile("([a-z][a-z0-9_]*)\\{");

    private static List<String> expressions() throws IOException {
        var found = new ArrayList<String>();
        for (JsonNode panel : new JsonMapper().readTree(Files.readString(BOARD)).path("panels")) {
            for (var target : panel.path("targets")) {
                found.add(target.path("expr").asString());
            }
        }
        return found;
    }

    private static Set<String> asked() throws IOException {
        return expressions().stream()
                .flatMap(expression -> METER.matcher(expression).results())
                .map(match -> match.group(1))
                .collect(toCollection(TreeSet::new));
    }

    @Test
    void everyMeterIsThereOnceARunHasFinished() throws IOException {
        var service = RunningService.shared();
        var user = service.newUser();
        var bundle = user.uploaded(RunningService.prebuilt("hello.zip"));
        user.awaitEnd(user.submitted("{\"bundle\":\"" + bundle + "\"}"));

        var page = service.admin()
                .withKey()
                .get("/actuator/prometheus")
                .requireStatus(200)
                .text();

        assertThat(asked()).hasSizeGreaterThan(10);
        assertThat(asked()).allSatisfy(meter -> assertThat(page).containsPattern("(?m)^" + meter + "[{ ]"));
    }

    @Test
    void everyPanelSaysWhatItShows() throws IOException {
        for (JsonNode panel : new JsonMapper().readTree(Files.readString(BOARD)).path("panels")) {
            if (panel.path("type").asString().equals("row")) continue;
            assertThat(panel.path("description").asString())
                    .as(panel.path("title").asString())
                    .isNotBlank();
        }
    }
}

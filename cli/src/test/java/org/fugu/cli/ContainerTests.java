package org.fugu.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/// What `docs/deploy.md` promises of the containers is what the files say. Nothing is started: there
/// need not be a container engine.
class ContainerTests {
    private static final Path ROOT = Path.of(System.getProperty("fugu.root", ".."));

    private static JsonNode compose = JsonNodeFactory.instance.missingNode();
    private static String image = "";

    @BeforeAll
    static void read() throws Exception {
        var document = new Load(
                        LoadSettings.builder().setAllowDuplicateKeys(false).build())
                .loadFromString(Files.readString(ROOT.resolve("docker-compose.yml")));
        compose = new JsonMapper().valueToTree(document);
        image = Files.readString(ROOT.resolve("Dockerfile")).replace("\\\n", " ");
    }

    private static JsonNode service(String name) {
        return compose.path("services").path(name);
    }

    @Test
    void whatTheyUseIsDefined() {
        assertThat(compose.path("services").propertyNames()).containsExactlyInAnyOrder("service", "database");
        for (var part : List.of("networks", "volumes")) {
            for (var name : compose.path("services").propertyNames()) {
                for (var use : service(name).path(part)) {
                    assertThat(compose.path(part).propertyNames())
                            .as(name)
                            .contains(use.asString().replaceFirst(":.*", ""));
                }
            }
        }
    }

    @Test
    void bothAreStartedAgainUntilTheyAreStopped() {
        for (var name : List.of("service", "database")) {
            assertThat(service(name).path("restart").asString()).as(name).isEqualTo("unless-stopped");
        }
        assertThat(line("ENTRYPOINT")).contains("-XX:+ExitOnOutOfMemoryError");
    }

    @Test
    void theServiceWaitsForAHealthyDatabaseAndIsAskedWhetherItIsReady() {
        assertThat(service("service").at("/depends_on/database/condition").asString())
                .isEqualTo("service_healthy");
        assertThat(service("database").at("/healthcheck/test").toString()).contains("pg_isready");
        assertThat(service("service").has("healthcheck")).isFalse();
        assertThat(line("HEALTHCHECK")).contains("$FUGU_PORT", "/actuator/health/readiness");
    }

    @Test
    void neitherCanDoMoreThanItNeeds() {
        for (var name : List.of("service", "database")) {
            assertThat(service(name).path("read_only").asBoolean()).as(name).isTrue();
            assertThat(service(name).path("cap_drop").toString()).as(name).isEqualTo("[\"ALL\"]");
            assertThat(service(name).path("security_opt").toString()).as(name).isEqualTo("[\"no-new-privileges\"]");
        }
        assertThat(service("service").path("ports").toString()).contains("127.0.0.1:8080");
        assertThat(service("database").has("ports")).isFalse();
        assertThat(service("database").path("networks").toString()).isEqualTo("[\"database\"]");
        assertThat(compose.at("/networks/database/internal").asBoolean()).isTrue();
    }

    private static String line(String instruction) {
        return image.lines()
                .filter(line -> line.startsWith(instruction))
                .findFirst()
                .orElseThrow();
    }
}

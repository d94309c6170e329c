package org.fugu.cli;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The manifests of `deploy/kubernetes` are what Kubernetes' schema has, and what `docs/deploy.md`
/// promises. Nothing is started: there need not be a cluster.
class KubernetesTests {
    private static final Path FOLDER =
            Path.of(System.getProperty("fugu.root", "..")).resolve("deploy/kubernetes");
    private static final String KUSTOMIZATION = "kustomization.yaml";

    @FunctionalInterface
    private interface Schema {
        void validate(JsonElement document) throws IOException;
    }

    private static final Map<String, Schema> SCHEMAS = Map.of(
            "v1 Namespace", V1Namespace::validateJsonElement,
            "v1 ConfigMap", V1ConfigMap::validateJsonElement,
            "v1 Service", V1Service::validateJsonElement,
            "apps/v1 Deployment", V1Deployment::validateJsonElement,
            "policy/v1 PodDisruptionBudget", V1PodDisruptionBudget::validateJsonElement,
            "autoscaling/v2 HorizontalPodAutoscaler", V2HorizontalPodAutoscaler::validateJsonElement,
            "networking.k8s.io/v1 NetworkPolicy", V1NetworkPolicy::validateJsonElement);

    private static List<JsonNode> documents(Path file) throws IOException {
        var load = new Load(LoadSettings.builder().setAllowDuplicateKeys(false).build());
        var documents = new ArrayList<JsonNode>();
        for (var document : load.loadAllFromString(Files.readString(file))) {
            documents.add(new JsonMapper().valueToTree(document));
        }
        return documents;
    }

    private static List<Path> files() throws IOException {
        try (var files = Files.list(FOLDER)) {
            return files.sorted().toList();
        }
    }

    private static Stream<Arguments> manifests() throws IOException {
        var manifests = new ArrayList<Arguments>();
        for (var file : files()) {
            if (file.endsWith(KUSTOMIZATION)) continue;
            for (var document : documents(file)) {
                manifests.add(arguments(kind(document) + " " + name(document), document));
            }
        }
        return manifests.stream();
    }

    private static String kind(JsonNode document) {
        return document.path("apiVersion").asString() + " "
                + document.path("kind").asString();
    }

    private static String name(JsonNode document) {
        return document.at("/metadata/name").asString();
    }

    private static JsonNode manifest(String kind, String name) throws IOException {
        return manifests()
                .map(each -> (JsonNode) each.get()[1])
                .filter(each -> kind(each).equals(kind) && name(each).equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Stream<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asString);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("manifests")
    void isWhatTheSchemaHas(String name, JsonNode document) {
        assertThat(SCHEMAS).as(name).containsKey(kind(document));
        var schema = Objects.requireNonNull(SCHEMAS.get(kind(document)));
        assertThatCode(() -> schema.validate(JsonParser.parseString(document.toString())))
                .doesNotThrowAnyException();
    }

    /// Else the test above could not fail.
    @Test
    void theSchemaRefusesWhatItDoesNotHave() throws IOException {
        var text = manifest("apps/v1 Deployment", "fugu-worker").toString();
        var misspelt = text.replace("\"readinessProbe\"", "\"readynessProbe\"");
        var missing = text.replace("\"selector\"", "\"labels\"");
        for (var wrong : List.of(misspelt, missing)) {
            assertThat(wrong).isNotEqualTo(text);
            assertThatThrownBy(() -> V1Deployment.validateJsonElement(JsonParser.parseString(wrong)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void kustomizeTakesAllOfThem() throws IOException {
        var listed = texts(documents(FOLDER.resolve(KUSTOMIZATION)).getFirst().path("resources"))
                .collect(toSet());
        var there = files().stream()
                .map(file -> file.getFileName().toString())
                .filter(file -> !file.equals(KUSTOMIZATION))
                .collect(toSet());
        assertThat(listed).isEqualTo(there);
    }

    /// A variable that the service does not read would be a setting without an effect.
    @Test
    void theServiceReadsWhatTheySet() throws IOException {
        var page = Files.readString(FOLDER.resolve("../../docs/environment.md"));
        var set = new ArrayList<>(manifest("v1 ConfigMap", "fugu").path("data").propertyNames());
        for (var name : List.of("fugu-web", "fugu-worker")) {
            for (var variable : container(name).path("env")) {
                set.add(variable.path("name").asString());
            }
        }
        // Spring Boot's own, of which the page names one.
        set.remove("SERVER_FORWARD_HEADERS_STRATEGY");
        assertThat(set).allSatisfy(name -> assertThat(page).contains("`" + name));
    }

    private static JsonNode container(String deployment) throws IOException {
        return manifest("apps/v1 Deployment", deployment).at("/spec/template/spec/containers/0");
    }

    @Test
    void noneCanDoMoreThanItNeeds() throws IOException {
        for (var name : List.of("fugu-web", "fugu-worker")) {
            var pod = manifest("apps/v1 Deployment", name).at("/spec/template/spec");
            assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean())
                    .as(name)
                    .isTrue();
            assertThat(pod.at("/automountServiceAccountToken").asBoolean(true))
                    .as(name)
                    .isFalse();
            var confined = container(name).path("securityContext");
            assertThat(confined.path("readOnlyRootFilesystem").asBoolean())
                    .as(name)
                    .isTrue();
            assertThat(confined.path("allowPrivilegeEscalation").asBoolean(true))
                    .as(name)
                    .isFalse();
            assertThat(confined.at("/capabilities/drop").toString()).isEqualTo("[\"ALL\"]");
            assertThat(container(name).at("/resources/limits/memory").isString())
                    .as(name)
                    .isTrue();
        }
        assertThat(container("fugu-worker").toString()).doesNotContain("fugu-administrator");
        var calls =
                manifest("networking.k8s.io/v1 NetworkPolicy", "fugu-worker").at("/spec/egress");
        assertThat(calls.toString()).doesNotContain("443").contains("5432");
    }

    /// A selector that no pod has selects nothing, and nobody says so.
    @Test
    void selectorsHavePods() throws IOException {
        var pods = Set.of(labels("fugu-web").toString(), labels("fugu-worker").toString());
        var selectors = Pattern.compile("\"(?:matchLabels|selector|podSelector)\":(\\{[^{}]*})");
        manifests().forEach(each -> {
            var found = selectors.matcher(each.get()[1].toString());
            while (found.find()) assertThat(pods).contains(found.group(1));
        });
    }

    private static JsonNode labels(String deployment) throws IOException {
        return manifest("apps/v1 Deployment", deployment).at("/spec/template/metadata/labels");
    }

    @Test
    void workersFollowTheQueue() throws IOException {
        var scaler = manifest("autoscaling/v2 HorizontalPodAutoscaler", "fugu-worker");
        assertThat(scaler.at("/spec/scaleTargetRef/name").asString()).isEqualTo("fugu-worker");
        var meter = scaler.at("/spec/metrics/0/external/metric/name").asString();
        var page = Files.readString(FOLDER.resolve("../../docs/deploy.md"));
        assertThat(page).contains(meter);
        assertThat(manifest("apps/v1 Deployment", "fugu-worker").at("/spec").has("replicas"))
                .isFalse();
    }

    /// As with containers: longer than the service takes to end.
    @Test
    void aWorkerHasTimeToGiveBackItsRun() throws IOException {
        for (var name : List.of("fugu-web", "fugu-worker")) {
            var pod = manifest("apps/v1 Deployment", name).at("/spec/template/spec");
            assertThat(pod.path("terminationGracePeriodSeconds").asInt()).isGreaterThanOrEqualTo(40);
        }
    }
}

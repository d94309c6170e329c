package org.fugu.cli.ci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.fugu.cli.terminal.Terminal;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PipelineTests {
    private static final String COMMIT = "0123456789012345678901234567890123456789";
    private static final String NONE = "0000000000000000000000000000000000000000";

    @TempDir
    Path folder;

    private static Pipeline pipeline(Map<String, String> variables) {
        var nowhere = new PrintWriter(new StringWriter());
        return Pipeline.of(new Terminal(nowhere, nowhere, false, variables, Path.of("/nonexistent")));
    }

    private static Arguments row(
            PipelineSystem system,
            @Nullable String branch,
            @Nullable String target,
            @Nullable String change,
            @Nullable String before,
            @Nullable String main,
            String... variables) {
        var map = new HashMap<String, String>();
        for (int i = 0; i < variables.length; i += 2) map.put(variables[i], variables[i + 1]);
        return arguments(map, new Pipeline(system, branch, target, change, before, main));
    }

    static Stream<Arguments> variables() {
        return Stream.of(
                row(PipelineSystem.GIT, null, null, null, null, null),
                row(
                        PipelineSystem.GITHUB,
                        "fast",
                        "main",
                        null,
                        null,
                        null,
                        "GITHUB_ACTIONS",
                        "true",
                        "GITHUB_HEAD_REF",
                        "fast",
                        "GITHUB_BASE_REF",
                        "main",
                        "GITHUB_REF_NAME",
                        "12/merge"),
                row(
                        PipelineSystem.GITHUB,
                        "main",
                        null,
                        null,
                        null,
                        null,
                        "GITHUB_ACTIONS",
                        "true",
                        "GITHUB_REF_NAME",
                        "main",
                        "GITHUB_BASE_REF",
                        "",
                        "GITHUB_EVENT_PATH",
                        "/nonexistent"),
                row(
                        PipelineSystem.GITLAB,
                        "fast",
                        "main",
                        "7",
                        null,
                        "main",
                        "GITLAB_CI",
                        "true",
                        "CI_COMMIT_REF_NAME",
                        "refs/merge-requests/7/head",
                        "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME",
                        "fast",
                        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME",
                        "main",
                        "CI_MERGE_REQUEST_IID",
                        "7",
                        "CI_COMMIT_BEFORE_SHA",
                        NONE,
                        "CI_DEFAULT_BRANCH",
                        "main"),
                row(
                        PipelineSystem.GITLAB,
                        "main",
                        null,
                        null,
                        COMMIT,
                        "main",
                        "GITLAB_CI",
                        "true",
                        "CI_COMMIT_REF_NAME",
                        "main",
                        "CI_COMMIT_BEFORE_SHA",
                        COMMIT,
                        "CI_DEFAULT_BRANCH",
                        "main"),
                row(
                        PipelineSystem.JENKINS,
                        "fast",
                        "main",
                        "12",
                        null,
                        null,
                        "JENKINS_URL",
                        "https://ci.example.org",
                        "BRANCH_NAME",
                        "PR-12",
                        "CHANGE_BRANCH",
                        "fast",
                        "CHANGE_TARGET",
                        "main",
                        "CHANGE_ID",
                        "12"),
                row(
                        PipelineSystem.JENKINS,
                        "main",
                        null,
                        null,
                        COMMIT,
                        null,
                        "JENKINS_URL",
                        "https://ci.example.org",
                        "GIT_BRANCH",
                        "origin/main",
                        "GIT_PREVIOUS_COMMIT",
                        COMMIT),
                row(
                        PipelineSystem.BUILDKITE,
                        "fast",
                        "main",
                        "3",
                        null,
                        "main",
                        "BUILDKITE",
                        "true",
                        "BUILDKITE_BRANCH",
                        "fast",
                        "BUILDKITE_PULL_REQUEST",
                        "3",
                        "BUILDKITE_PULL_REQUEST_BASE_BRANCH",
                        "main",
                        "BUILDKITE_PIPELINE_DEFAULT_BRANCH",
                        "main"),
                row(
                        PipelineSystem.BUILDKITE,
                        "main",
                        null,
                        null,
                        null,
                        "main",
                        "BUILDKITE",
                        "true",
                        "BUILDKITE_BRANCH",
                        "main",
                        "BUILDKITE_PULL_REQUEST",
                        "false",
                        "BUILDKITE_PULL_REQUEST_BASE_BRANCH",
                        "main",
                        "BUILDKITE_PIPELINE_DEFAULT_BRANCH",
                        "main"));
    }

    @ParameterizedTest
    @MethodSource("variables")
    void aPipelineSaysWhatTheChangeIs(Map<String, String> variables, Pipeline expected) {
        assertThat(pipeline(variables)).isEqualTo(expected);
    }

    @Test
    void gitHubTellsMoreInTheFileOfItsEvent() throws Exception {
        var event = Files.writeString(
                folder.resolve("event.json"),
                "{\"before\": \"" + COMMIT + "\", \"pull_request\": {\"number\": 12}, \"repository\":"
                        + " {\"default_branch\": \"trunk\"}}");
        var variables =
                Map.of("GITHUB_ACTIONS", "true", "GITHUB_REF_NAME", "trunk", "GITHUB_EVENT_PATH", event.toString());

        assertThat(pipeline(variables))
                .isEqualTo(new Pipeline(PipelineSystem.GITHUB, "trunk", null, "12", COMMIT, "trunk"));
        Files.writeString(event, "no JSON");
        assertThat(pipeline(variables)).isEqualTo(new Pipeline(PipelineSystem.GITHUB, "trunk", null, null, null, null));
    }
}

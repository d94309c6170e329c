package org.fugu.cli.ci;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.fugu.cli.argument.NamedFile;
import org.fugu.cli.terminal.Json;
import org.fugu.cli.terminal.Terminal;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// What a pipeline says about the change that it is for; null where it says nothing. The variables are
/// those that GitHub, GitLab, Jenkins and Buildkite document.
///
/// @param branch that the change is on
/// @param target branch that it is to be merged into; null where nothing is to be merged
/// @param change number of the pull or merge request
/// @param before the commit that the branch was at before
/// @param mainBranch of the repository
record Pipeline(
        PipelineSystem system,
        @Nullable String branch,
        @Nullable String target,
        @Nullable String change,
        @Nullable String before,
        @Nullable String mainBranch) {
    private static final int MOST_EVENT_BYTES = 32 << 20;

    /// From the variables of a process.
    static Pipeline of(Terminal terminal) {
        var variables = new Variables(terminal);
        if ("true".equals(variables.of("GITHUB_ACTIONS"))) return github(variables);
        if (variables.of("GITLAB_CI") != null) return gitlab(variables);
        if ("true".equals(variables.of("BUILDKITE"))) return buildkite(variables);
        if (variables.of("JENKINS_URL") != null) return jenkins(variables);
        return new Pipeline(PipelineSystem.GIT, null, null, null, null, null);
    }

    private record Variables(Terminal terminal) {
        @Nullable
        String of(String name) {
            return terminal.variable(name);
        }

        @Nullable
        String either(String name, String otherwise) {
            var value = of(name);
            return value != null ? value : of(otherwise);
        }
    }

    /// A pull request is checked out as what it would be once it is merged.
    private static Pipeline github(Variables variables) {
        var event = event(variables);
        var number = event.path("pull_request").path("number");
        return new Pipeline(
                PipelineSystem.GITHUB,
                variables.either("GITHUB_HEAD_REF", "GITHUB_REF_NAME"),
                variables.of("GITHUB_BASE_REF"),
                number.isIntegralNumber() ? number.asString() : null,
                commit(event.path("before").asString("")),
                word(event.path("repository").path("default_branch").asString("")));
    }

    /// What happened, as GitHub tells it in a file.
    private static JsonNode event(Variables variables) {
        var file = variables.of("GITHUB_EVENT_PATH");
        if (file == null) return Json.read("{}");
        try {
            var bytes = NamedFile.read("the event", Path.of(file), MOST_EVENT_BYTES);
            return Json.read(new String(bytes, StandardCharsets.UTF_8));
        } catch (IOException | JacksonException e) {
            // It only says more than the variables do.
            return Json.read("{}");
        }
    }

    private static Pipeline gitlab(Variables variables) {
        return new Pipeline(
                PipelineSystem.GITLAB,
                variables.either("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME", "CI_COMMIT_REF_NAME"),
                variables.of("CI_MERGE_REQUEST_TARGET_BRANCH_NAME"),
                variables.of("CI_MERGE_REQUEST_IID"),
                commit(variables.of("CI_COMMIT_BEFORE_SHA")),
                variables.of("CI_DEFAULT_BRANCH"));
    }

    private static Pipeline jenkins(Variables variables) {
        var branch = variables.either("CHANGE_BRANCH", "BRANCH_NAME");
        if (branch == null) branch = variables.of("GIT_BRANCH");
        return new Pipeline(
                PipelineSystem.JENKINS,
                branch == null ? null : branch.replaceFirst("^origin/", ""),
                variables.of("CHANGE_TARGET"),
                variables.of("CHANGE_ID"),
                commit(variables.of("GIT_PREVIOUS_COMMIT")),
                null);
    }

    private static Pipeline buildkite(Variables variables) {
        var number = variables.of("BUILDKITE_PULL_REQUEST");
        boolean change = number != null && !number.equals("false");
        return new Pipeline(
                PipelineSystem.BUILDKITE,
                variables.of("BUILDKITE_BRANCH"),
                change ? variables.of("BUILDKITE_PULL_REQUEST_BASE_BRANCH") : null,
                change ? number : null,
                null,
                variables.of("BUILDKITE_PIPELINE_DEFAULT_BRANCH"));
    }

    /// Systems say that there is none by zeros.
    private static @Nullable String commit(@Nullable String text) {
        return text == null || text.matches("0*") ? null : text;
    }

    private static @Nullable String word(String text) {
        return text.isEmpty() ? null : text;
    }
}

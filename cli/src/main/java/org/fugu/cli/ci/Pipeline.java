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
        if ("true".equals(variables.variable("GITHUB_ACTIONS"))) return github(variables);
        if (variables.variable("GITLAB_CI") != null) return gitlab(variables);
        if ("true".equals(variables.variable("BUILDKITE"))) return buildkite(variables);
        if (variables.variable("JENKINS_URL") != null) return jenkins(variables);
        return new Pipeline(PipelineSystem.GIT, null, null, null, null, null);
    }

    private record Variables(Terminal terminal) {
        /// The first of them that is set.
        @Nullable
        String variable(String... names) {
            for (var name : names) {
                var value = terminal.variable(name);
                if (value != null) return value;
            }
            return null;
        }
    }

    /// A pull request is checked out as what it would be once it is merged.
    private static Pipeline github(Variables variables) {
        var event = event(variables);
        var number = event.path("pull_request").path("number");
        return new Pipeline(
                PipelineSystem.GITHUB,
                variables.variable("GITHUB_HEAD_REF", "GITHUB_REF_NAME"),
                variables.variable("GITHUB_BASE_REF"),
                number.isIntegralNumber() ? number.asString() : null,
                commit(event.path("before").asString("")),
                word(event.path("repository").path("default_branch").asString("")));
    }

    /// What happened, as GitHub tells it in a file.
    private static JsonNode event(Variables variables) {
        var file = variables.variable("GITHUB_EVENT_PATH");
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
                variables.variable("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME", "CI_COMMIT_REF_NAME"),
                variables.variable("CI_MERGE_REQUEST_TARGET_BRANCH_NAME"),
                variables.variable("CI_MERGE_REQUEST_IID"),
                commit(variables.variable("CI_COMMIT_BEFORE_SHA")),
                variables.variable("CI_DEFAULT_BRANCH"));
    }

    private static Pipeline jenkins(Variables variables) {
        var branch = variables.variable("CHANGE_BRANCH", "BRANCH_NAME", "GIT_BRANCH");
        return new Pipeline(
                PipelineSystem.JENKINS,
                branch == null ? null : branch.replaceFirst("^origin/", ""),
                variables.variable("CHANGE_TARGET"),
                variables.variable("CHANGE_ID"),
                commit(variables.variable("GIT_PREVIOUS_COMMIT")),
                null);
    }

    private static Pipeline buildkite(Variables variables) {
        var number = variables.variable("BUILDKITE_PULL_REQUEST");
        boolean change = number != null && !number.equals("false");
        return new Pipeline(
                PipelineSystem.BUILDKITE,
                variables.variable("BUILDKITE_BRANCH"),
                change ? variables.variable("BUILDKITE_PULL_REQUEST_BASE_BRANCH") : null,
                change ? number : null,
                null,
                variables.variable("BUILDKITE_PIPELINE_DEFAULT_BRANCH"));
    }

    /// Systems say that there is none by zeros.
    private static @Nullable String commit(@Nullable String text) {
        return text == null || text.matches("0*") ? null : text;
    }

    private static @Nullable String word(String text) {
        return text.isEmpty() ? null : text;
    }
}

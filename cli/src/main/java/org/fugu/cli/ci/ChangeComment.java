package org.fugu.cli.ci;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.fugu.cli.terminal.Json;
import org.fugu.cli.terminal.Terminal;
import org.fugu.experiment.report.GateReport;
import org.fugu.experiment.report.MarkdownReport;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// The one comment on a pull or merge request: written where there is something to say, and changed
/// instead of written again.
///
/// @param address where a new one is sent to, and the list of all is
/// @param one where one of them is, before its number
/// @param change what changes one
/// @param authorization the header that allows it, and its value
record ChangeComment(URI address, String one, String change, Map.Entry<String, String> authorization) {
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final int A_PAGE = 100;

    /// Of how many pages of comments ours is looked for.
    private static final int MOST_PAGES = 20;

    /// Of the change that a pipeline is for; empty where it is for none, or may not write.
    static Optional<ChangeComment> of(Terminal terminal, Pipeline pipeline) {
        if (pipeline.change() == null) return Optional.empty();
        return switch (pipeline.system()) {
            case GITHUB -> github(terminal, pipeline.change());
            case GITLAB -> gitlab(terminal, pipeline.change());
            case JENKINS, BUILDKITE, GIT -> Optional.empty();
        };
    }

    private static Optional<ChangeComment> github(Terminal terminal, String number) {
        var token = terminal.variable("GITHUB_TOKEN");
        var repository = terminal.variable("GITHUB_REPOSITORY");
        if (token == null || repository == null) return Optional.empty();
        var issues =
                terminal.variable("GITHUB_API_URL", "https://api.github.com") + "/repos/" + repository + "/issues/";
        return comment(
                issues + number + "/comments",
                issues + "comments/",
                "PATCH",
                Map.entry("Authorization", "Bearer " + token));
    }

    private static Optional<ChangeComment> gitlab(Terminal terminal, String number) {
        var token = terminal.variable("GITLAB_TOKEN");
        var api = terminal.variable("CI_API_V4_URL");
        var project = terminal.variable("CI_PROJECT_ID");
        if (token == null || api == null || project == null) return Optional.empty();
        var notes = api + "/projects/" + URLEncoder.encode(project, StandardCharsets.UTF_8) + "/merge_requests/"
                + number + "/notes";
        return comment(notes, notes + "/", "PUT", Map.entry("PRIVATE-TOKEN", token));
    }

    private static Optional<ChangeComment> comment(
            String address, String one, String change, Map.Entry<String, String> authorization) {
        try {
            return Optional.of(new ChangeComment(URI.create(address), one, change, authorization));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// Says what a gate found. Where that is nothing, only a comment that is there already is changed.
    ///
    /// @param page where more is said, or null
    /// @throws IOException if the server cannot be reached, or does not allow it
    void write(GateReport report, @Nullable URI page) throws IOException {
        try (var http = HttpClient.newBuilder().connectTimeout(ANSWER).build()) {
            var earlier = earlier(http);
            var text = MarkdownReport.of(report);
            if (text.isEmpty() && earlier == null) return;
            if (text.isEmpty()) text = MarkdownReport.MARK + "\n" + MarkdownReport.summary(report);
            var body = Json.compact(Map.of("body", MarkdownReport.linked(text, page)));
            var place = earlier == null ? address : URI.create(one + earlier);
            send(
                    http,
                    HttpRequest.newBuilder(place)
                            .header("Content-Type", "application/json")
                            .method(earlier == null ? "POST" : change, HttpRequest.BodyPublishers.ofString(body)));
        }
    }

    /// The number of the comment with our mark.
    private @Nullable String earlier(HttpClient http) throws IOException {
        for (int page = 1; page <= MOST_PAGES; page++) {
            var query = URI.create(address + "?per_page=" + A_PAGE + "&page=" + page);
            var comments = send(http, HttpRequest.newBuilder(query).GET());
            for (var comment : comments) {
                var id = comment.path("id");
                boolean ours = comment.path("body").asString("").startsWith(MarkdownReport.MARK);
                if (ours && id.isIntegralNumber()) return id.asString();
            }
            if (comments.size() < A_PAGE) return null;
        }
        return null;
    }

    private JsonNode send(HttpClient http, HttpRequest.Builder request) throws IOException {
        try {
            var answer = http.send(
                    request.timeout(ANSWER)
                            .header(authorization.getKey(), authorization.getValue())
                            .header("Accept", "application/json")
                            .build(),
                    BodyHandlers.ofString());
            if (answer.statusCode() >= 300) {
                throw new IOException(address.getHost() + " answered with status " + answer.statusCode());
            }
            return Json.read(answer.body());
        } catch (JacksonException e) {
            throw new IOException(address.getHost() + " answered with something else than JSON", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}

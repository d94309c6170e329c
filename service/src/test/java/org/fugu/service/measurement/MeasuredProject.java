package org.fugu.service.measurement;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.Assertions;
import org.fugu.service.Caller;
import org.fugu.service.bundle.Archives;
import tools.jackson.databind.JsonNode;

/// A project of somebody, and what they ask of it.
public final class MeasuredProject {
    private static final AtomicInteger NAMES = new AtomicInteger();
    private static final AtomicLong COMMITS = new AtomicLong();

    public final Caller owner;
    public final String id;

    public MeasuredProject(Caller owner) {
        this.owner = owner;
        id = owner.post("/api/v1/projects", "{\"name\":\"project-" + NAMES.incrementAndGet() + "\"}")
                .requireStatus(201)
                .json()
                .path("id")
                .asString();
    }

    public String path() {
        return "/api/v1/projects/" + id;
    }

    public String measurements() {
        return path() + "/measurements";
    }

    /// A hash that no other commit has.
    public static String commit() {
        return "%040x".formatted(COMMITS.incrementAndGet());
    }

    /// The prebuilt ping-pong with other arguments of its benchmarks, so that it is another bundle.
    ///
    /// @param rounds how long it takes
    public static byte[] pingpong(int rounds) throws IOException {
        return pingpong("[\"10000\"", "[\"" + rounds + "\"");
    }

    /// The prebuilt ping-pong with its manifest changed.
    public static byte[] pingpong(String text, String by) throws IOException {
        var archives = Archives.of("pingpong.zip");
        Assertions.assertThat(archives.manifest()).contains(text);
        return archives.with("fugu.yaml", archives.manifest().replace(text, by)).zip();
    }

    public static String body(String bundle, String commit, String branch) {
        return "{\"bundle\":\"" + bundle + "\",\"commit\":\"" + commit + "\",\"branch\":\"" + branch
                + "\",\"committedAt\":\"2026-01-31T12:00:00+01:00\"}";
    }

    /// Has a bundle of the owner measured at a new commit.
    public Caller.Answer measure(String bundle) {
        return owner.post(measurements(), body(bundle, commit(), "main"));
    }

    /// @return the measurement when it has ended
    public JsonNode measured(byte[] zip) {
        return ended(measure(owner.uploaded(zip)).json().path("id").asString());
    }

    public JsonNode ended(String measurement) {
        for (int tries = 0; tries < 10; tries++) {
            var seen = owner.get(measurements() + "/" + measurement, "Prefer", "wait=30")
                    .requireStatus(200)
                    .json();
            if (!seen.path("finishedAt").isNull()) return seen;
        }
        throw new AssertionError("waited too long for " + measurement);
    }
}

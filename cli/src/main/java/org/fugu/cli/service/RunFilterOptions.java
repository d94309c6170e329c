package org.fugu.cli.service;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which runs to list: those for which all holds that is asked for.
final class RunFilterOptions {
    @Option(names = "--state", paramLabel = "STATE", description = "queued, running, finished, canceled …")
    private @Nullable String state;

    @Option(
            names = "--outcome",
            paramLabel = "OUTCOME",
            description = "How the program ended, as in exited or trapped.")
    private @Nullable String outcome;

    @Option(names = "--exit-code", paramLabel = "N", description = "With which exit code.")
    private @Nullable Integer exitCode;

    @Option(names = "--bundle", paramLabel = "DIGEST", description = "Of this bundle.")
    private @Nullable String bundle;

    @Option(names = "--program", paramLabel = "NAME", description = "Of the program of this name.")
    private @Nullable String program;

    @Option(names = "--machine", paramLabel = "M", description = "On this machine.")
    private @Nullable String machine;

    @Option(names = "--mesh", paramLabel = "CxR", description = "On a mesh of this shape.")
    private @Nullable String mesh;

    @Option(
            names = "--argument",
            paramLabel = "TEXT",
            description = "With this argument and no other; repeated, with these in this order; '' for none.")
    private List<String> arguments = new ArrayList<>();

    @Option(names = "--nodes", paramLabel = "N", description = "With so many nodes.")
    private @Nullable Integer nodes;

    @Option(names = "--fidelity", paramLabel = "F", description = "functional, timing or relaxed:CYCLES.")
    private @Nullable String fidelity;

    @Option(names = "--partition", paramLabel = "ID", description = "On this lease.")
    private @Nullable String partition;

    @Option(names = "--run-set", paramLabel = "ID", description = "Of this run-set.")
    private @Nullable String runSet;

    @Option(names = "--label", paramLabel = "KEY[=VALUE]", description = "With this label. May be repeated.")
    private List<String> labels = new ArrayList<>();

    @Option(names = "--commit", paramLabel = "HASH", description = "Of this commit.")
    private @Nullable String commit;

    @Option(names = "--branch", paramLabel = "NAME", description = "Of this branch.")
    private @Nullable String branch;

    @Option(names = "--from", paramLabel = "TIME", description = "Submitted then or later: 2026-01-31T12:00:00Z.")
    private @Nullable String from;

    @Option(names = "--until", paramLabel = "TIME", description = "Submitted before.")
    private @Nullable String until;

    @Option(
            names = "--search",
            paramLabel = "TEXT",
            description = "With TEXT in the name of the bundle or the program.")
    private @Nullable String search;

    List<String> labels() {
        return labels;
    }

    /// As a query of `GET /runs`, after its `limit`.
    String query() {
        var query = new StringBuilder();
        add(query, "state", state);
        add(query, "outcome", outcome);
        add(query, "exitCode", exitCode);
        add(query, "bundle", bundle);
        add(query, "program", program);
        add(query, "machine", machine);
        add(query, "mesh", mesh);
        for (var argument : arguments) add(query, "argument", argument);
        add(query, "nodes", nodes);
        add(query, "fidelity", fidelity);
        add(query, "partition", partition);
        add(query, "runSet", runSet);
        for (var label : labels) add(query, "label", label);
        add(query, "commit", commit);
        add(query, "branch", branch);
        add(query, "from", from);
        add(query, "until", until);
        add(query, "search", search);
        return query.toString();
    }

    private static void add(StringBuilder query, String name, @Nullable Object value) {
        if (value == null) return;
        query.append('&').append(name).append('=').append(URLEncoder.encode(value.toString(), StandardCharsets.UTF_8));
    }
}

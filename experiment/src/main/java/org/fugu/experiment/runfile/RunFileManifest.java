package org.fugu.experiment.runfile;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.fugu.experiment.wire.JsonTree;
import org.jspecify.annotations.Nullable;

/// What a file says of the run that is in it, and what else there is in the file. Who it was is not said.
///
/// @param fuguRun the version of the form
/// @param installation where it was carried out, in that installation's own words
/// @param run what it is called there
/// @param finishedAt when it had ended there, as in `2026-01-31T12:00:00Z`
/// @param labels that its owner gave it, by key
/// @param commit of which its program was built, if its owner said that; `branch` and `repository` likewise
/// @param parts the other files, each with its SHA-256
public record RunFileManifest(
        int fuguRun,
        String installation,
        String run,
        String finishedAt,
        SortedMap<String, String> labels,
        @JsonSetter(nulls = Nulls.SET) @Nullable String commit,
        @JsonSetter(nulls = Nulls.SET) @Nullable String branch,
        @JsonSetter(nulls = Nulls.SET) @Nullable String repository,
        SortedMap<String, String> parts) {
    /// The version that is written.
    public static final int VERSION = 1;

    private static final int MOST_TEXT = 200;
    private static final int MOST_LABELS = 16;

    public RunFileManifest {
        UnaryOperator<String> shown = text -> {
            if (text.length() > MOST_TEXT) {
                throw new IllegalArgumentException("a text of more than " + MOST_TEXT + " characters");
            }
            return JsonTree.shown(text);
        };
        installation = shown.apply(installation);
        run = shown.apply(run);
        finishedAt = shown.apply(finishedAt);
        commit = commit == null ? null : shown.apply(commit);
        branch = branch == null ? null : shown.apply(branch);
        repository = repository == null ? null : shown.apply(repository);
        if (labels.size() > MOST_LABELS) throw new IllegalArgumentException("more than " + MOST_LABELS + " labels");
        var values = new TreeMap<String, String>();
        labels.forEach((key, value) -> values.put(shown.apply(key), shown.apply(value)));
        labels = Collections.unmodifiableSortedMap(values);
        parts = Collections.unmodifiableSortedMap(new TreeMap<>(parts));
    }

    RunFileManifest with(SortedMap<String, String> others) {
        return new RunFileManifest(fuguRun, installation, run, finishedAt, labels, commit, branch, repository, others);
    }
}

package org.fugu.cli.service;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.fugu.cli.git.Git;
import org.fugu.cli.terminal.CommandFailure;
import org.fugu.cli.terminal.Terminal;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What is said of a submitted run: labels, and which commit its program is of. Of a repository nothing is told that
/// nobody asked for: it may be private.
final class SubmittedMarks {
    @Option(names = "--label", paramLabel = "KEY=VALUE", description = "A label to find the run by. May be repeated.")
    private Map<String, String> labels = new LinkedHashMap<>();

    @Option(names = "--commit", paramLabel = "HASH", description = "The commit that the program was built of.")
    private @Nullable String commit;

    @Option(names = "--branch", paramLabel = "NAME", description = "The branch of that commit.")
    private @Nullable String branch;

    @Option(names = "--repository", paramLabel = "NAME", description = "Where that commit is.")
    private @Nullable String repository;

    @Option(
            names = "--git",
            paramLabel = "FOLDER",
            arity = "0..1",
            fallbackValue = ".",
            description = "Take commit, branch and repository (origin, without a password) from the git repository"
                    + " around FOLDER, else around the current folder. Without it nothing of a repository is sent.")
    private @Nullable Path git;

    /// Adds what was said to a submission.
    void addTo(Map<String, Object> request, Terminal terminal) {
        if (git != null) read(new Git(git.toAbsolutePath()), terminal);
        if (!labels.isEmpty()) request.put("labels", labels);
        if (commit != null) request.put("commit", commit);
        if (branch != null) request.put("branch", branch);
        if (repository != null) request.put("repository", repository);
    }

    /// What was said by name holds.
    private void read(Git around, Terminal terminal) {
        if (!around.exists()) throw CommandFailure.usage("there is no git repository around '" + around.folder() + "'");
        if (commit == null) {
            commit = around.commit("HEAD");
            if (around.hasChanges()) {
                terminal.err().println("the working tree has changes: the program may not be that of " + commit);
            }
        }
        if (branch == null) branch = around.current().orElse(null);
        if (repository == null) repository = around.origin().orElse(null);
    }
}

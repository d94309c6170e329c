package org.fugu.cli.git;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fugu.cli.terminal.CommandFailure;

/// The repository around a folder.
///
/// @param folder any in it
public record Git(Path folder) {
    /// What it answers.
    ///
    /// @throws CommandFailure with git's own words, if it does not end well
    String say(String... arguments) {
        var said = run(arguments);
        if (said.succeeded()) return said.text();
        throw CommandFailure.usage("git " + arguments[0] + " failed in '" + folder + "': "
                + said.text().strip().lines().findFirst().orElse("it says nothing"));
    }

    private HostProgram run(String... arguments) {
        var command = new ArrayList<>(List.of("git", "-C", folder.toString()));
        command.addAll(List.of(arguments));
        return HostProgram.run(folder, command, Map.of());
    }

    Optional<String> attempt(String... arguments) {
        var said = run(arguments);
        return said.succeeded() ? Optional.of(said.text().strip()) : Optional.empty();
    }

    /// Whether there is a repository at all.
    public boolean exists() {
        return attempt("rev-parse", "--git-dir").isPresent();
    }

    /// The folder that all paths in it are from.
    public Path root() {
        return Path.of(say("rev-parse", "--show-toplevel").strip());
    }

    /// The full name of a commit.
    public Optional<String> find(String revision) {
        return attempt("rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}");
    }

    /// The same of one that has to be there.
    public String commit(String revision) {
        return find(revision)
                .orElseThrow(() -> CommandFailure.usage("there is no commit '" + revision + "' in '" + folder + "'"));
    }

    /// From one commit to another along first parents, both included, the first one first.
    public List<String> between(String from, String to) {
        var all = new ArrayList<String>(List.of(from));
        say("rev-list", "--reverse", "--first-parent", from + ".." + to).lines().forEach(all::add);
        if (all.size() > 1 && all.getLast().equals(to)) return all;
        throw CommandFailure.usage(
                "there is no commit between " + from + " and " + to + ": the good one has to come first");
    }

    /// The best common ancestor of two commits.
    public Optional<String> mergeBase(String one, String other) {
        return attempt("merge-base", one, other);
    }

    public boolean isAncestor(String earlier, String later) {
        return attempt("merge-base", "--is-ancestor", earlier, later).isPresent();
    }

    /// Whether its history is cut off, as pipelines like to fetch it.
    public boolean isShallow() {
        return attempt("rev-parse", "--is-shallow-repository")
                .filter("true"::equals)
                .isPresent();
    }

    /// Fetches the history that is cut off.
    ///
    /// @return whether all of it is there now
    public boolean fetchHistory() {
        attempt("fetch", "--quiet", "--no-tags", "--unshallow", "origin");
        return !isShallow();
    }

    /// The newest commit of a branch of the server, fetched if it is not here; a local one of that name
    /// if there is no server.
    public Optional<String> branch(String name) {
        var remote = "refs/remotes/origin/" + name;
        var known = find(remote);
        if (known.isPresent()) return known;
        attempt("fetch", "--quiet", "--no-tags", "origin", "+refs/heads/" + name + ":" + remote);
        return find(remote).or(() -> find("refs/heads/" + name));
    }

    /// The name of the branch that is checked out, if one is.
    public Optional<String> current() {
        return attempt("symbolic-ref", "--quiet", "--short", "HEAD");
    }

    /// Where its server is, without what signs in there.
    public Optional<String> origin() {
        return attempt("remote", "get-url", "origin").map(url -> url.replaceFirst("^([a-z+]+://)[^/@]*@", "$1"));
    }

    /// What the server calls its main branch; else `main` or `master`, whichever is here.
    public Optional<String> mainBranch() {
        var told = attempt("symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD")
                .map(name -> name.replaceFirst("^origin/", ""));
        if (told.isPresent()) return told;
        return List.of("main", "master").stream()
                .filter(name -> find("refs/remotes/origin/" + name)
                        .or(() -> find("refs/heads/" + name))
                        .isPresent())
                .findFirst();
    }

    /// Whether a file that git knows is not as in the commit that is checked out.
    public boolean hasChanges() {
        return !say("status", "--porcelain", "--untracked-files=no").isBlank();
    }

    /// The first line of a commit's message.
    public String subject(String commit) {
        return say("log", "-1", "--format=%s", commit).strip();
    }

    /// When it was committed, as in `2026-11-29T20:00:00Z`.
    public String committedAt(String commit) {
        var seconds = say("log", "-1", "--format=%ct", commit).strip();
        return Instant.ofEpochSecond(Long.parseLong(seconds)).toString();
    }

    /// A file of the repository that ends so, if there is exactly one.
    public Optional<String> fileEndingWith(String path) {
        var found = attempt("ls-files", "--full-name", "--", ":(top,glob)**/" + path)
                .orElse("")
                .lines()
                .limit(2)
                .toList();
        return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
    }
}

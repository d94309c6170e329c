package org.fugu.cli.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.fugu.cli.terminal.CommandFailure;
import org.jspecify.annotations.Nullable;

/// A working tree of its own for a repository's versions, away from the one that somebody works in. It
/// is gone afterwards.
final class GitCheckout implements AutoCloseable {
    private static final int MOST_OUTPUT = 64 << 20;

    private final Path repository;
    private final Path folder;

    /// What a program of the host said and ended with.
    private record Said(int code, String text) {}

    /// @param repository any folder in it
    GitCheckout(Path repository) {
        this.repository = repository;
        try {
            folder = Files.createTempDirectory("fugu-versions");
        } catch (IOException e) {
            throw CommandFailure.usage("there is no room for a working tree: " + e.getMessage());
        }
        git(repository, "worktree", "add", "--quiet", "--detach", tree().toString());
    }

    private Path tree() {
        return folder.resolve("tree");
    }

    /// The full name of a commit.
    String commit(String revision) {
        return git(repository, "rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}")
                .strip();
    }

    /// From one commit to another along first parents, both included, the first one first.
    List<String> between(String from, String to) {
        var all = new ArrayList<String>(List.of(from));
        git(repository, "rev-list", "--reverse", "--first-parent", from + ".." + to)
                .lines()
                .forEach(all::add);
        if (all.size() > 1 && all.getLast().equals(to)) return all;
        throw CommandFailure.usage(
                "there is no commit between " + from + " and " + to + ": the good one has to come first");
    }

    String subject(String commit) {
        return git(repository, "log", "-1", "--format=%s", commit).strip();
    }

    /// Makes the working tree that of a commit, with nothing else in it, and builds there.
    ///
    /// @param command of the shell
    /// @return the last line that it said, or nothing; null if the command did not end well
    @Nullable
    String build(String commit, String command) {
        git(tree(), "checkout", "--quiet", "--force", "--detach", commit);
        git(tree(), "clean", "-ffdxq");
        var said = run(tree(), List.of("/bin/sh", "-c", command));
        if (said.code() != 0) return null;
        return said.text().strip().lines().reduce("", (_, line) -> line.strip());
    }

    /// @param path in the working tree
    Path file(String path) {
        return tree().resolve(path);
    }

    private static String git(Path place, String... arguments) {
        var command = new ArrayList<>(List.of("git", "-C", place.toString()));
        command.addAll(List.of(arguments));
        var said = run(place, command);
        if (said.code() == 0) return said.text();
        var words = said.text().strip();
        throw CommandFailure.usage("git " + arguments[0] + " failed in '" + place + "'"
                + (words.isEmpty()
                        ? "; is there such a commit?"
                        : ": " + words.lines().findFirst().orElse("")));
    }

    private static Said run(Path place, List<String> command) {
        try {
            var process = new ProcessBuilder(command)
                    .directory(place.toFile())
                    .redirectErrorStream(true)
                    .start();
            try {
                process.getOutputStream().close();
                var output = process.getInputStream().readNBytes(MOST_OUTPUT);
                process.getInputStream().transferTo(OutputStream.nullOutputStream());
                return new Said(process.waitFor(), new String(output, StandardCharsets.UTF_8));
            } finally {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw CommandFailure.usage(
                    "'" + command.getFirst() + "' cannot be started in '" + place + "': " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandFailure.usage("interrupted");
        }
    }

    @Override
    public void close() {
        try {
            run(
                    repository,
                    List.of("git", "-C", repository.toString(), "worktree", "remove", "--force", tree().toString()));
            delete(folder);
        } catch (IOException e) {
            throw CommandFailure.usage("the folder '" + folder + "' could not be removed: " + e.getMessage());
        }
    }

    private static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path each, @Nullable IOException e) throws IOException {
                Files.delete(each);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}

package org.fugu.cli.git;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import org.fugu.cli.terminal.CommandFailure;
import org.jspecify.annotations.Nullable;

/// A working tree of its own for a repository's versions, away from the one that somebody works in. It
/// is gone afterwards.
public final class GitCheckout implements AutoCloseable {
    private final Git repository;
    private final Path folder;

    /// @param repository any folder in it
    public GitCheckout(Path repository) {
        this.repository = new Git(repository);
        try {
            folder = Files.createTempDirectory("fugu-versions");
        } catch (IOException e) {
            throw CommandFailure.usage("there is no room for a working tree: " + e.getMessage());
        }
        this.repository.say("worktree", "add", "--quiet", "--detach", tree().toString());
    }

    private Path tree() {
        return folder.resolve("tree");
    }

    /// Makes the working tree that of a commit, with nothing else in it, and builds there.
    ///
    /// @param command of the shell
    /// @param environment what it is told beyond this program's own
    public HostProgram build(String commit, String command, Map<String, String> environment) {
        var there = new Git(tree());
        there.say("checkout", "--quiet", "--force", "--detach", commit);
        there.say("clean", "-ffdxq");
        return HostProgram.shell(tree(), command, environment);
    }

    /// @param path in the working tree
    public Path file(String path) {
        return tree().resolve(path);
    }

    @Override
    public void close() {
        try {
            repository.attempt("worktree", "remove", "--force", tree().toString());
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

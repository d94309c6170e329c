package org.fugu.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.fugu.bundle.Bundle;

/// A real repository with a bundle in it that is built by copying: of the program `work` there is a
/// build that is quick and one that is slow.
public final class GitRepository {
    public static final String BUILD = "mkdir -p out && cp fugu.yaml out && cp \"$(cat variant)\" out/work.elf";

    private static final Path PREBUILT = Path.of(System.getProperty("fugu.root"), "guest", "prebuilt", "test");

    private final Path folder;
    private final Path root;

    /// With a manifest, and no commit.
    ///
    /// @param folder the repository becomes one in it, beside the programs
    public GitRepository(Path folder) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/git")), "git is not installed");
        this.folder = folder;
        root = Files.createDirectories(folder.resolve("a repository"));
        git("init", "--quiet", "--initial-branch=main");
        Files.write(folder.resolve("quick.elf"), program("work-a"));
        Files.write(folder.resolve("slow.elf"), program("work-b"));
        Files.writeString(
                root.resolve("fugu.yaml"),
                "fugu: 1\nname: work\nversion: 1.0.0\nprograms: {work: {file: work.elf}}\n"
                        + "benchmarks: [{name: work, measures: [cycles, work_cycles]}]\n");
    }

    private static byte[] program(String bundle) throws IOException {
        return Bundle.ofFile(Files.readAllBytes(PREBUILT.resolve(bundle + ".zip")))
                .image("work");
    }

    public Path root() {
        return root;
    }

    /// The next build takes this program.
    ///
    /// @param program `quick.elf`, `slow.elf`, or one that is not there
    public void write(String program) throws IOException {
        Files.writeString(root.resolve("variant"), folder.resolve(program).toString());
    }

    /// @return its full name
    public String commit(String subject, String program) throws Exception {
        write(program);
        Files.writeString(root.resolve("readme"), subject);
        git("add", "--all");
        git("commit", "--quiet", "--message", subject);
        return git("rev-parse", "HEAD").strip();
    }

    public String git(String... arguments) throws Exception {
        return git(root, arguments);
    }

    public static String git(Path place, String... arguments) throws Exception {
        var command = new ArrayList<String>(List.of(
                "git", "-C", place.toString(), "-c", "user.name=nobody", "-c", "user.email=nobody@example.org"));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}

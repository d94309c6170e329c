package org.fugu.cli.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The archive, unpacked in a folder with nothing beside it.
class DistIT {
    private static final Path ROOT = Path.of(System.getProperty("fugu.root"));

    @TempDir
    private static Path folder;

    private static Path unpacked;
    private static JsonNode made;

    private record Answer(int exitCode, String out, String err) {
        Answer requireSuccess() {
            assertThat(exitCode).as(err).isZero();
            return this;
        }

        JsonNode json() {
            return new JsonMapper().readTree(out);
        }
    }

    @BeforeAll
    static void unpack() throws IOException, InterruptedException {
        var archive = folder.resolve("fugu.zip");
        made = answer(folder, ROOT.resolve("fugu").toString(), "dist", "-o", archive.toString(), "--json")
                .requireSuccess()
                .json();
        // A name with a blank and a letter that is not ASCII.
        var place = Files.createDirectories(folder.resolve("a plåce"));
        try (var zip = ZipFile.builder().setPath(archive).get()) {
            for (var entry : Collections.list(zip.getEntries())) {
                var file = place.resolve(entry.getName());
                Files.createDirectories(file.getParent());
                Files.copy(zip.getInputStream(entry), file);
                boolean runs = (entry.getUnixMode() & 0111) != 0;
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(runs ? "r-xr-xr-x" : "r--r--r--"));
            }
        }
        unpacked = place.resolve("fugu");
    }

    private static Answer answer(Path in, String... command) throws IOException, InterruptedException {
        var err = Files.createTempFile(folder, "err", ".txt");
        var builder = new ProcessBuilder(command).directory(in.toFile()).redirectError(err.toFile());
        // What is built is what is tested.
        builder.environment().put("FUGU_NO_BUILD", "1");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        var process = builder.start();
        var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Answer(process.waitFor(), out, Files.readString(err));
    }

    private static Answer fugu(String... args) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(unpacked.resolve("fugu").toString()));
        command.addAll(List.of(args));
        return answer(folder, command.toArray(String[]::new));
    }

    @Test
    void aJdkIsAllItNeeds() throws IOException, InterruptedException {
        var there = fugu("run", unpacked.resolve("guest/prebuilt/hello.zip").toString(), "--json")
                .requireSuccess()
                .json();
        var here = answer(
                        folder,
                        ROOT.resolve("fugu").toString(),
                        "run",
                        ROOT.resolve("guest/prebuilt/hello.zip").toString(),
                        "--json")
                .requireSuccess()
                .json();

        assertThat(there.path("digest")).isEqualTo(here.path("digest"));
        assertThat(fugu("--version").requireSuccess().out()).isEqualTo("fugu 0.1.0\n");
        fugu("abi").requireSuccess();
        fugu("reproduce", "1").requireSuccess();
    }

    @Test
    void packedAgainItIsTheSame() throws IOException, InterruptedException {
        var again = fugu("dist", "-o", folder.resolve("again.zip").toString(), "--sha256", "--json")
                .requireSuccess()
                .json();

        assertThat(again.path("sha256")).isEqualTo(made.path("sha256"));
        assertThat(Files.readString(folder.resolve("again.zip.sha256")))
                .isEqualTo(made.path("sha256").asString() + "  again.zip\n");
        assertThat(again.path("files").asInt()).isGreaterThan(50);
        assertThat(again.path("bytes").asLong()).isEqualTo(Files.size(folder.resolve("again.zip")));
    }

    @Test
    void bundlesAreBuiltWithIt() throws IOException, InterruptedException {
        var own = Files.createDirectories(folder.resolve("own"));
        Files.writeString(own.resolve("main.c"), "#include <stdio.h>\nint main(void) { puts(\"built\"); }\n");
        Files.writeString(own.resolve("fugu.yaml"), """
                fugu: 1
                name: own
                version: 1.0.0
                programs: {own: {file: own.elf}}
                run: {program: own, machine: fugu, mesh: 1x1}
                """);
        var mk = unpacked.resolve("guest/fugu.mk").toString().replace(" ", "\\ ");
        Files.writeString(own.resolve("Makefile"), "name := own\ninclude " + mk + "\n");
        answer(own, "make").requireSuccess();

        assertThat(fugu("run", own.resolve("build/own").toString())
                        .requireSuccess()
                        .out())
                .contains("built");
    }

    @Test
    void whatNeedsTheRepositorySaysSo() throws IOException, InterruptedException {
        for (var command : List.of("test", "serve", "demo")) {
            var answer = fugu(command);

            assertThat(answer.exitCode()).isEqualTo(2);
            assertThat(answer.err()).contains("'" + command + "' needs a clone of the repository");
        }
    }

    @Test
    void aPlaceThatCannotBeWrittenIsNamed() throws IOException, InterruptedException {
        var answer = fugu("dist", "-o", folder.resolve("nowhere/fugu.zip").toString());

        assertThat(answer.exitCode()).isEqualTo(2);
        assertThat(answer.err()).contains("nowhere/fugu.zip' cannot be written: there is no such folder");
    }
}

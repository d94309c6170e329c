package org.fugu.service.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// Clients that were generated from the document, in three languages, do what people do: upload,
/// submit, wait, read and download. The build generates those in Java and Python before this test.
class GeneratedClientsIT {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Path ROOT =
            Path.of(System.getProperty("fugu.root", "..")).toAbsolutePath();
    private static final Path PROGRAMS = ROOT.resolve("service/src/test/clients");
    private static final Path GENERATED = ROOT.resolve("service/target/clients");
    private static final Path BUNDLE = ROOT.resolve("guest/prebuilt/hello.zip");

    private final RunningService service = RunningService.shared();
    private final Caller user = service.newUser();

    @Test
    void aJavaClientWorks() throws Exception {
        var sources = new ArrayList<String>();
        try (var files = Files.walk(GENERATED.resolve("java/src/main/java"))) {
            files.map(Path::toString).filter(name -> name.endsWith(".java")).forEach(sources::add);
        }
        sources.add(PROGRAMS.resolve("java/Client.java").toString());
        var list = Files.write(GENERATED.resolve("java/sources"), sources);
        var classes = GENERATED.resolve("java/classes").toString();
        var libraries = System.getProperty("java.class.path");
        var javac = java("javac");
        done(GENERATED, javac, "-proc:none", "-nowarn", "-cp", libraries, "-d", classes, "@" + list);

        works(GENERATED, java("java"), "-cp", classes + ":" + libraries, "Client");
    }

    private static String java(String tool) {
        return Path.of(System.getProperty("java.home"), "bin", tool).toString();
    }

    @Test
    void aPythonClientWorks() throws Exception {
        var folder = GENERATED.resolve("python");
        var wanted = PROGRAMS.resolve("python/requirements.txt");
        var environment = folder.resolve("venv");
        var installed = environment.resolve("requirements.txt");
        if (!Files.exists(installed) || Files.mismatch(installed, wanted) >= 0) {
            done(folder, "python3", "-m", "venv", "--clear", environment.toString());
            done(folder, environment + "/bin/pip", "install", "--quiet", "-r", wanted.toString());
            Files.copy(wanted, installed);
        }

        works(folder, "env", "PYTHONPATH=" + folder, environment + "/bin/python", PROGRAMS + "/python/client.py");
    }

    @Test
    void aTypeScriptClientWorks() throws Exception {
        var tools = ROOT.resolve("frontend/node_modules");
        assertThat(tools)
                .as("the dashboard's build installs what this needs; build once without -Dfrontend.skip")
                .isDirectory();
        var folder = Files.createDirectories(GENERATED.resolve("typescript"));
        for (var file : List.of("client.ts", "tsconfig.json", "package.json")) {
            Files.copy(
                    PROGRAMS.resolve("typescript").resolve(file),
                    folder.resolve(file),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        var link = folder.resolve("node_modules");
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, tools);
        done(
                folder,
                "node",
                ROOT + "/frontend/scripts/generate.mjs",
                folder.resolve("schema.d.ts").toString());
        done(folder, "node", tools + "/typescript/bin/tsc", "--project", ".");

        works(folder, "node", "client.js");
    }

    /// Runs the client and compares what it saw with what the service says and has.
    private void works(Path folder, String... command) throws Exception {
        var key = user.post("/api/v1/keys", "{\"name\":\"client\"}")
                .requireStatus(201)
                .json();
        var digest = service.newUser().uploaded(Files.readAllBytes(BUNDLE));
        var whole = new ArrayList<>(List.of(command));
        whole.addAll(List.of(service.address().toString(), key.path("token").asString(), BUNDLE.toString(), digest));

        var seen = JSON.readTree(done(folder, whole.toArray(String[]::new)));

        var run = user.run(seen.path("run").asString());
        assertThat(run.path("bundle").path("digest").asString()).isEqualTo(digest);
        for (var field : List.of("state", "outcome", "exitCode", "cycles")) {
            assertThat(seen.path(field)).as(field).isEqualTo(run.path(field));
        }
        assertThat(seen.path("outcome").asString()).isEqualTo("exited");
        assertThat(seen.path("cycles").asLong()).isPositive();
        assertThat(seen.path("latencies").propertyNames())
                .isNotEmpty()
                .containsExactlyElementsOf(run.path("latencies").propertyNames());
        var path = "/api/v1/runs/" + seen.path("run").asString() + "/console";
        assertThat(seen.path("console")).isEqualTo(user.get(path).json().path("nodes"));
        var archive = user.get("/api/v1/bundles/" + digest + "/archive").bytes();
        assertThat(seen.path("archive").asString())
                .isEqualTo(sha256(archive))
                .isEqualTo(sha256(Files.readAllBytes(BUNDLE)));
    }

    private static String sha256(byte[] bytes) throws NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    /// @return what the command wrote to its standard output
    private static String done(Path folder, String... command) throws IOException, InterruptedException {
        var output = Files.createTempFile("client", ".out");
        var errors = Files.createTempFile("client", ".err");
        var process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        var ended = process.waitFor(10, TimeUnit.MINUTES);
        if (!ended) process.destroyForcibly();
        assertThat(ended && process.exitValue() == 0)
                .as("%s\n%s%s", String.join(" ", command), Files.readString(output), Files.readString(errors))
                .isTrue();
        return Files.readString(output);
    }
}

package org.fugu.service.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.fugu.service.FuguService;
import org.fugu.service.TestDatabase;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/// A service that cannot start as it is configured says so in one sentence and ends with 2.
class StartFailureIT {
    private static final long PATIENCE_SECONDS = 180;

    private static TestDatabase.Connection database;

    @TempDir
    Path folder;

    private record Answer(int exitCode, String text) {
        void requireSentence(String said) {
            assertThat(exitCode).as(text).isEqualTo(2);
            assertThat(text).contains(said).doesNotContain("\tat ", "Exception", "null");
            var lines = text.lines().toList();
            assertThat(lines.getLast()).startsWith("fugu: ");
            assertThat(lines).filteredOn(line -> line.startsWith("fugu: ")).hasSize(1);
        }
    }

    @BeforeAll
    static void makeADatabase() {
        database = TestDatabase.fresh();
    }

    private Answer start(Map<String, String> environment, String... before) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(before));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
        command.add(FuguService.class.getName());
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("FUGU_PORT", "0");
        builder.environment().put("FUGU_DATA", folder.resolve("data").toString());
        builder.environment().putAll(environment);
        var process = builder.redirectOutput(folder.resolve("log").toFile()).start();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("it still runs: " + Files.readString(folder.resolve("log")));
        }
        return new Answer(process.exitValue(), Files.readString(folder.resolve("log")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "FUGU_PORT | x | FUGU_PORT is 'x'; a port is a number from 0 to 65535",
                "FUGU_PORT | 70000 | FUGU_PORT is '70000'; a port is a number from 0 to 65535",
                "FUGU_BIND | 203.0.113.7 | nothing can listen on 203.0.113.7, port 0",
                "FUGU_BIND | no.such.host.invalid | FUGU_BIND is 'no.such.host.invalid', which is no address",
                "FUGU_ROLE | foo | FUGU_ROLE is 'foo'; it is one of web, worker and all",
                "FUGU_ADMIN_PASSWORD | short | FUGU_ADMIN_PASSWORD is too short: it needs 12 characters",
                "FUGU_WORKERS | x | the configuration's fugu.runs.workers cannot be 'x'",
                "FUGU_WORKERS | 0 | FUGU_WORKERS is 0; it is 1 or more",
                "FUGU_RUN_THREADS | 0 | FUGU_RUN_THREADS is 0; it is 1 or more",
                "FUGU_HOST_WALL | soon | the configuration's fugu.runs.host-wall cannot be 'soon'",
                "FUGU_WEBHOOKS | on | FUGU_WEBHOOKS is 'on'; it is one of off, https and http",
                "FUGU_WEBHOOKS_PORTS | all | the configuration's fugu.webhooks.ports",
                "FUGU_WEBHOOKS_PORTS | 443,70000 | FUGU_WEBHOOKS_PORTS has 70000; a port is a number from 1 to 65535",
                "FUGU_STORAGE_BUNDLE_BYTES | much | the configuration's fugu.storage.bundle-bytes cannot be 'much'",
                "FUGU_RETENTION_RUNS_A_USER | few | the configuration's fugu.retention.runs-a-user cannot be 'few'",
                "FUGU_MACHINES_LAB_PRESET | fugo | the machine 'lab' of the configuration cannot be made",
                "SPRING_DATASOURCE_URL | jdbc:postgresql://127.0.0.1:1/x | the database jdbc:postgresql://127.0.0.1:1/x",
                "SPRING_DATASOURCE_URL | nonsense | SPRING_DATASOURCE_URL is 'nonsense'",
                "SPRING_DATASOURCE_PASSWORD | wrong | cannot be used: FATAL: password authentication failed",
            })
    void whatIsConfiguredWrongIsSaidInASentence(String variable, String value, String said) {
        requireRefusal(variable, value, said);
    }

    @Test
    void aPortThatIsTakenIsNamed() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();

            requireRefusal("FUGU_PORT", Integer.toString(port), "127.0.0.1, port " + port);
        }
    }

    /// Without a process of its own, which takes longer.
    private static void requireRefusal(String variable, String value, String expected) {
        var variables = new LinkedHashMap<String, Object>(Map.of(
                "FUGU_PORT", "0",
                "SPRING_DATASOURCE_URL", database.url(),
                "SPRING_DATASOURCE_USERNAME", database.user(),
                "SPRING_DATASOURCE_PASSWORD", database.password()));
        variables.put(variable, value);
        var environment = new StandardEnvironment();
        var source = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
        environment.getPropertySources().replace(source, new SystemEnvironmentPropertySource(source, variables));
        var service = new SpringApplication(FuguService.class);
        service.setEnvironment(environment);

        var said = new ByteArrayOutputStream();
        var usual = System.err;
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            assertThatThrownBy(service::run).matches(StartFailures::isKnown);
        } finally {
            System.setErr(usual);
        }
        // Services of other tests live on in this process. What they log just when logging begins anew, Logback tells.
        var lines = said.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.contains(" |-WARN in Logger["))
                .toList();
        assertThat(lines).hasSize(1);
        assertThat(lines.getFirst()).startsWith("fugu: ").contains(expected).doesNotContain("Exception", "null");
    }

    @Test
    void aFolderThatAnotherServiceUsesIsNamed() throws Exception {
        var postgres = Files.createDirectories(folder.resolve("data/postgres"));
        try (var channel = FileChannel.open(
                        postgres.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var lock = channel.lock()) {
            assertThat(lock.isValid()).isTrue();

            start(Map.of()).requireSentence("another Fugu service already uses");
        }
    }

    @Test
    void aFolderThatCannotBeMadeIsNamed() throws Exception {
        var file = Files.writeString(folder.resolve("file"), "");

        start(Map.of("FUGU_DATA", file.resolve("below").toString())).requireSentence("Not a directory");
    }

    /// The right to pass over permissions is given up, which root has.
    @Test
    void aFolderThatMayNotBeWrittenIsNamed() throws Exception {
        var closed = Files.createDirectory(folder.resolve("closed"));
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("r-xr-xr-x"));

        start(Map.of("FUGU_DATA", closed.toString()), "setpriv", "--bounding-set=-dac_override,-dac_read_search")
                .requireSentence("permission denied");
    }
}

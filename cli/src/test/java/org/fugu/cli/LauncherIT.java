package org.fugu.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.fugu.cli.terminal.Json;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the script `./fugu` builds, and when it says that something is built or has passed. Maven
/// is a stand-in that records how it was called: the script is tried in a copy of its own.
class LauncherIT {
    private static final Path ROOT = Path.of(System.getProperty("fugu.root"));
    private static final List<String> TOOLS = List.of(
            "riscv64-linux-gnu-gcc",
            "riscv64-linux-gnu-g++",
            "qemu-riscv64",
            "csmith",
            "chromium",
            "make",
            "shellcheck",
            "npm");

    /// Does what Maven does to the files that the script looks at.
    private static final String MAVEN = """
            #!/bin/sh
            echo "$*" >> "$0.log"
            case "${MAVEN_ARGS:-}" in *--version*) echo Apache Maven; exit 0 ;; esac
            case "$*" in
                *verify*)
                    for module in cli service; do
                        mkdir -p $module/target/surefire-reports
                        printf '<testsuite xmlns:x="y" name="%s" tests="%s" skipped="1">\\n' T 20 \
                            > $module/target/surefire-reports/TEST-T.xml
                    done
                    mkdir -p frontend/target
                    touch frontend/target/frontend-check.stamp ;;
            esac
            echo '[INFO] BUILD SUCCESS'
            [ ! -e broken ]
            """;

    @TempDir
    Path temporary;

    private Path root;
    private Path tools;

    private record Answer(int exitCode, String out, String err) {}

    @BeforeEach
    void copy() throws IOException {
        // A name that is not ASCII and has a blank: people have such folders.
        root = Files.createDirectories(temporary.resolve("clone of fugü"));
        tools = Files.createDirectories(temporary.resolve("tools"));
        for (var tool : TOOLS) program(tools.resolve(tool), "#!/bin/sh\nexit 0\n");
        program(tools.resolve("node"), "#!/bin/sh\necho v24.1.0\n");
        Files.copy(ROOT.resolve("fugu"), root.resolve("fugu"));
        program(root.resolve("mvnw"), MAVEN);
        Files.writeString(root.resolve("pom.xml"), "");
        for (var module : List.of("cli", "service")) {
            Files.createDirectories(root.resolve(module + "/src/test/java"));
            Files.createDirectories(root.resolve(module + "/target"));
        }
        Files.createDirectories(root.resolve("frontend/src"));
        Files.copy(ROOT.resolve("cli/target/cli-0.1.0.jar"), root.resolve("cli/target/cli-0.1.0.jar"));
        Files.createSymbolicLink(root.resolve("cli/target/lib"), ROOT.resolve("cli/target/lib"));
        Files.writeString(root.resolve("service/target/fugu-service.jar"), "");
    }

    private static void program(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Answer fugu(String... args) throws IOException, InterruptedException {
        return fugu(Map.of(), args);
    }

    private Answer fugu(Map<String, String> environment, String... args) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("bash", root.resolve("fugu").toString()));
        command.addAll(List.of(args));
        return answer(environment, command);
    }

    private Answer answer(Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        var err = Files.createTempFile(temporary, "err", ".txt");
        var builder = new ProcessBuilder(command).directory(temporary.toFile()).redirectError(err.toFile());
        builder.environment().remove("FUGU_NO_BUILD");
        builder.environment().remove("MAVEN_ARGS");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().merge("PATH", tools.toString(), (path, first) -> first + ":" + path);
        builder.environment().putAll(environment);
        var process = builder.start();
        var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Answer(process.waitFor(), out, Files.readString(err));
    }

    private List<String> mavenCalls() throws IOException {
        var log = root.resolve("mvnw.log");
        return Files.exists(log) ? Files.readAllLines(log) : List.of();
    }

    private boolean isStamped(String goal) {
        return Files.exists(root.resolve("target/built-" + goal));
    }

    @Test
    void everyTestPassesOnlyAfterEveryModuleHasRunItsTests() throws Exception {
        var answer = fugu("test");

        assertThat(answer.exitCode()).as(answer.err()).isZero();
        assertThat(answer.err()).contains("PASSED: every test (40, 2 of them skipped here), in ");
        assertThat(mavenCalls()).containsExactly("-B -ntp verify");
        assertThat(isStamped("cli")).isTrue();
        assertThat(isStamped("service")).isTrue();
    }

    @Test
    void helpOfTheTestsIsNoTestAndRenewsNoStamp() throws Exception {
        Files.createDirectories(root.resolve("target"));
        var stamp = Files.writeString(root.resolve("target/built-service"), "");
        Files.setLastModifiedTime(stamp, FileTime.from(Instant.EPOCH));

        var answer = fugu("test", "--help");

        assertThat(answer.exitCode()).as(answer.err()).isZero();
        assertThat(answer.out()).contains("run every test", "-Dfugu.seed=S", "Exit codes");
        assertThat(answer.err()).doesNotContain("PASSED");
        assertThat(mavenCalls())
                .as("the command line is built, nothing is tested")
                .noneMatch(call -> call.contains("verify"));
        assertThat(Files.getLastModifiedTime(stamp).toInstant()).isEqualTo(Instant.EPOCH);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-DskipTests",
                "-Dmaven.test.skip=true",
                "-pl",
                "--version",
                "-o",
                "-q",
                "x",
                "-Dtest=FooTests",
                "-Dfugu.sede=7",
                "-Dfugu.seed=x",
                "-Dfugu.csmith=0",
                "-Dfugu.csmith=",
                "-Dfugu.csmith",
                "--hlep",
                "--al",
                "-Dfugu.digests=write",
            })
    void anOptionThatCouldLeaveATestOutIsRefused(String option) throws Exception {
        var answer = fugu("test", option);

        assertThat(answer.exitCode()).isEqualTo(2);
        assertThat(answer.err()).contains("./fugu test --help").doesNotContain("PASSED");
        assertThat(mavenCalls()).isEmpty();
        assertThat(isStamped("cli")).isFalse();
    }

    @Test
    void everyRunIsComparedOnDemand() throws Exception {
        var answer = fugu("test", "--all", "-Dfugu.seed=7");

        assertThat(answer.err()).contains(" with --all -Dfugu.seed=7, in ");
        assertThat(mavenCalls()).containsExactly("-B -ntp verify -Dfugu.digests=all -Dfugu.seed=7");
    }

    @Test
    void whatWasDrawnIsSaidWithTheSuccess() throws Exception {
        var answer = fugu("test", "-Dfugu.seed=-7", "-Dfugu.csmith=500");

        assertThat(answer.err()).contains(" with -Dfugu.seed=-7 -Dfugu.csmith=500, in ");
        assertThat(mavenCalls()).containsExactly("-B -ntp verify -Dfugu.seed=-7 -Dfugu.csmith=500");
    }

    @Test
    void mavenThatEndsWellWithoutTestingIsNoSuccess() throws Exception {
        var answer = fugu(Map.of("MAVEN_ARGS", "--version"), "test");

        assertThat(answer.exitCode()).isEqualTo(1);
        assertThat(answer.err())
                .contains("ran no tests of: cli service frontend")
                .doesNotContain("PASSED");
        assertThat(isStamped("cli")).isFalse();
    }

    @Test
    void reportsOfAnEarlierTestRunDoNotCount() throws Exception {
        assertThat(fugu("test").exitCode()).isZero();
        var stamp = root.resolve("target/built-cli");
        Files.setLastModifiedTime(stamp, FileTime.from(Instant.EPOCH));

        assertThat(fugu(Map.of("MAVEN_ARGS", "--version"), "test").exitCode()).isEqualTo(1);
        assertThat(Files.getLastModifiedTime(stamp).toInstant()).isEqualTo(Instant.EPOCH);
    }

    @Test
    void aTestThatFailsRenewsNoStamp() throws Exception {
        Files.writeString(root.resolve("broken"), "");

        var answer = fugu("test");

        assertThat(answer.exitCode()).isEqualTo(1);
        assertThat(answer.err()).contains("FAILED").doesNotContain("PASSED");
        assertThat(isStamped("cli")).isFalse();
    }

    @Test
    void aBuildThatBuiltNothingIsTriedAgain() throws Exception {
        var answer = fugu(Map.of("MAVEN_ARGS", "--version"), "abi", "--header");

        assertThat(answer.exitCode()).isEqualTo(1);
        assertThat(answer.err()).contains("the build failed");
        assertThat(isStamped("cli")).isFalse();
        assertThat(fugu("abi", "--header").exitCode()).isZero();
        assertThat(isStamped("cli")).isTrue();
    }

    @Test
    void whatIsNewerThanTheBuildIsBuilt() throws Exception {
        assertThat(fugu("abi", "--header").exitCode()).isZero();
        assertThat(fugu("abi", "--header").exitCode()).isZero();
        assertThat(mavenCalls()).hasSize(1);

        var edited = Files.writeString(root.resolve("cli/src/test/java/Edited.java"), "");
        Files.setLastModifiedTime(edited, FileTime.from(Instant.now().plusSeconds(60)));

        assertThat(fugu("abi", "--header").exitCode()).isZero();
        assertThat(mavenCalls()).hasSize(2);
    }

    @Test
    void aFolderOfSomebodyElseIsSaidInASentence() throws Exception {
        Files.createDirectories(root.resolve("target"));
        Files.writeString(root.resolve("target/build.lock"), "");
        for (var place : List.of("target/build.lock", "target")) {
            Files.setPosixFilePermissions(root.resolve(place), PosixFilePermissions.fromString("r-xr-xr-x"));
        }
        open(temporary);

        var answer = answer(Map.of(), asNobody("abi", "--header"));

        assertThat(answer.exitCode()).as(answer.err()).isEqualTo(2);
        assertThat(answer.err())
                .contains("cannot be written by nobody", "FUGU_NO_BUILD=1")
                .doesNotContain("fugu: line");
        var built = answer(Map.of("FUGU_NO_BUILD", "1"), asNobody("abi", "--header"));
        assertThat(built.exitCode()).as(built.err()).isZero();
    }

    private List<String> asNobody(String... args) {
        var command =
                new ArrayList<>(List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "bash"));
        command.add(root.resolve("fugu").toString());
        command.addAll(List.of(args));
        return command;
    }

    private static void open(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "POSIX", "C.UTF-8"})
    void foldersBundlesAndArgumentsMayHaveAnyNameInEveryLocale(String locale) throws Exception {
        var bundle = Files.copy(ROOT.resolve("guest/prebuilt/hello.zip"), temporary.resolve("größe 日本.zip"));
        var environment = Map.of("LC_ALL", locale, "FUGU_NO_BUILD", "1");

        var answer = fugu(environment, "run", bundle.toString(), "--json", "--", "übung", "日本");

        assertThat(answer.exitCode()).as(answer.err()).isZero();
        var args = Json.read(answer.out()).path("args");
        assertThat(args.path(0).asString()).isEqualTo("übung");
        assertThat(args.path(1).asString()).isEqualTo("日本");
    }

    /// The script, the help and the page for contributors name the same draws, and the tests read them.
    @Test
    void theDrawsAreWhatTheTestsReadAndTheDocumentsName() throws Exception {
        var script = Pattern.compile("(?m)^draws=\\((.*)\\)$").matcher(Files.readString(ROOT.resolve("fugu")));
        assertThat(script.find()).isTrue();
        var draws = new TreeSet<>(List.of(script.group(1).split(" ")));

        assertThat(names(Files.readString(ROOT.resolve("CONTRIBUTING.md")), "`-Dfugu\\.([a-z]+)="))
                .isEqualTo(draws);
        assertThat(names(Shell.run("test", "--help").out(), "  -Dfugu\\.([a-z]+)=[A-Z]"))
                .isEqualTo(draws);
        assertThat(names(sourcesOfTests(), "(?:getInteger|getLong)\\(\\s*\"fugu\\.([a-z]+)\""))
                .isEqualTo(draws);
    }

    private static TreeSet<String> names(String text, String pattern) {
        var names = new TreeSet<String>();
        Pattern.compile(pattern).matcher(text).results().forEach(found -> names.add(found.group(1)));
        return names;
    }

    private static String sourcesOfTests() throws IOException {
        var text = new StringBuilder();
        for (var module : List.of("machine-core", "exokernel", "bundle", "experiment", "db", "service", "cli")) {
            var tests = ROOT.resolve(module).resolve("src/test/java");
            if (!Files.isDirectory(tests)) continue;
            try (var files = Files.walk(tests)) {
                for (var file :
                        files.filter(path -> path.toString().endsWith(".java")).toList()) {
                    text.append(Files.readString(file));
                }
            }
        }
        return text.toString();
    }
}

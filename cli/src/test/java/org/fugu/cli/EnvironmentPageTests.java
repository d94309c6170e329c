package org.fugu.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The page of environment variables and the code name the same ones; the service's own test reads
/// its settings. Nothing else tells of a variable that the page does not know.
class EnvironmentPageTests {
    private static final Path ROOT = Path.of(System.getProperty("fugu.root"));
    private static final String NAME = "([A-Z][A-Z0-9_]*)";

    /// What bash sets itself.
    private static final Set<String> BASH = Set.of("BASH_SOURCE", "SECONDS", "PATH", "EUID");

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String text(String file) {
        return text(ROOT.resolve(file));
    }

    private static Set<String> found(String text, String pattern) {
        var names = new TreeSet<String>();
        Pattern.compile(pattern).matcher(text).results().forEach(match -> names.add(match.group(1)));
        return names;
    }

    /// The first column of the tables below a heading.
    private static Set<String> documented(String heading) {
        var page = text("docs/environment.md");
        int start = page.indexOf("\n## " + heading + "\n");
        assertThat(start).as(heading).isNotNegative();
        int end = page.indexOf("\n## ", start + 1);
        var columns = new TreeSet<String>();
        var rows = Pattern.compile("(?m)^\\| ((?:`" + NAME + "`(?:, )?)+) \\|");
        rows.matcher(page.substring(start, end < 0 ? page.length() : end))
                .results()
                .forEach(row -> columns.addAll(found(row.group(1), "`" + NAME + "`")));
        return columns;
    }

    private static Set<String> documented() {
        return found(text("docs/environment.md"), "(?m)^\\| `" + NAME + "` \\|");
    }

    private static String sources(String folder, String ending) throws IOException {
        return String.join(
                "\n",
                files(folder, path -> path.toString().endsWith(ending)).stream()
                        .map(EnvironmentPageTests::text)
                        .toList());
    }

    private static List<Path> files(String folder, Predicate<Path> wanted) throws IOException {
        try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
            return files.filter(Files::isRegularFile).filter(wanted).toList();
        }
    }

    @Test
    void theScriptAndTheCommandLineReadWhatIsDocumented() throws IOException {
        var script = text("fugu").replaceAll("(?m)^\\s*#.*$", "");
        var told = found(script, "export [^\\n]*?\\b(FUGU_ROOT|FUGU_SERVICE_JAR|FUGU_LIVE)=");
        told.addAll(found(script, "FUGU_ROOT=\\$root (FUGU_SERVICE_JAR)="));
        var service = documented("The service");
        var read = found(script, "\\$\\{?" + NAME);
        read.removeAll(BASH);
        var pipelines = documented("Pipelines");
        var code = sources("cli/src/main/java", ".java");
        var list = Pattern.compile("(?:variable|getenv)\\(((?:\"[A-Z0-9_]+\"(?:,\\s*)?)+)")
                .matcher(code);
        list.results().forEach(names -> read.addAll(found(names.group(1), "\"" + NAME + "\"")));
        assertThat(read).containsAll(pipelines);
        read.removeAll(pipelines);
        read.addAll(found(text("frontend/vite.config.ts"), "process\\.env\\." + NAME));
        read.add("LC_CTYPE");

        assertThat(told).isEqualTo(documented("What the script tells the command line"));
        assertThat(script).contains("LC_CTYPE=");
        read.removeAll(told);
        read.removeIf(service::contains);
        assertThat(read).isEqualTo(documented("The script and the command line"));
    }

    @Test
    void theServiceReadsWhatItsConfigurationNames() {
        var configured = found(text("service/src/main/resources/application.yaml"), "\\$\\{" + NAME + "[:}]");

        assertThat(configured).isNotEmpty();
        assertThat(documented("The service")).containsAll(configured);
    }

    @Test
    void containersAndMakefilesReadWhatIsDocumented() {
        assertThat(found(text("docker-compose.yml"), "\\$\\{" + NAME)).isEqualTo(documented("Containers"));
        assertThat(found(text("guest/fugu.mk"), "(?m)^" + NAME + " \\?=")).isEqualTo(documented("Building programs"));
    }

    @Test
    void testsReadWhatIsDocumented() throws IOException {
        var read = new TreeSet<String>();
        for (var module : List.of("machine-core", "exokernel", "bundle", "experiment", "service", "cli")) {
            read.addAll(found(sources(module + "/src/test/java", ".java"), "getenv\\(\"(FUGU_[A-Z_]+)\""));
        }

        assertThat(read).isEqualTo(documented("Tests"));
    }

    /// Pages, help and messages of refusals.
    @Test
    void noOtherVariableIsSpokenOf() throws IOException {
        var known = documented();
        var pages = new StringBuilder(text("README.md")).append(text("CONTRIBUTING.md"));
        for (var page : files("docs", path -> path.toString().endsWith(".md"))) pages.append(text(page));
        // Names of the C interface begin with the same word.
        var ofGuests =
                found(sources("guest", ".h") + sources("guest", ".c") + sources("guest", ".mk"), "(FUGU_[A-Z_]+)");
        ofGuests.addAll(found(Shell.run("abi", "--header").out(), "(FUGU_[A-Z0-9_]+)"));
        var spokenOf = found(pages.toString(), "`(FUGU_[A-Z0-9_]+)[`=]");
        spokenOf.addAll(found(sources("cli/src/main/java", ".java"), "(FUGU_[A-Z_]+)[^A-Z_]"));
        spokenOf.addAll(found(sources("service/src/main/java", ".java"), "(FUGU_[A-Z_]+)[^A-Z_]"));
        spokenOf.removeAll(ofGuests);
        // The sample of a machine's name.
        spokenOf.removeIf(name -> name.startsWith("FUGU_MACHINES_LAB_"));
        // The cookie of a session.
        spokenOf.remove("FUGU_SESSION");

        assertThat(known).containsAll(spokenOf);
    }
}

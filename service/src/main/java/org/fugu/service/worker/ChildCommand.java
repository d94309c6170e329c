package org.fugu.service.worker;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How a child is started: the Java of this process, with bounds, without variables, behind the service where there
/// are too few processors for both, and without a network where this host lets it.
///
/// @param java the executable, and options
/// @param program the main class and its arguments, or `-jar` with a file and its arguments, after options of Java
public record ChildCommand(List<String> java, List<String> program) {
    /// The first and only argument of the service's main class that makes it a child.
    public static final String ARGUMENT = "carry-out-guests";

    /// An ahead-of-time cache (JEP 483) beside the program's jar: children's classes as they are after a first task.
    /// Java leaves one aside that does not fit.
    static final String ARCHIVE = "workers.aot";

    private static final Logger LOG = LoggerFactory.getLogger(ChildCommand.class);

    /// Ways to have no network, the best first. In a user's namespace of its own a child of root has no rights either.
    private static final List<List<String>> WITHOUT_NETWORK =
            List.of(List.of("/usr/bin/unshare", "--user", "--net"), List.of("/usr/bin/unshare", "--net"));

    /// Guests may take whatever processor time is left over, and do not keep who submits and looks waiting.
    private static final List<String> BEHIND_OTHERS = List.of("/usr/bin/nice", "-n", "10");

    /// Found at the first start, for all.
    private static final class Host {
        static final List<String> WITHOUT_NETWORK = withoutNetwork();
        static final List<String> PREFIX = prefix();

        private static List<String> prefix() {
            var words = new ArrayList<String>();
            if (works(BEHIND_OTHERS)) words.addAll(BEHIND_OTHERS);
            words.addAll(WITHOUT_NETWORK);
            return List.copyOf(words);
        }
    }

    public ChildCommand {
        java = List.copyOf(java);
        program = List.copyOf(program);
    }

    /// Another of the program that this process is.
    ///
    /// @param heapMegabytes what its heap may grow to
    public static ChildCommand ofThisProgram(long heapMegabytes) {
        return of(heapMegabytes, thisProgram());
    }

    /// @param program as the command has it
    static ChildCommand of(long heapMegabytes, List<String> program) {
        var words = new ArrayList<String>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(List.of(
                "-Xmx" + heapMegabytes + "m",
                "-Xms16m",
                "-XX:MaxMetaspaceSize=256m",
                "-XX:MaxDirectMemorySize=16m",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                // What Java says by itself must not come between frames, and no file of a crash stays behind.
                "-XX:+DisplayVMOutputToStderr",
                "-XX:+ErrorFileToStderr",
                "-XX:-CreateCoredumpOnCrash",
                "-Xlog:disable",
                "-Xlog:all=warning:stderr",
                "-XX:-UsePerfData",
                "-XX:+DisableAttachMechanism"));
        // When Java translates what it executes is measured and given to the service; the child is who needs it.
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.startsWith("-XX:Tier"))
                .forEach(words::add);
        return new ChildCommand(words, program);
    }

    /// The command line, but for what takes the network away and puts it behind.
    List<String> words() {
        var words = new ArrayList<>(java);
        archive().ifPresent(file -> words.addAll(List.of("-XX:AOTCache=" + file, "-Xlog:aot=off:stderr")));
        words.addAll(program);
        return words;
    }

    /// It may come while the service is there already.
    private Optional<Path> archive() {
        int jar = program.indexOf("-jar") + 1;
        if (jar == 0) return Optional.empty();
        var beside = Path.of(program.get(jar)).toAbsolutePath().resolveSibling(ARCHIVE);
        return Optional.of(beside).filter(Files::isReadable);
    }

    private static List<String> thisProgram() {
        var path = System.getProperty("java.class.path");
        boolean isPacked = path.endsWith(".jar") && !path.contains(File.pathSeparator);
        return isPacked
                ? List.of("-jar", path, ARGUMENT)
                : List.of("-cp", path, "org.fugu.service.FuguService", ARGUMENT);
    }

    /// Whether children have no network here.
    static boolean isWithoutNetwork() {
        return !Host.WITHOUT_NETWORK.isEmpty();
    }

    private static List<String> withoutNetwork() {
        for (var prefix : WITHOUT_NETWORK) {
            if (works(prefix)) return prefix;
        }
        LOG.warn("This host lets no process go without a network, so those that execute guests have the network of the"
                + " service; docs/service.md, section Workers, says what to do");
        return List.of();
    }

    private static boolean works(List<String> prefix) {
        var words = new ArrayList<>(prefix);
        // It must still be able to read what it is to execute.
        var path = System.getProperty("java.class.path").split(File.pathSeparator, 2)[0];
        words.addAll(List.of("test", "-r", path));
        try {
            var process = empty(words).redirectErrorStream(true).start();
            process.getInputStream().readAllBytes();
            return process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            LOG.debug("{} cannot be started", prefix, e);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    Process start() throws IOException {
        var all = new ArrayList<>(Host.PREFIX);
        all.addAll(words());
        return empty(all).start();
    }

    /// No variable of the service's reaches a child: there are passwords among them. But Java spells names of files as
    /// the locale says, which has to be one that can spell those that are needed.
    private static ProcessBuilder empty(List<String> words) {
        var builder = new ProcessBuilder(words);
        builder.environment().clear();
        boolean isPlain = words.stream().allMatch(StandardCharsets.US_ASCII.newEncoder()::canEncode);
        if (!isPlain) builder.environment().put("LC_ALL", "C.UTF-8");
        return builder;
    }
}

package org.fugu.cli.perf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.fugu.cli.terminal.Terminal;
import org.jspecify.annotations.Nullable;

/// QEMU's user mode, where it is installed.
///
/// @param binary of `qemu-riscv64`
record PerfQemu(Path binary) {
    private static final String NAME = "qemu-riscv64";

    /// The shell tells at the end what its children took.
    private static final List<String> SHELL =
            List.of("/bin/sh", "-c", "\"$@\" 2>&1; code=$?; times >&2; exit $code", NAME);

    /// Minutes and seconds of processor time, the user's and the system's, on the line of the children.
    private static final Pattern TIMES = Pattern.compile("(\\d+)m([0-9.]+)s\\s+(\\d+)m([0-9.]+)s\\s*$");

    /// Many shells count in hundredths of a second, and nothing takes no time.
    private static final double TICK = 0.01;

    /// What a run wrote, and what it took, the start of the emulator included.
    record Answer(String console, PerfTime time) {}

    static @Nullable PerfQemu find(Terminal terminal) {
        for (var folder : terminal.environment().getOrDefault("PATH", "").split(":")) {
            var candidate = Path.of(folder, NAME);
            if (Files.isExecutable(candidate) && !Files.isDirectory(candidate)) return new PerfQemu(candidate);
        }
        return null;
    }

    Answer run(Path program, List<String> arguments) {
        var command = new ArrayList<>(SHELL);
        command.add(binary.toString());
        command.add(program.toString());
        command.addAll(arguments);
        try {
            long start = System.nanoTime();
            var process = new ProcessBuilder(command).start();
            try {
                process.getOutputStream().close();
                var console = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                var times = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
                int code = process.waitFor();
                double wall = (System.nanoTime() - start) / 1e9;
                if (code != 0) throw PerfRunner.failed(NAME, "it ended with " + code + ": " + console.strip());
                double processor = processorSeconds(times);
                return new Answer(console, new PerfTime(processor, wall, processor));
            } finally {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw PerfRunner.failed(NAME, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw PerfRunner.failed(NAME, "the wait for it was interrupted");
        }
    }

    /// @param times what the shell's `times` prints: a line of its own time, and one of its children's
    static double processorSeconds(String times) {
        var match = TIMES.matcher(times);
        if (!match.find()) throw PerfRunner.failed(NAME, "the shell does not say what it took: " + times.strip());
        double seconds = 60 * Double.parseDouble(match.group(1))
                + Double.parseDouble(match.group(2))
                + 60 * Double.parseDouble(match.group(3))
                + Double.parseDouble(match.group(4));
        return Math.max(seconds, TICK);
    }
}

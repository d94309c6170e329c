package org.fugu.cli.perf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.fugu.cli.terminal.Terminal;
import org.jspecify.annotations.Nullable;

/// QEMU's user mode, where it is installed.
///
/// @param binary of `qemu-riscv64`
record PerfQemu(Path binary) {
    private static final String NAME = "qemu-riscv64";

    /// What a run wrote, and how long it took, the start of the emulator included.
    record Answer(String console, double seconds) {}

    static @Nullable PerfQemu find(Terminal terminal) {
        for (var folder : terminal.environment().getOrDefault("PATH", "").split(":")) {
            var candidate = Path.of(folder, NAME);
            if (Files.isExecutable(candidate) && !Files.isDirectory(candidate)) return new PerfQemu(candidate);
        }
        return null;
    }

    Answer run(Path program, List<String> arguments) {
        var command = new ArrayList<String>();
        command.add(binary.toString());
        command.add(program.toString());
        command.addAll(arguments);
        try {
            long start = System.nanoTime();
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            try {
                process.getOutputStream().close();
                var console = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                int code = process.waitFor();
                double seconds = (System.nanoTime() - start) / 1e9;
                if (code != 0) throw PerfRunner.failed(NAME, "it ended with " + code + ": " + console.strip());
                return new Answer(console, seconds);
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw PerfRunner.failed(NAME, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw PerfRunner.failed(NAME, "the wait for it was interrupted");
        }
    }
}

package org.fugu.exokernel.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// Runs programs under `qemu-riscv64`, another implementation to compare with.
final class Qemu {
    private static final Path BINARY = find();

    private Qemu() {}

    private static Path find() {
        for (var directory : System.getenv("PATH").split(":")) {
            var candidate = Path.of(directory, "qemu-riscv64");
            if (Files.isExecutable(candidate)) return candidate;
        }
        return Path.of("");
    }

    static boolean isInstalled() {
        return !BINARY.toString().isEmpty();
    }

    private static byte[] said(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// @return what the program wrote to standard output; if it did not end well, that is said instead
    static byte[] run(byte[] elf) throws IOException, InterruptedException {
        return run(elf, new byte[0]);
    }

    /// @param input what it can read from standard input
    static byte[] run(byte[] elf, byte[] input) throws IOException, InterruptedException {
        var file = Files.createTempFile("program", ".elf");
        var given = Files.createTempFile("program", ".in");
        var output = Files.createTempFile("program", ".out");
        try {
            Files.write(file, elf);
            Files.write(given, input);
            if (!file.toFile().setExecutable(true)) throw new IOException(file + " cannot be made executable");
            var process = new ProcessBuilder(BINARY.toString(), "-cpu", "rv64", file.toString())
                    .redirectInput(given.toFile())
                    .redirectOutput(output.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return said("qemu-riscv64 did not end within a minute");
            }
            if (process.exitValue() != 0) return said("qemu-riscv64 exited with " + process.exitValue());
            return Files.readAllBytes(output);
        } finally {
            Files.delete(file);
            Files.delete(output);
            Files.delete(given);
        }
    }
}

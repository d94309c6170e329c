package org.fugu.machine.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
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

    static void mustBeInstalled() {
        assumeTrue(
                !BINARY.toString().isEmpty(),
                "qemu-riscv64 is not installed, so nothing is compared with it; install qemu-user");
    }

    /// @return what the program wrote to standard output
    static byte[] run(byte[] elf) {
        return run(elf, "rv64");
    }

    /// @param processor with its extensions, as the option `-cpu` names it
    /// @return what the program wrote to standard output
    static byte[] run(byte[] elf, String processor) {
        mustBeInstalled();
        try {
            var file = Files.createTempFile("program", ".elf");
            var output = Files.createTempFile("program", ".out");
            try {
                Files.write(file, elf);
                assertThat(file.toFile().setExecutable(true)).isTrue();
                var process = new ProcessBuilder(BINARY.toString(), "-cpu", processor, file.toString())
                        .redirectOutput(output.toFile())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
                if (!process.waitFor(60, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new AssertionError("qemu-riscv64 did not end within a minute");
                }
                assertThat(process.exitValue()).as("exit of qemu-riscv64").isZero();
                return Files.readAllBytes(output);
            } finally {
                Files.delete(file);
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new AssertionError("qemu-riscv64 could not be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}

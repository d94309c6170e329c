package org.fugu.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// What a program of the host, such as make or a compiler, said and ended with.
///
/// @param output of both its streams
public record Tool(int code, String output) {
    public static final Path GUEST =
            Path.of(System.getProperty("fugu.root", "..")).resolve("guest").toAbsolutePath();

    private static final int LONGEST_MINUTES = 10;

    public static Tool run(Path folder, List<String> command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES)).isTrue();
        return new Tool(process.exitValue(), output);
    }

    public static Tool run(Path folder, String... command) throws IOException, InterruptedException {
        return run(folder, List.of(command));
    }

    /// Skips the test where the SDK cannot be used.
    public static void assumeCompiler() throws InterruptedException {
        assumeTrue(works(GUEST, "make", "-s", "compiler"), "make and the cross compiler are not installed");
    }

    public static boolean works(Path folder, String... command) throws InterruptedException {
        try {
            return run(folder, command).code() == 0;
        } catch (IOException e) {
            // There is no such program.
            return false;
        }
    }

    /// @return the output
    public String succeeded() {
        assertThat(code).as(output).isZero();
        return output;
    }
}

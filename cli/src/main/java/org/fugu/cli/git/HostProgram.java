package org.fugu.cli.git;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.fugu.cli.terminal.CommandFailure;

/// A program of the host that was run to its end.
///
/// @param code what it ended with
/// @param text what it said, errors too; at most 64 MiB of it
public record HostProgram(int code, String text) {
    private static final int MOST_OUTPUT = 64 << 20;

    /// Runs a line of the shell.
    ///
    /// @param environment what it is told beyond this program's own
    public static HostProgram shell(Path place, String line, Map<String, String> environment) {
        return run(place, List.of("/bin/sh", "-c", line), environment);
    }

    /// Runs a program, with nothing to read.
    static HostProgram run(Path place, List<String> command, Map<String, String> environment) {
        try {
            var builder = new ProcessBuilder(command).directory(place.toFile()).redirectErrorStream(true);
            builder.environment().putAll(environment);
            var process = builder.start();
            try {
                process.getOutputStream().close();
                var output = process.getInputStream().readNBytes(MOST_OUTPUT);
                process.getInputStream().transferTo(OutputStream.nullOutputStream());
                return new HostProgram(process.waitFor(), new String(output, StandardCharsets.UTF_8));
            } finally {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw CommandFailure.usage(
                    "'" + command.getFirst() + "' cannot be started in '" + place + "': " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandFailure.usage("interrupted");
        }
    }

    public boolean succeeded() {
        return code == 0;
    }

    /// The last line that it said, or nothing.
    public String lastLine() {
        return text.strip().lines().reduce("", (_, line) -> line.strip());
    }

    /// The end of what it said, for people.
    ///
    /// @param most lines
    public String end(int most) {
        var lines = text.strip().lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - most), lines.size()));
    }
}

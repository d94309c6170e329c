package org.fugu.cli.terminal;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where a command writes, and what it may know of its surroundings.
///
/// @param out results
/// @param err progress and errors
/// @param live standard error is a terminal on which a line can be drawn over
/// @param environment the process's environment
/// @param home the user's home folder
public record Terminal(PrintWriter out, PrintWriter err, boolean live, Map<String, String> environment, Path home) {
    /// A variable that is set to something.
    @Nullable
    public String variable(String name) {
        var value = environment.get(name);
        return value == null || value.isBlank() ? null : value;
    }

    public String variable(String name, String otherwise) {
        var value = variable(name);
        return value == null ? otherwise : value;
    }

    /// A bundle of the repository that is built already.
    ///
    /// @param file below `guest/prebuilt`
    public Path prebuilt(String file) {
        return Path.of(variable("FUGU_ROOT", "."), "guest/prebuilt", file);
    }
}

package org.fugu.cli.argument;

import java.util.List;
import org.fugu.cli.terminal.CommandFailure;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/// What stands after `--` on the command line.
public final class ProgramArguments {
    private ProgramArguments() {}

    /// The arguments after `--`, or null without `--`: the manifest's then. `--` with nothing
    /// behind it means none at all.
    public static @Nullable List<String> of(CommandSpec spec, List<String> positional) {
        var all = spec.commandLine().getParseResult().originalArgs();
        int mark = all.indexOf("--");
        if (mark >= 0) return List.copyOf(all.subList(mark + 1, all.size()));
        if (positional.isEmpty()) return null;
        throw CommandFailure.usage(
                "put '--' before the program's arguments, as in: -- " + String.join(" ", positional));
    }
}

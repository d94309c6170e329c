package org.fugu.cli.run;

import org.fugu.cli.terminal.CommandFailure;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Options of `run` that are planned. They are refused by name, so that nobody takes a run without
/// what they ask for for one with it.
final class NotBuiltOptions {
    @Option(names = "--with", hidden = true)
    @Nullable
    String with;

    void refuse() {
        refuse("--with", with);
    }

    private static void refuse(String name, @Nullable String value) {
        if (value != null) throw CommandFailure.notBuilt("the option " + name);
    }
}

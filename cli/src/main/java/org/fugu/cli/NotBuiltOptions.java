package org.fugu.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Options of `run` that are planned. They are refused by name, so that nobody takes a run without
/// a trace for one with a trace.
final class NotBuiltOptions {
    @Option(names = "--with", hidden = true)
    @Nullable
    String with;

    @Option(names = "--trace", hidden = true)
    @Nullable
    String trace;

    @Option(names = "--profile", hidden = true)
    @Nullable
    String profile;

    void refuse() {
        refuse("--with", with);
        refuse("--trace", trace);
        refuse("--profile", profile);
    }

    private static void refuse(String name, @Nullable String value) {
        if (value != null) throw CommandFailure.notBuilt("the option " + name);
    }
}

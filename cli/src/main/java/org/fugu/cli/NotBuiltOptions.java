package org.fugu.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Options of `run` that are planned. They are refused by name, so that nobody takes a run without
/// a trace for one with a trace.
final class NotBuiltOptions {
    @Option(names = "--snapshot-at", hidden = true)
    @Nullable
    String snapshotAt;

    @Option(names = "--resume", hidden = true)
    @Nullable
    String resume;

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
        refuse("--snapshot-at", snapshotAt);
        refuse("--resume", resume);
        refuse("--with", with);
        refuse("--trace", trace);
        refuse("--profile", profile);
    }

    private static void refuse(String name, @Nullable String value) {
        if (value != null) throw CommandFailure.notBuilt("the option " + name);
    }
}

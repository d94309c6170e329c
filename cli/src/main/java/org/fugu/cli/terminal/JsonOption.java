package org.fugu.cli.terminal;

import picocli.CommandLine.Option;

/// `--json`, for every command that has it.
public final class JsonOption {
    @Option(names = "--json", description = "Print the result as one JSON document.")
    public boolean on;
}

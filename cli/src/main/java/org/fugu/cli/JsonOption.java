package org.fugu.cli;

import picocli.CommandLine.Option;

/// `--json`, for every command that has it.
final class JsonOption {
    @Option(names = "--json", description = "Print the result as one JSON document.")
    boolean on;
}

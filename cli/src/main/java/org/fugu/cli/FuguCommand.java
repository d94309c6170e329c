package org.fugu.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// The top of the command line.
@Command(
        name = "fugu",
        header = "Simulated Fugu workstations: run bundles here or on a service.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = FuguCommand.Version.class,
        commandListHeading = "%nCommands:%n",
        footer = {
            "",
            "First steps:",
            "  ./fugu run guest/prebuilt/hello.zip     run a program here",
            "  ./fugu demo                             the service and its dashboard, with an example",
            "  ./fugu COMMAND --help                   options, examples and exit codes of a command",
        })
final class FuguCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "say what to do: a command is missing");
    }

    /// From the jar's manifest.
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            var version = FuguCommand.class.getPackage().getImplementationVersion();
            return new String[] {"fugu " + (version == null ? "(not packaged)" : version)};
        }
    }
}

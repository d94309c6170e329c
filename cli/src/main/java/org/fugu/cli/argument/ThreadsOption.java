package org.fugu.cli.argument;

import org.fugu.cli.terminal.Terminal;
import org.fugu.machine.MachineConfig;
import picocli.CommandLine.Option;

/// `--threads`, wherever a machine runs here.
public final class ThreadsOption {
    @Option(
            names = "--threads",
            paramLabel = "T",
            defaultValue = "1",
            converter = Threads.class,
            description =
                    "Host threads, 1 to 64, of which no more are used than the host has processors and the machine"
                            + " nodes. No result depends on them. Default: 1.")
    public int wanted;

    /// As many as a machine can be given.
    static final class Threads extends WholeNumber.UpTo {
        Threads() {
            super(64);
        }
    }

    /// Says so on standard error if fewer threads are used than were asked for.
    ///
    /// @param nodes of the machine
    public void note(Terminal terminal, int nodes) {
        int used = MachineConfig.usefulThreads(wanted, nodes);
        if (used == wanted) return;
        String reason =
                used == nodes ? "that is how many nodes the machine has" : "that is how many processors this host has";
        terminal.err().println("--threads " + wanted + ": " + used + (used == 1 ? " is" : " are") + " used; " + reason);
    }
}

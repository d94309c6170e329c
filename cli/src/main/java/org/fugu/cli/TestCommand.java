package org.fugu.cli;

import java.util.concurrent.Callable;
import org.fugu.cli.terminal.CommandFailure;
import picocli.CommandLine.Command;

/// In the list of commands and for its help: the script runs it, because it builds this program
/// first.
@Command(
        name = "test",
        header = "Install what the tests need, build everything, run every test.",
        customSynopsis = "./fugu test [--all] [-Dfugu.DRAW=NUMBER]...",
        description = {
            "",
            "No option leaves a test out. For a part of the tests use Maven: ./mvnw -pl exokernel -am verify",
            "",
            "With --all every prebuilt bundle is run on every machine in every fidelity and compared with",
            "the file of digests, which takes some minutes more; without it a tenth of these runs is.",
            "",
            "Some tests draw at random. What they draw can be chosen:",
            "  -Dfugu.seed=S          the seed to start from; it replays a failure",
            "  -Dfugu.operands=N      operand sets for each instruction, compared with QEMU (10,000)",
            "  -Dfugu.encodings=N     random words and their meaning, compared with QEMU (60,000)",
            "  -Dfugu.programs=N      random instruction streams, compared with QEMU (10)",
            "  -Dfugu.flows=N         random programs with any flow of control, translated, and QEMU (25)",
            "  -Dfugu.csmith=N        random C programs, compared with QEMU (50)",
            "  -Dfugu.messages=N      messages of the random storm between sixteen nodes (120,000)",
            "  -Dfugu.protocol=N      accesses to each organisation of the directory (400,000)",
            "  -Dfugu.coruns=N        machines cut into rectangles with jobs in them (15)",
            "  -Dfugu.faults=N        kills of a service and its database, and full disks (5)",
            "  -Dfugu.harm=N          seconds beside guests that end their workers, of each kind (3)",
            "",
        },
        footer = {
            "",
            "Examples:",
            "  ./fugu test",
            "  ./fugu test --all",
            "  ./fugu test -Dfugu.seed=7 -Dfugu.csmith=500",
            "",
            "Exit codes: 0 every test passed; 1 a test failed or the build did; 2 a wrong option, or",
            "something that the tests need is missing.",
        })
final class TestCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        throw CommandFailure.usage("'test' is run by the script ./fugu at the repository's root");
    }
}

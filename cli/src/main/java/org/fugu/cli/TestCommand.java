package org.fugu.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// In the list of commands only: the script runs it, because it builds this program first.
@Command(
        name = "test",
        header = "Install what the tests need, build everything, run every test.",
        description = {""})
final class TestCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        throw CommandFailure.usage("'test' is run by the script ./fugu at the repository's root");
    }
}

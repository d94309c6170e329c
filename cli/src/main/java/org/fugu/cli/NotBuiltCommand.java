package org.fugu.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.fugu.cli.terminal.CommandFailure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Unmatched;

/// A command that is planned: it says so, whatever it is given.
@Command(hidden = true)
final class NotBuiltCommand implements Callable<Integer> {
    private final String name;

    @Unmatched
    private List<String> anything = new ArrayList<>();

    NotBuiltCommand(String name) {
        this.name = name;
    }

    static CommandSpec spec(String name) {
        return CommandSpec.forAnnotatedObject(new NotBuiltCommand(name));
    }

    @Override
    public Integer call() {
        throw CommandFailure.notBuilt("the command '" + name + "'");
    }
}

package org.fugu.cli.bench;

import org.fugu.cli.argument.WholeNumber;
import org.fugu.cli.terminal.CommandFailure;
import org.fugu.experiment.benchmark.Sweep;
import picocli.CommandLine.Option;

/// `--sweep`, wherever two bundles are compared.
public final class SweepOption {
    @Option(
            names = "--sweep",
            paramLabel = "N",
            defaultValue = "1",
            converter = Layouts.class,
            description = "Measure in N layouts, 6 to 1000, of which the first is the usual one: in the others memory"
                    + " pages, stack and ranks lie elsewhere by chance, the same for both versions. Then only what"
                    + " chance does not do is worse.")
    private int number = 1;

    static final class Layouts extends WholeNumber.UpTo {
        Layouts() {
            super(Sweep.MOST);
        }
    }

    /// Whether there are several.
    public boolean isOn() {
        return number > 1;
    }

    /// How many.
    ///
    /// @throws CommandFailure if they are too few to tell anything
    public int layouts() {
        if (number == 1 || number >= Sweep.LEAST) return number;
        throw CommandFailure.usage("--sweep " + number + ": so few layouts tell nothing from chance; " + Sweep.LEAST
                + " are the least, and 15 are good");
    }
}

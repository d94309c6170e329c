package org.fugu.cli.ci;

import org.fugu.experiment.benchmark.BoundBundle;
import org.fugu.experiment.benchmark.Measurement;
import org.jspecify.annotations.Nullable;

/// Where the figures of commits come from: they are built, or a service has them.
interface CommitFigures extends AutoCloseable {
    /// What is known of a commit.
    sealed interface Known {}

    /// @param measurement of the benchmark that is looked at
    /// @param bundle that it was measured of; null where only a service has it
    record Figures(Measurement measurement, @Nullable BoundBundle bundle) implements Known {}

    /// @param why it has none, for people
    record None(String why) implements Known {}

    /// @param benchmark name, or null for the first one that there is
    Known of(String commit, @Nullable String benchmark);

    @Override
    void close();
}

package org.fugu.cli.ci;

import org.fugu.cli.service.RemoteBenchmarks;
import org.fugu.experiment.benchmark.Measurement;
import org.jspecify.annotations.Nullable;

/// Figures of commits that a project of a service has measured, all by one version of the machine: that
/// of the first commit that is asked for.
final class StoredFigures implements CommitFigures {
    private final RemoteBenchmarks service;
    private @Nullable String machineVersion;

    StoredFigures(RemoteBenchmarks service) {
        this.service = service;
    }

    @Override
    public Known of(String commit, @Nullable String benchmark) {
        Known known = new None(
                "it was never measured in the project '" + service.project().name() + "'");
        for (var each : service.of(commit)) {
            if (!each.isFinished()) continue;
            known = service.results(each).measurements().stream()
                    .filter(measurement ->
                            benchmark == null || measurement.name().equals(benchmark))
                    .findFirst()
                    .map(this::comparable)
                    .orElseGet(() -> new None("it has no benchmark '" + benchmark + "'"));
            if (known instanceof Figures) return known;
        }
        return known;
    }

    private Known comparable(Measurement measurement) {
        if (machineVersion == null) machineVersion = measurement.machineVersion();
        if (measurement.machineVersion().equals(machineVersion)) return new Figures(measurement, null);
        return new None("another version of the machine measured it");
    }

    @Override
    public void close() {
        service.close();
    }
}

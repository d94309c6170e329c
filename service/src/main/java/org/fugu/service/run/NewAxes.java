package org.fugu.service.run;

import jakarta.validation.constraints.Size;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fugu.exokernel.run.RunRequest;
import org.fugu.experiment.runset.Axes;
import org.fugu.service.problem.Refusal;
import org.jspecify.annotations.Nullable;

/// What the members of a run-set differ in. There is a run for each combination; an axis that is absent or empty is
/// none.
///
/// @param machines of the service
/// @param arguments of the program, each a list
/// @param figures of the machine to change, by name; over those of `run`
/// @param pageTables `two-level`, `flat`, `inverted` or `linked`
/// @param placements of the library OS: `library`, `server` or `monolithic`
public record NewAxes(
        @Size(max = Axes.MOST_MEMBERS) @Nullable List<String> machines,
        @Size(max = Axes.MOST_MEMBERS) @Nullable List<Integer> nodes,

        @Size(max = Axes.MOST_MEMBERS) @Nullable
        List<@Size(max = 256) List<@Size(max = RunRequest.MAX_ARGUMENT_BYTES) String>> arguments,

        @Size(max = Axes.MOST_MEMBERS) @Nullable List<@Size(max = 100) Map<String, Long>> figures,

        @Size(max = Axes.MOST_MEMBERS) @Nullable List<Long> seeds,
        @Size(max = Axes.MOST_MEMBERS) @Nullable List<String> pageTables,
        @Size(max = Axes.MOST_MEMBERS) @Nullable List<String> placements) {
    /// @throws Refusal `run-set-impossible`
    Axes axes() {
        try {
            return new Axes(
                    Axes.orNone(machines),
                    Axes.orNone(nodes),
                    Axes.orNone(arguments),
                    Axes.orNone(figures).stream().map(NewAxes::sorted).toList(),
                    Axes.orNone(seeds),
                    Axes.orNone(pageTables),
                    Axes.orNone(placements));
        } catch (IllegalArgumentException e) {
            throw Refusal.ofField(422, "run-set-impossible", "/axes", String.valueOf(e.getMessage()));
        }
    }

    private static SortedMap<String, Long> sorted(Map<String, Long> figures) {
        return Collections.unmodifiableSortedMap(new TreeMap<>(figures));
    }
}

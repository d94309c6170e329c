package org.fugu.experiment.benchmark;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fugu.bundle.Thresholds;
import org.jspecify.annotations.Nullable;

/// What one benchmark measured, and everything its figures depend on.
///
/// @param setting what has to be equal for two measurements to be comparable
/// @param machineVersion figures of different versions are not comparable
/// @param outcome wire name, for example `exited`
/// @param exitCode when the program exited by itself
/// @param measures exact figures by name; only those the benchmark asks for and the run reported
/// @param units what a measure is counted in, by its name; measures without a unit are absent
/// @param unreported what the benchmark asks for and the run did not report: names, or patterns
///     that fit none
/// @param thresholds of this version
public record Measurement(
        String name,
        Setting setting,
        String machineVersion,
        String outcome,
        @Nullable Integer exitCode,
        String digest,
        String resultDigest,
        SortedMap<String, Long> measures,
        SortedMap<String, String> units,
        List<String> unreported,
        Thresholds thresholds) {
    public Measurement {
        measures = Collections.unmodifiableSortedMap(new TreeMap<>(measures));
        units = Collections.unmodifiableSortedMap(new TreeMap<>(units));
        unreported = List.copyOf(unreported);
    }

    /// How the program was run.
    public record Setting(
            String program, List<String> args, String machine, String mesh, int nodes, String fidelity, long seed) {
        public Setting {
            args = List.copyOf(args);
        }
    }

    /// True when the program ended by itself and well; only then do its figures mean anything.
    public boolean succeeded() {
        return outcome.equals("exited") && Integer.valueOf(0).equals(exitCode);
    }
}

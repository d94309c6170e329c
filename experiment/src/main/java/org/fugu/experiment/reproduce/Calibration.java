package org.fugu.experiment.reproduce;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.fugu.machine.Machine;
import org.fugu.machine.preset.Preset;

/// The record of what a machine was calibrated with: its preset's hash, the model's version, and
/// the calibrated rows with what they came to. It is checked in, so that a change which moves one
/// of them in silence fails a test.
public final class Calibration {
    private Calibration() {}

    /// The record, as text.
    ///
    /// @param results of all rows
    public static String record(List<RowResult> results) {
        var machines = results.stream()
                .map(result -> result.row().machine())
                .distinct()
                .toList();
        return "# Written by ./fugu reproduce --record; renew it when a figure moves for a reason.\n"
                + "modelVersion: " + Machine.MODEL_VERSION + "\n"
                + machines.stream().map(machine -> of(machine, results)).collect(Collectors.joining());
    }

    private static String of(String machine, List<RowResult> results) {
        var text = new StringBuilder(
                machine + ":\n  preset: " + Preset.named(machine).hash() + "\n  calibrated:\n");
        for (var result : results) {
            var row = result.row();
            if (!row.machine().equals(machine) || row.kind() != Row.Kind.CALIBRATED) continue;
            text.append(String.format(Locale.ROOT, "    %s: %.4f\n", row.name(), result.simulated()));
        }
        return text.toString();
    }
}

package org.fugu.experiment.reproduce;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.fugu.machine.preset.Figure;
import org.fugu.machine.preset.Preset;

/// One figure of one machine with another value, to see which rows rest on it.
public record Perturbation(String machine, String figure, long value) {
    private static final long NANOSECONDS_A_MILLISECOND = 1_000_000;
    private static final int TENTH = 10;

    /// How the record names it.
    public String name() {
        return machine + " " + figure + " " + value;
    }

    /// The two ends between which the figure lies, as far as they are other values.
    static List<Perturbation> ends(Preset preset, Figure figure) {
        var ends = new ArrayList<Perturbation>();
        var between = figure.between();
        if (between == null) return ends;
        if (between.low() != figure.value()) ends.add(new Perturbation(preset.name(), figure.name(), between.low()));
        if (between.high() != figure.value()) ends.add(new Perturbation(preset.name(), figure.name(), between.high()));
        return ends;
    }

    /// A step away: of a time, a rate or a size a tenth, at least one cycle. Of a number of things down to
    /// the fewest, because others of them may not be missed.
    static Perturbation step(Preset preset, Figure figure) {
        return new Perturbation(preset.name(), figure.name(), stepped(preset, figure));
    }

    private static long stepped(Preset preset, Figure figure) {
        var unit = figure.unit();
        boolean choice = Character.isDigit(unit.charAt(0));
        boolean measure =
                unit.equals("ns") || unit.startsWith("cycles") || unit.startsWith("KB/s") || unit.startsWith("bytes");
        if (!choice && !measure && figure.value() > Math.max(1, figure.least())) return Math.max(1, figure.least());
        long least = unit.equals("ns") ? cycle(preset) : 1;
        long step = measure ? Math.max(least, figure.value() / TENTH) : 1;
        long up = figure.value() + step;
        boolean possible = up <= figure.most() && !figure.powerOfTwo() && isConsistent(preset, figure, up);
        return possible ? up : Math.max(figure.least(), figure.value() - step);
    }

    /// In ns, rounded up.
    private static long cycle(Preset preset) {
        return Math.ceilDiv(NANOSECONDS_A_MILLISECOND, preset.value("processor.clock"));
    }

    private static boolean isConsistent(Preset preset, Figure figure, long value) {
        return preset.with(figure.name(), value).conflicts().isEmpty();
    }

    /// A measurement of a row under it.
    ///
    /// @param rowMachine where the measurement runs if it names no other
    MeasuredFigure applied(MeasuredFigure measurement, String rowMachine) {
        var changes = new TreeMap<String, Long>();
        var on = measurement.machine() == null ? rowMachine : measurement.machine();
        if (machine.equals(measurement.borrowed().get(figure))) changes.put(figure, value);
        else if (machine.equals(on) && !measurement.overrides().containsKey(figure)) changes.put(figure, value);
        return measurement.with(changes);
    }
}

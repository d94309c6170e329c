package org.fugu.machine.preset;

import java.util.ArrayList;
import java.util.List;

/// Finds the [Conflict]s of a machine: what the range of a single figure cannot say.
final class Conflicts {
    private static final int LEAST_DATA_LINE = 4;

    private final Preset preset;
    private final List<Conflict> found = new ArrayList<>();

    private Conflicts(Preset preset) {
        this.preset = preset;
    }

    static List<Conflict> of(Preset preset) {
        var conflicts = new Conflicts(preset);
        conflicts.checkSets("cache.bytes", "cache.ways");
        if (preset.value("cache.l1.bytes") > 0) conflicts.checkSets("cache.l1.bytes", "cache.l1.ways");
        return List.copyOf(conflicts.found);
    }

    /// A place in a cache is found by bits of the address.
    private void checkSets(String bytes, String ways) {
        long set = preset.value(ways) * preset.value("cache.line");
        long sets = preset.value(bytes) / set;
        if (Long.bitCount(sets) == 1 && sets * set == preset.value(bytes)) return;
        add(bytes + " has to be a power of two times the " + set + " bytes of a set", bytes, ways, "cache.line");
    }

    /// @param names of the figures, which the sentence begins with
    private void add(String problem, String... names) {
        var values = new ArrayList<String>();
        for (var name : names) values.add(name + " = " + preset.value(name));
        found.add(new Conflict(List.of(names), String.join(", ", values) + ": " + problem));
    }
}

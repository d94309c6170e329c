package org.fugu.machine.preset;

import java.util.ArrayList;
import java.util.List;

/// Finds the [Conflict]s of a machine: what the range of a single figure cannot say.
final class Conflicts {
    private static final int LEAST_DATA_LINE = 4;

    /// A value of coherence.overflow.
    private static final int LIMITED = 2;

    private final Preset preset;
    private final List<Conflict> found = new ArrayList<>();

    private Conflicts(Preset preset) {
        this.preset = preset;
    }

    static List<Conflict> of(Preset preset) {
        var conflicts = new Conflicts(preset);
        conflicts.checkSets("cache.bytes", "cache.ways");
        if (preset.value("cache.l1.bytes") > 0) conflicts.checkSets("cache.l1.bytes", "cache.l1.ways");
        conflicts.checkDataLine();
        conflicts.checkPrivate();
        conflicts.checkDisk();
        if (preset.value("cache.write_fetch") == 0 && preset.value("cache.write") == 1) {
            conflicts.add(
                    "a store that misses and fetches nothing has to be written through",
                    "cache.write_fetch",
                    "cache.write");
        }
        if (preset.value("coherence.overflow") == LIMITED && preset.value("tlb.consistency") == 1) {
            conflicts.add(
                    "a directory of limited pointers forgets readers, and with each a translation that follows from the"
                            + " line; such a machine interrupts its nodes instead, so tlb.consistency has to be 0",
                    "coherence.overflow",
                    "tlb.consistency");
        }
        return List.copyOf(conflicts.found);
    }

    /// A place in a cache is found by bits of the address.
    private void checkSets(String bytes, String ways) {
        long set = preset.value(ways) * preset.value("cache.line");
        long sets = preset.value(bytes) / set;
        if (Long.bitCount(sets) == 1 && sets * set == preset.value(bytes)) return;
        add(bytes + " has to be a power of two times the " + set + " bytes of a set", bytes, ways, "cache.line");
    }

    private void checkDataLine() {
        long bytes = preset.value("cache.data_line");
        if (bytes == 0 || bytes >= LEAST_DATA_LINE && bytes <= preset.value("cache.line")) return;
        add(
                "a miss fetches cache.line, of which a data line is " + LEAST_DATA_LINE + " bytes or more, or all",
                "cache.data_line",
                "cache.line");
    }

    private void checkDisk() {
        long least = preset.value("disk.seek_least");
        long average = preset.value("disk.seek_average");
        if (least <= average && average <= preset.value("disk.seek_most")) return;
        add("a longer way takes no less time", "disk.seek_least", "disk.seek_average", "disk.seek_most");
    }

    /// What caches cannot have that no protocol knows of.
    private void checkPrivate() {
        var asking = new ArrayList<String>();
        if (preset.value("cache.split") == 1) asking.add("cache.split");
        if (preset.value("cache.data_line") > 0) asking.add("cache.data_line");
        if (preset.value("cache.write_fetch") == 0) asking.add("cache.write_fetch");
        if (asking.isEmpty()) return;
        exclude(asking, "memory.shared", "memory is shared by whole lines, each in one cache of its node");
        exclude(asking, "cache.l1.bytes", "a first level stands before a coherent cache only");
        exclude(asking, "processor.prefetches", "hints bring lines into a coherent cache only");
    }

    /// @param other a figure that then has to be 0
    private void exclude(List<String> asking, String other, String reason) {
        if (preset.value(other) == 0) return;
        var all = new ArrayList<>(asking);
        all.add(other);
        add(reason, all.toArray(String[]::new));
    }

    /// @param names of the figures, which the sentence begins with
    private void add(String problem, String... names) {
        var values = new ArrayList<String>();
        for (var name : names) values.add(name + " = " + preset.value(name));
        found.add(new Conflict(List.of(names), String.join(", ", values) + ": " + problem));
    }
}

package org.fugu.experiment.difference;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fugu.bundle.observe.SpeedscopeFile;

/// A differential flame graph for speedscope, which has no colours for more and less: what the head has
/// more, what it has less, then all of either. Idle cycles are in none.
public final class DifferenceFlames {
    private final SpeedscopeFile file;

    /// @param name for people
    public DifferenceFlames(String name) {
        file = new SpeedscopeFile(name);
    }

    /// Of benchmarks of two bundles.
    ///
    /// @param explained at least one
    public static DifferenceFlames of(List<Explaining.Explained> explained) {
        var first = explained.getFirst().difference();
        var flames = new DifferenceFlames("from " + side(first.base()) + " to " + side(first.head()));
        explained.forEach(flames::add);
        return flames;
    }

    private static String side(RunDifference.Run run) {
        return run.bundle() + " " + run.bundleVersion();
    }

    /// Adds a benchmark. A profile in which there would be nothing is left out.
    public void add(Explaining.Explained explained) {
        var name = explained.difference().name();
        var base = explained.baseFlames();
        var head = explained.headFlames();
        add(name + ": more in head", beyond(head, base));
        add(name + ": less in head", beyond(base, head));
        add(name + ": head", head);
        add(name + ": base", base);
    }

    private void add(String profile, Map<List<String>, Long> stacks) {
        if (!stacks.isEmpty()) file.add(profile, stacks);
    }

    private static Map<List<String>, Long> beyond(
            SortedMap<List<String>, Long> one, SortedMap<List<String>, Long> other) {
        var more = new TreeMap<List<String>, Long>(SpeedscopeFile::compare);
        one.forEach((stack, cycles) -> {
            long beyond = cycles - other.getOrDefault(stack, 0L);
            if (beyond > 0) more.put(stack, beyond);
        });
        return more;
    }

    public String text() {
        return file.text();
    }
}

package org.fugu.exokernel.environment;

import java.util.SortedMap;
import java.util.TreeMap;
import org.fugu.machine.state.BadSnapshotException;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// What one rank reported.
public final class Metrics {
    /// So that a guest cannot fill the host's memory with names.
    public static final int MOST_NAMES = 1024;

    public static final int MOST_NAME_BYTES = 64;

    public static final int MOST_UNIT_BYTES = 32;

    /// Names the kernel reports itself.
    public static final String RESERVED_PREFIX = "region.";

    private static final String OTHER_UNIT_CHARACTERS = " %/^.-";

    private final TreeMap<String, Reported<Long>> values = new TreeMap<>();
    private final TreeMap<String, Reported<String>> units = new TreeMap<>();

    /// @param cycle when
    public record Reported<T>(long cycle, T value) {}

    public static boolean isName(String name) {
        if (name.isEmpty() || name.startsWith(RESERVED_PREFIX)) return false;
        return name.chars().allMatch(c -> c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_' || c == '.');
    }

    /// Text that can stand in a table, a file or a terminal as it is; empty for none.
    public static boolean isUnit(String unit) {
        return unit.equals(unit.strip()) && unit.chars().allMatch(Metrics::mayStandInUnit);
    }

    private static boolean mayStandInUnit(int c) {
        boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
        return letter || c >= '0' && c <= '9' || OTHER_UNIT_CHARACTERS.indexOf(c) >= 0;
    }

    public boolean hasRoomFor(String name) {
        return hasRoom(values, name);
    }

    public boolean hasRoomForUnitOf(String name) {
        return hasRoom(units, name);
    }

    private static boolean hasRoom(SortedMap<String, ?> map, String name) {
        return map.size() < MOST_NAMES || map.containsKey(name);
    }

    public void report(String name, long cycle, long value) {
        values.put(name, new Reported<>(cycle, value));
    }

    /// Says what a metric is counted in, whether it has been reported yet or not.
    public void declare(String name, long cycle, String unit) {
        units.put(name, new Reported<>(cycle, unit));
    }

    public SortedMap<String, Reported<Long>> values() {
        return values;
    }

    public SortedMap<String, Reported<String>> units() {
        return units;
    }

    public void save(StateWriter out) {
        out.add(values.size());
        values.forEach((name, reported) -> out.add(name).add(reported.cycle()).add(reported.value()));
    }

    public void restore(StateReader in) {
        values.clear();
        for (int left = in.nextInt(0, MOST_NAMES); left > 0; left--) {
            values.put(in.nextText(MOST_NAME_BYTES), new Reported<>(in.next(), in.next()));
        }
    }

    /// Apart from [#save]: a unit names what a figure is and is no part of what a run did, so it is
    /// kept in snapshots and is not in digests.
    public void saveUnits(StateWriter out) {
        out.add(units.size());
        units.forEach((name, declared) -> out.add(name).add(declared.cycle()).add(declared.value()));
    }

    /// @throws BadSnapshotException where there is text that no program could have declared
    public void restoreUnits(StateReader in) {
        units.clear();
        for (int left = in.nextInt(0, MOST_NAMES); left > 0; left--) {
            var name = in.nextText(MOST_NAME_BYTES);
            long cycle = in.next();
            var unit = in.nextText(MOST_UNIT_BYTES);
            if (!isName(name) || !isUnit(unit)) throw new BadSnapshotException("found a unit that is none");
            units.put(name, new Reported<>(cycle, unit));
        }
    }
}

package org.fugu.exokernel;

import java.util.SortedMap;
import java.util.TreeMap;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// What one rank reported.
final class Metrics {
    /// So that a guest cannot fill the host's memory with names.
    static final int MOST_NAMES = 1024;

    static final int MOST_NAME_BYTES = 64;

    /// Names the kernel reports itself.
    static final String RESERVED_PREFIX = "region.";

    private final TreeMap<String, Reported> values = new TreeMap<>();

    /// @param cycle when
    record Reported(long cycle, long value) {}

    static boolean isName(String name) {
        if (name.isEmpty() || name.startsWith(RESERVED_PREFIX)) return false;
        return name.chars().allMatch(c -> c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_' || c == '.');
    }

    boolean hasRoomFor(String name) {
        return values.size() < MOST_NAMES || values.containsKey(name);
    }

    void report(String name, long cycle, long value) {
        values.put(name, new Reported(cycle, value));
    }

    SortedMap<String, Reported> values() {
        return values;
    }

    void save(StateWriter out) {
        out.add(values.size());
        values.forEach((name, reported) -> out.add(name).add(reported.cycle()).add(reported.value()));
    }

    void restore(StateReader in) {
        values.clear();
        for (int left = in.nextInt(0, MOST_NAMES); left > 0; left--) {
            values.put(in.nextText(MOST_NAME_BYTES), new Reported(in.next(), in.next()));
        }
    }
}

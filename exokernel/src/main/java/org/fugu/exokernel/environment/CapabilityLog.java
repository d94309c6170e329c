package org.fugu.exokernel.environment;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fugu.exokernel.abi.SystemCall;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// What became of the capabilities of an environment and of those that it made: the first events of
/// each system call, and how many there were. Nothing that a program can see depends on it.
public final class CapabilityLog {
    /// So many are kept of each call.
    public static final int MOST_KEPT = 16;

    // For reading: what a snapshot may hold at the most.
    private static final int MOST = 1 << 16;

    private final List<CapabilityEvent> first = new ArrayList<>();
    private final EnumMap<SystemCall, Long> counts = new EnumMap<>(SystemCall.class);

    /// What another node has been asked for, by the number of the environment that waits.
    private final TreeMap<Integer, CapabilityEvent> asked = new TreeMap<>();

    /// In the order in which they were done.
    public List<CapabilityEvent> first() {
        return Collections.unmodifiableList(first);
    }

    public Map<SystemCall, Long> counts() {
        return Collections.unmodifiableMap(counts);
    }

    public void add(CapabilityEvent event) {
        long before = counts.merge(event.call(), 1L, Long::sum) - 1;
        if (before < MOST_KEPT) first.add(event);
    }

    /// An environment waits for another node, which may refuse it.
    public void asks(int environment, CapabilityEvent event) {
        asked.put(environment, event);
    }

    /// The other node has done it.
    public void answered(int environment, long cycle) {
        var event = asked.remove(environment);
        if (event != null) add(event.at(cycle));
    }

    /// The other node has done it, and the environment has a capability of it.
    public void lent(int environment, long cycle, int kind, int rights, long handle) {
        var event = asked.remove(environment);
        if (event != null) add(event.made(cycle, kind, rights, handle));
    }

    /// The other node has refused it.
    public void refused(int environment) {
        asked.remove(environment);
    }

    void save(StateWriter out) {
        out.add(first.size());
        for (var event : first) event.save(out);
        out.add(counts.size());
        counts.forEach((call, count) -> out.add(call.number()).add(count));
        out.add(asked.size());
        asked.forEach((environment, event) -> {
            out.add(environment);
            event.save(out);
        });
    }

    void restore(StateReader in) {
        first.clear();
        counts.clear();
        asked.clear();
        for (int left = in.nextInt(0, MOST); left > 0; left--) first.add(CapabilityEvent.restored(in));
        for (int left = in.nextInt(0, MOST); left > 0; left--) counts.put(CapabilityEvent.call(in), in.next());
        for (int left = in.nextInt(0, MOST); left > 0; left--) {
            asked.put(in.nextInt(0, MOST), CapabilityEvent.restored(in));
        }
    }
}

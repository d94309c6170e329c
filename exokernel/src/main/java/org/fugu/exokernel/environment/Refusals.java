package org.fugu.exokernel.environment;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.fugu.exokernel.abi.KernelError;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// The audit trail of an environment: its first system calls that were refused, and how many there
/// were of each error.
public final class Refusals {
    /// So many are kept.
    public static final int MOST_KEPT = 64;

    private final List<KernelRefusal> first = new ArrayList<>();
    private final EnumMap<KernelError, Long> counts = new EnumMap<>(KernelError.class);

    /// The call that waits in the kernel: another node may refuse it.
    private long waitingCall;

    private long waitingArgument;

    public List<KernelRefusal> first() {
        return Collections.unmodifiableList(first);
    }

    public Map<KernelError, Long> counts() {
        return Collections.unmodifiableMap(counts);
    }

    public void add(KernelRefusal refusal) {
        counts.merge(refusal.error(), 1L, Long::sum);
        if (first.size() < MOST_KEPT) first.add(refusal);
    }

    /// A call waits in the kernel.
    ///
    /// @param argument the first one
    public void waits(long call, long argument) {
        waitingCall = call;
        waitingArgument = argument;
    }

    /// Another node has refused the call that waits.
    public void addWaiting(long cycle, KernelError error) {
        add(new KernelRefusal(cycle, waitingCall, error, waitingArgument, KernelRefusal.NO_ADVICE));
    }

    void save(StateWriter out) {
        out.add(waitingCall).add(waitingArgument).add(first.size());
        for (var refusal : first) refusal.save(out);
        out.add(counts.size());
        counts.forEach((error, count) -> out.add(error.ordinal()).add(count));
    }

    void restore(StateReader in) {
        waitingCall = in.next();
        waitingArgument = in.next();
        first.clear();
        for (int left = in.nextInt(0, MOST_KEPT); left > 0; left--) first.add(KernelRefusal.restored(in));
        counts.clear();
        for (int left = in.nextInt(0, KernelError.values().length); left > 0; left--) {
            counts.put(KernelRefusal.error(in), in.next());
        }
    }
}

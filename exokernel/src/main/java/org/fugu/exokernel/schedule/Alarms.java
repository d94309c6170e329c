package org.fugu.exokernel.schedule;

import java.util.TreeMap;
import org.fugu.exokernel.abi.KernelPath;
import org.fugu.exokernel.capability.EnvironmentName;
import org.fugu.exokernel.environment.Environment;
import org.fugu.machine.kernel.PrivilegedNode;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.fugu.machine.trap.TrapCause;

/// The alarms of a node's environments: each has one, and is told by its interrupt context when the cycle
/// has come. One that is not on the processor then is told when it has it again; one that sleeps for a
/// message wakes; in an atomic section the alarm waits for its end.
public final class Alarms {
    /// Later cycles are no alarm: a run ends before them.
    public static final long LAST_CYCLE = 1L << 60;

    private static final int KIND = 19; // beside those of the slices
    private static final int KIND_SHIFT = 56;

    /// Cycles until an environment is looked at again that cannot be told now.
    private static final long AGAIN = 256;

    private static final int MOST = 1 << 16;

    private final PrivilegedNode node;
    private final TreeMap<EnvironmentName, Alarm> pending = new TreeMap<>();

    /// Of the last one; others that the node tells of are of earlier times.
    private long serial;

    private record Alarm(long cycle, long serial) {
        long number() {
            return (long) KIND << KIND_SHIFT | serial;
        }
    }

    public Alarms(PrivilegedNode node) {
        this.node = node;
    }

    /// Whether an alarm of the node's is about one of these.
    public static boolean isOne(long number) {
        return number >>> KIND_SHIFT == KIND;
    }

    /// In place of the one that the environment had.
    ///
    /// @param cycle or 0 for none
    public void set(Environment environment, long cycle) {
        var name = environment.identity().name();
        if (cycle == 0) {
            pending.remove(name);
            return;
        }
        var alarm = new Alarm(cycle, ++serial);
        pending.put(name, alarm);
        node.time().alarm(cycle, alarm.number());
    }

    /// The environment has the processor: it is told what came while it had not.
    public void begin(Environment environment) {
        if (pending.isEmpty()) return;
        var alarm = pending.get(environment.identity().name());
        if (alarm != null && alarm.cycle <= node.time().clock())
            node.time().alarm(node.time().clock(), alarm.number());
    }

    /// An environment has ended.
    public void ended(Environment environment) {
        pending.remove(environment.identity().name());
    }

    /// A cycle that was asked for has come.
    ///
    /// @param running who has the processor
    public void alarm(long number, Environment running) {
        var name = running.identity().name();
        var alarm = pending.get(name);
        if (alarm == null || alarm.number() != number) return;
        node.registers().wakeSleepers();
        if (!node.registers().isBetweenInstructions() || node.registers().isAtomic()) {
            node.time().alarm(node.time().clock() + AGAIN, number);
            return;
        }
        pending.remove(name);
        node.time().chargeInterrupt(KernelPath.ALARM.instructions());
        long entry = running.contexts().interrupt();
        if (entry == 0) return;
        node.registers().deliverException(node.registers().context(), entry, TrapCause.ALARM, alarm.cycle);
    }

    public boolean isUsed() {
        return serial != 0;
    }

    public void save(StateWriter out) {
        out.add(serial).add(pending.size());
        pending.forEach((name, alarm) -> out.add(name.word()).add(alarm.cycle).add(alarm.serial));
    }

    public void restore(StateReader in) {
        pending.clear();
        serial = in.next();
        for (int left = in.nextInt(0, MOST); left > 0; left--) {
            pending.put(EnvironmentName.restored(in), new Alarm(in.next(), in.next()));
        }
    }
}

package org.fugu.machine.cpu;

import org.fugu.machine.clock.NodeClock;
import org.fugu.machine.isa.RegisterUse;
import org.fugu.machine.trap.TrapCause;

/// How an instruction ends that raises an exception. It costs one cycle, so that a program which
/// does nothing but trap still uses up its time.
final class Exceptions {
    private Exceptions() {}

    static Stop raise(NodeClock clock, AccessPort port, Context context, TrapCause cause, long value) {
        port.cause = cause;
        port.value = value;
        return raised(clock, port, context);
    }

    /// The port has set cause and value itself.
    static Stop raised(NodeClock clock, AccessPort port, Context context) {
        port.endReservation(context);
        context.loaded = RegisterUse.NONE;
        context.dropFetched();
        clock.now++;
        return Stop.TRAP;
    }
}

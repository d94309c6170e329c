package org.fugu.machine.cpu;

import org.fugu.machine.isa.RegisterUse;
import org.fugu.machine.trap.TrapCause;

/// How an instruction ends that raises an exception. It costs one cycle, so that a program which
/// does nothing but trap still uses up its time.
final class Exceptions {
    private Exceptions() {}

    static Stop raise(NodePort port, Context context, TrapCause cause, long value) {
        port.cause = cause.number();
        port.value = value;
        return raised(port, context);
    }

    /// The port has set cause and value itself.
    static Stop raised(NodePort port, Context context) {
        port.endReservation(context);
        context.loaded = RegisterUse.NONE;
        context.dropFetched();
        port.clock++;
        return Stop.TRAP;
    }
}

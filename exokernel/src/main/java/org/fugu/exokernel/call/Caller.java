package org.fugu.exokernel.call;

import org.fugu.exokernel.capability.CapabilityTable;
import org.fugu.exokernel.environment.Environment;
import org.fugu.machine.cpu.Context;
import org.fugu.machine.kernel.PrivilegedNode;

/// Who calls, and what the call may use.
///
/// @param context whose registers describe the call
public record Caller(PrivilegedNode node, Kernel kernel, Environment environment, Context context) {
    private static final int A0 = 10;
    private static final int A7 = 17;
    private static final int ECALL_BYTES = 4;

    /// The number of the call.
    long number() {
        return context.x[A7];
    }

    /// An argument, from 0.
    long argument(int index) {
        return context.x[A0 + index];
    }

    /// The call is over: the program goes on behind it.
    void answer(long value) {
        context.x[A0] = value;
        context.pc += ECALL_BYTES;
    }

    CapabilityTable capabilities() {
        return environment.capabilities();
    }

    /// What the caller itself could read.
    GuestMemory memory() {
        return new GuestMemory(node, environment, kernel.binder().abroad());
    }
}

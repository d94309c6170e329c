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
    private static final int T0 = 5;
    private static final int T2 = 7;
    private static final int T3 = 28;
    private static final int T6 = 31;
    private static final int FLOATS = 32;
    private static final int FS0 = 8;
    private static final int FS1 = 9;
    private static final int FS2 = 18;
    private static final int FS11 = 27;
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

    /// Clears the registers that a function need not preserve, but for `ra`.
    void forgetUnpreserved() {
        for (int register = T0; register <= T2; register++) context.x[register] = 0;
        for (int register = A0; register <= A7; register++) context.x[register] = 0;
        for (int register = T3; register <= T6; register++) context.x[register] = 0;
        for (int register = 0; register < FLOATS; register++) {
            if (!isPreserved(register)) context.f[register] = 0;
        }
    }

    /// Whether functions preserve a floating-point register: `fs0` to `fs11`.
    private static boolean isPreserved(int register) {
        return register >= FS0 && register <= FS1 || register >= FS2 && register <= FS11;
    }

    CapabilityTable capabilities() {
        return environment.capabilities();
    }

    /// What the caller itself could read.
    GuestMemory memory() {
        return new GuestMemory(node, environment, kernel.binder().abroad());
    }
}

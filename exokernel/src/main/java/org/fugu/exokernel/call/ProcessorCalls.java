package org.fugu.exokernel.call;

import org.fugu.exokernel.abi.AddressSpace;
import org.fugu.exokernel.abi.KernelError;
import org.fugu.exokernel.abi.Right;
import org.fugu.exokernel.capability.KernelObject;
import org.fugu.machine.cpu.RegisterImage;

/// Calls about the register sets of the caller's processor.
final class ProcessorCalls {
    private static final int SP = 2;
    private static final int GP = 3;
    private static final int TP = 4;
    private static final int A0 = 10;

    private ProcessorCalls() {}

    /// The new context has the caller's `gp` and `tp`, and its address space anyway.
    record Start(int index, long address) implements Ready {
        @Override
        public Invoked invoke(Caller caller) {
            var registers = new RegisterImage(address);
            registers.x[SP] = caller.argument(3);
            registers.x[GP] = caller.context().x[GP];
            registers.x[TP] = caller.context().x[TP];
            registers.x[A0] = caller.argument(4);
            registers.x[A0 + 1] = caller.argument(5);
            caller.node().registers().startContext(index, registers);
            return Invoked.Done.WELL;
        }
    }

    record End() implements Ready {
        @Override
        public Invoked invoke(Caller caller) {
            caller.node().registers().endContext();
            return Invoked.Done.WELL;
        }
    }

    static Decoded start(Caller caller) {
        var capability = caller.capabilities().find(caller.argument(0));
        if (capability == null) return Refused.with(KernelError.BAD_HANDLE);
        if (!(capability.object() instanceof KernelObject.Processor)) return Refused.with(KernelError.WRONG_OBJECT);
        if (!capability.allows(Right.EXECUTE)) return Refused.with(KernelError.MISSING_RIGHT);
        long index = caller.argument(1);
        long address = caller.argument(2);
        if (index < 0 || index >= caller.node().registers().contexts()) return Refused.with(KernelError.BAD_ARGUMENT);
        if (!AddressSpace.contains(address) || (address & 1) != 0) return Refused.with(KernelError.BAD_ADDRESS);
        if (!caller.node().registers().isContextFree((int) index)) return Refused.with(KernelError.IN_USE);
        return new Start((int) index, address);
    }

    /// The last one ends with the rank, by `exit`.
    static Decoded end(Caller caller) {
        return caller.node().registers().liveContexts() == 1 ? Refused.with(KernelError.BAD_ARGUMENT) : new End();
    }
}

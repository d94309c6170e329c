package org.fugu.exokernel.call;

import org.fugu.exokernel.abi.AddressSpace;
import org.fugu.exokernel.abi.KernelError;
import org.fugu.exokernel.abi.Right;
import org.fugu.exokernel.abi.Rights;

/// Calls about the memory of other nodes, where kernels serve it.
final class RemoteCalls {
    private RemoteCalls() {}

    record Read(long frame, int offset) implements Ready {
        @Override
        public Invoked invoke(Caller caller) {
            boolean waits = caller.kernel().read(caller.environment(), frame, offset);
            return waits ? Invoked.Pending.WELL : Invoked.Done.WELL;
        }
    }

    record Swap(long frame, int offset, long expected, long wanted) implements Ready {
        @Override
        public Invoked invoke(Caller caller) {
            boolean waits = caller.kernel().compareAndSwap(caller.environment(), frame, offset, expected, wanted);
            return waits ? Invoked.Pending.WELL : Invoked.Done.WELL;
        }
    }

    /// Its units are charged packet by packet: each leaves when it is made.
    record Write(long frame, int offset, byte[] content) implements Ready {
        @Override
        public Invoked invoke(Caller caller) {
            caller.kernel().write(caller.environment(), frame, offset, content);
            return Invoked.Done.WELL;
        }
    }

    static Decoded read(Caller caller) {
        long frame = frame(caller, Long.BYTES, Rights.of(Right.READ));
        return frame < 0 ? Refused.with(KernelError.numbered(frame)) : new Read(frame, offset(caller));
    }

    static Decoded compareAndSwap(Caller caller) {
        long frame = frame(caller, Long.BYTES, Rights.of(Right.READ, Right.WRITE));
        if (frame < 0) return Refused.with(KernelError.numbered(frame));
        return new Swap(frame, offset(caller), caller.argument(2), caller.argument(3));
    }

    static Decoded write(Caller caller) {
        long bytes = caller.argument(3);
        long frame = frame(caller, bytes, Rights.of(Right.WRITE));
        if (frame < 0) return Refused.with(KernelError.numbered(frame));
        var content = caller.memory().read(caller.argument(2), (int) bytes);
        return content == null ? Refused.with(KernelError.BAD_ADDRESS) : new Write(frame, offset(caller), content);
    }

    /// The frame that a remote access is about, or why it is refused.
    ///
    /// @param bytes whole double-words within one page
    private static long frame(Caller caller, long bytes, Rights needed) {
        if (!caller.kernel().servesMemory()) return KernelError.NO_REMOTE_ACCESS.number();
        var capability = caller.capabilities().find(caller.argument(0));
        if (capability == null) return KernelError.BAD_HANDLE.number();
        var named = capability.object().frames();
        if (named == null) return KernelError.WRONG_OBJECT.number();
        if (!capability.rights().contains(needed)) return KernelError.MISSING_RIGHT.number();
        long offset = caller.argument(1);
        long end = (long) named.count() << AddressSpace.PAGE_SHIFT;
        boolean whole = ((offset | bytes) & Long.BYTES - 1) == 0;
        boolean inPage = bytes >= Long.BYTES && bytes <= AddressSpace.PAGE_BYTES - offset(caller);
        if (!whole || offset < 0 || offset >= end || !inPage) return KernelError.BAD_ARGUMENT.number();
        return named.physical((int) (offset >>> AddressSpace.PAGE_SHIFT));
    }

    private static int offset(Caller caller) {
        return (int) caller.argument(1) & AddressSpace.PAGE_BYTES - 1;
    }
}

package org.fugu.exokernel.call;

import org.fugu.exokernel.abi.KernelError;
import org.fugu.exokernel.abi.Right;
import org.fugu.exokernel.capability.KernelObject;
import org.fugu.exokernel.environment.Ending;

/// Calls about the console.
final class ConsoleCalls {
    /// Linux' own numbers, for its own call.
    private static final long EBADF = -9;

    private static final long EFAULT = -14;

    private static final int MOST_BYTES = 4096;

    private ConsoleCalls() {}

    record Write(byte[] text) implements Ready {
        @Override
        public int units() {
            return text.length;
        }

        @Override
        public Invoked invoke(Caller caller) {
            var environment = caller.environment();
            environment.console().append(caller.node().time().clock(), text);
            if (environment.console().isOverLimit()) {
                caller.kernel().end(environment, Ending.Stopped.CONSOLE_LIMIT);
            }
            return new Invoked.Done(text.length);
        }
    }

    static Decoded write(Caller caller) {
        var capability = caller.capabilities().find(caller.argument(0));
        if (capability == null) return Refused.with(KernelError.BAD_HANDLE);
        if (!(capability.object() instanceof KernelObject.Console)) return Refused.with(KernelError.WRONG_OBJECT);
        if (!capability.allows(Right.WRITE)) return Refused.with(KernelError.MISSING_RIGHT);
        return text(caller, KernelError.BAD_ADDRESS.number());
    }

    static Decoded linuxWrite(Caller caller) {
        long descriptor = caller.argument(0);
        boolean known = descriptor == 1 || descriptor == 2;
        if (!known || !caller.environment().hasStandardOutput()) return new Refused(EBADF, KernelError.BAD_HANDLE);
        return text(caller, EFAULT);
    }

    private static Decoded text(Caller caller, long badAddress) {
        long bytes = caller.argument(2);
        int count = Long.compareUnsigned(bytes, MOST_BYTES) > 0 ? MOST_BYTES : (int) bytes;
        var text = caller.memory().read(caller.argument(1), count);
        return text == null ? new Refused(badAddress, KernelError.BAD_ADDRESS) : new Write(text);
    }
}

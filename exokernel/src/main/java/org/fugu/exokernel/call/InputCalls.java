package org.fugu.exokernel.call;

import java.util.Arrays;
import org.fugu.exokernel.abi.KernelError;
import org.fugu.exokernel.abi.Right;
import org.fugu.exokernel.capability.KernelObject;

/// Calls that read what the run was given.
final class InputCalls {
    /// Linux' own numbers, for its own call.
    private static final long EBADF = -9;

    private static final long EFAULT = -14;

    private static final int MOST_BYTES = 4096;
    private static final byte[] NOTHING = new byte[0];

    private InputCalls() {}

    /// @param to where the bytes go
    /// @param position whether the caller's position in its standard input moves by as many
    record Read(byte[] bytes, GuestMemory.Room to, boolean position) implements Ready {
        @Override
        public int units() {
            return bytes.length;
        }

        @Override
        public Invoked invoke(Caller caller) {
            to.put(bytes);
            if (position) caller.environment().advanceInput(bytes.length);
            return new Invoked.Done(bytes.length);
        }
    }

    static Decoded read(Caller caller) {
        var capability = caller.capabilities().find(caller.argument(0));
        if (capability == null) return Refused.with(KernelError.BAD_HANDLE);
        if (!(capability.object() instanceof KernelObject.Input)) return Refused.with(KernelError.WRONG_OBJECT);
        if (!capability.allows(Right.READ)) return Refused.with(KernelError.MISSING_RIGHT);
        var inputs = caller.environment().job().inputs();
        var input = inputs == null ? null : inputs.numbered(caller.argument(1));
        long offset = caller.argument(2);
        if (input == null || offset < 0) return Refused.with(KernelError.BAD_ARGUMENT);
        return bytes(caller, input, offset, 3, KernelError.BAD_ADDRESS.number(), false);
    }

    /// As on Linux with descriptor 0 only, whose position belongs to the rank. Without a standard input it is at its
    /// end at once.
    static Decoded linuxRead(Caller caller) {
        var environment = caller.environment();
        if (caller.argument(0) != 0 || !environment.hasStandardInput())
            return new Refused(EBADF, KernelError.BAD_HANDLE);
        var inputs = environment.job().inputs();
        var standard = inputs == null ? null : inputs.standard();
        return bytes(caller, standard == null ? NOTHING : standard, environment.inputPosition(), 1, EFAULT, true);
    }

    /// @param at the argument with the address; the next one says how many bytes
    private static Decoded bytes(Caller caller, byte[] input, long offset, int at, long badAddress, boolean position) {
        long wanted = caller.argument(at + 1);
        long left = Math.max(0, input.length - offset);
        int most = (int) Math.min(MOST_BYTES, left);
        int count = Long.compareUnsigned(wanted, most) > 0 ? most : (int) wanted;
        var room = caller.memory().room(caller.argument(at), count);
        if (room == null) return new Refused(badAddress, KernelError.BAD_ADDRESS);
        int from = (int) Math.min(offset, input.length);
        return new Read(Arrays.copyOfRange(input, from, from + count), room, position);
    }
}

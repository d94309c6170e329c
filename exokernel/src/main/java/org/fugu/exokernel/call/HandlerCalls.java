package org.fugu.exokernel.call;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.fugu.exokernel.abi.KernelError;
import org.fugu.exokernel.environment.Environment;
import org.fugu.exokernel.environment.Handlers;
import org.fugu.exokernel.environment.KernelRefusal;
import org.fugu.exokernel.handler.Flaw;
import org.fugu.exokernel.handler.Verified;
import org.fugu.exokernel.handler.Verifier;
import org.jspecify.annotations.Nullable;

/// Handlers of messages that a rank brings into the kernel. It describes one by
///
/// | offset | type | |
/// |---|---|---|
/// | 0 | u64 | address of its code |
/// | 8 | u32 | bytes of code |
/// | 12 | u32 | bytes of data |
/// | 16 | u64 | address of its data |
/// | 24 | u64 | value |
/// | 32 | u64 | mask: it takes messages whose second double-word, masked, is the value |
final class HandlerCalls {
    private static final int DESCRIPTION_BYTES = 40;
    private static final int SHORTEST_INSTRUCTION = 2;

    private HandlerCalls() {}

    /// The kernel takes a handler in, or only takes one away.
    record Install(int number, Handlers.@Nullable Handler handler, byte[] code) implements Ready {
        @Override
        public int units() {
            return code.length / SHORTEST_INSTRUCTION;
        }

        @Override
        public Invoked invoke(Caller caller) {
            var environment = caller.environment();
            environment.handlers().set(caller.node(), environment.frames(), number, handler, code);
            return Invoked.Done.WELL;
        }
    }

    /// The kernel has looked at a handler, for as long as that takes, and does not accept it.
    record Reject(Flaw flaw) implements Ready {
        @Override
        public int units() {
            return flaw.offset() / SHORTEST_INSTRUCTION;
        }

        @Override
        public Invoked invoke(Caller caller) {
            long cycle = caller.node().time().clock();
            var error = KernelError.UNSAFE_CODE;
            var refusal = new KernelRefusal(cycle, caller.number(), error, caller.argument(0), flaw.packed());
            caller.environment().refusals().add(refusal);
            return new Invoked.Done(error.number());
        }
    }

    static Decoded handler(Caller caller, Environment environment, long address) {
        long number = caller.argument(3);
        if (environment != caller.environment()) return Refused.with(KernelError.WRONG_OBJECT);
        if (environment.maker() != null) return Refused.with(KernelError.NOT_READY);
        if (number < 0 || number >= Handlers.MOST) return Refused.with(KernelError.BAD_ARGUMENT);
        if (address == 0) return new Install((int) number, null, new byte[0]);
        var bytes = caller.memory().read(address, DESCRIPTION_BYTES);
        if (bytes == null) return Refused.with(KernelError.BAD_ADDRESS);
        return handler(caller, (int) number, ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
    }

    private static Decoded handler(Caller caller, int number, ByteBuffer description) {
        int codeBytes = description.getInt(8);
        int dataBytes = description.getInt(12);
        long data = description.getLong(16);
        boolean isSmall =
                codeBytes > 0 && codeBytes <= Verifier.MOST_BYTES && dataBytes > 0 && dataBytes <= Verifier.MOST_DATA;
        if (!isSmall) return Refused.with(KernelError.BAD_ARGUMENT);
        var code = caller.memory().read(description.getLong(0), codeBytes);
        if (code == null || !isDataPossible(caller, data, dataBytes)) return Refused.with(KernelError.BAD_ADDRESS);
        var environment = caller.environment();
        if (environment.handlers().needsFrame() && !environment.frames().hasRun(1)) {
            return Refused.with(KernelError.OUT_OF_FRAMES);
        }
        return switch (Verifier.verify(code, dataBytes)) {
            case Verified.Rejected(var flaw) -> new Reject(flaw);
            case Verified.Accepted(var kept, int instructions) -> {
                long value = description.getLong(24);
                long mask = description.getLong(32);
                var handler = new Handlers.Handler(value, mask, data, dataBytes, kept.length, instructions);
                yield new Install(number, handler, kept);
            }
        };
    }

    private static boolean isDataPossible(Caller caller, long address, int bytes) {
        return SaveArea.physical(caller.node(), caller.environment(), address, bytes) >= 0;
    }
}

package org.fugu.exokernel.call;

import java.nio.charset.StandardCharsets;
import org.fugu.exokernel.abi.KernelError;
import org.fugu.exokernel.environment.Metrics;
import org.jspecify.annotations.Nullable;

/// Calls with which a program reports figures of its own.
final class ReportCalls {
    private ReportCalls() {}

    record Metric(String name, long value) implements Ready {
        @Override
        public int units() {
            return name.length();
        }

        @Override
        public Invoked invoke(Caller caller) {
            caller.environment().metrics().report(name, caller.node().time().clock(), value);
            return Invoked.Done.WELL;
        }
    }

    record Unit(String name, String unit) implements Ready {
        @Override
        public int units() {
            return name.length() + unit.length();
        }

        @Override
        public Invoked invoke(Caller caller) {
            caller.environment().metrics().declare(name, caller.node().time().clock(), unit);
            return Invoked.Done.WELL;
        }
    }

    record Mark(boolean begins) implements Ready {
        @Override
        public Invoked invoke(Caller caller) {
            var region = caller.environment().region();
            long clock = caller.node().time().clock();
            if (begins) region.begin(clock, caller.context().instret);
            else region.end(clock, caller.context().instret);
            return Invoked.Done.WELL;
        }
    }

    static Decoded metric(Caller caller) {
        long bytes = caller.argument(1);
        if (bytes < 1 || bytes > Metrics.MOST_NAME_BYTES) return Refused.with(KernelError.BAD_ARGUMENT);
        var name = text(caller, caller.argument(0), bytes);
        if (name == null) return Refused.with(KernelError.BAD_ADDRESS);
        if (!Metrics.isName(name)) return Refused.with(KernelError.BAD_ARGUMENT);
        if (!caller.environment().metrics().hasRoomFor(name)) return Refused.with(KernelError.OUT_OF_SLOTS);
        return new Metric(name, caller.argument(2));
    }

    static Decoded unit(Caller caller) {
        long nameBytes = caller.argument(1);
        long unitBytes = caller.argument(3);
        if (nameBytes < 1 || nameBytes > Metrics.MOST_NAME_BYTES) return Refused.with(KernelError.BAD_ARGUMENT);
        if (unitBytes < 0 || unitBytes > Metrics.MOST_UNIT_BYTES) return Refused.with(KernelError.BAD_ARGUMENT);
        var name = text(caller, caller.argument(0), nameBytes);
        var unit = unitBytes == 0 ? "" : text(caller, caller.argument(2), unitBytes);
        if (name == null || unit == null) return Refused.with(KernelError.BAD_ADDRESS);
        if (!Metrics.isName(name) || !Metrics.isUnit(unit)) return Refused.with(KernelError.BAD_ARGUMENT);
        if (!caller.environment().metrics().hasRoomForUnitOf(name)) return Refused.with(KernelError.OUT_OF_SLOTS);
        return new Unit(name, unit);
    }

    /// Bytes of the guest's as characters, one each, or null where it may not read.
    private static @Nullable String text(Caller caller, long address, long bytes) {
        var read = caller.memory().read(address, (int) bytes);
        return read == null ? null : new String(read, StandardCharsets.ISO_8859_1);
    }

    static Decoded region(Caller caller) {
        long mark = caller.argument(0);
        boolean begins = mark == 1;
        boolean known = mark == 0 || begins;
        if (!known || caller.environment().region().isOpen() == begins) return Refused.with(KernelError.BAD_ARGUMENT);
        return new Mark(begins);
    }
}

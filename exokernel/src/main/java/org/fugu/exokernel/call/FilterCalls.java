package org.fugu.exokernel.call;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.fugu.exokernel.abi.KernelError;
import org.fugu.exokernel.environment.Environment;
import org.fugu.exokernel.environment.Filters;
import org.fugu.exokernel.environment.KernelRefusal;
import org.fugu.exokernel.filter.Atom;
import org.fugu.exokernel.filter.Compiled;
import org.fugu.exokernel.filter.Filter;
import org.fugu.exokernel.filter.FilterFlaw;
import org.fugu.exokernel.filter.Pattern;
import org.jspecify.annotations.Nullable;

/// Filters of messages that a rank describes to the kernel. One is described by
///
/// | offset | type | |
/// |---|---|---|
/// | 0 | u64 | address of its atoms |
/// | 8 | u32 | how many there are, 1 to 16 |
/// | 12 | u32 | the number of the handler that gets its messages; 4, they wait for the rank |
///
/// and an atom by
///
/// | offset | type | |
/// |---|---|---|
/// | 0 | u32 | offset of its first byte in the message |
/// | 4 | u32 | how many bytes there are |
/// | 8 | u64 | mask |
/// | 16 | u64 | value |
final class FilterCalls {
    private static final int DESCRIPTION_BYTES = 16;
    private static final int ATOM_BYTES = 24;

    private FilterCalls() {}

    /// The kernel takes a filter in, or takes one away, and makes code of what there is then.
    ///
    /// @param atoms that were looked at
    record Install(int number, @Nullable Filter filter, int atoms, Compiled compiled) implements Ready {
        @Override
        public int units() {
            return atoms + compiled.units();
        }

        @Override
        public Invoked invoke(Caller caller) {
            var environment = caller.environment();
            environment.filters().set(caller.node(), environment.frames(), number, filter, compiled);
            return Invoked.Done.WELL;
        }
    }

    /// The kernel has looked at a filter and does not accept it.
    record Reject(KernelError error, int atoms, FilterFlaw flaw) implements Ready {
        @Override
        public int units() {
            return atoms;
        }

        @Override
        public Invoked invoke(Caller caller) {
            long cycle = caller.node().time().clock();
            var refusal = new KernelRefusal(cycle, caller.number(), error, caller.argument(0), flaw.packed());
            caller.environment().refusals().add(refusal);
            return new Invoked.Done(error.number());
        }
    }

    static Decoded filter(Caller caller, Environment environment, long address) {
        long number = caller.argument(3);
        if (environment != caller.environment()) return Refused.with(KernelError.WRONG_OBJECT);
        if (environment.maker() != null) return Refused.with(KernelError.NOT_READY);
        if (number < 0 || number >= Filters.MOST) return Refused.with(KernelError.BAD_ARGUMENT);
        if (address == 0) return remove(environment.filters(), (int) number);
        var description = caller.memory().read(address, DESCRIPTION_BYTES);
        if (description == null) return Refused.with(KernelError.BAD_ADDRESS);
        var head = ByteBuffer.wrap(description).order(ByteOrder.LITTLE_ENDIAN);
        int count = head.getInt(8);
        int handler = head.getInt(12);
        if (count < 1 || count > Pattern.MOST_ATOMS || handler < 0 || handler > Filters.NO_HANDLER) {
            return Refused.with(KernelError.BAD_ARGUMENT);
        }
        var bytes = caller.memory().read(head.getLong(0), count * ATOM_BYTES);
        if (bytes == null) return Refused.with(KernelError.BAD_ADDRESS);
        return filter(environment, (int) number, handler, atoms(bytes));
    }

    private static List<Atom> atoms(byte[] bytes) {
        var from = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        var atoms = new ArrayList<Atom>();
        while (from.hasRemaining()) {
            atoms.add(new Atom(from.getInt(), from.getInt(), from.getLong(), from.getLong()));
        }
        return atoms;
    }

    private static Decoded filter(Environment environment, int number, int handler, List<Atom> atoms) {
        var filters = environment.filters();
        var flaw = Pattern.flaw(atoms);
        if (flaw != null) return new Reject(KernelError.UNSAFE_CODE, atoms.size(), flaw);
        var pattern = Pattern.of(atoms);
        var conflict = filters.conflict(number, pattern);
        if (conflict != null) return new Reject(KernelError.IN_USE, atoms.size(), conflict);
        if (filters.isUnused() && !environment.frames().hasRun(Filters.PAGES)) {
            return Refused.with(KernelError.OUT_OF_FRAMES);
        }
        var compiled = Compiled.of(filters.with(number, pattern));
        if (compiled.isEmpty()) return Refused.with(KernelError.OUT_OF_SLOTS);
        return new Install(number, new Filter(pattern, handler), atoms.size(), compiled.get());
    }

    /// Others are merged anew without it. Should they not fit, which is hardly possible, it stays.
    private static Decoded remove(Filters filters, int number) {
        if (!filters.has(number)) return (Ready) _ -> Invoked.Done.WELL;
        var compiled = Compiled.of(filters.with(number, null));
        return compiled.isPresent()
                ? new Install(number, null, 0, compiled.get())
                : Refused.with(KernelError.OUT_OF_SLOTS);
    }
}

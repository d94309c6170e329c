package org.fugu.exokernel.environment;

import org.fugu.exokernel.abi.KernelError;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// A system call that was refused.
///
/// @param cycle when
/// @param call its number, which may be none that there is
/// @param argument the first one
/// @param advice what would be allowed, in the terms of the error: the kind of the object, the rights,
///     or the longest free run; else [#NO_ADVICE]
public record KernelRefusal(long cycle, long call, KernelError error, long argument, long advice) {
    public static final long NO_ADVICE = -1;

    void save(StateWriter out) {
        out.add(cycle).add(call).add(error.ordinal()).add(argument).add(advice);
    }

    static KernelRefusal restored(StateReader in) {
        return new KernelRefusal(in.next(), in.next(), error(in), in.next(), in.next());
    }

    static KernelError error(StateReader in) {
        var errors = KernelError.values();
        return errors[in.nextInt(0, errors.length - 1)];
    }
}

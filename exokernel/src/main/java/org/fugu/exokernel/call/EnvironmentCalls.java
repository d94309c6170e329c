package org.fugu.exokernel.call;

import java.util.List;
import org.fugu.exokernel.abi.KernelError;
import org.fugu.exokernel.environment.Bindings;
import org.fugu.exokernel.environment.Ending;
import org.fugu.exokernel.environment.Environment;
import org.fugu.exokernel.environment.EnvironmentContexts;

/// Calls about the caller's environment as a whole.
final class EnvironmentCalls {
    private static final int EXIT_CODE_MASK = 0xff;

    private EnvironmentCalls() {}

    /// The job ends with rank 0; another rank, or an environment that was made, leaves it.
    record Exit(int code) implements Ready {
        @Override
        public Invoked invoke(Caller caller) {
            var environment = caller.environment();
            if (environment.rank() == 0 || environment.maker() != null)
                caller.kernel().end(environment, new Ending.Exited(code));
            else caller.kernel().stop(environment);
            return new Invoked.Gone();
        }
    }

    /// The library OS gives up an exception.
    record Decline() implements Ready {
        @Override
        public Invoked invoke(Caller caller) {
            var trapped = TrapReports.declined(caller.node(), caller.environment());
            caller.kernel().end(caller.environment(), trapped);
            return new Invoked.Gone();
        }
    }

    /// @param lapsed bindings that the kernel made by itself and no longer does
    record Enter(Environment environment, long address, List<Bindings.Binding> lapsed) implements Ready {
        @Override
        public int units() {
            return lapsed.size();
        }

        @Override
        public Invoked invoke(Caller caller) {
            caller.kernel().binder().drop(environment, lapsed);
            environment.contexts().setException(address);
            return Invoked.Done.WELL;
        }
    }

    static Decoded exit(Caller caller) {
        return new Exit((int) caller.argument(0) & EXIT_CODE_MASK);
    }

    static Decoded decline() {
        return new Decline();
    }

    static Decoded exceptionEntry(Caller caller) {
        long address = caller.argument(0);
        if (!EnvironmentContexts.isEntry(address)) return Refused.with(KernelError.BAD_ADDRESS);
        return ProcessCalls.enter(caller.environment(), address);
    }
}

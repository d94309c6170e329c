package org.fugu.exokernel.kernel;

import org.fugu.exokernel.capability.EnvironmentName;
import org.fugu.exokernel.frame.Frames;
import org.jspecify.annotations.Nullable;

/// What kernels tell each other of capabilities that travel. Who asks is the environment that the
/// packet names, of the node that sent it; an answer names the same one.
sealed interface LoanPacket extends KernelPacket {
    /// This environment has a ticket.
    record Accept(int job, int environment, long name) implements LoanPacket {
        @Override
        public long[] words() {
            return new long[] {KernelPacket.header(job, environment, ACCEPT, 0, 0), name};
        }
    }

    /// This environment derives from a record that it holds.
    record Derive(int job, int environment, long name, int rights) implements LoanPacket {
        @Override
        public long[] words() {
            return new long[] {KernelPacket.header(job, environment, DERIVE, 0, rights), name};
        }
    }

    /// This environment grants from a record that it holds.
    record Grant(int job, int environment, long name, int rights, EnvironmentName to) implements LoanPacket {
        @Override
        public long[] words() {
            return new long[] {KernelPacket.header(job, environment, GRANT, 0, rights), name, to.word()};
        }
    }

    /// This environment takes away what was derived from a record that it holds, or the record too.
    record Remove(int job, int environment, long name, boolean itself) implements LoanPacket {
        @Override
        public long[] words() {
            return new long[] {KernelPacket.header(job, environment, REMOVE, 0, itself ? 1 : 0), name};
        }
    }

    /// This environment holds a record from now on.
    record Lent(int job, int environment, long name, int rights, Frames.Run frames) implements LoanPacket {
        @Override
        public long[] words() {
            return new long[] {
                KernelPacket.header(job, environment, LENT, 0, rights), name, frames.physical(0), frames.count()
            };
        }
    }

    /// What this environment finds in `a0`.
    record Answer(int job, int environment, long value) implements LoanPacket {
        @Override
        public long[] words() {
            return new long[] {KernelPacket.header(job, environment, ANSWER, 0, 0), value};
        }
    }

    /// This environment loses a record that it holds.
    record Withdraw(int job, int environment, long name) implements LoanPacket {
        @Override
        public long[] words() {
            return new long[] {KernelPacket.header(job, environment, WITHDRAW, 0, 0), name};
        }
    }

    /// No translation of this environment follows from the record any more.
    record Withdrawn(int job, int environment, long name) implements LoanPacket {
        @Override
        public long[] words() {
            return new long[] {KernelPacket.header(job, environment, WITHDRAWN, 0, 0), name};
        }
    }

    /// From a kernel to itself: there is work left over.
    record GoOn(int job, int environment) implements LoanPacket {
        @Override
        public long[] words() {
            return new long[] {KernelPacket.header(job, environment, GO_ON, 0, 0)};
        }
    }

    int ACCEPT = 8;
    int DERIVE = 9;
    int GRANT = 10;
    int REMOVE = 11;
    int LENT = 12;
    int ANSWER = 13;
    int WITHDRAW = 14;
    int WITHDRAWN = 15;
    int GO_ON = 16;

    /// Reads what [#words] wrote.
    ///
    /// @param detail of the header
    /// @return null for what is no packet of these
    static @Nullable LoanPacket of(int kind, int job, int environment, long detail, long[] words) {
        int small = (int) detail;
        return switch (kind) {
            case ACCEPT -> new Accept(job, environment, words[1]);
            case DERIVE -> new Derive(job, environment, words[1], small);
            case GRANT -> new Grant(job, environment, words[1], small, EnvironmentName.of(words[2]));
            case REMOVE -> new Remove(job, environment, words[1], small == 1);
            case LENT -> new Lent(job, environment, words[1], small, Frames.Run.of(words[2], (int) words[3]));
            case ANSWER -> new Answer(job, environment, words[1]);
            case WITHDRAW -> new Withdraw(job, environment, words[1]);
            case WITHDRAWN -> new Withdrawn(job, environment, words[1]);
            case GO_ON -> new GoOn(job, environment);
            default -> null;
        };
    }
}

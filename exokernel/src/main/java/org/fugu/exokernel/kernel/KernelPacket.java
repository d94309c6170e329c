package org.fugu.exokernel.kernel;

import org.jspecify.annotations.Nullable;

/// What one node's kernel tells another's on the second network. Every packet names a job and an
/// environment of it: of the receiver where it is about something there, or of who asks.
///
/// ```text
///  63   56 55         48 47                     16 15          8 7    0
/// +-------+-------------+-------------------------+-------------+------+
/// |  job  | environment | address within the home | data words  | kind |   first word; data follow
/// +-------+-------------+-------------------------+-------------+------+
/// ```
sealed interface KernelPacket
        permits KernelPacket.JobEnded,
                KernelPacket.Drop,
                KernelPacket.Dropped,
                KernelPacket.Read,
                KernelPacket.Write,
                KernelPacket.Swap,
                KernelPacket.Value,
                KernelPacket.Throttle,
                KernelPacket.Turn,
                LoanPacket {
    int job();

    int environment();

    /// As it crosses the network.
    long[] words();

    /// The job is over: the environment runs no further.
    record JobEnded(int job, int environment) implements KernelPacket {
        @Override
        public long[] words() {
            return new long[] {header(job, environment, JOB_ENDED, 0, 0)};
        }
    }

    /// The environment shall forget its translation of a page, and say so.
    record Drop(int job, int environment, long page) implements KernelPacket {
        @Override
        public long[] words() {
            return new long[] {header(job, environment, DROP, 0, 0), page};
        }
    }

    /// Another node has forgotten its translation, as this environment asked.
    record Dropped(int job, int environment, long page) implements KernelPacket {
        @Override
        public long[] words() {
            return new long[] {header(job, environment, DROPPED, 0, 0), page};
        }
    }

    /// This environment wants a double-word of the receiver's memory.
    record Read(int job, int environment, long address) implements KernelPacket {
        @Override
        public long[] words() {
            return new long[] {header(job, environment, READ, 1, address)};
        }
    }

    /// This environment writes double-words to the receiver's memory. It is not answered.
    record Write(int job, int environment, long address, long[] data) implements KernelPacket {
        @Override
        public long[] words() {
            var words = new long[1 + data.length];
            words[0] = header(job, environment, WRITE, data.length, address);
            System.arraycopy(data, 0, words, 1, data.length);
            return words;
        }
    }

    /// This environment swaps a double-word of the receiver's memory if it is as expected.
    record Swap(int job, int environment, long address, long expected, long wanted) implements KernelPacket {
        @Override
        public long[] words() {
            return new long[] {header(job, environment, SWAP, 1, address), expected, wanted};
        }
    }

    /// What a double-word was that this environment asked for.
    record Value(int job, int environment, long value) implements KernelPacket {
        @Override
        public long[] words() {
            return new long[] {header(job, environment, VALUE, 1, 0), value};
        }
    }

    /// Another environment of its job asks this one to send less, or no longer.
    record Throttle(int job, int environment, boolean begins) implements KernelPacket {
        @Override
        public long[] words() {
            return new long[] {header(job, environment, THROTTLE, 0, begins ? 1 : 0)};
        }
    }

    /// The leader of the gang says that a turn begins. It names no environment.
    record Turn(int job, int environment, long turn) implements KernelPacket {
        @Override
        public long[] words() {
            return new long[] {header(job, environment, TURN, 0, 0), turn};
        }
    }

    /// Double-words of data that a packet holds.
    int MOST_DATA = 3;

    int JOB_ENDED = 1;
    int DROP = 2;
    int DROPPED = 3;
    int READ = 4;
    int WRITE = 5;
    int SWAP = 6;
    int VALUE = 7;

    // 8 to 16 are those of LoanPacket.
    int THROTTLE = 17;

    int TURN = 18;

    int COUNT_SHIFT = 8;
    int ADDRESS_SHIFT = 16;
    int ENVIRONMENT_SHIFT = 48;
    int JOB_SHIFT = 56;
    int BYTE = 0xff;
    long ADDRESS = 0xffff_ffffL;

    static long header(int job, int environment, int kind, int count, long address) {
        return (long) job << JOB_SHIFT
                | (long) environment << ENVIRONMENT_SHIFT
                | address << ADDRESS_SHIFT
                | (long) count << COUNT_SHIFT
                | kind;
    }

    /// Reads what [#words] wrote.
    ///
    /// @return null for what is no packet of these
    static @Nullable KernelPacket of(long[] words) {
        long header = words[0];
        int job = (int) (header >>> JOB_SHIFT);
        int environment = (int) (header >>> ENVIRONMENT_SHIFT) & BYTE;
        long address = header >>> ADDRESS_SHIFT & ADDRESS;
        return switch ((int) header & BYTE) {
            case JOB_ENDED -> new JobEnded(job, environment);
            case DROP -> new Drop(job, environment, words[1]);
            case DROPPED -> new Dropped(job, environment, words[1]);
            case READ -> new Read(job, environment, address);
            case WRITE -> new Write(job, environment, address, data(words));
            case SWAP -> new Swap(job, environment, address, words[1], words[2]);
            case VALUE -> new Value(job, environment, words[1]);
            case TURN -> new Turn(job, environment, words[1]);
            case THROTTLE -> new Throttle(job, environment, address == 1);
            default -> LoanPacket.of((int) header & BYTE, job, environment, address, words);
        };
    }

    private static long[] data(long[] words) {
        var data = new long[(int) (words[0] >>> COUNT_SHIFT) & BYTE];
        System.arraycopy(words, 1, data, 0, data.length);
        return data;
    }
}

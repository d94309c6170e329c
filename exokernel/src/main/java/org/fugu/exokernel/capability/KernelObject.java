package org.fugu.exokernel.capability;

import org.fugu.exokernel.abi.ObjectKind;
import org.fugu.exokernel.frame.Frames;
import org.fugu.machine.message.UserMessage;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.jspecify.annotations.Nullable;

/// What a capability can be for.
public sealed interface KernelObject {
    ObjectKind kind();

    /// The frames that it names, or null.
    default @Nullable Frames frames() {
        return null;
    }

    /// What another environment can be granted of it, or null. It has one home, whose kernel keeps the
    /// record.
    default @Nullable KernelObject grantable() {
        return frames() instanceof Frames.Run run ? new Lent(run) : null;
    }

    /// Who can be granted it.
    default Reach reach() {
        return frames() == null ? Reach.RANK : Reach.MACHINE;
    }

    /// How far from its home a capability can travel.
    enum Reach {
        /// To environments of the same rank: whose time, console and address spaces are its own.
        RANK,
        /// To environments of the same node, of any job.
        NODE,
        /// To environments of any node.
        MACHINE
    }

    /// What the rank writes for people.
    record Console() implements KernelObject {
        @Override
        public ObjectKind kind() {
            return ObjectKind.CONSOLE;
        }

        @Override
        public KernelObject grantable() {
            return this;
        }
    }

    /// What the run was given to read.
    record Input() implements KernelObject {
        @Override
        public ObjectKind kind() {
            return ObjectKind.INPUT;
        }

        @Override
        public KernelObject grantable() {
            return this;
        }
    }

    /// The right to take free frames of this node.
    record Memory() implements KernelObject {
        @Override
        public ObjectKind kind() {
            return ObjectKind.MEMORY;
        }
    }

    /// The register sets of this node's processor.
    record Processor() implements KernelObject {
        @Override
        public ObjectKind kind() {
            return ObjectKind.PROCESSOR;
        }
    }

    /// The timer of a node: who has it may be told of a cycle of its choice.
    record Timer() implements KernelObject {
        @Override
        public ObjectKind kind() {
            return ObjectKind.TIMER;
        }

        @Override
        public KernelObject grantable() {
            return this;
        }
    }

    /// A position of the vector of time slices.
    record Slice(int position) implements KernelObject {
        /// Positions of the vector.
        public static final int POSITIONS = 64;

        void save(StateWriter out) {
            out.add(position);
        }

        static Slice restored(StateReader in) {
            return new Slice(in.nextInt(0, POSITIONS - 1));
        }

        @Override
        public ObjectKind kind() {
            return ObjectKind.SLICE;
        }

        @Override
        public KernelObject grantable() {
            return this;
        }
    }

    /// A run of blocks of a node's disk, of the part that the job has of it.
    ///
    /// @param part the first block of that part on the disk; programs never see it
    /// @param first block, counted from there
    /// @param count of blocks
    record Extent(int part, int first, int count) implements KernelObject {
        public Extent {
            if (part < 0 || first < 0 || count < 1 || (long) part + first + count > Integer.MAX_VALUE) {
                throw new IllegalArgumentException(count + " blocks from " + first + " of the part from " + part);
            }
        }

        /// On the disk.
        public int block(int within) {
            return part + first + within;
        }

        /// @return the extent of some of its blocks, or null if they are not all its own
        public @Nullable Extent part(long from, long blocks) {
            boolean isWithin = from >= 0 && blocks > 0 && from < count && blocks <= count - from;
            return isWithin ? new Extent(part, first + (int) from, (int) blocks) : null;
        }

        public void save(StateWriter out) {
            out.add(part).add(first).add(count);
        }

        public static Extent restored(StateReader in) {
            int part = in.nextInt(0, MOST_BLOCKS);
            int first = in.nextInt(0, MOST_BLOCKS);
            return new Extent(part, first, in.nextInt(1, MOST_BLOCKS));
        }

        private static final int MOST_BLOCKS = Integer.MAX_VALUE / 4;

        @Override
        public ObjectKind kind() {
            return ObjectKind.EXTENT;
        }

        @Override
        public KernelObject grantable() {
            return this;
        }
    }

    /// Where a rank's messages arrive: who has it may send to the rank's group, from a node of the group.
    ///
    /// @param of the rank's environment that takes the messages
    /// @param badge by which the group knows who sends through it: 12 bits, not 0
    record Endpoint(EnvironmentName of, int badge) implements KernelObject {
        public void save(StateWriter out) {
            of.save(out);
            out.add(badge);
        }

        public static Endpoint restored(StateReader in) {
            return new Endpoint(EnvironmentName.restored(in), in.nextInt(1, UserMessage.MOST_BADGE));
        }

        @Override
        public ObjectKind kind() {
            return ObjectKind.ENDPOINT;
        }

        @Override
        public KernelObject grantable() {
            return this;
        }

        @Override
        public Reach reach() {
            return Reach.NODE;
        }
    }

    /// The address space of an environment: what is mapped there.
    record AddressSpace(EnvironmentName of) implements KernelObject {
        @Override
        public ObjectKind kind() {
            return ObjectKind.ADDRESS_SPACE;
        }

        @Override
        public KernelObject grantable() {
            return this;
        }
    }

    /// An environment.
    record Environment(EnvironmentName name) implements KernelObject {
        @Override
        public ObjectKind kind() {
            return ObjectKind.ENVIRONMENT;
        }

        @Override
        public KernelObject grantable() {
            return this;
        }
    }

    /// Frames that the environment asked for, and may give back.
    record Allocation(Frames.Run frames) implements KernelObject {
        @Override
        public ObjectKind kind() {
            return ObjectKind.FRAMES;
        }
    }

    /// Frames of a segment of the image. They stay as long as the job.
    record Segment(Frames frames) implements KernelObject {
        @Override
        public ObjectKind kind() {
            return ObjectKind.FRAMES;
        }
    }

    /// Frames that another environment has granted, of any node.
    record Lent(Frames.Run frames) implements KernelObject {
        @Override
        public ObjectKind kind() {
            return ObjectKind.FRAMES;
        }
    }
}

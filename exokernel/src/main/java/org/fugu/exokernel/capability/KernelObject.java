package org.fugu.exokernel.capability;

import org.fugu.exokernel.abi.ObjectKind;
import org.fugu.exokernel.frame.Frames;
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

    /// What the node writes for people.
    record Console() implements KernelObject {
        @Override
        public ObjectKind kind() {
            return ObjectKind.CONSOLE;
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

    /// An environment that another one made. It can be granted to environments of its node, for no
    /// other one has to do with its time.
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

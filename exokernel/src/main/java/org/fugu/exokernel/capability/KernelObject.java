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

    /// The frames with which another environment can be trusted, or null: they have one home, whose
    /// kernel keeps the record.
    default Frames.@Nullable Run grantable() {
        return frames() instanceof Frames.Run run ? run : null;
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

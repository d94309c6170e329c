package org.fugu.exokernel.call;

import org.fugu.exokernel.abi.KernelError;
import org.fugu.exokernel.abi.ObjectKind;
import org.fugu.exokernel.abi.Right;
import org.fugu.exokernel.abi.Rights;
import org.fugu.exokernel.capability.Capability;
import org.fugu.exokernel.capability.KernelObject;
import org.fugu.exokernel.frame.Frames;
import org.fugu.machine.message.UserMessage;
import org.jspecify.annotations.Nullable;

/// The call by which an environment names a part of what it has, to give that away alone: some of its
/// frames, some blocks of an extent, one position of its time, the timer, the address space of an environment; or
/// itself, and where its messages arrive.
final class PartCalls {
    private static final Rights SELF = Rights.of(Right.WRITE, Right.EXECUTE, Right.DERIVE);
    private static final Rights OWN = Rights.of(Right.WRITE, Right.DERIVE);

    private PartCalls() {}

    /// A capability for what the caller itself is.
    record Own(KernelObject object, Rights rights) implements Ready {
        @Override
        public Invoked invoke(Caller caller) {
            return new Invoked.Done(caller.capabilities().grant(object, rights).handle());
        }
    }

    /// A capability for part of what another one is for, derived from it.
    record Part(Capability from, KernelObject object) implements Ready {
        @Override
        public Invoked invoke(Caller caller) {
            var part = caller.capabilities().derive(from, object, from.rights());
            return new Invoked.Done(part.handle());
        }
    }

    static Decoded part(Caller caller) {
        var kind = ObjectKind.numbered(caller.argument(1));
        if (kind == null) return Refused.with(KernelError.BAD_ARGUMENT);
        return caller.argument(0) == 0 ? own(caller, kind) : of(caller, kind);
    }

    private static Decoded own(Caller caller, ObjectKind kind) {
        var name = caller.environment().identity().name();
        long badge = caller.argument(2);
        boolean hasMessages = caller.environment().maker() == null;
        var object = switch (kind) {
            case ENVIRONMENT -> new KernelObject.Environment(name);
            case ADDRESS_SPACE -> new KernelObject.AddressSpace(name);
            case ENDPOINT -> hasMessages && isBadge(badge) ? new KernelObject.Endpoint(name, (int) badge) : null;
            case CONSOLE, MEMORY, FRAMES, PROCESSOR, SLICE, TIMER, EXTENT, INPUT -> null;
        };
        if (kind == ObjectKind.ENDPOINT && !isBadge(badge)) return Refused.with(KernelError.BAD_ARGUMENT);
        if (object == null) return Refused.with(KernelError.WRONG_OBJECT);
        if (!caller.capabilities().hasRoom()) return Refused.with(KernelError.OUT_OF_SLOTS);
        return new Own(object, kind == ObjectKind.ENVIRONMENT ? SELF : OWN);
    }

    private static boolean isBadge(long word) {
        return word > 0 && word <= UserMessage.MOST_BADGE;
    }

    private static Decoded of(Caller caller, ObjectKind kind) {
        var capability = caller.capabilities().find(caller.argument(0));
        if (capability == null) return Refused.with(KernelError.BAD_HANDLE);
        if (!hasParts(capability, kind)) return Refused.with(KernelError.WRONG_OBJECT);
        if (!capability.allows(Right.DERIVE)) return Refused.with(KernelError.MISSING_RIGHT);
        var part = kind == ObjectKind.TIMER
                ? new KernelObject.Timer()
                : part(capability.object(), caller.argument(2), caller.argument(3));
        if (part == null) return Refused.with(KernelError.BAD_ARGUMENT);
        if (!caller.capabilities().hasRoom()) return Refused.with(KernelError.OUT_OF_SLOTS);
        if (!capability.mayHaveChildren()) return Refused.with(KernelError.TOO_DEEP);
        return new Part(capability, part);
    }

    /// Frames of another node are narrowed where they are at home.
    private static boolean hasParts(Capability capability, ObjectKind kind) {
        return switch (capability.object()) {
            case KernelObject.Processor _ -> kind == ObjectKind.SLICE || kind == ObjectKind.TIMER;
            case KernelObject.Environment _ -> kind == ObjectKind.ADDRESS_SPACE;
            case KernelObject.Extent _ -> kind == ObjectKind.EXTENT;
            case KernelObject.Allocation _, KernelObject.Segment _, KernelObject.Lent _ ->
                kind == ObjectKind.FRAMES && capability.object().grantable() != null && !capability.isBorrowed();
            case KernelObject.Console _,
                    KernelObject.Input _,
                    KernelObject.Memory _,
                    KernelObject.Slice _,
                    KernelObject.Timer _,
                    KernelObject.Endpoint _,
                    KernelObject.AddressSpace _ -> false;
        };
    }

    /// @return null if there is no such part
    private static @Nullable KernelObject part(KernelObject whole, long index, long count) {
        return switch (whole) {
            case KernelObject.Processor _ ->
                index >= 0 && index < KernelObject.Slice.POSITIONS ? new KernelObject.Slice((int) index) : null;
            case KernelObject.Environment(var name) -> new KernelObject.AddressSpace(name);
            case KernelObject.Extent extent -> extent.part(index, count);
            default -> whole.frames() instanceof Frames.Run run ? part(run, index, count) : null;
        };
    }

    private static @Nullable KernelObject part(Frames.Run run, long first, long count) {
        boolean isWithin = first >= 0 && count > 0 && first < run.count() && count <= run.count() - first;
        return isWithin ? new KernelObject.Lent(Frames.Run.of(run.physical((int) first), (int) count)) : null;
    }
}

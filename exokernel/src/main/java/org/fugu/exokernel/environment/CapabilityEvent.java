package org.fugu.exokernel.environment;

import org.fugu.exokernel.abi.SystemCall;
import org.fugu.machine.state.BadSnapshotException;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// What a system call has done to a capability.
///
/// @param cycle when it was done
/// @param kind of the object, by number
/// @param rights of what was made, granted or taken away, as bits
/// @param handle of the capability that the call named, or [#NONE]
/// @param made the handle of a new capability of the caller, or [#NONE]
/// @param rank who was granted it, if that is a rank of the caller's job, or [#NONE]
public record CapabilityEvent(long cycle, SystemCall call, int kind, int rights, long handle, long made, int rank) {
    public static final int NONE = -1;

    /// The same at its end.
    CapabilityEvent at(long end) {
        return new CapabilityEvent(end, call, kind, rights, handle, made, rank);
    }

    /// The same, with what came of it.
    CapabilityEvent made(long end, int objectKind, int objectRights, long newHandle) {
        return new CapabilityEvent(end, call, objectKind, objectRights, handle, newHandle, rank);
    }

    void save(StateWriter out) {
        out.add(cycle)
                .add(call.number())
                .add(kind)
                .add(rights)
                .add(handle)
                .add(made)
                .add(rank);
    }

    static CapabilityEvent restored(StateReader in) {
        return new CapabilityEvent(
                in.next(),
                call(in),
                in.nextInt(NONE, Integer.MAX_VALUE),
                in.nextInt(0, Integer.MAX_VALUE),
                in.next(),
                in.next(),
                in.nextInt(NONE, Integer.MAX_VALUE));
    }

    static SystemCall call(StateReader in) {
        var call = SystemCall.numbered(in.next());
        if (call == null) throw new BadSnapshotException("found a number that no system call has");
        return call;
    }
}

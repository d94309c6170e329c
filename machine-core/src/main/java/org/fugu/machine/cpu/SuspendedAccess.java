package org.fugu.machine.cpu;

import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// An access that waits for its line. It is data, so that the fill completes it (it is not
/// retried), and a snapshot can hold it.
public final class SuspendedAccess {
    private static final AccessKind[] KINDS = AccessKind.values();

    public boolean active;
    public AccessKind kind = AccessKind.LOAD;

    /// Physical address of the first byte that is still to be accessed.
    public long physicalAddress;

    /// The interpreter's own code for the instruction: width, extension, destination file, atomic
    /// operation.
    public long operation;

    /// Destination register number.
    public int register;

    /// What to store, or the operand of an atomic.
    public long operand;

    /// Where the context goes on when the access is done.
    public long nextPc;

    /// Accesses that cross a line are made in two parts: the bytes done, and what they held.
    public int bytesDone;

    public long partialValue;

    /// Physical address of the second part, when there is one.
    public long secondPhysicalAddress;

    /// Adds the access to a digest, if there is one.
    void save(StateWriter out) {
        out.add(active ? 1 : 0);
        if (!active) return;
        out.add(kind.ordinal())
                .add(physicalAddress)
                .add(operation)
                .add(register)
                .add(operand)
                .add(nextPc);
        out.add(bytesDone).add(partialValue).add(secondPhysicalAddress);
    }

    void restore(StateReader in) {
        active = in.nextBoolean();
        if (!active) return;
        kind = KINDS[in.nextInt(0, KINDS.length - 1)];
        physicalAddress = in.next();
        operation = in.next();
        register = in.nextInt(0, 31);
        operand = in.next();
        nextPc = in.next();
        bytesDone = in.nextInt(0, 8);
        partialValue = in.next();
        secondPhysicalAddress = in.next();
    }
}

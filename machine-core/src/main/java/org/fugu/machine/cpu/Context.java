package org.fugu.machine.cpu;

import org.fugu.machine.isa.RegisterUse;
import org.fugu.machine.observe.CycleAccount.Category;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// One register set of a node: what a hardware thread is made of. A node has one to four.
public final class Context extends Registers {
    /// No line is reserved.
    public static final long NO_RESERVATION = -1;

    /// Instructions retired.
    public long instret;

    /// Physical address of the 16 bytes that an LR reserved, or [#NO_RESERVATION]. It ends with
    /// their line or a trap.
    public long reservation = NO_RESERVATION;

    /// The register that the last instruction loaded, as [RegisterUse] numbers it, if the next may
    /// have to wait for it; else [RegisterUse#NONE]. There is nothing to wait for behind a load that
    /// had to wait itself, a fetch that had to, a trap, an interrupt or a transfer of control.
    public int loaded = RegisterUse.NONE;

    /// No line is in the fetch buffer.
    public static final long NOT_FETCHED = -1;

    /// Virtual address of the line whose instructions may execute without another fetch, or
    /// [#NOT_FETCHED]. It is part of the machine and not of an engine: stopping between two
    /// instructions must not cause another fetch. Whoever takes away the translation, or changes
    /// the address space, calls [#dropFetched].
    public long fetchedLine = NOT_FETCHED;

    /// Physical address of the fetched line.
    public long fetchedPhysical = NOT_FETCHED;

    /// Physical address of the line after it, once an instruction that straddles both has fetched
    /// it too, or [#NOT_FETCHED].
    public long fetchedNextPhysical = NOT_FETCHED;

    /// The access this context waits for while [SuspendedAccess#active].
    public final SuspendedAccess access = new SuspendedAccess();

    /// Begins anew at an address, with registers that hold nothing. [#instret] goes on.
    public void reset(long start) {
        clear(start);
        reservation = NO_RESERVATION;
        loaded = RegisterUse.NONE;
        dropFetched();
        access.active = false;
    }

    /// What the processor does while it executes this context's instructions.
    public Category category() {
        if (refills > 0) return Category.TLB_REFILL;
        return handling ? Category.MESSAGE_HANDLER : Category.COMPUTE;
    }

    /// The next instruction is fetched anew.
    public void dropFetched() {
        fetchedLine = NOT_FETCHED;
        fetchedPhysical = NOT_FETCHED;
        fetchedNextPhysical = NOT_FETCHED;
    }

    /// Takes the registers of another context, and what its processor knows of its next instruction.
    public void copyRegisters(Context other) {
        copyArchitectural(other);
        instret = other.instret;
        loaded = other.loaded;
        fetchedLine = other.fetchedLine;
        fetchedPhysical = other.fetchedPhysical;
        fetchedNextPhysical = other.fetchedNextPhysical;
    }

    /// Whether [#copyRegisters] would change nothing but [#instret].
    boolean hasRegistersOf(Context other) {
        return isLike(other)
                && loaded == other.loaded
                && fetchedLine == other.fetchedLine
                && fetchedPhysical == other.fetchedPhysical
                && fetchedNextPhysical == other.fetchedNextPhysical;
    }

    /// Adds everything of this context to a digest.
    public void save(StateWriter out) {
        saveArchitectural(out);
        out.add(instret).add(reservation).add(loaded);
        saveAccounted(out);
        out.add(fetchedLine).add(fetchedPhysical).add(fetchedNextPhysical);
        access.save(out);
    }

    /// Takes everything of this context from a snapshot.
    public void restore(StateReader in) {
        restoreArchitectural(in);
        instret = in.next();
        reservation = in.next();
        loaded = in.nextInt(0, 63);
        restoreAccounted(in);
        fetchedLine = in.next();
        fetchedPhysical = in.next();
        fetchedNextPhysical = in.next();
        access.restore(in);
    }
}

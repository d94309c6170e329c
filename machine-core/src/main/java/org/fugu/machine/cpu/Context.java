package org.fugu.machine.cpu;

import java.util.Arrays;
import org.fugu.machine.isa.RegisterUse;
import org.fugu.machine.observe.CycleAccount.Category;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// One register set of a node: what a hardware thread is made of. A node has one to four.
public final class Context {
    /// No line is reserved.
    public static final long NO_RESERVATION = -1;

    /// `x0` to `x31`; whoever writes keeps `x[0]` zero.
    public final long[] x = new long[32];

    /// `f0` to `f31`; singles are NaN-boxed.
    public final long[] f = new long[32];

    public long pc;

    /// Accrued exceptions, bits 4 to 0 of `fcsr`.
    public int fflags;

    /// Dynamic rounding mode, bits 7 to 5 of `fcsr`.
    public int frm;

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

    /// Whether this context is in a message-interrupt handler, as far as the account of cycles goes.
    public boolean handling;

    /// How many page faults the program is in the middle of, as far as the account of cycles goes: 0
    /// to [#MOST_REFILLS]. A page table that is paged itself makes it more than 1.
    public int refills;

    /// A library OS that never comes back from its faults is not counted further.
    public static final int MOST_REFILLS = 255;

    /// The access this context waits for while [SuspendedAccess#active].
    public final SuspendedAccess access = new SuspendedAccess();

    /// Begins anew at an address, with registers that hold nothing. [#instret] goes on.
    public void reset(long start) {
        Arrays.fill(x, 0);
        Arrays.fill(f, 0);
        pc = start;
        fflags = 0;
        frm = 0;
        reservation = NO_RESERVATION;
        loaded = RegisterUse.NONE;
        handling = false;
        refills = 0;
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
        System.arraycopy(other.x, 0, x, 0, x.length);
        System.arraycopy(other.f, 0, f, 0, f.length);
        pc = other.pc;
        fflags = other.fflags;
        frm = other.frm;
        instret = other.instret;
        loaded = other.loaded;
        fetchedLine = other.fetchedLine;
        fetchedPhysical = other.fetchedPhysical;
        fetchedNextPhysical = other.fetchedNextPhysical;
    }

    /// Whether [#copyRegisters] would change nothing but [#instret].
    boolean hasRegistersOf(Context other) {
        return pc == other.pc
                && Arrays.equals(x, other.x)
                && Arrays.equals(f, other.f)
                && fflags == other.fflags
                && frm == other.frm
                && loaded == other.loaded
                && fetchedLine == other.fetchedLine
                && fetchedPhysical == other.fetchedPhysical
                && fetchedNextPhysical == other.fetchedNextPhysical;
    }

    /// Adds everything of this context to a digest.
    public void save(StateWriter out) {
        out.add(x).add(f).add(pc).add(fflags).add(frm).add(instret).add(reservation);
        out.add(loaded).add(handling).add(refills);
        out.add(fetchedLine).add(fetchedPhysical).add(fetchedNextPhysical);
        access.save(out);
    }

    /// Takes everything of this context from a snapshot.
    public void restore(StateReader in) {
        in.next(x);
        in.next(f);
        pc = in.next();
        fflags = in.nextInt(0, 31);
        frm = in.nextInt(0, 7);
        instret = in.next();
        reservation = in.next();
        loaded = in.nextInt(0, 63);
        handling = in.nextBoolean();
        refills = in.nextInt(0, MOST_REFILLS);
        fetchedLine = in.next();
        fetchedPhysical = in.next();
        fetchedNextPhysical = in.next();
        access.restore(in);
    }
}

package org.fugu.machine.cpu;

import java.util.Arrays;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// The registers that a program has, wherever it is: on the processor ([Context]), or away from it
/// ([RegisterImage]). A base class and not a part, so that both engines reach a register in one step.
public abstract sealed class Registers permits Context, RegisterImage {
    /// A library OS that never comes back from its faults is not counted further.
    public static final int MOST_REFILLS = 255;

    /// `x0` to `x31`; whoever writes keeps `x[0]` zero.
    public final long[] x = new long[32];

    /// `f0` to `f31`; singles are NaN-boxed.
    public final long[] f = new long[32];

    public long pc;

    /// Accrued exceptions, bits 4 to 0 of `fcsr`.
    public int fflags;

    /// Dynamic rounding mode, bits 7 to 5 of `fcsr`.
    public int frm;

    /// Whether this program is in a message-interrupt handler, as far as the account of cycles goes.
    public boolean handling;

    /// How many page faults the program is in the middle of, as far as the account of cycles goes: 0
    /// to [#MOST_REFILLS]. A page table that is paged itself makes it more than 1.
    public int refills;

    /// Takes all of this from elsewhere.
    final void copy(Registers other) {
        copyArchitectural(other);
        handling = other.handling;
        refills = other.refills;
    }

    /// Takes what instructions can see.
    final void copyArchitectural(Registers other) {
        System.arraycopy(other.x, 0, x, 0, x.length);
        System.arraycopy(other.f, 0, f, 0, f.length);
        pc = other.pc;
        fflags = other.fflags;
        frm = other.frm;
    }

    /// Whether [#copyArchitectural] would change nothing.
    final boolean isLike(Registers other) {
        return pc == other.pc
                && Arrays.equals(x, other.x)
                && Arrays.equals(f, other.f)
                && fflags == other.fflags
                && frm == other.frm;
    }

    /// Registers that hold nothing, of a program that begins at an address.
    final void clear(long start) {
        Arrays.fill(x, 0);
        Arrays.fill(f, 0);
        pc = start;
        fflags = 0;
        frm = 0;
        handling = false;
        refills = 0;
    }

    final void saveArchitectural(StateWriter out) {
        out.add(x).add(f).add(pc).add(fflags).add(frm);
    }

    final void restoreArchitectural(StateReader in) {
        in.next(x);
        in.next(f);
        pc = in.next();
        fflags = in.nextInt(0, 31);
        frm = in.nextInt(0, 7);
    }

    final void saveAccounted(StateWriter out) {
        out.add(handling).add(refills);
    }

    final void restoreAccounted(StateReader in) {
        handling = in.nextBoolean();
        refills = in.nextInt(0, MOST_REFILLS);
    }
}

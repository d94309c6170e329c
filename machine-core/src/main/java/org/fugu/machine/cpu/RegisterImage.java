package org.fugu.machine.cpu;

import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// The registers of a program that are in no register set: how it begins, or how it goes on when it has
/// the processor again. What only a processor knows is not in it: what it has fetched, what it loaded
/// last, and how many instructions the register set has retired. A reservation does not outlive it.
public final class RegisterImage {
    /// `x0` to `x31`; `x[0]` is zero.
    public final long[] x = new long[32];

    /// `f0` to `f31`; singles are NaN-boxed.
    public final long[] f = new long[32];

    public long pc;
    private int fflags;
    private int frm;

    // As far as the account of cycles goes.
    private boolean handling;
    private int refills;

    /// Of a program that begins at an address, with registers that hold nothing.
    public RegisterImage(long pc) {
        this.pc = pc;
    }

    /// Takes what a register set holds.
    public void take(Context context) {
        System.arraycopy(context.x, 0, x, 0, x.length);
        System.arraycopy(context.f, 0, f, 0, f.length);
        pc = context.pc;
        fflags = context.fflags;
        frm = context.frm;
        handling = context.handling;
        refills = context.refills;
    }

    /// Puts it into a register set. The next instruction is fetched anew.
    public void put(Context context) {
        context.reset(pc);
        System.arraycopy(x, 0, context.x, 0, x.length);
        System.arraycopy(f, 0, context.f, 0, f.length);
        context.fflags = fflags;
        context.frm = frm;
        context.handling = handling;
        context.refills = refills;
    }

    public void save(StateWriter out) {
        out.add(x).add(f).add(pc).add(fflags).add(frm).add(handling).add(refills);
    }

    public void restore(StateReader in) {
        in.next(x);
        in.next(f);
        pc = in.next();
        fflags = in.nextInt(0, 31);
        frm = in.nextInt(0, 7);
        handling = in.nextBoolean();
        refills = in.nextInt(0, Context.MOST_REFILLS);
    }
}

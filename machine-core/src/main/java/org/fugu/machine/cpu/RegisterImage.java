package org.fugu.machine.cpu;

import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// The registers of a program that are in no register set: how it begins, or how it goes on when it has
/// the processor again. What only a processor knows is not in it: what it has fetched, what it loaded
/// last, and how many instructions the register set has retired. A reservation does not outlive it.
public final class RegisterImage extends Registers {
    /// Of a program that begins at an address, with registers that hold nothing.
    public RegisterImage(long pc) {
        this.pc = pc;
    }

    /// Takes what a register set holds.
    public void take(Context context) {
        copy(context);
    }

    /// Puts it into a register set. The next instruction is fetched anew.
    public void put(Context context) {
        context.reset(pc);
        context.copy(this);
    }

    public void save(StateWriter out) {
        saveArchitectural(out);
        saveAccounted(out);
    }

    public void restore(StateReader in) {
        restoreArchitectural(in);
        restoreAccounted(in);
    }
}

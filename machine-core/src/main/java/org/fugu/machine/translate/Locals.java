package org.fugu.machine.translate;

import java.lang.classfile.CodeBuilder;
import org.fugu.machine.isa.RegisterUse;

/// Where a region's method keeps what it works on: its parameters, what it has read of them, and the
/// guest's registers.
final class Locals {
    // Parameters come first.
    static final int CONTEXT = 1;
    static final int HITS = 2;
    static final int PORT = 3;
    static final int CLOCK = 4;
    static final int ABSENT = 5;
    static final int FRAME = 7;
    static final int ENTRY = 9;

    /// Of the table of hits.
    static final int LOADS = 10;

    static final int STORES = 12;
    static final int USES = 30;

    static final int FRAMES = 11;

    static final int NOW = 13;
    static final int LIMIT = 15;

    /// `instret` − now. It changes only where an instruction does not take one cycle.
    static final int LEAD = 17;

    static final int FETCHED = 19;
    static final int EXIT = 20;

    // Of one access, or one operation.
    static final int ADDRESS = 21;
    static final int HIT = 23;
    static final int SCRATCH = 24;
    static final int DATA = 25;

    /// Of a jump.
    static final int TARGET = 26;

    static final int LOADED = 28;
    private static final int REGISTERS = 31;

    private final CodeBuilder code;

    Locals(CodeBuilder code) {
        this.code = code;
    }

    void takeFromContext(int register) {
        array(register);
        code.laload().lstore(local(register));
    }

    void giveToContext(int register) {
        array(register);
        code.lload(local(register)).lastore();
    }

    private void array(int register) {
        boolean isFloat = register >= RegisterUse.FLOAT;
        code.aload(CONTEXT).getfield(Types.CONTEXT, isFloat ? "f" : "x", Types.LONGS);
        code.loadConstant(register & RegisterUse.FLOAT - 1);
    }

    private static int local(int register) {
        return REGISTERS + 2 * register;
    }

    /// Puts an integer register on the stack.
    void get(int register) {
        if (register == 0) code.lconst_0();
        else code.lload(local(register));
    }

    /// Takes an integer register's value from the stack.
    void set(int register) {
        if (register == 0) code.pop2();
        else code.lstore(local(register));
    }

    void getFloat(int register) {
        code.lload(local(RegisterUse.FLOAT + register));
    }

    void setFloat(int register) {
        code.lstore(local(RegisterUse.FLOAT + register));
    }

    void getContext() {
        code.aload(CONTEXT);
    }
}

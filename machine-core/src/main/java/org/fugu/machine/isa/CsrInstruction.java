package org.fugu.machine.isa;

/// What the six CSR instructions say, decoded.
public final class CsrInstruction {
    public static final int FFLAGS = 0x001;
    public static final int FRM = 0x002;
    public static final int FCSR = 0x003;
    public static final int CYCLE = 0xc00;
    public static final int TIME = 0xc01;
    public static final int INSTRET = 0xc02;

    /// Operations, as bits 1 to 0 of `funct3` have them.
    public static final int WRITE = 1;

    public static final int SET = 2;
    public static final int CLEAR = 3;

    private CsrInstruction() {}

    /// Whether it is one of them.
    public static boolean is(long instruction) {
        int opcode = Instruction.opcode(instruction);
        return opcode >= Opcode.CSRRW && opcode <= Opcode.CSRRCI;
    }

    /// Of the CSR.
    public static int number(long instruction) {
        return (int) Instruction.immediate(instruction);
    }

    /// [#WRITE], [#SET] or [#CLEAR].
    public static int operation(long instruction) {
        int opcode = Instruction.opcode(instruction);
        return opcode - (isImmediate(instruction) ? Opcode.CSRRWI : Opcode.CSRRW) + WRITE;
    }

    /// Whether the operand is the number of the source register, and not what is in it.
    public static boolean isImmediate(long instruction) {
        return Instruction.opcode(instruction) >= Opcode.CSRRWI;
    }

    /// False if it only reads.
    public static boolean writes(long instruction) {
        return operation(instruction) == WRITE || Instruction.rs1(instruction) != 0;
    }

    /// Whether the CSR counts by itself.
    public static boolean isOfCounter(long instruction) {
        int number = number(instruction);
        return number >= CYCLE && number <= INSTRET;
    }

    /// Whether the CSR is none of the processor's own.
    public static boolean isForeign(long instruction) {
        int number = number(instruction);
        return !isOfCounter(instruction) && (number < FFLAGS || number > FCSR);
    }
}

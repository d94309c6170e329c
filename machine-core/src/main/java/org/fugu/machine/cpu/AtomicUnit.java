package org.fugu.machine.cpu;

import org.fugu.machine.isa.Opcode;

/// What the read-modify-write instructions leave in memory.
final class AtomicUnit {
    private AtomicUnit() {}

    static boolean isWord(int opcode) {
        return opcode <= Opcode.AMOMAXU_W;
    }

    static boolean isLoadReserved(int opcode) {
        return opcode == Opcode.LR_W || opcode == Opcode.LR_D;
    }

    static boolean isStoreConditional(int opcode) {
        return opcode == Opcode.SC_W || opcode == Opcode.SC_D;
    }

    /// @param old sign-extended for words
    static long combine(int opcode, long old, long operand) {
        return switch (opcode) {
            case Opcode.AMOSWAP_W, Opcode.AMOSWAP_D -> operand;
            case Opcode.AMOADD_W, Opcode.AMOADD_D -> old + operand;
            case Opcode.AMOXOR_W, Opcode.AMOXOR_D -> old ^ operand;
            case Opcode.AMOAND_W, Opcode.AMOAND_D -> old & operand;
            case Opcode.AMOOR_W, Opcode.AMOOR_D -> old | operand;
            case Opcode.AMOMIN_W -> Math.min((int) old, (int) operand);
            case Opcode.AMOMAX_W -> Math.max((int) old, (int) operand);
            case Opcode.AMOMIN_D -> Math.min(old, operand);
            case Opcode.AMOMAX_D -> Math.max(old, operand);
            case Opcode.AMOMINU_W -> Integer.compareUnsigned((int) old, (int) operand) <= 0 ? old : operand;
            case Opcode.AMOMAXU_W -> Integer.compareUnsigned((int) old, (int) operand) >= 0 ? old : operand;
            case Opcode.AMOMINU_D -> Long.compareUnsigned(old, operand) <= 0 ? old : operand;
            case Opcode.AMOMAXU_D -> Long.compareUnsigned(old, operand) >= 0 ? old : operand;
            default -> throw new IllegalArgumentException("opcode " + opcode + " is not atomic");
        };
    }
}

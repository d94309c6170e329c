package org.fugu.machine.isa;

import java.util.Locale;

/// Writes instructions as an assembler would read them, without aliases. A compressed instruction
/// shows as the one that it abbreviates.
public final class Disassembler {
    private static final String[] INTEGER =
            ("zero ra sp gp tp t0 t1 t2 s0 s1 a0 a1 a2 a3 a4 a5 a6 a7 s2 s3 s4 s5 s6 s7 s8 s9 s10 s11 t3 t4 t5 t6")
                    .split(" ");
    private static final String[] FLOAT = ("ft0 ft1 ft2 ft3 ft4 ft5 ft6 ft7 fs0 fs1 fa0 fa1 fa2 fa3 fa4 fa5 fa6 fa7 fs2"
                    + " fs3 fs4 fs5 fs6 fs7 fs8 fs9 fs10 fs11 ft8 ft9 ft10 ft11")
            .split(" ");
    private static final String[] ROUNDING = {"rne", "rtz", "rdn", "rup", "rmm", "", "", "dyn"};

    private Disassembler() {}

    /// @param pc where the instruction is; branches and jumps show their targets
    public static String text(long instruction, long pc) {
        var operation = Instruction.operation(instruction);
        if (operation == Operation.PAUSE) return operation.mnemonic();
        if (operation == Operation.PREFETCH) return prefetch(instruction);
        var operands = operands(operation, instruction, pc);
        return operands.isEmpty() ? operation.mnemonic() : operation.mnemonic() + " " + operands;
    }

    private static String operands(Operation operation, long d, long pc) {
        long immediate = Instruction.immediate(d);
        return switch (operation.format()) {
            case NONE -> "0x" + Integer.toHexString((int) immediate);
            case EXACT, FENCE -> "";
            case R -> list(rd(d), rs1(d), rs2(d));
            case I -> operation == Operation.JALR ? list(rd(d), memory(d)) : list(rd(d), rs1(d), "" + immediate);
            case SHIFT, SHIFT_WORD -> list(rd(d), rs1(d), "" + immediate);
            case LOAD -> list(rd(d), memory(d));
            case LOAD_FLOAT -> list(fd(d), memory(d));
            case STORE -> list(rs2(d), memory(d));
            case STORE_FLOAT -> list(fs2(d), memory(d));
            case B -> list(rs1(d), rs2(d), hexadecimal(pc + immediate));
            case U -> list(rd(d), hexadecimal(immediate >>> 12 & 0xf_ffff));
            case J -> list(rd(d), hexadecimal(pc + immediate));
            case LOAD_RESERVED -> list(rd(d), "(" + rs1(d) + ")");
            case ATOMIC -> list(rd(d), rs2(d), "(" + rs1(d) + ")");
            case CSR -> list(rd(d), csr(immediate), rs1(d));
            case CSR_IMMEDIATE -> list(rd(d), csr(immediate), "" + Instruction.rs1(d));
            case FUSED -> list(fd(d), fs1(d), fs2(d), FLOAT[Instruction.rs3(d)]) + rounding(d);
            case FLOAT -> list(fd(d), fs1(d), fs2(d)) + rounding(d);
            case FLOAT_UNARY -> list(fd(d), fs1(d)) + rounding(d);
            case FLOAT_EXACT -> list(fd(d), fs1(d), fs2(d));
            case FLOAT_COMPARE -> list(rd(d), fs1(d), fs2(d));
            case FLOAT_TO_INTEGER -> list(rd(d), fs1(d)) + rounding(d);
            case INTEGER_TO_FLOAT -> list(fd(d), rs1(d)) + rounding(d);
            case FLOAT_BITS -> list(rd(d), fs1(d));
            case BITS_TO_FLOAT -> list(fd(d), rs1(d));
        };
    }

    private static String prefetch(long d) {
        long kind = Instruction.immediate(d) & Instruction.PREFETCH_KIND_MASK;
        var access = kind == Instruction.PREFETCH_INSTRUCTION ? "i" : kind == Instruction.PREFETCH_READ ? "r" : "w";
        return "prefetch." + access + " " + (Instruction.immediate(d) - kind) + "(" + rs1(d) + ")";
    }

    private static String list(String... operands) {
        return String.join(",", operands);
    }

    private static String memory(long d) {
        return Instruction.immediate(d) + "(" + rs1(d) + ")";
    }

    private static String rounding(long d) {
        return switch (Instruction.operation(d)) {
            // Always exact: assemblers accept no rounding mode there.
            case FCVT_D_W, FCVT_D_WU, FCVT_D_S -> "";
            default -> Instruction.rounding(d) == Instruction.DYNAMIC ? "" : "," + ROUNDING[Instruction.rounding(d)];
        };
    }

    private static String csr(long number) {
        return switch ((int) number) {
            case 0x001 -> "fflags";
            case 0x002 -> "frm";
            case 0x003 -> "fcsr";
            case 0xc00 -> "cycle";
            case 0xc01 -> "time";
            case 0xc02 -> "instret";
            default -> String.format(Locale.ROOT, "0x%x", number);
        };
    }

    private static String hexadecimal(long number) {
        return "0x" + Long.toHexString(number);
    }

    private static String rd(long d) {
        return INTEGER[Instruction.rd(d)];
    }

    private static String rs1(long d) {
        return INTEGER[Instruction.rs1(d)];
    }

    private static String rs2(long d) {
        return INTEGER[Instruction.rs2(d)];
    }

    private static String fd(long d) {
        return FLOAT[Instruction.rd(d)];
    }

    private static String fs1(long d) {
        return FLOAT[Instruction.rs1(d)];
    }

    private static String fs2(long d) {
        return FLOAT[Instruction.rs2(d)];
    }
}

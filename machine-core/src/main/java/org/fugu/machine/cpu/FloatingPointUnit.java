package org.fugu.machine.cpu;

import static org.fugu.machine.cpu.FloatingPoint.DOUBLE;
import static org.fugu.machine.cpu.FloatingPoint.SINGLE;

import org.fugu.machine.isa.Instruction;
import org.fugu.machine.isa.Opcode;

/// The instructions of F and D that compute.
public final class FloatingPointUnit {
    private FloatingPointUnit() {}

    /// @return false if the rounding mode is a reserved one: the instruction is illegal
    public static boolean execute(Context context, long instruction) {
        int mode = Instruction.rounding(instruction);
        if (mode == Instruction.DYNAMIC) {
            mode = context.frm;
            if (mode > Rounding.NEAREST_AWAY) return false;
        }
        if (Instruction.opcode(instruction) < Opcode.FMADD_D) singles(context, instruction, mode);
        else doubles(context, instruction, mode);
        return true;
    }

    /// A single from a register; anything that is not boxed counts as a NaN.
    private static long single(long register) {
        return register >= FloatingPoint.BOX && register < 0 ? register & 0xffff_ffffL : SINGLE.canonicalNan();
    }

    private static void setInteger(Context context, int rd, long value) {
        if (rd != 0) context.x[rd] = value;
    }

    private static void singles(Context context, long d, int mode) {
        long[] f = context.f;
        int rd = Instruction.rd(d);
        int rs1 = Instruction.rs1(d);
        int rs2 = Instruction.rs2(d);
        switch (Instruction.opcode(d)) {
            case Opcode.FMADD_S ->
                f[rd] = HostArithmetic.fusedSingle(
                                context, single(f[rs1]), single(f[rs2]), single(f[Instruction.rs3(d)]), mode)
                        | FloatingPoint.BOX;
            case Opcode.FMSUB_S ->
                f[rd] = HostArithmetic.fusedSingle(
                                context,
                                single(f[rs1]),
                                single(f[rs2]),
                                SINGLE.negate(single(f[Instruction.rs3(d)])),
                                mode)
                        | FloatingPoint.BOX;
            case Opcode.FNMSUB_S ->
                f[rd] = HostArithmetic.fusedSingle(
                                context,
                                SINGLE.negate(single(f[rs1])),
                                single(f[rs2]),
                                single(f[Instruction.rs3(d)]),
                                mode)
                        | FloatingPoint.BOX;
            case Opcode.FNMADD_S ->
                f[rd] = HostArithmetic.fusedSingle(
                                context,
                                SINGLE.negate(single(f[rs1])),
                                single(f[rs2]),
                                SINGLE.negate(single(f[Instruction.rs3(d)])),
                                mode)
                        | FloatingPoint.BOX;
            case Opcode.FADD_S ->
                f[rd] = HostArithmetic.addSingle(context, single(f[rs1]), single(f[rs2]), mode) | FloatingPoint.BOX;
            case Opcode.FSUB_S ->
                f[rd] = HostArithmetic.addSingle(context, single(f[rs1]), SINGLE.negate(single(f[rs2])), mode)
                        | FloatingPoint.BOX;
            case Opcode.FMUL_S ->
                f[rd] = HostArithmetic.multiplySingle(context, single(f[rs1]), single(f[rs2]), mode)
                        | FloatingPoint.BOX;
            case Opcode.FDIV_S ->
                f[rd] = HostArithmetic.divideSingle(context, single(f[rs1]), single(f[rs2]), mode) | FloatingPoint.BOX;
            case Opcode.FSQRT_S ->
                f[rd] = HostArithmetic.squareRootSingle(context, single(f[rs1]), mode) | FloatingPoint.BOX;
            case Opcode.FSGNJ_S -> f[rd] = SINGLE.injectSign(single(f[rs1]), single(f[rs2])) | FloatingPoint.BOX;
            case Opcode.FSGNJN_S ->
                f[rd] = SINGLE.injectOppositeSign(single(f[rs1]), single(f[rs2])) | FloatingPoint.BOX;
            case Opcode.FSGNJX_S ->
                f[rd] = SINGLE.injectProductSign(single(f[rs1]), single(f[rs2])) | FloatingPoint.BOX;
            case Opcode.FMIN_S -> f[rd] = SINGLE.minimum(context, single(f[rs1]), single(f[rs2])) | FloatingPoint.BOX;
            case Opcode.FMAX_S -> f[rd] = SINGLE.maximum(context, single(f[rs1]), single(f[rs2])) | FloatingPoint.BOX;
            case Opcode.FEQ_S -> setInteger(context, rd, SINGLE.equal(context, single(f[rs1]), single(f[rs2])) ? 1 : 0);
            case Opcode.FLT_S -> setInteger(context, rd, SINGLE.less(context, single(f[rs1]), single(f[rs2])) ? 1 : 0);
            case Opcode.FLE_S ->
                setInteger(context, rd, SINGLE.lessOrEqual(context, single(f[rs1]), single(f[rs2])) ? 1 : 0);
            case Opcode.FCVT_W_S -> setInteger(context, rd, SINGLE.toSigned(context, single(f[rs1]), mode, 32));
            case Opcode.FCVT_WU_S ->
                setInteger(context, rd, (int) SINGLE.toUnsigned(context, single(f[rs1]), mode, 32));
            case Opcode.FCVT_L_S -> setInteger(context, rd, SINGLE.toSigned(context, single(f[rs1]), mode, 64));
            case Opcode.FCVT_LU_S -> setInteger(context, rd, SINGLE.toUnsigned(context, single(f[rs1]), mode, 64));
            case Opcode.FCVT_S_W -> f[rd] = SINGLE.fromSigned(context, (int) context.x[rs1], mode) | FloatingPoint.BOX;
            case Opcode.FCVT_S_WU ->
                f[rd] = SINGLE.fromUnsigned(context, context.x[rs1] & 0xffff_ffffL, mode) | FloatingPoint.BOX;
            case Opcode.FCVT_S_L -> f[rd] = SINGLE.fromSigned(context, context.x[rs1], mode) | FloatingPoint.BOX;
            case Opcode.FCVT_S_LU -> f[rd] = SINGLE.fromUnsigned(context, context.x[rs1], mode) | FloatingPoint.BOX;
            case Opcode.FMV_X_W -> setInteger(context, rd, (int) f[rs1]);
            case Opcode.FCLASS_S -> setInteger(context, rd, SINGLE.classify(single(f[rs1])));
            case Opcode.FMV_W_X -> f[rd] = context.x[rs1] | FloatingPoint.BOX;
            default -> throw new IllegalArgumentException("not an operation on singles");
        }
    }

    private static void doubles(Context context, long d, int mode) {
        long[] f = context.f;
        int rd = Instruction.rd(d);
        int rs1 = Instruction.rs1(d);
        int rs2 = Instruction.rs2(d);
        switch (Instruction.opcode(d)) {
            case Opcode.FMADD_D ->
                f[rd] = HostArithmetic.fusedDouble(context, f[rs1], f[rs2], f[Instruction.rs3(d)], mode);
            case Opcode.FMSUB_D ->
                f[rd] = HostArithmetic.fusedDouble(context, f[rs1], f[rs2], DOUBLE.negate(f[Instruction.rs3(d)]), mode);
            case Opcode.FNMSUB_D ->
                f[rd] = HostArithmetic.fusedDouble(context, DOUBLE.negate(f[rs1]), f[rs2], f[Instruction.rs3(d)], mode);
            case Opcode.FNMADD_D ->
                f[rd] = HostArithmetic.fusedDouble(
                        context, DOUBLE.negate(f[rs1]), f[rs2], DOUBLE.negate(f[Instruction.rs3(d)]), mode);
            case Opcode.FADD_D -> f[rd] = HostArithmetic.addDouble(context, f[rs1], f[rs2], mode);
            case Opcode.FSUB_D -> f[rd] = HostArithmetic.addDouble(context, f[rs1], DOUBLE.negate(f[rs2]), mode);
            case Opcode.FMUL_D -> f[rd] = HostArithmetic.multiplyDouble(context, f[rs1], f[rs2], mode);
            case Opcode.FDIV_D -> f[rd] = HostArithmetic.divideDouble(context, f[rs1], f[rs2], mode);
            case Opcode.FSQRT_D -> f[rd] = HostArithmetic.squareRootDouble(context, f[rs1], mode);
            case Opcode.FSGNJ_D -> f[rd] = DOUBLE.injectSign(f[rs1], f[rs2]);
            case Opcode.FSGNJN_D -> f[rd] = DOUBLE.injectOppositeSign(f[rs1], f[rs2]);
            case Opcode.FSGNJX_D -> f[rd] = DOUBLE.injectProductSign(f[rs1], f[rs2]);
            case Opcode.FMIN_D -> f[rd] = DOUBLE.minimum(context, f[rs1], f[rs2]);
            case Opcode.FMAX_D -> f[rd] = DOUBLE.maximum(context, f[rs1], f[rs2]);
            case Opcode.FEQ_D -> setInteger(context, rd, HostArithmetic.equalDouble(context, f[rs1], f[rs2]) ? 1 : 0);
            case Opcode.FLT_D -> setInteger(context, rd, HostArithmetic.lessDouble(context, f[rs1], f[rs2]) ? 1 : 0);
            case Opcode.FLE_D ->
                setInteger(context, rd, HostArithmetic.lessOrEqualDouble(context, f[rs1], f[rs2]) ? 1 : 0);
            case Opcode.FCVT_W_D -> setInteger(context, rd, HostArithmetic.toSignedDouble(context, f[rs1], mode, 32));
            case Opcode.FCVT_WU_D -> setInteger(context, rd, (int) DOUBLE.toUnsigned(context, f[rs1], mode, 32));
            case Opcode.FCVT_L_D -> setInteger(context, rd, HostArithmetic.toSignedDouble(context, f[rs1], mode, 64));
            case Opcode.FCVT_LU_D -> setInteger(context, rd, DOUBLE.toUnsigned(context, f[rs1], mode, 64));
            case Opcode.FCVT_D_W -> f[rd] = HostArithmetic.fromSignedDouble(context, (int) context.x[rs1], mode);
            case Opcode.FCVT_D_WU -> f[rd] = DOUBLE.fromUnsigned(context, context.x[rs1] & 0xffff_ffffL, mode);
            case Opcode.FCVT_D_L -> f[rd] = HostArithmetic.fromSignedDouble(context, context.x[rs1], mode);
            case Opcode.FCVT_D_LU -> f[rd] = DOUBLE.fromUnsigned(context, context.x[rs1], mode);
            case Opcode.FCVT_S_D -> f[rd] = HostArithmetic.narrow(context, f[rs1], mode) | FloatingPoint.BOX;
            case Opcode.FCVT_D_S -> f[rd] = HostArithmetic.widen(context, single(f[rs1]));
            case Opcode.FMV_X_D -> setInteger(context, rd, f[rs1]);
            case Opcode.FCLASS_D -> setInteger(context, rd, DOUBLE.classify(f[rs1]));
            case Opcode.FMV_D_X -> f[rd] = context.x[rs1];
            default -> throw new IllegalArgumentException("not an operation on doubles");
        }
    }
}

package org.fugu.machine.translate;

import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import org.fugu.machine.isa.Instruction;
import org.fugu.machine.isa.Opcode;
import org.fugu.machine.isa.RegisterUse;

/// The instructions of F and D that compute. Those of doubles are calls of what the interpreter calls
/// too, with their operands; the others are done as a whole, on the context's registers.
final class FloatEmitter {
    static final long BOX = 0xffff_ffff_0000_0000L;

    private static final ClassDesc ARITHMETIC = ClassDesc.of("org.fugu.machine.cpu.HostArithmetic");
    private static final ClassDesc UNIT = ClassDesc.of("org.fugu.machine.cpu.FloatingPointUnit");
    private static final long SIGN = Long.MIN_VALUE;

    private final Locals locals;
    private final CodeBuilder code;

    FloatEmitter(Locals locals, CodeBuilder code) {
        this.locals = locals;
        this.code = code;
    }

    void operation(long d) {
        int rs1 = Instruction.rs1(d);
        int rs2 = Instruction.rs2(d);
        switch (Instruction.opcode(d)) {
            case Opcode.FADD_D -> twoOperands(d, "addDouble", false);
            case Opcode.FSUB_D -> twoOperands(d, "addDouble", true);
            case Opcode.FMUL_D -> twoOperands(d, "multiplyDouble", false);
            case Opcode.FDIV_D -> twoOperands(d, "divideDouble", false);
            case Opcode.FMADD_D -> fused(d, false, false);
            case Opcode.FMSUB_D -> fused(d, false, true);
            case Opcode.FNMSUB_D -> fused(d, true, false);
            case Opcode.FNMADD_D -> fused(d, true, true);
            case Opcode.FSGNJ_D -> {
                locals.getFloat(rs1);
                if (rs1 != rs2) {
                    code.loadConstant(~SIGN).land();
                    locals.getFloat(rs2);
                    code.loadConstant(SIGN).land().lor();
                }
                locals.setFloat(Instruction.rd(d));
            }
            case Opcode.FSGNJN_D -> {
                locals.getFloat(rs1);
                code.loadConstant(~SIGN).land();
                locals.getFloat(rs2);
                code.loadConstant(-1L).lxor().loadConstant(SIGN).land().lor();
                locals.setFloat(Instruction.rd(d));
            }
            case Opcode.FSGNJX_D -> {
                locals.getFloat(rs1);
                locals.getFloat(rs2);
                code.loadConstant(SIGN).land().lxor();
                locals.setFloat(Instruction.rd(d));
            }
            case Opcode.FEQ_D -> comparison(d, "equalDouble");
            case Opcode.FLT_D -> comparison(d, "lessDouble");
            case Opcode.FLE_D -> comparison(d, "lessOrEqualDouble");
            case Opcode.FCVT_D_W, Opcode.FCVT_D_L -> {
                locals.getContext();
                locals.get(rs1);
                if (Instruction.opcode(d) == Opcode.FCVT_D_W) code.l2i().i2l();
                mode(d);
                code.invokestatic(
                        ARITHMETIC, "fromSignedDouble", MethodTypeDesc.of(CD_long, Types.CONTEXT, CD_long, CD_int));
                locals.setFloat(Instruction.rd(d));
            }
            case Opcode.FMV_X_D -> {
                locals.getFloat(rs1);
                locals.set(Instruction.rd(d));
            }
            case Opcode.FMV_D_X -> {
                locals.get(rs1);
                locals.setFloat(Instruction.rd(d));
            }
            default -> whole(d);
        }
    }

    private void mode(long d) {
        int rounding = Instruction.rounding(d);
        if (rounding == Instruction.DYNAMIC) code.aload(Locals.CONTEXT).getfield(Types.CONTEXT, "frm", CD_int);
        else code.loadConstant(rounding);
    }

    private void operand(int register, boolean negated) {
        locals.getFloat(register);
        if (negated) code.loadConstant(SIGN).lxor();
    }

    private void twoOperands(long d, String name, boolean negated) {
        locals.getContext();
        operand(Instruction.rs1(d), false);
        operand(Instruction.rs2(d), negated);
        mode(d);
        code.invokestatic(ARITHMETIC, name, MethodTypeDesc.of(CD_long, Types.CONTEXT, CD_long, CD_long, CD_int));
        locals.setFloat(Instruction.rd(d));
    }

    private void fused(long d, boolean negatedProduct, boolean negatedSum) {
        locals.getContext();
        operand(Instruction.rs1(d), negatedProduct);
        operand(Instruction.rs2(d), false);
        operand(Instruction.rs3(d), negatedSum);
        mode(d);
        code.invokestatic(
                ARITHMETIC,
                "fusedDouble",
                MethodTypeDesc.of(CD_long, Types.CONTEXT, CD_long, CD_long, CD_long, CD_int));
        locals.setFloat(Instruction.rd(d));
    }

    private void comparison(long d, String name) {
        locals.getContext();
        locals.getFloat(Instruction.rs1(d));
        locals.getFloat(Instruction.rs2(d));
        code.invokestatic(ARITHMETIC, name, MethodTypeDesc.of(CD_boolean, Types.CONTEXT, CD_long, CD_long));
        code.i2l();
        locals.set(Instruction.rd(d));
    }

    private void whole(long d) {
        for (int register = 1; register < 2 * RegisterUse.FLOAT; register++) {
            if (RegisterUse.reads(d, register)) locals.giveToContext(register);
        }
        locals.getContext();
        code.loadConstant(d);
        code.invokestatic(UNIT, "execute", MethodTypeDesc.of(CD_boolean, Types.CONTEXT, CD_long))
                .pop();
        int written = RegisterUse.written(d);
        if (written != RegisterUse.NONE) locals.takeFromContext(written);
    }
}

package org.fugu.machine.translate;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import org.fugu.machine.isa.Instruction;
import org.fugu.machine.isa.Opcode;

/// The instructions of I and M that compute. What one bytecode or two cannot say is a call of what the
/// interpreter calls too.
final class IntegerEmitter {
    private static final ClassDesc UNIT = ClassDesc.of("org.fugu.machine.cpu.IntegerUnit");

    private final Locals locals;
    private final CodeBuilder code;

    IntegerEmitter(Locals locals, CodeBuilder code) {
        this.locals = locals;
        this.code = code;
    }

    /// @param pc the instruction's address
    void operation(long pc, long d) {
        int rd = Instruction.rd(d);
        if (rd == 0) return;
        long immediate = Instruction.immediate(d);
        int opcode = Instruction.opcode(d);
        switch (opcode) {
            case Opcode.LUI -> code.loadConstant(immediate);
            case Opcode.AUIPC -> code.loadConstant(pc + immediate);
            case Opcode.ADDI, Opcode.SLTI, Opcode.SLTIU, Opcode.XORI, Opcode.ORI, Opcode.ANDI -> {
                locals.get(Instruction.rs1(d));
                code.loadConstant(immediate);
                twoOperands(opcode);
            }
            case Opcode.ADDIW -> {
                locals.get(Instruction.rs1(d));
                code.loadConstant(immediate).ladd().l2i().i2l();
            }
            case Opcode.SLLI, Opcode.SRLI, Opcode.SRAI, Opcode.SLLIW, Opcode.SRLIW, Opcode.SRAIW -> {
                locals.get(Instruction.rs1(d));
                code.loadConstant((int) immediate);
                shift(opcode);
            }
            case Opcode.SLL, Opcode.SRL, Opcode.SRA, Opcode.SLLW, Opcode.SRLW, Opcode.SRAW -> {
                locals.get(Instruction.rs1(d));
                locals.get(Instruction.rs2(d));
                code.l2i();
                shift(opcode);
            }
            default -> {
                locals.get(Instruction.rs1(d));
                locals.get(Instruction.rs2(d));
                twoOperands(opcode);
            }
        }
        locals.set(rd);
    }

    /// A shift of the long on the stack by the int on it.
    private void shift(int opcode) {
        switch (opcode) {
            case Opcode.SLLI, Opcode.SLL -> code.lshl();
            case Opcode.SRLI, Opcode.SRL -> code.lushr();
            case Opcode.SRAI, Opcode.SRA -> code.lshr();
            default -> {
                // Words: the shifted one is below the count.
                code.istore(Locals.SCRATCH).l2i().iload(Locals.SCRATCH);
                if (opcode == Opcode.SLLIW || opcode == Opcode.SLLW) code.ishl();
                else if (opcode == Opcode.SRLIW || opcode == Opcode.SRLW) code.iushr();
                else code.ishr();
                code.i2l();
            }
        }
    }

    /// Of the two longs on the stack.
    private void twoOperands(int opcode) {
        switch (opcode) {
            case Opcode.ADDI, Opcode.ADD -> code.ladd();
            case Opcode.SUB -> code.lsub();
            case Opcode.XORI, Opcode.XOR -> code.lxor();
            case Opcode.ORI, Opcode.OR -> code.lor();
            case Opcode.ANDI, Opcode.AND -> code.land();
            case Opcode.ADDW -> code.ladd().l2i().i2l();
            case Opcode.SUBW -> code.lsub().l2i().i2l();
            case Opcode.SLTI, Opcode.SLT -> isLess(code.lcmp());
            case Opcode.SLTIU, Opcode.SLTU -> isLess(compareUnsigned(code));
            case Opcode.MUL -> code.lmul();
            case Opcode.MULW -> code.lmul().l2i().i2l();
            case Opcode.MULH -> math("multiplyHigh");
            case Opcode.MULHU -> math("unsignedMultiplyHigh");
            case Opcode.MULHSU -> unit("multiplyHighSignedUnsigned", CD_long);
            case Opcode.DIV -> unit("divide", CD_long);
            case Opcode.DIVU -> unit("divideUnsigned", CD_long);
            case Opcode.REM -> unit("remainder", CD_long);
            case Opcode.REMU -> unit("remainderUnsigned", CD_long);
            case Opcode.DIVW -> words("divideWord");
            case Opcode.DIVUW -> words("divideUnsignedWord");
            case Opcode.REMW -> words("remainderWord");
            case Opcode.REMUW -> words("remainderUnsignedWord");
            default -> throw new IllegalArgumentException("not an integer operation: " + opcode);
        }
    }

    /// 1 if the comparison on the stack is negative: its sign.
    private static void isLess(CodeBuilder comparison) {
        comparison.loadConstant(Integer.SIZE - 1).iushr().i2l();
    }

    private void math(String name) {
        code.invokestatic(ClassDesc.of("java.lang.Math"), name, MethodTypeDesc.of(CD_long, CD_long, CD_long));
    }

    private void words(String name) {
        code.l2i().istore(Locals.SCRATCH).l2i().iload(Locals.SCRATCH);
        unit(name, CD_int);
    }

    private void unit(String name, ClassDesc operand) {
        code.invokestatic(UNIT, name, MethodTypeDesc.of(CD_long, operand, operand));
    }

    /// Compares the two longs on the stack.
    static CodeBuilder compareUnsigned(CodeBuilder code) {
        return code.invokestatic(ConstantDescs.CD_Long, "compareUnsigned", MethodTypeDesc.of(CD_int, CD_long, CD_long));
    }
}

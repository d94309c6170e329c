package org.fugu.machine.translate;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import org.fugu.machine.cache.HitTable;
import org.fugu.machine.isa.Instruction;
import org.fugu.machine.isa.Opcode;

/// Loads and stores. They pass if they are in the table of hits; else the interpreter makes them.
final class AccessEmitter {
    private static final ClassDesc BYTES = ClassDesc.of("org.fugu.machine.cpu.Bytes");

    private final Timing timing;
    private final Locals locals;
    private final CodeBuilder code;

    AccessEmitter(Timing timing, Locals locals, CodeBuilder code) {
        this.timing = timing;
        this.locals = locals;
        this.code = code;
    }

    static boolean isAccess(int opcode) {
        return opcode >= Opcode.LB && opcode <= Opcode.SD || opcode >= Opcode.FLW && opcode <= Opcode.FSD;
    }

    /// A load or store that hits; else the region is left before it.
    ///
    /// @param leave writes how
    void operation(long d, Runnable leave) {
        int opcode = Instruction.opcode(d);
        boolean stores = stores(opcode);
        locals.get(Instruction.rs1(d));
        if (Instruction.immediate(d) != 0)
            code.loadConstant(Instruction.immediate(d)).ladd();
        code.lstore(Locals.ADDRESS);
        code.lload(Locals.ADDRESS)
                .loadConstant(timing.granuleShift())
                .lushr()
                .l2i()
                .loadConstant(timing.hitMask())
                .iand();
        code.loadConstant(HitTable.ROW_SHIFT).ishl().istore(Locals.ROW);
        code.aload(Locals.ROWS).iload(Locals.ROW);
        if (stores) code.loadConstant(HitTable.STORE).iadd();
        code.laload();
        code.lload(Locals.ADDRESS)
                .loadConstant(-1L << timing.granuleShift() | bytes(opcode) - 1)
                .land()
                .lcmp();
        var hit = code.newLabel();
        code.ifeq(hit);
        leave.run();
        code.labelBinding(hit);
        code.aload(Locals.ROWS)
                .iload(Locals.ROW)
                .loadConstant(HitTable.USED)
                .iadd()
                .lload(Locals.NOW)
                .lastore();
        code.aload(Locals.FRAMES)
                .iload(Locals.ROW)
                .loadConstant(HitTable.ROW_SHIFT)
                .iushr()
                .aaload();
        if (stores) store(d);
        else load(d);
    }

    private void offset() {
        code.lload(Locals.ADDRESS).l2i().loadConstant(GuestRegion.PAGE - 1).iand();
    }

    private static boolean stores(int opcode) {
        return opcode >= Opcode.SB && opcode <= Opcode.SD || opcode >= Opcode.FSW;
    }

    private static int bytes(int opcode) {
        return switch (opcode) {
            case Opcode.LB, Opcode.LBU, Opcode.SB -> 1;
            case Opcode.LH, Opcode.LHU, Opcode.SH -> 2;
            case Opcode.LW, Opcode.LWU, Opcode.SW, Opcode.FLW, Opcode.FSW -> 4;
            default -> 8;
        };
    }

    private void load(long d) {
        offset();
        switch (Instruction.opcode(d)) {
            case Opcode.LB -> code.baload().i2l();
            case Opcode.LBU -> code.baload().loadConstant(0xff).iand().i2l();
            case Opcode.LH -> word("getShort", ConstantDescs.CD_short).i2l();
            case Opcode.LHU ->
                word("getShort", ConstantDescs.CD_short)
                        .loadConstant(0xffff)
                        .iand()
                        .i2l();
            case Opcode.LW -> word("getInt", CD_int).i2l();
            case Opcode.LWU ->
                word("getInt", CD_int).i2l().loadConstant(0xffff_ffffL).land();
            case Opcode.FLW ->
                word("getInt", CD_int).i2l().loadConstant(FloatEmitter.BOX).lor();
            default -> word("getLong", CD_long);
        }
        int opcode = Instruction.opcode(d);
        if (opcode == Opcode.FLW || opcode == Opcode.FLD) locals.setFloat(Instruction.rd(d));
        else locals.set(Instruction.rd(d));
    }

    private CodeBuilder word(String name, ClassDesc type) {
        return code.invokestatic(BYTES, name, MethodTypeDesc.of(type, Types.BYTES, CD_int));
    }

    private void store(long d) {
        code.astore(Locals.DATA);
        var certain = code.newLabel();
        code.iload(Locals.AHEAD).ifeq(certain);
        code.aload(Locals.PORT).aload(Locals.DATA);
        offset();
        code.invokevirtual(Types.PORT, "keepOld", MethodTypeDesc.of(CD_void, Types.BYTES, CD_int));
        code.labelBinding(certain);
        code.aload(Locals.DATA);
        offset();
        int opcode = Instruction.opcode(d);
        if (opcode >= Opcode.FSW) locals.getFloat(Instruction.rs2(d));
        else locals.get(Instruction.rs2(d));
        switch (bytes(opcode)) {
            case 1 -> code.l2i().bastore();
            case 2 -> code.l2i().i2s().invokestatic(BYTES, "putShort", put(ConstantDescs.CD_short));
            case 4 -> code.l2i().invokestatic(BYTES, "putInt", put(CD_int));
            default -> code.invokestatic(BYTES, "putLong", put(CD_long));
        }
    }

    private static MethodTypeDesc put(ClassDesc type) {
        return MethodTypeDesc.of(CD_void, Types.BYTES, CD_int, type);
    }
}

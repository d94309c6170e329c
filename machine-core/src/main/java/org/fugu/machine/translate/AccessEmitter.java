package org.fugu.machine.translate;

import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import org.fugu.machine.isa.Instruction;
import org.fugu.machine.isa.Opcode;

/// Loads and stores. They pass if they are in the table of hits; else they are made in a call, or the
/// interpreter makes them.
final class AccessEmitter {
    private static final MethodTypeDesc LOAD =
            MethodTypeDesc.of(CD_boolean, Types.PORT, Types.CLOCK, CD_long, CD_long, CD_int);
    private static final MethodTypeDesc STORE =
            MethodTypeDesc.of(CD_boolean, Types.PORT, Types.CLOCK, CD_long, CD_long, CD_int, CD_long);
    private static final ClassDesc BYTES = ClassDesc.of("org.fugu.machine.cpu.Bytes");

    private final Timing timing;
    private final Locals locals;
    private final CodeBuilder code;

    AccessEmitter(Timing timing, Locals locals, CodeBuilder code) {
        this.timing = timing;
        this.locals = locals;
        this.code = code;
    }

    /// A load or store that hits in the table; else one that is made the long way; else the region is left
    /// before it.
    ///
    /// @param miss how
    /// @param fetchedAnew what has been fetched if the instruction had to be fetched again, or
    ///     [TranslatedCode#NOTHING_FETCHED] if that makes no difference
    void operation(long d, int miss, Label leave, int fetchedAnew) {
        int opcode = Instruction.opcode(d);
        boolean stores = Accesses.stores(opcode);
        locals.get(Instruction.rs1(d));
        if (Instruction.immediate(d) != 0)
            code.loadConstant(Instruction.immediate(d)).ladd();
        code.lstore(Locals.ADDRESS);
        var hit = code.newLabel();
        var behind = code.newLabel();
        entry(stores);
        tag(opcode);
        code.lcmp().ifeq(hit);
        if (timing.obtains()) {
            theLongWay(d, miss, leave, fetchedAnew);
            code.goto_(behind);
        } else {
            code.loadConstant(miss).istore(Locals.EXIT).goto_(leave);
        }
        code.labelBinding(hit);
        if (timing.ahead()) noteUse();
        code.aload(Locals.FRAMES).iload(Locals.HIT).aaload();
        make(d);
        code.labelBinding(behind);
    }

    /// What the table has to say for the access to pass.
    private void tag(int opcode) {
        code.lload(Locals.ADDRESS)
                .loadConstant(-1L << timing.granuleShift() | Accesses.bytes(opcode) - 1)
                .land();
    }

    /// What the table says. HotSpot sees that an index is in an array if the mask is the array's length − 1.
    private void entry(boolean stores) {
        int array = stores ? Locals.STORES : Locals.LOADS;
        code.aload(array)
                .lload(Locals.ADDRESS)
                .loadConstant(timing.granuleShift())
                .lushr()
                .l2i()
                .aload(array)
                .arraylength()
                .iconst_1()
                .isub()
                .iand()
                .dup()
                .istore(Locals.HIT)
                .laload();
    }

    private void make(long d) {
        if (Accesses.stores(Instruction.opcode(d))) store(d);
        else load(d);
    }

    private void noteUse() {
        code.aload(Locals.USES).iload(Locals.HIT).lload(Locals.NOW).lastore();
    }

    private void theLongWay(long d, int miss, Label leave, int fetchedAnew) {
        int opcode = Instruction.opcode(d);
        boolean stores = Accesses.stores(opcode);
        var made = code.newLabel();
        code.aload(0)
                .aload(Locals.PORT)
                .aload(Locals.CLOCK)
                .lload(Locals.ADDRESS)
                .lload(Locals.NOW);
        code.loadConstant(miss);
        if (stores) stored(d);
        code.invokevirtual(Types.CODE, stores ? "store" : "load", stores ? STORE : LOAD);
        code.lload(Locals.LEAD).lload(Locals.NOW).ladd();
        code.aload(Locals.CLOCK).getfield(Types.CLOCK, "now", CD_long).dup2().lstore(Locals.NOW);
        code.lsub().lstore(Locals.LEAD);
        if (fetchedAnew != TranslatedCode.NOTHING_FETCHED) noteFetchedAnew(fetchedAnew);
        code.ifne(made);
        code.loadConstant(miss).istore(Locals.EXIT).goto_(leave);
        code.labelBinding(made);
        if (stores) return;
        code.aload(Locals.PORT).getfield(Types.PORT, "word", CD_long);
        loaded(d);
    }

    private void noteFetchedAnew(int fetched) {
        var kept = code.newLabel();
        code.aload(Locals.PORT).getfield(Types.PORT, "refetched", CD_boolean).ifeq(kept);
        code.loadConstant(fetched).istore(Locals.FETCHED);
        code.labelBinding(kept);
    }

    private void loaded(long d) {
        if (Accesses.isFloat(Instruction.opcode(d))) locals.setFloat(Instruction.rd(d));
        else locals.set(Instruction.rd(d));
    }

    private void stored(long d) {
        if (Accesses.isFloat(Instruction.opcode(d))) locals.getFloat(Instruction.rs2(d));
        else locals.get(Instruction.rs2(d));
    }

    private void offset() {
        code.lload(Locals.ADDRESS).l2i().loadConstant(GuestRegion.PAGE - 1).iand();
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
        loaded(d);
    }

    private CodeBuilder word(String name, ClassDesc type) {
        return code.invokestatic(BYTES, name, MethodTypeDesc.of(type, Types.BYTES, CD_int));
    }

    private void store(long d) {
        if (timing.ahead()) {
            code.astore(Locals.DATA);
            code.aload(Locals.PORT).aload(Locals.DATA);
            offset();
            code.invokevirtual(Types.PORT, "keepOld", MethodTypeDesc.of(CD_void, Types.BYTES, CD_int));
            code.aload(Locals.DATA);
        }
        offset();
        stored(d);
        switch (Accesses.bytes(Instruction.opcode(d))) {
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

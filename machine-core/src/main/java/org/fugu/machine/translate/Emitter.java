package org.fugu.machine.translate;

import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_byte;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.fugu.machine.cache.HitTable;
import org.fugu.machine.clock.NodeClock;
import org.fugu.machine.cpu.AccessPort;
import org.fugu.machine.cpu.Context;
import org.fugu.machine.cpu.InstructionLatencies;
import org.fugu.machine.isa.Instruction;
import org.fugu.machine.isa.Opcode;
import org.fugu.machine.isa.RegisterUse;

/// Writes the bytecode of a region: a class with one method, [TranslatedCode#run].
///
/// **Registers** that the region uses are locals, read at its beginning and written back at the one
/// place where it ends. **Time** is looked at where a block begins: there is enough of it for all that
/// the block does if everything hits, or the interpreter does the rest. **Accesses** pass if they are in
/// the table of hits, else the interpreter makes them. **Instructions** are executed only from lines that
/// are there. Whatever it is that ends the region, it does so between two instructions.
final class Emitter {
    private static final ClassDesc CODE = desc(TranslatedCode.class);
    private static final ClassDesc CONTEXT = desc(Context.class);
    private static final ClassDesc HITS = desc(HitTable.class);
    private static final ClassDesc PORT = desc(AccessPort.class);
    private static final ClassDesc CLOCK = desc(NodeClock.class);
    private static final ClassDesc EXITS = desc(Exits.class);
    private static final ClassDesc LONGS = CD_long.arrayType();
    private static final ClassDesc BYTES = CD_byte.arrayType();
    private static final ClassDesc NAME = ClassDesc.of(TranslatedCode.class.getPackageName(), "GuestCode");

    private static final ClassDesc INTEGERS = ClassDesc.of("org.fugu.machine.cpu.IntegerUnit");
    private static final ClassDesc WORDS = ClassDesc.of("org.fugu.machine.cpu.Bytes");

    private static final MethodTypeDesc RUN =
            MethodTypeDesc.of(CD_int, CONTEXT, HITS, PORT, CLOCK, CD_long, CD_long, CD_int);
    private static final MethodTypeDesc LEAVE =
            MethodTypeDesc.of(CD_int, CONTEXT, CLOCK, CD_long, CD_long, CD_int, CD_long, CD_int, CD_int, CD_long);

    // Locals. Parameters come first.
    private static final int CONTEXT_AT = 1;
    private static final int HITS_AT = 2;
    private static final int PORT_AT = 3;
    private static final int CLOCK_AT = 4;
    private static final int PRESENT = 5;
    private static final int FRAME = 7;
    private static final int ENTRY = 9;
    private static final int ROWS = 10;
    private static final int FRAMES = 11;
    private static final int AHEAD = 12;
    private static final int NOW = 13;
    private static final int LIMIT = 15;
    private static final int INSTRET = 17;
    private static final int FETCHED = 19;
    private static final int EXIT = 20;
    private static final int ADDRESS = 21;
    private static final int ROW = 23;
    private static final int OFFSET = 24;
    private static final int DATA = 25;
    private static final int TARGET = 26;
    private static final int LOADED = 28;
    private static final int REGISTERS = 30;

    private static final int GROUP = 16;
    private static final int IN_PAGE = GuestRegion.PAGE - 1;

    private final GuestRegion region;
    private final Timing timing;
    private final int[] costs;
    private final Exits exits = new Exits();
    private final TreeMap<Integer, Label> labels = new TreeMap<>();

    /// Leaders that control may fall into right behind a load.
    private final TreeSet<Integer> behindLoads = new TreeSet<>();

    private final TreeSet<Integer> used = new TreeSet<>();
    private final TreeSet<Integer> written = new TreeSet<>();

    /// The last instruction of these groups straddles their end.
    private final TreeSet<Integer> straddled = new TreeSet<>();

    private final FloatEmitter floats;
    private CodeBuilder code;
    private Label end;

    /// What a machine's instructions take, and how its table of hits is made.
    record Timing(InstructionLatencies latencies, int granuleShift, int hitMask) {
        Timing(InstructionLatencies latencies, HitTable hits) {
            this(latencies, hits.granuleShift, hits.mask);
        }
    }

    private Emitter(GuestRegion region, Timing timing, CodeBuilder code) {
        this.region = region;
        this.timing = timing;
        costs = timing.latencies.table();
        this.code = code;
        end = code.newLabel();
        floats = new FloatEmitter(this, code);
    }

    /// @param bytes of the class
    /// @param exits for its constructor
    /// @param bytecodes of the method, in bytes
    /// @param lastActs by entry: how long after it the last act of its block begins
    record Emitted(byte[] bytes, Exits exits, int bytecodes, int[] lastActs) {}

    static Emitted emit(GuestRegion region, Timing timing) {
        var emitters = new ArrayList<Emitter>();
        byte[] bytes = ClassFile.of().build(NAME, type -> {
            type.withSuperclass(CODE).withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER);
            var made = MethodTypeDesc.of(CD_void, CD_long, EXITS);
            type.withMethodBody(
                    ConstantDescs.INIT_NAME,
                    made,
                    0,
                    code -> code.aload(0)
                            .lload(1)
                            .aload(3)
                            .invokespecial(CODE, ConstantDescs.INIT_NAME, made)
                            .return_());
            type.withMethodBody("run", RUN, ClassFile.ACC_FINAL, code -> {
                var emitter = new Emitter(region, timing, code);
                emitter.body();
                emitters.add(emitter);
            });
        });
        var last = emitters.getLast();
        last.exits.close();
        var lastActs = Arrays.stream(region.entries()).map(last::lastAct).toArray();
        return new Emitted(bytes, last.exits, bytecodes(bytes), lastActs);
    }

    private static int bytecodes(byte[] type) {
        return ClassFile.of().parse(type).methods().stream()
                .mapToInt(method -> method.findAttribute(Attributes.code())
                        .map(CodeAttribute::codeLength)
                        .orElse(0))
                .max()
                .orElse(0);
    }

    private static ClassDesc desc(Class<?> type) {
        return ClassDesc.ofDescriptor(type.descriptorString());
    }

    // The region.

    private void body() {
        look();
        for (int leader : region.leaders()) labels.put(leader, code.newLabel());
        begin();
        for (int leader : region.leaders()) block(leader);
        end();
    }

    /// What has to be known beforehand.
    private void look() {
        for (int place : region.places()) {
            long d = region.at(place);
            if (GuestRegion.isInterpreted(d)) continue;
            for (int register = 1; register < 2 * RegisterUse.FLOAT; register++) {
                if (RegisterUse.reads(d, register)) used.add(register);
            }
            int target = RegisterUse.written(d);
            if (target != RegisterUse.NONE) written.add(target);
            int next = place + Instruction.bytes(d);
            if (loadedBy(d) != RegisterUse.NONE && region.isLeader(next)) behindLoads.add(next);
            if (straddles(place, d)) straddled.add(place & -GROUP);
        }
        used.addAll(written);
    }

    private int loadedBy(long d) {
        return timing.latencies.loadUse() == 0 ? RegisterUse.NONE : RegisterUse.loaded(d);
    }

    private static boolean straddles(int place, long d) {
        return (place & GROUP - 1) + Instruction.bytes(d) > GROUP;
    }

    private void begin() {
        code.aload(HITS_AT).getfield(HITS, "rows", LONGS).astore(ROWS);
        code.aload(HITS_AT).getfield(HITS, "frames", BYTES.arrayType()).astore(FRAMES);
        code.aload(PORT_AT).getfield(PORT, "ahead", CD_boolean).istore(AHEAD);
        code.aload(CLOCK_AT).getfield(CLOCK, "now", CD_long).lstore(NOW);
        code.aload(CLOCK_AT).getfield(CLOCK, "limit", CD_long).lstore(LIMIT);
        code.aload(CONTEXT_AT).getfield(CONTEXT, "instret", CD_long).lstore(INSTRET);
        code.aload(0).aload(CONTEXT_AT).lload(FRAME);
        code.invokevirtual(CODE, "fetched", MethodTypeDesc.of(CD_int, CONTEXT, CD_long))
                .istore(FETCHED);
        code.lconst_0().lstore(TARGET).iconst_0().istore(LOADED).iconst_0().istore(EXIT);
        for (int register : used) takeFromContext(register);
        var cases = new ArrayList<SwitchCase>();
        var entries = region.entries();
        for (int i = 0; i < entries.length; i++) cases.add(SwitchCase.of(i, label(entries[i])));
        code.iload(ENTRY).tableswitch(0, entries.length - 1, label(entries[0]), cases);
    }

    private Label label(int leader) {
        var label = labels.get(leader);
        if (label == null) throw new IllegalArgumentException("no leader at " + leader);
        return label;
    }

    private void end() {
        code.labelBinding(end);
        for (int register : written) giveToContext(register);
        code.aload(0)
                .aload(CONTEXT_AT)
                .aload(CLOCK_AT)
                .lload(NOW)
                .lload(INSTRET)
                .iload(EXIT)
                .lload(TARGET);
        code.iload(FETCHED)
                .iload(LOADED)
                .lload(FRAME)
                .invokevirtual(CODE, "leave", LEAVE)
                .ireturn();
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
        code.aload(CONTEXT_AT).getfield(CONTEXT, isFloat ? "f" : "x", LONGS);
        code.loadConstant(register & RegisterUse.FLOAT - 1);
    }

    private static int local(int register) {
        return REGISTERS + 2 * register;
    }

    // Blocks.

    private void block(int leader) {
        code.labelBinding(label(leader));
        boolean behindLoad = behindLoads.contains(leader);
        int loaded = behindLoad ? Exits.UNKNOWN : RegisterUse.NONE;
        checkTime(leader, loaded);
        int cycles = 0;
        int retired = 0;
        int group = -1;
        int place = leader;
        while (true) {
            long d = region.at(place);
            if (GuestRegion.isInterpreted(d)) {
                leave(TranslatedCode.INTERPRET, address(place), cycles, retired, loaded);
                return;
            }
            boolean newGroup = (place & -GROUP) != group;
            group = place & -GROUP;
            if (newGroup) checkPresence(place, place, cycles, retired, loaded);
            if (straddles(place, d)) checkPresence(place + GROUP, place, cycles, retired, loaded);
            int wait = waits(d, loaded) ? timing.latencies.loadUse() : 0;
            int miss = exits.add(new Exits.Exit(TranslatedCode.INTERPRET, address(place), cycles, retired, loaded));
            cycles += wait;
            int next = place + Instruction.bytes(d);
            if (GuestRegion.transfers(d)) {
                noteFetched(place, d, newGroup, place == leader);
                transfer(place, d, cycles, retired + 1);
                return;
            }
            operation(place, d, miss);
            noteFetched(place, d, newGroup, place == leader);
            cycles += costs[Instruction.opcode(d)];
            retired++;
            loaded = loadedBy(d);
            if (!region.has(next) || region.isLeader(next)) {
                edge(next, cycles, retired, loaded);
                return;
            }
            place = next;
        }
    }

    private long address(int place) {
        return region.page() + place;
    }

    private static boolean waits(long d, int loaded) {
        return loaded > RegisterUse.NONE && RegisterUse.reads(d, loaded);
    }

    /// How long after a block begins its last act does, if everything hits.
    private int lastAct(int leader) {
        int last = 0;
        int cycles = 0;
        int before = RegisterUse.NONE;
        int place = leader;
        while (true) {
            long d = region.at(place);
            if (GuestRegion.isInterpreted(d)) break;
            if (waits(d, before)) cycles += timing.latencies.loadUse();
            last = cycles;
            cycles += costs[Instruction.opcode(d)];
            before = loadedBy(d);
            place += Instruction.bytes(d);
            if (GuestRegion.transfers(d) || !region.has(place) || region.isLeader(place)) break;
        }
        return last;
    }

    /// Leaves unless the block's last act begins early enough.
    private void checkTime(int leader, int loaded) {
        var enough = code.newLabel();
        code.lload(NOW)
                .loadConstant((long) lastAct(leader))
                .ladd()
                .lload(LIMIT)
                .lcmp()
                .iflt(enough);
        leave(TranslatedCode.INTERPRET, address(leader), 0, 0, loaded);
        code.labelBinding(enough);
    }

    private void checkPresence(int group, int place, int cycles, int retired, int loaded) {
        var present = code.newLabel();
        code.lload(PRESENT)
                .loadConstant(1L << region.bit(group))
                .land()
                .lconst_0()
                .lcmp()
                .ifne(present);
        leave(TranslatedCode.ABSENT, address(place), cycles, retired, loaded);
        code.labelBinding(present);
    }

    private void leave(int what, long pc, int cycles, int retired, int loaded) {
        leave(exits.add(new Exits.Exit(what, pc, cycles, retired, loaded)));
    }

    private void leave(int exit) {
        code.loadConstant(exit).istore(EXIT).goto_(end);
    }

    /// The fetch buffer holds the instruction's group now. Where control came from may be the same
    /// group, and the next one was fetched too.
    private void noteFetched(int place, long d, boolean newGroup, boolean isLeader) {
        int group = place & -GROUP;
        if (straddles(place, d)) {
            code.loadConstant(group | 1).istore(FETCHED);
        } else if (newGroup && isLeader && straddled.contains(group)) {
            var same = code.newLabel();
            code.iload(FETCHED).loadConstant(group | 1).if_icmpeq(same);
            code.loadConstant(group).istore(FETCHED);
            code.labelBinding(same);
        } else if (newGroup) {
            code.loadConstant(group).istore(FETCHED);
        }
    }

    /// Goes on at another place.
    private void edge(int to, int cycles, int retired, int loaded) {
        boolean inside = region.isLeader(to);
        if (!inside || waits(region.at(to), loaded)) {
            leave(inside ? TranslatedCode.INTERPRET : TranslatedCode.GO_ON, address(to), cycles, retired, loaded);
            return;
        }
        pass(cycles, retired);
        if (behindLoads.contains(to)) code.loadConstant(loaded).istore(LOADED);
        code.goto_(label(to));
    }

    private void pass(int cycles, int retired) {
        code.lload(NOW).loadConstant((long) cycles).ladd().lstore(NOW);
        code.lload(INSTRET).loadConstant((long) retired).ladd().lstore(INSTRET);
    }

    // Transfers of control.

    private void transfer(int place, long d, int cycles, int retired) {
        int next = place + Instruction.bytes(d);
        int to = place + (int) Instruction.immediate(d);
        int taken = cycles + 1 + timing.latencies.branchTaken();
        switch (Instruction.opcode(d)) {
            case Opcode.JAL -> {
                link(d, next);
                edge(to, taken, retired, RegisterUse.NONE);
            }
            case Opcode.JALR -> {
                get(Instruction.rs1(d));
                code.loadConstant(Instruction.immediate(d))
                        .ladd()
                        .loadConstant(-2L)
                        .land()
                        .lstore(TARGET);
                link(d, next);
                pass(taken, retired);
                findTarget();
            }
            default -> {
                var isTaken = code.newLabel();
                branch(d, isTaken);
                edge(next, cycles + 1, retired, RegisterUse.NONE);
                code.labelBinding(isTaken);
                edge(to, taken, retired, RegisterUse.NONE);
            }
        }
    }

    private void link(long d, int next) {
        code.loadConstant(address(next));
        set(Instruction.rd(d));
    }

    private void branch(long d, Label isTaken) {
        get(Instruction.rs1(d));
        get(Instruction.rs2(d));
        switch (Instruction.opcode(d)) {
            case Opcode.BEQ -> code.lcmp().ifeq(isTaken);
            case Opcode.BNE -> code.lcmp().ifne(isTaken);
            case Opcode.BLT -> code.lcmp().iflt(isTaken);
            case Opcode.BGE -> code.lcmp().ifge(isTaken);
            case Opcode.BLTU -> unsigned().iflt(isTaken);
            default -> unsigned().ifge(isTaken);
        }
    }

    private CodeBuilder unsigned() {
        return code.invokestatic(ConstantDescs.CD_Long, "compareUnsigned", MethodTypeDesc.of(CD_int, CD_long, CD_long));
    }

    /// Goes to where a jump leads, if that is an entry of this region.
    private void findTarget() {
        var outside = code.newLabel();
        code.lload(TARGET)
                .loadConstant((long) -GuestRegion.PAGE)
                .land()
                .loadConstant(region.page())
                .lcmp()
                .ifne(outside);
        code.iconst_0().istore(LOADED);
        code.lload(TARGET).l2i().loadConstant(IN_PAGE).iand();
        List<SwitchCase> cases = new ArrayList<>();
        for (int entry : region.entries()) cases.add(SwitchCase.of(entry, label(entry)));
        code.lookupswitch(outside, cases);
        code.labelBinding(outside);
        leave(TranslatedCode.GO_ON, TranslatedCode.COMPUTED, 0, 0, RegisterUse.NONE);
    }

    // Operations.

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
        code.aload(CONTEXT_AT);
    }

    private void operation(int place, long d, int miss) {
        int opcode = Instruction.opcode(d);
        if (opcode >= Opcode.FMADD_S) floats.operation(d);
        else if (isAccess(opcode)) access(d, miss);
        else integer(place, d);
    }

    private static boolean isAccess(int opcode) {
        return opcode >= Opcode.LB && opcode <= Opcode.SD || opcode >= Opcode.FLW && opcode <= Opcode.FSD;
    }

    private void integer(int place, long d) {
        int rd = Instruction.rd(d);
        if (rd == 0) return;
        long immediate = Instruction.immediate(d);
        int opcode = Instruction.opcode(d);
        switch (opcode) {
            case Opcode.LUI -> code.loadConstant(immediate);
            case Opcode.AUIPC -> code.loadConstant(address(place) + immediate);
            case Opcode.ADDI, Opcode.SLTI, Opcode.SLTIU, Opcode.XORI, Opcode.ORI, Opcode.ANDI -> {
                get(Instruction.rs1(d));
                code.loadConstant(immediate);
                twoOperands(opcode);
            }
            case Opcode.ADDIW -> {
                get(Instruction.rs1(d));
                code.loadConstant(immediate).ladd().l2i().i2l();
            }
            case Opcode.SLLI, Opcode.SRLI, Opcode.SRAI, Opcode.SLLIW, Opcode.SRLIW, Opcode.SRAIW -> {
                get(Instruction.rs1(d));
                code.loadConstant((int) immediate);
                shift(opcode);
            }
            case Opcode.SLL, Opcode.SRL, Opcode.SRA, Opcode.SLLW, Opcode.SRLW, Opcode.SRAW -> {
                get(Instruction.rs1(d));
                get(Instruction.rs2(d));
                code.l2i();
                shift(opcode);
            }
            default -> {
                get(Instruction.rs1(d));
                get(Instruction.rs2(d));
                twoOperands(opcode);
            }
        }
        set(rd);
    }

    /// A shift of the long on the stack by the int on it.
    private void shift(int opcode) {
        switch (opcode) {
            case Opcode.SLLI, Opcode.SLL -> code.lshl();
            case Opcode.SRLI, Opcode.SRL -> code.lushr();
            case Opcode.SRAI, Opcode.SRA -> code.lshr();
            default -> {
                // Words: the shifted one is below the count.
                code.istore(OFFSET).l2i().iload(OFFSET);
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
            case Opcode.SLTIU, Opcode.SLTU -> isLess(unsigned());
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
        code.l2i().istore(OFFSET).l2i().iload(OFFSET);
        unit(name, CD_int);
    }

    private void unit(String name, ClassDesc operand) {
        code.invokestatic(INTEGERS, name, MethodTypeDesc.of(CD_long, operand, operand));
    }

    /// A load or store that hits; else the region is left before it.
    private void access(long d, int miss) {
        int opcode = Instruction.opcode(d);
        boolean stores = isStore(opcode);
        get(Instruction.rs1(d));
        if (Instruction.immediate(d) != 0)
            code.loadConstant(Instruction.immediate(d)).ladd();
        code.lstore(ADDRESS);
        code.lload(ADDRESS)
                .loadConstant(timing.granuleShift)
                .lushr()
                .l2i()
                .loadConstant(timing.hitMask)
                .iand();
        code.loadConstant(HitTable.ROW_SHIFT).ishl().istore(ROW);
        code.aload(ROWS).iload(ROW);
        if (stores) code.loadConstant(HitTable.STORE).iadd();
        code.laload();
        code.lload(ADDRESS)
                .loadConstant(-1L << timing.granuleShift | bytes(opcode) - 1)
                .land()
                .lcmp();
        var hit = code.newLabel();
        code.ifeq(hit);
        leave(miss);
        code.labelBinding(hit);
        code.aload(ROWS)
                .iload(ROW)
                .loadConstant(HitTable.USED)
                .iadd()
                .lload(NOW)
                .lastore();
        code.aload(FRAMES).iload(ROW).loadConstant(HitTable.ROW_SHIFT).iushr().aaload();
        if (stores) store(d);
        else load(d);
    }

    private void offset() {
        code.lload(ADDRESS).l2i().loadConstant(IN_PAGE).iand();
    }

    private static boolean isStore(int opcode) {
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
        if (opcode == Opcode.FLW || opcode == Opcode.FLD) setFloat(Instruction.rd(d));
        else set(Instruction.rd(d));
    }

    private CodeBuilder word(String name, ClassDesc type) {
        return code.invokestatic(WORDS, name, MethodTypeDesc.of(type, BYTES, CD_int));
    }

    private void store(long d) {
        code.astore(DATA);
        var certain = code.newLabel();
        code.iload(AHEAD).ifeq(certain);
        code.aload(PORT_AT).aload(DATA);
        offset();
        code.invokevirtual(PORT, "keepOld", MethodTypeDesc.of(CD_void, BYTES, CD_int));
        code.labelBinding(certain);
        code.aload(DATA);
        offset();
        int opcode = Instruction.opcode(d);
        if (opcode >= Opcode.FSW) getFloat(Instruction.rs2(d));
        else get(Instruction.rs2(d));
        switch (bytes(opcode)) {
            case 1 -> code.l2i().bastore();
            case 2 -> code.l2i().i2s().invokestatic(WORDS, "putShort", put(ConstantDescs.CD_short));
            case 4 -> code.l2i().invokestatic(WORDS, "putInt", put(CD_int));
            default -> code.invokestatic(WORDS, "putLong", put(CD_long));
        }
    }

    private static MethodTypeDesc put(ClassDesc type) {
        return MethodTypeDesc.of(CD_void, BYTES, CD_int, type);
    }
}

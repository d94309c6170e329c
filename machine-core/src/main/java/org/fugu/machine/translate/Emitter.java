package org.fugu.machine.translate;

import static java.lang.constant.ConstantDescs.CD_boolean;
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
import org.fugu.machine.isa.CsrInstruction;
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
    private static final ClassDesc NAME = ClassDesc.of(TranslatedCode.class.getPackageName(), "GuestCode");

    private static final MethodTypeDesc RUN =
            MethodTypeDesc.of(CD_int, Types.CONTEXT, Types.HITS, Types.PORT, Types.CLOCK, CD_long, CD_long, CD_int);
    private static final MethodTypeDesc LEAVE = MethodTypeDesc.of(
            CD_int, Types.CONTEXT, Types.CLOCK, CD_long, CD_long, CD_int, CD_long, CD_int, CD_int, CD_long);

    private static final MethodTypeDesc ASK_UNIT =
            MethodTypeDesc.of(CD_boolean, Types.PORT, Types.CLOCK, CD_long, CD_int, CD_int, CD_boolean, CD_long);

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

    /// What is not written yet of the block's branches.
    private record Branch(Label label, int to, int cycles, int retired) {}

    private final List<Branch> branches = new ArrayList<>();

    private final Locals locals;
    private final IntegerEmitter integers;
    private final FloatEmitter floats;
    private final AccessEmitter accesses;
    private final CodeBuilder code;
    private final Label end;

    private Emitter(GuestRegion region, Timing timing, CodeBuilder code) {
        this.region = region;
        this.timing = timing;
        costs = timing.latencies().table();
        this.code = code;
        end = code.newLabel();
        locals = new Locals(code);
        integers = new IntegerEmitter(locals, code);
        floats = new FloatEmitter(locals, code);
        accesses = new AccessEmitter(timing, locals, code);
    }

    /// @param bytes of the class
    /// @param exits for its constructor
    /// @param bytecodes of the method, in bytes
    /// @param lastActs by entry: how long after it the last act of its block begins
    record Emitted(byte[] bytes, Exits exits, int bytecodes, int[] lastActs) {}

    static Emitted emit(GuestRegion region, Timing timing) {
        var emitters = new ArrayList<Emitter>();
        byte[] bytes = ClassFile.of().build(NAME, type -> {
            type.withSuperclass(Types.CODE).withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER);
            var made = MethodTypeDesc.of(CD_void, CD_long, Types.EXITS);
            type.withMethodBody(
                    ConstantDescs.INIT_NAME,
                    made,
                    0,
                    code -> code.aload(0)
                            .lload(1)
                            .aload(3)
                            .invokespecial(Types.CODE, ConstantDescs.INIT_NAME, made)
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
        }
        used.addAll(written);
    }

    private int loadedBy(long d) {
        return timing.latencies().loadUse() == 0 ? RegisterUse.NONE : RegisterUse.loaded(d);
    }

    private static boolean straddles(int place, long d) {
        return (place & GROUP - 1) + Instruction.bytes(d) > GROUP;
    }

    private void begin() {
        code.aload(Locals.HITS).getfield(Types.HITS, "loads", Types.LONGS).astore(Locals.LOADS);
        code.aload(Locals.HITS).getfield(Types.HITS, "stores", Types.LONGS).astore(Locals.STORES);
        if (timing.ahead()) {
            code.aload(Locals.HITS).getfield(Types.HITS, "uses", Types.LONGS).astore(Locals.USES);
        }
        code.aload(Locals.HITS)
                .getfield(Types.HITS, "frames", Types.BYTES.arrayType())
                .astore(Locals.FRAMES);
        code.aload(Locals.CLOCK).getfield(Types.CLOCK, "now", CD_long).lstore(Locals.NOW);
        code.aload(Locals.CLOCK).getfield(Types.CLOCK, "limit", CD_long).lstore(Locals.LIMIT);
        code.aload(Locals.CONTEXT)
                .getfield(Types.CONTEXT, "instret", CD_long)
                .lload(Locals.NOW)
                .lsub()
                .lstore(Locals.LEAD);
        code.aload(0).aload(Locals.CONTEXT).lload(Locals.FRAME);
        code.invokevirtual(Types.CODE, "fetched", MethodTypeDesc.of(CD_int, Types.CONTEXT, CD_long))
                .istore(Locals.FETCHED);
        code.lconst_0()
                .lstore(Locals.TARGET)
                .iconst_0()
                .istore(Locals.LOADED)
                .iconst_0()
                .istore(Locals.EXIT);
        for (int register : used) locals.takeFromContext(register);
        var cases = new ArrayList<SwitchCase>();
        var entries = region.entries();
        for (int i = 0; i < entries.length; i++) cases.add(SwitchCase.of(i, label(entries[i])));
        code.iload(Locals.ENTRY).tableswitch(0, entries.length - 1, label(entries[0]), cases);
    }

    private Label label(int leader) {
        var label = labels.get(leader);
        if (label == null) throw new IllegalArgumentException("no leader at " + leader);
        return label;
    }

    private void end() {
        code.labelBinding(end);
        for (int register : written) locals.giveToContext(register);
        code.aload(0)
                .aload(Locals.CONTEXT)
                .aload(Locals.CLOCK)
                .lload(Locals.NOW)
                .lload(Locals.LEAD)
                .iload(Locals.EXIT)
                .lload(Locals.TARGET);
        code.iload(Locals.FETCHED)
                .iload(Locals.LOADED)
                .lload(Locals.FRAME)
                .invokevirtual(Types.CODE, "leave", LEAVE)
                .ireturn();
    }

    // Blocks.

    private void block(int leader) {
        code.labelBinding(label(leader));
        boolean behindLoad = behindLoads.contains(leader);
        int loaded = behindLoad ? Exits.UNKNOWN : RegisterUse.NONE;
        int lastAct = lastAct(leader);
        checkTime(leader, loaded, lastAct);
        int cycles = 0;
        int retired = 0;
        int group = -1;
        int place = leader;
        long checked = 0;
        boolean begins = true;
        while (true) {
            long d = region.at(place);
            if (GuestRegion.isInterpreted(d)) {
                leave(TranslatedCode.INTERPRET, address(place), cycles, retired, loaded);
                break;
            }
            if (begins) {
                long needed = groupsUpToBranch(place);
                checkPresence(needed & ~checked, place, cycles, retired, loaded);
                checked |= needed;
            }
            boolean newGroup = (place & -GROUP) != group;
            group = place & -GROUP;
            int wait = waits(d, loaded) ? timing.latencies().loadUse() : 0;
            int before = cycles;
            cycles += wait;
            int next = place + Instruction.bytes(d);
            begins = GuestRegion.isBranch(Instruction.opcode(d));
            if (GuestRegion.asksUnit(d)) {
                if (!timing.ahead()) noteFetched(place, d, newGroup, place == leader);
                askUnit(
                        d,
                        cycles,
                        retired,
                        new Exits.Exit(TranslatedCode.INTERPRET, address(place), before, retired, loaded));
                if (timing.ahead()) noteFetched(place, d, newGroup, place == leader);
                edge(next, 0, 0, RegisterUse.NONE);
                break;
            }
            if (GuestRegion.transfers(d)) {
                noteFetched(place, d, newGroup, place == leader);
                transfer(place, d, cycles, retired + 1);
                if (!begins) break;
            } else {
                // A line that comes for it may displace its own: the instruction is in the fetch buffer by then. A
                // processor that runs ahead lets no line come, and does nothing that takes no time before it leaves.
                if (!timing.ahead()) noteFetched(place, d, newGroup, place == leader);
                operation(place, d, new Exits.Exit(missed(), address(place), before, retired, loaded, d, lastAct));
                if (timing.ahead()) noteFetched(place, d, newGroup, place == leader);
            }
            cycles += costs[Instruction.opcode(d)];
            retired++;
            loaded = loadedBy(d);
            if (!region.has(next) || region.isLeader(next)) {
                edge(next, cycles, retired, loaded);
                break;
            }
            place = next;
        }
        takenBranches();
    }

    /// The bits of the groups of what is executed from a place on, up to a transfer of control.
    private long groupsUpToBranch(int from) {
        long groups = 0;
        int place = from;
        while (true) {
            long d = region.at(place);
            if (GuestRegion.isInterpreted(d)) break;
            groups |= 1L << region.bit(place);
            if (straddles(place, d)) groups |= 1L << region.bit(place + GROUP);
            place += Instruction.bytes(d);
            if (GuestRegion.transfers(d) || !region.has(place) || region.isLeader(place)) break;
        }
        return groups;
    }

    /// Branches of a block that are taken.
    private void takenBranches() {
        for (var branch : branches) {
            code.labelBinding(branch.label());
            edge(branch.to(), branch.cycles(), branch.retired(), RegisterUse.NONE);
        }
        branches.clear();
    }

    private long address(int place) {
        return region.page() + place;
    }

    private int missed() {
        return timing.obtains() ? TranslatedCode.INTERPRET : TranslatedCode.MISSED;
    }

    private void operation(int place, long d, Exits.Exit miss) {
        int opcode = Instruction.opcode(d);
        if (opcode >= Opcode.FMADD_S) floats.operation(d);
        else if (Accesses.isAccess(opcode)) accesses.operation(d, exits.add(miss), end, fetchedAnew(place, d));
        else integers.operation(address(place), d);
    }

    /// What the fetch buffer holds when an instruction is fetched anew, if that is not what it may hold
    /// before: the next group was fetched for another instruction.
    private int fetchedAnew(int place, long d) {
        int group = place & -GROUP;
        boolean mayHoldMore = region.isStraddled(group) && !straddles(place, d);
        return mayHoldMore ? group : TranslatedCode.NOTHING_FETCHED;
    }

    /// Reads or writes a CSR of the message unit in a call, or leaves before it. Time is then what the call says,
    /// and the block is over.
    private void askUnit(long d, int cycles, int retired, Exits.Exit refused) {
        code.aload(Locals.PORT).aload(Locals.CLOCK);
        code.lload(Locals.NOW).loadConstant((long) cycles).ladd();
        code.loadConstant(CsrInstruction.number(d)).loadConstant(CsrInstruction.operation(d));
        code.loadConstant(CsrInstruction.writes(d) ? 1 : 0);
        if (CsrInstruction.isImmediate(d)) code.loadConstant((long) Instruction.rs1(d));
        else locals.get(Instruction.rs1(d));
        var made = code.newLabel();
        code.invokestatic(Types.CODE, "askUnit", ASK_UNIT).ifne(made);
        leave(exits.add(refused));
        code.labelBinding(made);
        code.lload(Locals.LEAD)
                .lload(Locals.NOW)
                .ladd()
                .loadConstant(retired + 1L)
                .ladd();
        code.aload(Locals.CLOCK).getfield(Types.CLOCK, "now", CD_long).dup2().lstore(Locals.NOW);
        code.lsub().lstore(Locals.LEAD);
        code.aload(Locals.CLOCK).getfield(Types.CLOCK, "limit", CD_long).lstore(Locals.LIMIT);
        if (Instruction.rd(d) == 0) return;
        code.aload(Locals.PORT).getfield(Types.PORT, "word", CD_long);
        locals.set(Instruction.rd(d));
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
            if (waits(d, before)) cycles += timing.latencies().loadUse();
            last = cycles;
            cycles += costs[Instruction.opcode(d)];
            before = loadedBy(d);
            place += Instruction.bytes(d);
            boolean ends = GuestRegion.transfers(d) && !GuestRegion.isBranch(Instruction.opcode(d));
            if (ends || !region.has(place) || region.isLeader(place)) break;
        }
        return last;
    }

    /// Leaves unless the block's last act begins early enough.
    private void checkTime(int leader, int loaded, int lastAct) {
        var enough = code.newLabel();
        code.lload(Locals.NOW)
                .loadConstant((long) lastAct)
                .ladd()
                .lload(Locals.LIMIT)
                .lcmp()
                .iflt(enough);
        leave(TranslatedCode.INTERPRET, address(leader), 0, 0, loaded);
        code.labelBinding(enough);
    }

    /// Leaves if one of these groups is not there.
    private void checkPresence(long groups, int place, int cycles, int retired, int loaded) {
        if (groups == 0) return;
        var present = code.newLabel();
        code.lload(Locals.ABSENT).loadConstant(groups).land().lconst_0().lcmp().ifeq(present);
        leave(TranslatedCode.ABSENT, address(place), cycles, retired, loaded);
        code.labelBinding(present);
    }

    private void leave(int what, long pc, int cycles, int retired, int loaded) {
        leave(exits.add(new Exits.Exit(what, pc, cycles, retired, loaded)));
    }

    private void leave(int exit) {
        code.loadConstant(exit).istore(Locals.EXIT).goto_(end);
    }

    /// The fetch buffer holds the instruction's group now. Where control came from may be the same
    /// group, and the next one was fetched too.
    private void noteFetched(int place, long d, boolean newGroup, boolean isLeader) {
        int group = place & -GROUP;
        if (straddles(place, d)) {
            code.loadConstant(group | 1).istore(Locals.FETCHED);
        } else if (newGroup && isLeader && region.isStraddled(group)) {
            var same = code.newLabel();
            code.iload(Locals.FETCHED).loadConstant(group | 1).if_icmpeq(same);
            code.loadConstant(group).istore(Locals.FETCHED);
            code.labelBinding(same);
        } else if (newGroup) {
            code.loadConstant(group).istore(Locals.FETCHED);
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
        if (behindLoads.contains(to)) code.loadConstant(loaded).istore(Locals.LOADED);
        code.goto_(label(to));
    }

    private void pass(int cycles, int retired) {
        if (retired == 0) return;
        code.lload(Locals.NOW).loadConstant((long) cycles).ladd().lstore(Locals.NOW);
        if (retired == cycles) return;
        code.lload(Locals.LEAD).loadConstant((long) retired - cycles).ladd().lstore(Locals.LEAD);
    }

    // Transfers of control.

    private void transfer(int place, long d, int cycles, int retired) {
        int next = place + Instruction.bytes(d);
        int to = place + (int) Instruction.immediate(d);
        int taken = cycles + 1 + timing.latencies().branchTaken();
        switch (Instruction.opcode(d)) {
            case Opcode.JAL -> {
                link(d, next);
                edge(to, taken, retired, RegisterUse.NONE);
            }
            case Opcode.JALR -> {
                locals.get(Instruction.rs1(d));
                code.loadConstant(Instruction.immediate(d))
                        .ladd()
                        .loadConstant(-2L)
                        .land()
                        .lstore(Locals.TARGET);
                link(d, next);
                pass(taken, retired);
                findTarget();
            }
            default -> {
                var isTaken = code.newLabel();
                branch(d, isTaken);
                branches.add(new Branch(isTaken, to, taken, retired));
            }
        }
    }

    private void link(long d, int next) {
        code.loadConstant(address(next));
        locals.set(Instruction.rd(d));
    }

    private void branch(long d, Label isTaken) {
        locals.get(Instruction.rs1(d));
        locals.get(Instruction.rs2(d));
        switch (Instruction.opcode(d)) {
            case Opcode.BEQ -> code.lcmp().ifeq(isTaken);
            case Opcode.BNE -> code.lcmp().ifne(isTaken);
            case Opcode.BLT -> code.lcmp().iflt(isTaken);
            case Opcode.BGE -> code.lcmp().ifge(isTaken);
            case Opcode.BLTU -> IntegerEmitter.compareUnsigned(code).iflt(isTaken);
            default -> IntegerEmitter.compareUnsigned(code).ifge(isTaken);
        }
    }

    /// Goes to where a jump leads, if that is an entry of this region.
    private void findTarget() {
        var outside = code.newLabel();
        code.lload(Locals.TARGET)
                .loadConstant((long) -GuestRegion.PAGE)
                .land()
                .loadConstant(region.page())
                .lcmp()
                .ifne(outside);
        code.iconst_0().istore(Locals.LOADED);
        code.lload(Locals.TARGET).l2i().loadConstant(IN_PAGE).iand();
        List<SwitchCase> cases = new ArrayList<>();
        for (int entry : region.entries()) cases.add(SwitchCase.of(entry, label(entry)));
        code.lookupswitch(outside, cases);
        code.labelBinding(outside);
        leave(TranslatedCode.GO_ON, TranslatedCode.COMPUTED, 0, 0, RegisterUse.NONE);
    }
}

package org.fugu.exokernel.run;

import static org.fugu.exokernel.run.Encoding.csr;
import static org.fugu.exokernel.run.Encoding.encode;
import static org.fugu.exokernel.run.Encoding.immediate;
import static org.fugu.exokernel.run.Encoding.register;
import static org.fugu.exokernel.run.Encoding.store;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.fugu.exokernel.abi.GuestCsr;
import org.fugu.exokernel.abi.SystemCall;
import org.fugu.machine.isa.Decoder;
import org.fugu.machine.isa.Format;
import org.fugu.machine.isa.Instruction;
import org.fugu.machine.isa.Operation;
import org.fugu.machine.isa.RegisterUse;

/// Draws a [FlowProgram]: blocks of any instructions, with branches, jumps, calls, returns and tables
/// from any of them to any other, so that loops have several entries and several ends. It ends since
/// each block to which control may come back counts a register down.
final class RandomFlow {
    private static final int LINK = 1;
    private static final int STACK = 2;
    private static final int OTHER_LINK = 5;
    private static final int FUEL = FlowProgram.FUEL;

    /// Of accesses: moves about.
    private static final int BASE = FlowProgram.BASE;

    /// Of accesses: stays where it is.
    private static final int HOME = FlowProgram.HOME;

    /// Into which what others got is mixed, so that a wrong one is not forgotten.
    private static final int MIX = 19;

    private static final int OUTER = 26;
    private static final int INNER = 27;
    private static final int[] GENERAL = {
        3, 4, 6, 7, 10, 11, 12, 13, 14, 15, 16, 17, 20, 21, 22, 23, 24, 25, 28, 29, 30, 31
    };

    private static final int FFLAGS = 1;
    private static final int FRM = 2;
    private static final int FCSR = 3;
    private static final int C_NOP = 1;
    private static final int TABLES = 8;

    private static final Operation[] COMPUTING = operations(operation -> switch (operation.format()) {
        case R, I, U, SHIFT, SHIFT_WORD -> operation != Operation.JALR;
        default -> false;
    });
    private static final Operation[] FLOATING = operations(operation -> switch (operation.format()) {
        case FUSED, FLOAT, FLOAT_UNARY, FLOAT_EXACT, FLOAT_COMPARE -> true;
        case FLOAT_TO_INTEGER, INTEGER_TO_FLOAT, FLOAT_BITS, BITS_TO_FLOAT -> true;
        default -> false;
    });
    private static final Operation[] ROUNDING = operations(operation -> switch (operation.format()) {
        case FUSED, FLOAT, FLOAT_UNARY -> true;
        default -> false;
    });
    private static final Operation[] ACCESSES = operations(operation -> switch (operation.format()) {
        case LOAD, STORE, LOAD_FLOAT, STORE_FLOAT -> true;
        default -> false;
    });
    private static final Operation[] LOADS = operations(operation -> operation.format() == Format.LOAD);
    private static final Operation[] ATOMICS = operations(operation -> switch (operation.format()) {
        case ATOMIC, LOAD_RESERVED -> true;
        default -> false;
    });
    private static final Operation[] BRANCHES = {
        Operation.BEQ, Operation.BNE, Operation.BLT, Operation.BGE, Operation.BLTU, Operation.BGEU
    };

    private final Random random;
    private final FlowProgram.Kind kind;
    private final Piece root = new Piece(true);
    private final List<Piece.Label> heads = new ArrayList<>();
    private final List<Piece.Label> slots = new ArrayList<>();
    private final List<List<Piece.Label>> tables = new ArrayList<>();
    private final List<int[]> rewrites = new ArrayList<>();
    private final Piece.Label out = new Piece.Label();

    /// How many instructions are floating point, in tenths.
    private final int floats;

    /// What the last load was into, which is read more often than others.
    private int recent = 10;

    private RandomFlow(Random random, FlowProgram.Kind kind) {
        this.random = random;
        this.kind = kind;
        floats = random.nextInt(9);
        out.address = FlowProgram.OUT;
    }

    private static Operation[] operations(Predicate<Operation> suits) {
        return Arrays.stream(Operation.values()).filter(suits).toArray(Operation[]::new);
    }

    static FlowProgram program(Random random, FlowProgram.Kind kind) {
        return new RandomFlow(random, kind).build();
    }

    private FlowProgram build() {
        int blocks = 3 + random.nextInt(22);
        for (int i = 0; i < blocks; i++) heads.add(new Piece.Label());
        int start = FlowProgram.CODE + 2 * random.nextInt(2048);
        for (int i = 0; i < TABLES; i++) {
            var table = new ArrayList<Piece.Label>();
            for (int j = 0; j < FlowProgram.TABLE_ENTRIES; j++) table.add(anyHead());
            tables.add(table);
        }
        for (int i = 0; i < blocks; i++) root.add(block(i));
        root.add(new Piece.Jump(0, heads.getFirst()));
        var registers = new long[64];
        for (int i = 0; i < 64; i++) registers[i] = value();
        registers[FUEL] = 100 + random.nextInt(random.nextInt(4) == 0 ? 1_500 : 300);
        registers[BASE] = FlowProgram.MIDDLE;
        registers[HOME] = FlowProgram.MIDDLE;
        var data = ByteBuffer.allocate(FlowProgram.DATA_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        while (data.hasRemaining()) data.putLong(value());
        return new FlowProgram(
                kind, root, start, registers, data.array(), tables, rewrites, List.of(anyHead(), anyHead()));
    }

    private Piece.Label anyHead() {
        return heads.get(random.nextInt(heads.size()));
    }

    // Blocks.

    private Piece block(int index) {
        // Without the others control still comes to one that counts down.
        var block = new Piece(index == 0);
        block.add(new Piece.Mark(heads.get(index)));
        if (random.nextBoolean()) block.half(FUEL << 7 | 0x1000 | 31 << 2 | C_NOP);
        else block.word(immediate(Operation.ADDI, FUEL, FUEL, -1));
        block.add(
                random.nextBoolean()
                        ? new Piece.Branch(Operation.BEQ, FUEL, 0, out)
                        : new Piece.Branch(Operation.BGE, 0, FUEL, out));
        int size = random.nextInt(12);
        if (kind.rewrites() && random.nextInt(3) == 0) block.add(slot());
        for (int i = 0; i < size; i++) block.add(piece(2));
        block.add(end(index));
        return block;
    }

    private Piece end(int index) {
        var end = new Piece(false);
        switch (random.nextInt(kind.faults() ? 10 : 9)) {
            case 0 -> {
                if (random.nextBoolean()) end.add(load());
            }
            case 1, 2, 3, 4 -> end.add(branch(anyHead()));
            case 5 -> jumpAway(end, 0, index);
            case 6 -> end.add(new Piece.Jump(random.nextInt(4) == 0 ? OTHER_LINK : LINK, anyHead()));
            case 7 -> {
                int link = random.nextInt(4) == 0 ? OTHER_LINK : LINK;
                if (random.nextBoolean()) end.half(link << 7 | 0x8002);
                else end.word(immediate(Operation.JALR, 0, link, 0));
                filler(end);
            }
            case 8 -> byTable(end);
            default -> astray(end);
        }
        return end;
    }

    private void jumpAway(Piece end, int link, int index) {
        var to = random.nextInt(3) == 0 && index + 1 < heads.size() ? heads.get(index + 1) : anyHead();
        end.add(new Piece.Jump(link, to));
        filler(end);
    }

    /// What follows is likely to be in another line, or another page.
    private void filler(Piece end) {
        int halves = random.nextInt(4) == 0 ? random.nextInt(1_000) : random.nextInt(3) == 0 ? random.nextInt(12) : 0;
        for (int i = 0; i < halves; i++) end.half(C_NOP);
    }

    private Piece.Branch branch(Piece.Label to) {
        var operation = BRANCHES[random.nextInt(BRANCHES.length)];
        int one = source();
        int other = random.nextInt(3) == 0 ? 0 : source();
        if (random.nextInt(8) == 0) return new Piece.Branch(operation, other, one, to);
        return new Piece.Branch(operation, one, other, to);
    }

    private void byTable(Piece end) {
        int index = general();
        int address = other(index);
        int table = random.nextInt(TABLES);
        end.word(immediate(Operation.ANDI, index, source(), 8 * (FlowProgram.TABLE_ENTRIES - 1)));
        end.word(immediate(Operation.LUI, address, 0, FlowProgram.WORDS));
        end.word(register(Operation.ADD, index, index, address));
        end.word(immediate(Operation.LD, index, index, FlowProgram.tablePlace(table)));
        switch (random.nextInt(4)) {
            case 0 -> end.half(index << 7 | 0x8002);
            case 1 -> end.half(index << 7 | 0x9002);
            // The lowest bit is dropped.
            case 2 -> end.word(immediate(Operation.JALR, LINK, index, random.nextInt(2)));
            default -> end.word(immediate(Operation.JALR, random.nextInt(3) == 0 ? index : 0, index, 0));
        }
    }

    /// A call of where nothing is; the handler returns.
    private void astray(Piece end) {
        int address = general();
        end.word(immediate(Operation.LUI, address, 0, FlowProgram.NOTHING));
        end.word(immediate(Operation.JALR, LINK, address, random.nextInt(64)));
    }

    // Pieces.

    /// @param depth how many loops may be around each other
    private Piece piece(int depth) {
        if (kind.rewrites() && random.nextInt(8) == 0) return random.nextBoolean() ? slot() : rewrite(new Piece(false));
        int draw = random.nextInt(100);
        var piece = new Piece(false);
        if (draw < 8 && depth > 0) return loop(depth);
        if (draw < 16) return skip(depth);
        if (draw < 30) return access(piece);
        if (draw < 33) return moveBase(piece);
        if (draw < 36) return atomic(piece);
        if (draw < 38) return floatingState(piece);
        if (draw < 40) return hint(piece);
        if (draw < 42 && kind.faults()) return fault(piece);
        if (draw < 45 && !kind.everywhere()) return own(piece);
        if (draw < 70) return piece.half(shortForm());
        return computing(piece);
    }

    private Piece mix(Piece piece, int register) {
        if (random.nextInt(3) > 0) return piece;
        return piece.word(register(random.nextBoolean() ? Operation.ADD : Operation.XOR, MIX, MIX, register));
    }

    private Piece mixFloat(Piece piece, int register) {
        if (random.nextInt(3) > 0) return piece;
        int bits = general();
        piece.word(register(Operation.FMV_X_D, bits, register, 0));
        return piece.word(register(random.nextBoolean() ? Operation.ADD : Operation.SUB, MIX, MIX, bits));
    }

    private Piece computing(Piece piece) {
        int word = compute();
        long d = Decoder.decode(word);
        boolean toFloat = RegisterUse.written(d) >= RegisterUse.FLOAT;
        // What was computed of what was computed comes to be infinite or no number.
        if (toFloat && random.nextInt(3) == 0) {
            boolean isDouble = Instruction.rs1(d) < 16;
            var convert = isDouble ? Operation.FCVT_D_L : Operation.FCVT_S_L;
            piece.word(encode(convert, Instruction.rs1(d), source(), 0, 0, Instruction.DYNAMIC, 0));
        }
        piece.word(word);
        return toFloat ? mixFloat(piece, Instruction.rd(d)) : mix(piece, Instruction.rd(d));
    }

    private Piece loop(int depth) {
        var loop = new Piece(false);
        int count = depth == 1 ? INNER : OUTER;
        int rounds = random.nextInt(8) == 0 ? 20 + random.nextInt(60) : 1 + random.nextInt(12);
        loop.word(immediate(Operation.ADDI, count, 0, rounds));
        var top = new Piece.Label();
        if (random.nextInt(3) == 0) loop.add(load());
        loop.add(new Piece.Mark(top));
        int size = random.nextInt(5);
        for (int i = 0; i < size; i++) loop.add(piece(depth - 1));
        if (kind.rewrites() && random.nextInt(4) == 0) loop.add(slot());
        if (random.nextBoolean()) loop.half(count << 7 | 0x1000 | 31 << 2 | C_NOP);
        else loop.word(immediate(Operation.ADDI, count, count, -1));
        loop.add(
                random.nextBoolean()
                        ? new Piece.Branch(Operation.BNE, count, 0, top)
                        : new Piece.Branch(Operation.BLT, 0, count, top));
        return loop;
    }

    /// A branch or jump over a few.
    private Piece skip(int depth) {
        var skip = new Piece(false);
        var behind = new Piece.Label();
        if (random.nextInt(6) == 0) skip.add(new Piece.Jump(0, behind));
        else skip.add(branch(behind));
        for (int i = random.nextInt(4); i > 0; i--) skip.add(piece(Math.min(depth, 1)));
        if (random.nextInt(3) == 0) skip.add(load());
        return skip.add(new Piece.Mark(behind));
    }

    /// One that hits, mostly; what comes next may be reached in other ways too.
    private Piece load() {
        var operation = LOADS[random.nextInt(LOADS.length)];
        recent = general();
        return mix(new Piece(false).word(immediate(operation, recent, HOME, 8 * (random.nextInt(12) - 6))), recent);
    }

    private int compute() {
        return computing(random.nextInt(10) < floats);
    }

    private int computing(boolean isFloat) {
        var from = !isFloat ? COMPUTING : random.nextBoolean() ? ROUNDING : FLOATING;
        var operation = from[random.nextInt(from.length)];
        boolean toFloat = isFloat
                && switch (operation.format()) {
                    case FLOAT_COMPARE, FLOAT_TO_INTEGER, FLOAT_BITS -> false;
                    default -> true;
                };
        boolean ofFloats = isFloat
                && switch (operation.format()) {
                    case INTEGER_TO_FLOAT, BITS_TO_FLOAT -> false;
                    default -> true;
                };
        int mode = random.nextBoolean() ? random.nextInt(5) : Instruction.DYNAMIC;
        if (kind.faults() && random.nextInt(200) == 0) mode = 5 + random.nextInt(2);
        var parts = operation.name().split("_");
        boolean converts = parts[0].equals("FCVT") || parts[0].equals("FMV");
        boolean fromDouble = isFloat && parts[converts ? 2 : 1].equals("D");
        int rd = toFloat ? floating(parts[1].equals("D")) : random.nextInt(12) == 0 ? 0 : general();
        int rs1 = ofFloats ? floating(fromDouble) : source();
        int rs2 = ofFloats ? floating(fromDouble) : source();
        int rs3 = floating(fromDouble);
        // A hint with this encoding is a prefetch, which is drawn elsewhere.
        if (operation == Operation.ORI && rd == 0) rd = 10;
        return encode(operation, rd, rs1, rs2, rs3, mode, random.nextInt() >> random.nextInt(32));
    }

    private Piece access(Piece piece) {
        var operation = ACCESSES[random.nextInt(ACCESSES.length)];
        int offset = random.nextInt(4) > 0 ? random.nextInt(96) - 48 : random.nextInt(4096) - 2048;
        if (random.nextInt(6) > 0) offset &= -8;
        int base = random.nextInt(3) == 0 ? HOME : BASE;
        return switch (operation.format()) {
            case LOAD -> {
                recent = general();
                piece.word(immediate(operation, random.nextInt(12) == 0 ? 0 : recent, base, offset));
                yield mix(piece, recent);
            }
            case LOAD_FLOAT -> {
                int loaded = floating(operation == Operation.FLD);
                yield mixFloat(piece.word(immediate(operation, loaded, base, offset)), loaded);
            }
            case STORE -> piece.word(store(operation, source(), base, offset));
            default -> piece.word(store(operation, floating(operation == Operation.FSD), base, offset));
        };
    }

    /// Follows what is in a register, aligned mostly.
    private Piece moveBase(Piece piece) {
        if (kind.together() && random.nextBoolean()) {
            piece.word(immediate(Operation.LUI, BASE, 0, FlowProgram.SHARED + 0x1000));
            return piece.word(immediate(Operation.ADDI, BASE, BASE, -0x800 + 8 * random.nextInt(4)));
        }
        if (random.nextInt(3) == 0) return piece.word(immediate(Operation.ADDI, BASE, HOME, 0));
        if (random.nextInt(3) == 0) {
            piece.word(immediate(Operation.ANDI, BASE, source(), 0x7f8));
        } else {
            piece.word(immediate(Operation.SRLI, BASE, source(), 64 - 13));
            if (random.nextInt(4) > 0) piece.half(BASE - 8 << 7 | 0x9861 | 6 << 2); // c.andi s1, -8
        }
        if (random.nextBoolean()) return piece.word(register(Operation.ADD, BASE, BASE, HOME));
        return piece.half(BASE << 7 | HOME << 2 | 0x9002); // c.add
    }

    private Piece atomic(Piece piece) {
        int address = general();
        boolean isShared = kind.together() && random.nextBoolean();
        int place = 8 * (random.nextInt(64) - 32);
        if (isShared) {
            piece.word(immediate(Operation.LUI, address, 0, FlowProgram.SHARED));
            piece.word(immediate(Operation.ADDI, address, address, place & 0xf8));
        } else {
            piece.word(immediate(Operation.ADDI, address, HOME, place));
        }
        var operation = ATOMICS[random.nextInt(ATOMICS.length)];
        // Misaligned ones raise an exception; of LR and SC not always under QEMU.
        boolean mayMiss = kind.faults() && (!kind.everywhere() || !isReserving(operation));
        if (mayMiss && random.nextInt(20) == 0) piece.word(immediate(Operation.ADDI, address, address, 2));
        int value = random.nextInt(8) == 0 ? 0 : other(address);
        piece.word(register(operation, value, address, random.nextInt(8) == 0 ? address : source()));
        if (operation == Operation.LR_W || operation == Operation.LR_D) {
            if (random.nextBoolean()) piece.word(register(Operation.ADD, other(address), value, value));
            var end = operation == Operation.LR_W ? Operation.SC_W : Operation.SC_D;
            piece.word(register(end, other(address), address, source()));
        }
        recent = value;
        return mix(piece, value);
    }

    private static boolean isReserving(Operation operation) {
        return switch (operation) {
            case LR_W, LR_D, SC_W, SC_D -> true;
            default -> false;
        };
    }

    private int other(int register) {
        while (true) {
            int drawn = general();
            if (drawn != register) return drawn;
        }
    }

    private Piece floatingState(Piece piece) {
        int mode = kind.faults() && random.nextInt(8) == 0 ? random.nextInt(8) : random.nextInt(5);
        return switch (random.nextInt(7)) {
            case 0 -> piece.word(csr(Operation.CSRRWI, general(), FRM, mode));
            case 1 -> piece.word(csr(Operation.CSRRWI, general(), FFLAGS, random.nextInt(32)));
            case 2 -> piece.word(csr(Operation.CSRRS, general(), FCSR, 0));
            case 3 -> piece.word(csr(Operation.CSRRC, general(), FFLAGS, source()));
            case 4 -> piece.word(csr(Operation.CSRRSI, 0, FFLAGS, random.nextInt(32)));
            case 5 -> {
                int value = general();
                piece.word(immediate(Operation.ADDI, value, 0, mode << 5 | random.nextInt(32)));
                yield piece.word(csr(Operation.CSRRW, general(), FCSR, value));
            }
            default -> piece.word(csr(Operation.CSRRS, general(), FFLAGS, 0));
        };
    }

    private Piece hint(Piece piece) {
        return switch (random.nextInt(4)) {
            case 0 -> piece.word(Operation.FENCE.match());
            case 1 -> piece.word(0x0100_000f); // pause
            case 2 ->
                piece.word(encode(Operation.ORI, 0, HOME, 0, 0, 0, random.nextInt(4) + 32 * (random.nextInt(64) - 32)));
            default -> piece.word(Operation.FENCE_I.match());
        };
    }

    // Code that changes.

    private Piece slot() {
        var slot = new Piece(true);
        var label = new Piece.Label();
        slots.add(label);
        slot.add(new Piece.Mark(label));
        int content = slotContent();
        if (Decoder.isShort(content)) return slot.half(content).half(content >>> 16);
        return slot.word(content);
    }

    /// A long instruction or two short ones.
    private int slotContent() {
        if (random.nextInt(3) == 0) return shortForm() & 0xffff | shortForm() << 16;
        return computing(false);
    }

    /// Writes an instruction into a slot; which one depends on a register.
    private Piece rewrite(Piece piece) {
        if (slots.isEmpty()) return piece.half(C_NOP);
        var slot = slots.get(random.nextInt(slots.size()));
        if (rewrites.size() < FlowProgram.REWRITES) {
            var contents = new int[16];
            for (int i = 0; i < contents.length; i++) contents[i] = slotContent();
            rewrites.add(contents);
        }
        int table = random.nextInt(rewrites.size());
        int index = general();
        var same = new Piece.Label();
        // Now and then, so that what was written is executed more than once.
        piece.word(immediate(Operation.ANDI, index, FUEL, random.nextInt(3) == 0 ? 0 : random.nextInt(32)));
        piece.add(new Piece.Branch(Operation.BNE, index, 0, same));
        int address = other(index);
        piece.word(immediate(Operation.ANDI, index, random.nextBoolean() ? FUEL : source(), 4 * 15));
        piece.word(immediate(Operation.LUI, address, 0, FlowProgram.WORDS));
        piece.word(register(Operation.ADD, index, index, address));
        piece.word(immediate(Operation.LW, index, index, FlowProgram.rewritePlace(table)));
        piece.add(new Piece.Address(address, slot));
        piece.word(store(Operation.SW, index, address, 0));
        // Without it the old instruction may still be executed here; under QEMU it is not.
        if (kind.everywhere() || random.nextInt(3) > 0) piece.word(Operation.FENCE_I.match());
        return piece.add(new Piece.Mark(same));
    }

    // Faults.

    private Piece fault(Piece piece) {
        switch (random.nextInt(8)) {
            case 0 -> piece.half(0);
            case 1 -> piece.word(0xffff_ffff);
            case 2 -> piece.word(Operation.EBREAK.match());
            case 3 -> piece.half(0x9002);
            case 4 -> piece.word(csr(Operation.CSRRS, general(), 0x5c0, 0));
            default -> {
                int base = random.nextInt(3) == 0 ? BASE : general();
                // Nowhere; where nothing may be stored; across the end of what there is.
                int page =
                        new int[] {FlowProgram.NOTHING, FlowProgram.CONSTANT, FlowProgram.DATA_END}[random.nextInt(3)];
                piece.word(immediate(Operation.LUI, base, 0, page));
                int offset = page == FlowProgram.CONSTANT ? 8 * random.nextInt(256) : random.nextInt(12) - 8;
                for (int i = random.nextInt(2); i >= 0; i--) {
                    var operation = ACCESSES[random.nextInt(ACCESSES.length)];
                    int loaded = random.nextInt(3) == 0 ? base : general();
                    if (base == BASE) loaded = general();
                    piece.word(
                            switch (operation.format()) {
                                case LOAD, LOAD_FLOAT -> immediate(operation, loaded, base, offset);
                                default -> store(operation, source(), base, offset);
                            });
                }
                if (base == BASE) piece.word(immediate(Operation.ADDI, BASE, HOME, 0));
            }
        }
        return piece;
    }

    // What only this machine has.

    private Piece own(Piece piece) {
        switch (random.nextInt(kind.together() ? 8 : 4)) {
            case 0 -> piece.word(csr(Operation.CSRRS, general(), GuestCsr.INSTRET.number(), 0));
            case 1 -> piece.word(csr(Operation.CSRRS, general(), GuestCsr.CYCLE.number(), 0));
            case 2 -> {
                piece.word(immediate(Operation.LUI, 17, 0, SystemCall.NULL.number()));
                piece.word(Operation.ECALL.match());
            }
            case 3 -> {
                // A translation goes, and the kernel makes it anew.
                int page = random.nextInt(6) == 0 ? FlowProgram.CODE : FlowProgram.WORDS + 4096 * random.nextInt(5);
                piece.word(immediate(Operation.LUI, 10, 0, page));
                piece.word(immediate(Operation.ADDI, 11, 0, random.nextInt(3)));
                piece.word(immediate(Operation.LUI, 17, 0, 4096));
                piece.word(immediate(Operation.ADDI, 17, 17, SystemCall.TLB_DROP.number() - 4096));
                piece.word(Operation.ECALL.match());
            }
            case 4, 5 -> send(piece);
            default -> {
                int address = general();
                piece.word(immediate(Operation.LUI, address, 0, FlowProgram.SHARED));
                for (int i = random.nextInt(3); i >= 0; i--) {
                    int place = 8 * random.nextInt(64);
                    if (random.nextInt(3) == 0) piece.word(store(Operation.SD, source(), address, place));
                    else piece.word(immediate(Operation.LD, recent = other(address), address, place));
                }
            }
        }
        return piece;
    }

    /// Sends the next rank a message, if there is a unit for that.
    private void send(Piece piece) {
        int rank = general();
        int ranks = other(rank);
        var last = new Piece.Label();
        var without = new Piece.Label();
        piece.word(csr(Operation.CSRRS, rank, GuestCsr.USTAT.number(), 0));
        piece.word(immediate(Operation.ANDI, rank, rank, 4));
        piece.add(new Piece.Branch(Operation.BNE, rank, 0, without));
        piece.word(csr(Operation.CSRRS, rank, GuestCsr.URANK.number(), 0));
        piece.word(immediate(Operation.SRLI, ranks, rank, 32)).word(immediate(Operation.ADDIW, rank, rank, 1));
        piece.add(new Piece.Branch(Operation.BLT, rank, ranks, last));
        piece.word(immediate(Operation.ADDI, rank, 0, 0)).add(new Piece.Mark(last));
        piece.word(csr(Operation.CSRRW, 0, GuestCsr.UO0.number(), rank));
        piece.word(csr(Operation.CSRRW, 0, GuestCsr.UO2.number(), source()));
        piece.word(csr(Operation.CSRRWI, 0, GuestCsr.ULAUNCH.number(), 2)).add(new Piece.Mark(without));
    }

    // Operands.

    private int general() {
        return GENERAL[random.nextInt(GENERAL.length)];
    }

    private int source() {
        if (random.nextInt(4) == 0) return recent;
        if (random.nextInt(3) > 0) return general();
        while (true) {
            int drawn = random.nextInt(32);
            if (drawn != STACK) return drawn;
        }
    }

    /// Doubles are in other registers than singles, mostly: what is of the other kind is no number.
    private int floating(boolean isDouble) {
        if (random.nextInt(12) == 0) return random.nextInt(32);
        return random.nextInt(16) + (isDouble ? 0 : 16);
    }

    /// Any two-byte form that computes, or accesses memory by the base.
    private int shortForm() {
        while (true) {
            int half = random.nextInt(1 << 16);
            if (!Decoder.isShort(half)) continue;
            long d = Decoder.decodeShort(half);
            var operation = Instruction.operation(d);
            boolean suits = switch (operation.format()) {
                case R, I, U, SHIFT, SHIFT_WORD ->
                    operation != Operation.JALR && isFree(Instruction.rd(d)) && readsNoStack(d);
                case LOAD -> Instruction.rs1(d) == BASE && isFree(Instruction.rd(d));
                case LOAD_FLOAT, STORE, STORE_FLOAT -> Instruction.rs1(d) == BASE && Instruction.rs2(d) != STACK;
                default -> false;
            };
            if (suits) return half;
        }
    }

    private static boolean readsNoStack(long d) {
        return Instruction.rs1(d) != STACK && Instruction.rs2(d) != STACK;
    }

    private static boolean isFree(int register) {
        return register == 0 || Arrays.stream(GENERAL).anyMatch(general -> general == register);
    }

    private long value() {
        return switch (random.nextInt(10)) {
            case 0 -> random.nextInt(16) - 8;
            case 1 -> random.nextInt(4096);
            case 2 -> random.nextInt();
            case 3 -> 1L << random.nextInt(64);
            case 4 -> (1L << random.nextInt(64)) - 1;
            case 5 -> Double.doubleToRawLongBits(random.nextInt(2_000) / 8.0 - 100);
            case 6 -> Double.doubleToRawLongBits(random.nextGaussian());
            case 7 -> Float.floatToRawIntBits((float) random.nextGaussian()) | 0xffff_ffff_0000_0000L;
            case 8 -> random.nextInt(4) * (1L << 52) + (random.nextLong() >>> 20) | (long) random.nextInt() << 63;
            default -> random.nextLong();
        };
    }
}

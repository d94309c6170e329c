package org.fugu.exokernel.run;

import static org.fugu.exokernel.run.Encoding.csr;
import static org.fugu.exokernel.run.Encoding.immediate;
import static org.fugu.exokernel.run.Encoding.register;
import static org.fugu.exokernel.run.Encoding.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.fugu.exokernel.abi.AddressSpace;
import org.fugu.exokernel.abi.BootField;
import org.fugu.exokernel.abi.GuestCsr;
import org.fugu.exokernel.abi.SystemCall;
import org.fugu.exokernel.loader.ElfFile;
import org.fugu.machine.isa.Operation;

/// A program that was drawn at random, as pieces, and around them what is the same in all: registers
/// are loaded, and at the end printed with the memory. An exception handler goes on behind the
/// instruction that raised it. The same code at the same addresses is a program of this kernel, and one
/// of Linux.
final class FlowProgram {
    static final int TEXT = 0x1_0000;
    static final int OUT = 0x1_0800;
    static final int CODE = 0x2_0000;

    /// Registers as they begin, tables, and registers as they end.
    static final int WORDS = 0x3_0000;

    static final int ENDED = WORDS + 0x400;
    static final int DATA = 0x3_1000;
    static final int DATA_BYTES = 0x4000;
    static final int DATA_END = DATA + DATA_BYTES;
    static final int MIDDLE = 0x3_2000;

    /// What the handler notes.
    private static final int LOG = 0x3_8000;

    private static final int COUNTED = 64;

    /// Not to be written.
    static final int CONSTANT = 0x3_a000;

    static final int NOTHING = 0x3_c000;
    static final int SHARED = 0x4_0000;

    static final int FUEL = 8;
    static final int BASE = 9;
    static final int HOME = 18;
    static final int TABLE_ENTRIES = 8;
    static final int REWRITES = 7;

    private static final int WRITTEN = 4096;

    private static final int A0 = 10;
    private static final int A1 = 11;
    private static final int A2 = 12;
    private static final int A3 = 13;
    private static final int A7 = 17;

    /// @param everywhere whether it also runs under QEMU
    /// @param faults whether it raises exceptions, and has a handler
    /// @param rewrites whether it changes its code
    /// @param contexts whether it goes on in two hardware contexts, if there are, which share its memory
    record Kind(boolean everywhere, boolean faults, boolean rewrites, boolean contexts) {
        /// Whether it may share memory and send messages: exceptions go to the kernel, as do misses of pages
        /// that only the kernel knows.
        boolean together() {
            return !everywhere && !faults;
        }
    }

    private final Kind kind;
    private final Piece root;
    private final int start;
    private final long[] registers;
    private final byte[] data;
    private final List<List<Piece.Label>> tables;
    private final List<int[]> rewrites;
    private final List<Piece.Label> returns;

    FlowProgram(
            Kind kind,
            Piece root,
            int start,
            long[] registers,
            byte[] data,
            List<List<Piece.Label>> tables,
            List<int[]> rewrites,
            List<Piece.Label> returns) {
        this.kind = kind;
        this.root = root;
        this.start = start;
        this.registers = registers;
        this.data = data;
        this.tables = tables;
        this.rewrites = rewrites;
        this.returns = returns;
    }

    static int tablePlace(int table) {
        return 0x200 + 8 * TABLE_ENTRIES * table;
    }

    static int rewritePlace(int table) {
        return 0x640 + 64 * table;
    }

    Kind kind() {
        return kind;
    }

    /// @param left pieces that are left out
    KeptProgram image(Set<Piece> left) {
        var code = Layout.of(start, root.flat(left));
        var words = ByteBuffer.allocate(0x1000).order(ByteOrder.LITTLE_ENDIAN);
        for (long each : registers) words.putLong(each);
        words.putLong(8 * 1, returns.get(0).address).putLong(8 * 5, returns.get(1).address);
        for (int i = 0; i < tables.size(); i++) {
            for (int j = 0; j < TABLE_ENTRIES; j++) {
                words.putLong(tablePlace(i) + 8 * j, tables.get(i).get(j).address);
            }
        }
        for (int i = 0; i < rewrites.size(); i++) {
            for (int j = 0; j < 16; j++) words.putInt(rewritePlace(i) + 4 * j, rewrites.get(i)[j]);
        }
        return new KeptProgram(kind, start, code, words.array(), data);
    }

    KeptProgram image() {
        return image(Set.of());
    }

    /// Whether a program still differs.
    interface Differs {
        boolean test(KeptProgram program) throws IOException, InterruptedException;
    }

    /// Drops what can be dropped while the program still differs.
    ///
    /// @param tries how often that may be asked
    /// @return the pieces to leave out
    Set<Piece> shrunk(Differs differs, int tries) throws IOException, InterruptedException {
        Set<Piece> left = Set.of();
        var spare = root.spare();
        int tried = 0;
        for (int size = Math.max(1, spare.size() / 2); size >= 1; size /= 2) {
            for (int from = 0; from < spare.size() && tried < tries; from += size) {
                var more = new HashSet<>(left);
                if (!more.addAll(spare.subList(from, Math.min(from + size, spare.size())))) continue;
                tried++;
                if (differs.test(image(more))) left = more;
            }
        }
        return left;
    }

    // What is the same in all programs.

    static byte[] elf(KeptProgram program, boolean linux) {
        int writable = ElfFile.READ | ElfFile.WRITE | AddressSpace.SEGMENT_FLAG_GUARANTEED;
        int code = ElfFile.READ | ElfFile.EXECUTE;
        if (program.kind().rewrites()) code |= writable;
        var constant = new byte[4096];
        Arrays.fill(constant, (byte) 0x5a);
        var elf = new ElfFile()
                .entry(TEXT)
                .load(ElfFile.READ | ElfFile.EXECUTE, TEXT, text(program, linux))
                .load(code, program.start(), program.code())
                .load(writable, WORDS, concatenated(program.words(), program.data()))
                .load(writable, LOG, new byte[8], 4096)
                .load(ElfFile.READ, CONSTANT, constant);
        if (program.kind().together()) {
            int shared = ElfFile.READ | ElfFile.WRITE | AddressSpace.SEGMENT_FLAG_SHARED;
            elf.load(shared, SHARED, new byte[8], 2 * 4096);
        }
        return elf.bytes();
    }

    private static byte[] concatenated(byte[] one, byte[] other) {
        return ByteBuffer.allocate(one.length + other.length)
                .put(one)
                .put(other)
                .array();
    }

    private static byte[] text(KeptProgram program, boolean linux) {
        var all = new Piece(true);
        var handler = new Piece.Label();
        if (program.kind().faults()) {
            if (linux) for (int signal : new int[] {4, 5, 7, 11}) handle(all, signal, handler);
            else all.add(new Piece.Address(A0, handler)).add(call(SystemCall.EXCEPTION_ENTRY.number()));
        }
        if (program.kind().together()) {
            all.add(new Piece.Address(A0, handler));
            all.word(csr(Operation.CSRRW, 0, GuestCsr.UIVEC.number(), A0));
        }
        var begin = new Piece.Label();
        if (program.kind().contexts()) startContext(all, begin);
        all.add(new Piece.Mark(begin));
        begin(all, program.start());
        all.add(new Piece.Mark(handler));
        if (program.kind().together()) messageHandler(all);
        else if (linux) linuxHandler(all);
        else handler(all);
        var text = ByteBuffer.allocate(0x1000);
        text.put(Layout.of(TEXT, all.flat(Set.of())));
        if (text.position() > OUT - TEXT) throw new IllegalStateException("no room before the end");
        var end = new Piece(true);
        end(end);
        text.put(OUT - TEXT, Layout.of(OUT, end.flat(Set.of())));
        return text.array();
    }

    private static Piece constant(int register, int value) {
        var piece = new Piece(true).word(immediate(Operation.LUI, register, 0, value + 0x800));
        return piece.word(immediate(Operation.ADDI, register, register, value << 20 >> 20));
    }

    private static Piece call(int number) {
        return new Piece(true).add(constant(A7, number)).word(Operation.ECALL.match());
    }

    /// `rt_sigaction`, with flags that let the handler be interrupted and be given the context.
    private static void handle(Piece all, int signal, Piece.Label handler) {
        all.add(constant(A1, LOG));
        all.add(new Piece.Address(A0, handler)).word(store(Operation.SD, A0, A1, 0));
        all.add(constant(A0, 0x4000_0004)).word(store(Operation.SD, A0, A1, 8));
        all.word(store(Operation.SD, 0, A1, 16));
        all.add(constant(A0, signal)).add(constant(A2, 0)).add(constant(A3, 8)).add(call(134));
    }

    /// Lets the second context begin there too.
    private static void startContext(Piece all, Piece.Label begin) {
        // The boot record is a page below 256 GiB.
        all.word(immediate(Operation.ADDI, A0, 0, 1)).word(immediate(Operation.SLLI, A0, A0, 38));
        all.word(immediate(Operation.LUI, A1, 0, 0x1000)).word(register(Operation.SUB, A0, A0, A1));
        all.word(immediate(Operation.LW, A0, A0, BootField.CAP_PROCESSOR.offset()));
        all.add(constant(A1, 1)).add(new Piece.Address(A2, begin)).word(immediate(Operation.ADDI, A3, 2, 0));
        all.add(call(SystemCall.CONTEXT_START.number()));
    }

    private static void begin(Piece all, int start) {
        all.word(immediate(Operation.LUI, 31, 0, WORDS));
        for (int i = 0; i < 32; i++) all.word(immediate(Operation.FLD, i, 31, 256 + 8 * i));
        for (int i = 1; i < 32; i++) if (i != 2) all.word(immediate(Operation.LD, i, 31, 8 * i));
        all.word(csr(Operation.CSRRWI, 0, GuestCsr.FCSR.number(), 0));
        var code = new Piece.Label();
        code.address = start;
        all.add(new Piece.Jump(0, code));
    }

    private static void end(Piece end) {
        end.add(constant(27, ENDED));
        for (int i = 1; i < 32; i++) if (i != 2) end.word(store(Operation.SD, i, 27, 8 * i));
        for (int i = 0; i < 32; i++) end.word(store(Operation.FSD, i, 27, 256 + 8 * i));
        end.word(csr(Operation.CSRRS, 5, GuestCsr.FCSR.number(), 0)).word(store(Operation.SD, 5, 27, 512));
        end.add(constant(27, LOG));
        end.word(immediate(Operation.LD, 5, 27, COUNTED)).word(immediate(Operation.LD, 6, 27, COUNTED + 8));
        end.add(constant(27, ENDED));
        end.word(store(Operation.SD, 5, 27, 520)).word(store(Operation.SD, 6, 27, 528));
        // The kernel takes so much at a time.
        for (int from = ENDED; from < DATA_END; from += WRITTEN) {
            int bytes = Math.min(WRITTEN, DATA_END - from);
            end.add(constant(A0, 1))
                    .add(constant(A1, from))
                    .add(constant(A2, bytes))
                    .add(call(64));
        }
        end.add(constant(A0, 0)).add(call(93));
    }

    /// Where to go on: behind the instruction at `pc`, or where `ra` says if that is none of the program's.
    ///
    /// @param at has the `pc`, and gets the new one
    /// @param scratch is changed
    /// @param returns has what `ra` was
    private static void skip(Piece all, int at, int scratch, int returns) {
        var inside = new Piece.Label();
        var done = new Piece.Label();
        all.word(immediate(Operation.SRLI, scratch, at, 16)).word(immediate(Operation.ADDI, scratch, scratch, -2));
        all.add(new Piece.Branch(Operation.BEQ, scratch, 0, inside));
        all.word(immediate(Operation.ADDI, at, returns, 0)).add(new Piece.Jump(0, done));
        all.add(new Piece.Mark(inside)).word(immediate(Operation.LBU, scratch, at, 0));
        all.word(immediate(Operation.ANDI, scratch, scratch, 3)).word(immediate(Operation.ADDI, scratch, scratch, -3));
        all.word(immediate(Operation.ADDI, at, at, 2));
        all.add(new Piece.Branch(Operation.BNE, scratch, 0, done));
        all.word(immediate(Operation.ADDI, at, at, 2)).add(new Piece.Mark(done));
    }

    /// Counts an exception, and mixes where it led to into a word.
    private static void note(Piece all, int log, int at, int scratch) {
        all.word(immediate(Operation.LD, scratch, log, COUNTED)).word(immediate(Operation.ADDI, scratch, scratch, 1));
        all.word(store(Operation.SD, scratch, log, COUNTED));
        all.word(immediate(Operation.LD, scratch, log, COUNTED + 8))
                .word(register(Operation.ADD, scratch, scratch, at));
        all.word(immediate(Operation.SLLI, at, scratch, 7)).word(register(Operation.XOR, scratch, scratch, at));
        all.word(store(Operation.SD, scratch, log, COUNTED + 8));
    }

    private static void handler(Piece all) {
        int log = 30;
        int at = 31;
        int scratch = 29;
        all.word(csr(Operation.CSRRW, 0, GuestCsr.USCRATCH0.number(), log));
        all.word(csr(Operation.CSRRW, 0, GuestCsr.USCRATCH1.number(), at));
        all.word(immediate(Operation.LUI, log, 0, LOG)).word(store(Operation.SD, scratch, log, 16));
        all.word(csr(Operation.CSRRS, at, GuestCsr.UEPC.number(), 0));
        skip(all, at, scratch, 1);
        all.word(csr(Operation.CSRRW, 0, GuestCsr.UEPC.number(), at));
        note(all, log, at, scratch);
        for (var each : List.of(GuestCsr.UCAUSE, GuestCsr.UTVAL)) {
            all.word(csr(Operation.CSRRS, at, each.number(), 0)).word(immediate(Operation.LD, scratch, log, 24));
            all.word(register(Operation.ADD, at, at, scratch)).word(immediate(Operation.SLLI, scratch, at, 3));
            all.word(register(Operation.XOR, at, at, scratch)).word(store(Operation.SD, at, log, 24));
        }
        all.word(immediate(Operation.LD, scratch, log, 16));
        all.word(csr(Operation.CSRRS, at, GuestCsr.USCRATCH1.number(), 0));
        all.word(csr(Operation.CSRRS, log, GuestCsr.USCRATCH0.number(), 0));
        all.word(csr(Operation.CSRRW, 0, GuestCsr.URET.number(), 0));
    }

    /// Adds a message's operand to a word, and counts it.
    private static void messageHandler(Piece all) {
        int log = 30;
        int operand = 31;
        all.word(csr(Operation.CSRRW, 0, GuestCsr.USCRATCH0.number(), log));
        all.word(csr(Operation.CSRRW, 0, GuestCsr.USCRATCH1.number(), operand));
        all.word(immediate(Operation.LUI, log, 0, LOG));
        all.word(csr(Operation.CSRRS, operand, GuestCsr.UI2.number(), 0));
        all.word(register(Operation.AMOADD_D, 0, log, operand)).word(immediate(Operation.ADDI, log, log, 32));
        all.word(immediate(Operation.ADDI, operand, 0, 1)).word(register(Operation.AMOADD_D, 0, log, operand));
        all.word(csr(Operation.CSRRWI, 0, GuestCsr.UDISPOSE.number(), 0));
        all.word(csr(Operation.CSRRS, operand, GuestCsr.USCRATCH1.number(), 0));
        all.word(csr(Operation.CSRRS, log, GuestCsr.USCRATCH0.number(), 0));
        all.word(csr(Operation.CSRRW, 0, GuestCsr.URET.number(), 0));
    }

    /// Linux gives the registers in a context, from its byte 176 on: `pc`, `ra` and so on.
    private static void linuxHandler(Piece all) {
        all.word(immediate(Operation.LUI, 30, 0, LOG));
        all.word(immediate(Operation.LD, 31, A2, 176)).word(immediate(Operation.LD, 28, A2, 184));
        skip(all, 31, 29, 28);
        all.word(store(Operation.SD, 31, A2, 176));
        note(all, 30, 31, 29);
        all.word(immediate(Operation.JALR, 0, 1, 0));
    }
}

package org.fugu.exokernel.handler;

import java.util.TreeMap;
import org.fugu.machine.isa.Decoder;
import org.fugu.machine.isa.Instruction;
import org.fugu.machine.isa.Opcode;
import org.fugu.machine.message.CsrNumber;
import org.jspecify.annotations.Nullable;

/// Looks at a handler before it is accepted. It executes the handler once with what is known of its
/// registers in place of their values (abstract interpretation with intervals, as in the verifiers of
/// packet filters), in the order of addresses: all jumps lead forward, so that every path to an
/// instruction has been followed when its turn comes. The time is linear in the length of the code.
///
/// An accepted handler, whatever its data and its message hold,
///
/// - executes no more than [Verified.Accepted#instructions], all of them looked at;
/// - loads and stores within its data only;
/// - launches at most [#MOST_LAUNCHES] messages, conditionally and without bulk data;
/// - touches nothing of the message unit but the words of its message and its own output descriptor;
/// - calls nobody, and waits for nobody.
///
/// It may use the integer instructions of RV64IM, in both lengths.
public final class Verifier {
    /// The longest handler, in bytes.
    public static final int MOST_BYTES = 1024;

    /// The most data, in bytes.
    public static final int MOST_DATA = 4096;

    /// Messages that a handler may launch each time.
    public static final int MOST_LAUNCHES = 8;

    private static final int RETURN = 0x0000_8067;
    private static final int SHORT_RETURN = 0x8082;
    private static final int TRAP = 0x0010_0073;
    private static final int SHORT_TRAP = 0x9002;
    private static final int LONG = 4;
    private static final int SHORT = 2;
    private static final int CYCLE = 0xc00;
    private static final int TIME = 0xc01;
    private static final int WORDS = 8;

    private final byte[] code;
    private final int dataBytes;
    private final TreeMap<Integer, Paths> reached = new TreeMap<>();
    private int most;
    private int end;

    private Verifier(byte[] code, int dataBytes) {
        this.code = code.clone();
        this.dataBytes = dataBytes;
    }

    /// Looks at a handler, or at what filters were compiled to.
    ///
    /// @param code a handler's is at most [#MOST_BYTES]
    /// @param dataBytes of its data; a handler's are at most [#MOST_DATA]
    public static Verified verify(byte[] code, int dataBytes) {
        var verifier = new Verifier(code, dataBytes);
        var flaw = verifier.look();
        return flaw == null ? new Verified.Accepted(verifier.code, verifier.most) : new Verified.Rejected(flaw);
    }

    private @Nullable Flaw look() {
        reached.put(0, Paths.beginning(dataBytes));
        while (!reached.isEmpty()) {
            var next = reached.pollFirstEntry();
            int offset = next.getKey();
            if (offset < end) return new Flaw(Flaw.Kind.MIDDLE, offset);
            var kind = look(offset, next.getValue());
            if (kind != null) return new Flaw(kind, offset);
        }
        return null;
    }

    private int half(int offset) {
        return code[offset] & 0xff | (code[offset + 1] & 0xff) << Byte.SIZE;
    }

    private Flaw.@Nullable Kind look(int offset, Paths paths) {
        if (offset + SHORT > code.length) return Flaw.Kind.END;
        boolean isShort = Decoder.isShort(half(offset));
        if (!isShort && offset + LONG > code.length) return Flaw.Kind.END;
        end = offset + (isShort ? SHORT : LONG);
        int word = isShort ? half(offset) : half(offset) | half(offset + SHORT) << Short.SIZE;
        paths.execute();
        most = Math.max(most, paths.instructions());
        if (isShort && (word == SHORT_RETURN || word == SHORT_TRAP)) {
            put(offset, SHORT_TRAP, SHORT);
            return null;
        }
        if (!isShort && (word == RETURN || word == TRAP)) {
            put(offset, TRAP, LONG);
            return null;
        }
        return look(offset, isShort ? Decoder.decodeShort(word) : Decoder.decode(word), paths);
    }

    private void put(int offset, int word, int bytes) {
        for (int i = 0; i < bytes; i++) code[offset + i] = (byte) (word >>> i * Byte.SIZE);
    }

    private Flaw.@Nullable Kind look(int offset, long instruction, Paths paths) {
        var format = Instruction.operation(instruction).format();
        return switch (format) {
            case B -> branch(offset, instruction, paths);
            case J -> Instruction.rd(instruction) == 0 ? jump(offset, instruction, paths) : Flaw.Kind.INSTRUCTION;
            case LOAD, STORE -> next(paths, access(instruction, paths));
            case CSR, CSR_IMMEDIATE -> next(paths, register(instruction, paths));
            case R, I, U, SHIFT, SHIFT_WORD -> next(paths, compute(instruction, paths));
            case NONE,
                    EXACT,
                    FENCE,
                    LOAD_FLOAT,
                    STORE_FLOAT,
                    LOAD_RESERVED,
                    ATOMIC,
                    FUSED,
                    FLOAT,
                    FLOAT_UNARY,
                    FLOAT_EXACT,
                    FLOAT_COMPARE,
                    FLOAT_TO_INTEGER,
                    INTEGER_TO_FLOAT,
                    FLOAT_BITS,
                    BITS_TO_FLOAT -> Flaw.Kind.INSTRUCTION;
        };
    }

    // Where it goes on.

    private Flaw.@Nullable Kind next(Paths paths, Flaw.@Nullable Kind kind) {
        if (kind == null) reach(end, paths);
        return kind;
    }

    private void reach(int offset, Paths paths) {
        reached.merge(offset, paths, (old, more) -> more.or(old));
    }

    private Flaw.@Nullable Kind jump(int offset, long instruction, Paths paths) {
        long target = offset + Instruction.immediate(instruction);
        if (target < 0 || target >= code.length) return Flaw.Kind.TARGET;
        if (target <= offset) return Flaw.Kind.BACKWARD;
        if (target < end) return Flaw.Kind.MIDDLE;
        reach((int) target, paths);
        return null;
    }

    private Flaw.@Nullable Kind branch(int offset, long instruction, Paths paths) {
        var condition = BranchCondition.of(Instruction.opcode(instruction));
        int left = Instruction.rs1(instruction);
        int right = Instruction.rs2(instruction);
        var taken = paths.copy();
        var kind = condition.holds(taken, left, right) ? jump(offset, instruction, taken) : null;
        if (kind == null && condition.not().holds(paths, left, right)) reach(end, paths);
        return kind;
    }

    // What it touches.

    private Flaw.@Nullable Kind access(long instruction, Paths paths) {
        var at = paths.get(Instruction.rs1(instruction));
        int opcode = Instruction.opcode(instruction);
        int bytes = 1
                << switch (opcode) {
                    case Opcode.LB, Opcode.LBU, Opcode.SB -> 0;
                    case Opcode.LH, Opcode.LHU, Opcode.SH -> 1;
                    case Opcode.LW, Opcode.LWU, Opcode.SW -> 2;
                    default -> 3;
                };
        if (!at.reaches(Instruction.immediate(instruction), bytes, dataBytes)) return Flaw.Kind.MEMORY;
        if (opcode <= Opcode.LWU) paths.set(Instruction.rd(instruction), loaded(opcode));
        return null;
    }

    private static Known loaded(int opcode) {
        return switch (opcode) {
            case Opcode.LB -> Known.between(Byte.MIN_VALUE, Byte.MAX_VALUE);
            case Opcode.LBU -> Known.between(0, 0xff);
            case Opcode.LH -> Known.between(Short.MIN_VALUE, Short.MAX_VALUE);
            case Opcode.LHU -> Known.between(0, 0xffff);
            case Opcode.LW -> Known.between(Integer.MIN_VALUE, Integer.MAX_VALUE);
            case Opcode.LWU -> Known.between(0, 0xffff_ffffL);
            default -> Known.ANY;
        };
    }

    private static Flaw.@Nullable Kind register(long instruction, Paths paths) {
        int number = (int) Instruction.immediate(instruction);
        int opcode = Instruction.opcode(instruction);
        int source = Instruction.rs1(instruction);
        boolean writes = opcode == Opcode.CSRRW || opcode == Opcode.CSRRWI || source != 0;
        boolean isOutput = number >= CsrNumber.UO0 && number < CsrNumber.UO0 + WORDS;
        if (number == CsrNumber.ULAUNCHC) {
            var length = opcode >= Opcode.CSRRWI ? Known.constant(source) : paths.get(source);
            boolean isWritten = opcode == Opcode.CSRRW || opcode == Opcode.CSRRWI;
            if (!isWritten || !length.isNatural() || length.high() >= WORDS) return Flaw.Kind.LAUNCH;
            paths.launch();
            if (paths.launches() > MOST_LAUNCHES) return Flaw.Kind.MESSAGES;
            paths.set(Instruction.rd(instruction), Known.between(0, 1));
            return null;
        }
        if (writes ? !isOutput : !isOutput && !mayRead(number)) return Flaw.Kind.REGISTER;
        paths.set(Instruction.rd(instruction), Known.ANY);
        return null;
    }

    private static boolean mayRead(int number) {
        if (number == CYCLE || number == TIME) return true;
        return number >= CsrNumber.UI0 && number <= CsrNumber.UNODE;
    }

    // What it computes.

    private static Flaw.@Nullable Kind compute(long instruction, Paths paths) {
        int opcode = Instruction.opcode(instruction);
        if (opcode == Opcode.JALR) return Flaw.Kind.INSTRUCTION;
        if (opcode == Opcode.AUIPC) return Flaw.Kind.RELATIVE;
        var a = paths.get(Instruction.rs1(instruction));
        var b = paths.get(Instruction.rs2(instruction));
        long immediate = Instruction.immediate(instruction);
        paths.set(Instruction.rd(instruction), result(opcode, a, b, immediate));
        return null;
    }

    private static Known result(int opcode, Known a, Known b, long immediate) {
        var constant = Known.constant(immediate);
        int by = (int) immediate;
        return switch (opcode) {
            case Opcode.LUI -> constant;
            case Opcode.ADDI -> a.plus(constant);
            case Opcode.ADD -> a.plus(b);
            case Opcode.SUB -> a.minus(b);
            case Opcode.ANDI -> a.and(constant);
            case Opcode.AND -> a.and(b);
            case Opcode.ORI -> a.inclusiveOr(constant);
            case Opcode.OR -> a.inclusiveOr(b);
            case Opcode.XORI -> a.exclusiveOr(constant);
            case Opcode.XOR -> a.exclusiveOr(b);
            case Opcode.SLTI, Opcode.SLTIU, Opcode.SLT, Opcode.SLTU -> Known.between(0, 1);
            case Opcode.SLLI -> a.shiftedLeft(by);
            case Opcode.SRLI -> a.shiftedRight(by);
            case Opcode.SRAI -> a.shiftedRightSigned(by);
            case Opcode.SLL -> b.isConstant() ? a.shiftedLeft((int) b.low() & 63) : Known.ANY;
            case Opcode.SRL -> shifted(a, b);
            case Opcode.SRA -> b.isConstant() ? a.shiftedRightSigned((int) b.low() & 63) : Known.ANY;
            case Opcode.ADDIW -> a.plus(constant).word();
            case Opcode.ADDW -> a.plus(b).word();
            case Opcode.SUBW -> a.minus(b).word();
            case Opcode.SLLIW -> a.shiftedLeft(by).word();
            case Opcode.SRLIW -> a.unsignedWord().shiftedRight(by).word();
            case Opcode.SRAIW -> a.word().shiftedRightSigned(by);
            case Opcode.MUL -> a.times(b);
            case Opcode.MULW -> a.times(b).word();
            case Opcode.DIVU -> a.over(b);
            case Opcode.REMU -> b.remainder();
            case Opcode.SLLW, Opcode.SRLW, Opcode.SRAW, Opcode.DIVW, Opcode.DIVUW, Opcode.REMW, Opcode.REMUW ->
                Known.ANY.word();
            default -> Known.ANY; // a product's high half, quotients with a sign
        };
    }

    private static Known shifted(Known a, Known b) {
        if (b.isConstant()) return a.shiftedRight((int) b.low() & 63);
        return a.isNatural() ? Known.between(0, a.high()) : Known.ANY;
    }
}

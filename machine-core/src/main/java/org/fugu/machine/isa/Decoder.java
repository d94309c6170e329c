package org.fugu.machine.isa;

/// Turns instruction words into [Instruction]s. Words that mean nothing become [Operation#ILLEGAL]
/// with the word as immediate, so decoding never fails.
public final class Decoder {
    static final Operation[] OPERATIONS = Operation.values();

    /// Candidates by bits 6 to 2, the major opcode. Decoding is done once a line, so a short search
    /// is good enough.
    private static final Operation[][] BY_MAJOR = new Operation[32][];

    static {
        for (int major = 0; major < 32; major++) BY_MAJOR[major] = withMajor(major);
    }

    /// `fence w, 0` with nothing to wait for.
    private static final int PAUSE = 0x0100_000f;

    private Decoder() {}

    private static Operation[] withMajor(int major) {
        return java.util.Arrays.stream(OPERATIONS)
                .filter(operation -> operation.format() != Format.NONE)
                .filter(operation -> (operation.match() >>> 2 & 31) == major)
                .toArray(Operation[]::new);
    }

    /// Whether the instruction that begins with these 16 bits is two bytes long.
    public static boolean isShort(int half) {
        return (half & 3) != 3;
    }

    /// Decodes a four-byte instruction.
    public static long decode(int word) {
        if ((word & 3) == 3) {
            for (var operation : BY_MAJOR[word >>> 2 & 31]) {
                if (operation.encodes(word)) return operands(operation, word);
            }
        }
        return illegal(word);
    }

    /// Decodes a two-byte instruction into the operation that it abbreviates.
    public static long decodeShort(int half) {
        int word = CompressedForms.expand(half & 0xffff);
        long instruction = word == 0 ? illegal(half & 0xffff) : decode(word);
        return instruction | Instruction.SHORT;
    }

    private static long illegal(int word) {
        return Instruction.pack(Operation.ILLEGAL, 0, 0, 0, 0, word);
    }

    /// The first half of a four-byte instruction whose second half lies in another line.
    public static long straddling(int half) {
        return Instruction.pack(Operation.STRADDLE, 0, 0, 0, 0, half & 0xffff);
    }

    private static long operands(Operation operation, int word) {
        if (word == PAUSE) return Instruction.pack(Operation.PAUSE, 0, 0, 0, 0, word);
        if (operation == Operation.ORI && isPrefetch(word)) {
            return Instruction.pack(Operation.PREFETCH, 0, word >>> 15 & 31, 0, 0, word >> 20);
        }
        int rounding = operation.format().rounds() ? word >>> 12 & 7 : 0;
        // Rounding modes 5 and 6 are reserved; 7 in the instruction means frm.
        if (rounding == 5 || rounding == 6) return illegal(word);
        int rd = word >>> 7 & 31;
        int rs1 = word >>> 15 & 31;
        int rs2 = word >>> 20 & 31;
        return Instruction.pack(operation, rd, rs1, rs2, rounding, immediate(operation.format(), word));
    }

    /// `ori` to register 0 whose offset has the number of a kind of access in its low bits.
    private static boolean isPrefetch(int word) {
        int kind = word >>> 20 & Instruction.PREFETCH_KIND_MASK;
        return (word >>> 7 & 31) == 0 && (kind <= Instruction.PREFETCH_READ || kind == Instruction.PREFETCH_WRITE);
    }

    private static int immediate(Format format, int word) {
        return switch (format) {
            case I, LOAD, LOAD_FLOAT -> word >> 20;
            case STORE, STORE_FLOAT -> word >> 25 << 5 | word >>> 7 & 31;
            case B -> word >> 31 << 12 | (word << 4 & 0x800) | (word >>> 20 & 0x7e0) | (word >>> 7 & 0x1e);
            case U -> word & 0xffff_f000;
            case J -> word >> 31 << 20 | (word & 0xf_f000) | (word >>> 9 & 0x800) | (word >>> 20 & 0x7fe);
            case SHIFT -> word >>> 20 & 63;
            case SHIFT_WORD -> word >>> 20 & 31;
            case CSR, CSR_IMMEDIATE, FENCE -> word >>> 20;
            case FUSED -> word >>> 27;
            case NONE,
                    EXACT,
                    R,
                    LOAD_RESERVED,
                    ATOMIC,
                    FLOAT,
                    FLOAT_UNARY,
                    FLOAT_EXACT,
                    FLOAT_COMPARE,
                    FLOAT_TO_INTEGER,
                    INTEGER_TO_FLOAT,
                    FLOAT_BITS,
                    BITS_TO_FLOAT -> 0;
        };
    }
}

package org.fugu.machine.cpu;

import org.fugu.machine.trap.TrapCause;

/// Counts how often an instruction reads what the one right before it loaded, from the words in
/// memory alone: two-byte forms are told apart by the manual's quadrants, and nothing is asked of
/// the decoder.
final class LoadUseModel {
    private static final int NOTHING = 0;
    private static final int FLOAT = 32;

    private LoadUseModel() {}

    static long pairs(Program program) {
        var memory = new FlatMemory(Program.END / FlatMemory.PAGE);
        memory.write(Program.CODE, program.codeBytes());
        memory.write(Program.DATA, program.dataBytes());
        var interpreter = memory.interpreter(InstructionLatencies.NONE);
        var context = new Context();
        context.pc = Program.CODE;
        long pairs = 0;
        int loaded = NOTHING;
        memory.time.limit = 0;
        while (true) {
            int word = word(memory, context.pc);
            memory.time.limit = memory.time.now + 1;
            if (interpreter.run(context) == Stop.TRAP) {
                if (memory.cause != TrapCause.SYSTEM_CALL) throw new AssertionError("trap " + memory.cause);
                if (context.x[17] == 93) return pairs;
                context.pc += 4;
                loaded = NOTHING;
                continue;
            }
            if (loaded != NOTHING && (sources(word) >>> loaded & 1) != 0) pairs++;
            loaded = loads(word);
        }
    }

    private static int word(FlatMemory memory, long pc) {
        return Bytes.getInt(memory.read(pc, 4), 0);
    }

    private static int field(int word, int from) {
        return word >>> from & 31;
    }

    private static int narrow(int half, int from) {
        return 8 + (half >>> from & 7);
    }

    /// Quadrant and the three bits above, of a two-byte form.
    private static int form(int half) {
        return (half & 3) << 3 | half >>> 13 & 7;
    }

    private static int loads(int word) {
        if ((word & 3) == 3) {
            return switch (word & 0x7f) {
                case 0x03, 0x2f -> field(word, 7);
                case 0x07 -> FLOAT + field(word, 7);
                default -> NOTHING;
            };
        }
        return switch (form(word)) {
            case 001 -> FLOAT + narrow(word, 2);
            case 002, 003 -> narrow(word, 2);
            case 021 -> FLOAT + field(word, 7);
            case 022, 023 -> field(word, 7);
            default -> NOTHING;
        };
    }

    private static long sources(int word) {
        return ((word & 3) == 3 ? wordSources(word) : shortSources(word)) & ~1L;
    }

    private static long x(int register) {
        return 1L << register;
    }

    private static long f(int register) {
        return 1L << FLOAT + register;
    }

    private static long wordSources(int word) {
        int one = field(word, 15);
        int two = field(word, 20);
        return switch (word & 0x7f) {
            case 0x03, 0x07, 0x13, 0x1b, 0x67 -> x(one);
            case 0x23, 0x2f, 0x33, 0x3b, 0x63 -> x(one) | x(two);
            case 0x27 -> x(one) | f(two);
            case 0x43, 0x47, 0x4b, 0x4f -> f(one) | f(two) | f(word >>> 27);
            case 0x53 -> floatSources(word >>> 27, one, two);
            case 0x73 -> (word >>> 12 & 7) < 4 ? x(one) : 0;
            default -> 0;
        };
    }

    private static long floatSources(int function, int one, int two) {
        return switch (function) {
            case 0x0b, 0x08, 0x18, 0x1c -> f(one); // roots, between formats, to integers
            case 0x1a, 0x1e -> x(one); // from integers
            default -> f(one) | f(two);
        };
    }

    private static long shortSources(int half) {
        return switch (form(half)) {
            case 000 -> x(2);
            case 001, 002, 003 -> x(narrow(half, 7));
            case 005 -> x(narrow(half, 7)) | f(narrow(half, 2));
            case 006, 007 -> x(narrow(half, 7)) | x(narrow(half, 2));
            case 010, 011, 020 -> x(field(half, 7));
            case 013 -> field(half, 7) == 2 ? x(2) : 0;
            case 014 -> x(narrow(half, 7)) | ((half >>> 10 & 3) == 3 ? x(narrow(half, 2)) : 0);
            case 016, 017 -> x(narrow(half, 7));
            case 021, 022, 023 -> x(2);
            case 024 -> {
                boolean moves = (half >>> 12 & 1) == 0 && field(half, 2) != 0;
                yield (moves ? 0 : x(field(half, 7))) | x(field(half, 2));
            }
            case 025 -> x(2) | f(field(half, 2));
            case 026, 027 -> x(2) | x(field(half, 2));
            default -> 0;
        };
    }
}

package org.fugu.bundle.explain;

import java.util.ArrayList;
import java.util.List;
import org.fugu.exokernel.loader.Symbols;
import org.fugu.exokernel.run.Waiting;

/// Who called whom, up to where a context waits: read from the stack, with what each function's
/// instructions do to it. Without the compiler's own tables it is right for code that makes room
/// on the stack and keeps `ra` there before it calls, and ends early where it does not understand.
final class CallChain {
    private static final int MOST_CALLS = 16;
    private static final int MOST_INSTRUCTIONS = 1024;
    private static final int NOT_KEPT = Integer.MIN_VALUE;

    private final Symbols symbols;
    private final Code code;

    CallChain(Symbols symbols, Code code) {
        this.symbols = symbols;
        this.code = code;
    }

    /// Addresses within the instructions: where it waits, then of the calls, the innermost first.
    List<Long> of(Waiting waiting) {
        var chain = new ArrayList<Long>();
        long pc = waiting.pc();
        chain.add(pc);
        // How much of the stack belongs to functions that are done with.
        long below = 0;
        for (int i = 0; i < MOST_CALLS; i++) {
            int function = symbols.at(chain.getLast());
            if (function == Symbols.NONE || symbols.name(function).equals("main")) break;
            var frame = frame(symbols.start(function), pc);
            long returns;
            if (frame.keptAt == NOT_KEPT) {
                // Only where nothing was called yet does the register hold it.
                if (i > 0) break;
                returns = waiting.returnAddress();
            } else {
                long index = (below + frame.keptAt) / Long.BYTES;
                if (below + frame.keptAt < 0 || index >= waiting.stack().size()) break;
                returns = waiting.stack().get((int) index);
            }
            // The call is before where it returns to.
            int caller = symbols.at(returns - 1);
            if (caller == Symbols.NONE || i == 0 && frame.keptAt == NOT_KEPT && caller == function) break;
            chain.add(returns - 1);
            below += frame.bytes;
            pc = returns;
        }
        return chain;
    }

    /// @param bytes that the function has taken of the stack
    /// @param keptAt where above the stack pointer it keeps `ra`, or [#NOT_KEPT]
    private record Frame(int bytes, int keptAt) {}

    /// What the instructions from a function's first up to `pc` have done.
    private Frame frame(long start, long pc) {
        int bytes = 0;
        int kept = NOT_KEPT;
        long at = start;
        for (int i = 0; i < MOST_INSTRUCTIONS && at < pc; i++) {
            int word = code.word(at);
            bytes += taken(word);
            int offset = keepsReturnAddress(word);
            // From the top of the frame, which does not move when more is taken.
            if (offset >= 0) kept = offset - bytes;
            at += (word & 3) == 3 ? 4 : 2;
        }
        return new Frame(bytes, kept == NOT_KEPT ? NOT_KEPT : bytes + kept);
    }

    /// Bytes that `addi sp,sp,-n` takes, in any of its forms; giving back is of a way that was not
    /// taken.
    private static int taken(int word) {
        int moved = 0;
        if ((word & 0xf_ffff) == 0x1_0113) {
            moved = word >> 20;
        } else if ((word & 0xef83) == 0x6101) {
            // c.addi16sp
            moved = (word >> 2 & 0x10) | (word << 3 & 0x20) | (word << 1 & 0x40) | (word << 4 & 0x180);
            if ((word & 0x1000) != 0) moved -= 512;
        } else if ((word & 0xef83) == 0x0101) {
            // c.addi
            moved = word >> 2 & 0x1f;
            if ((word & 0x1000) != 0) moved -= 32;
        }
        return Math.max(0, -moved);
    }

    /// The offset of `sd ra,n(sp)`, in either form, or -1.
    private static int keepsReturnAddress(int word) {
        if ((word & 0x01ff_f07f) == 0x0011_3023) return (word >> 7 & 0x1f) | (word >> 25 & 0x3f) << 5;
        if ((word & 0xe07f) == 0xe006) return (word >> 7 & 0x38) | (word >> 1 & 0x1c0);
        return -1;
    }
}

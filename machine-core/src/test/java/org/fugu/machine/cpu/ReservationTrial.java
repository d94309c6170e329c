package org.fugu.machine.cpu;

import static org.fugu.machine.isa.Assembly.immediate;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.fugu.machine.isa.Assembly;
import org.fugu.machine.isa.Operation;

/// A few load-reserved and store-conditional in any order: pairs, one without the other, twice,
/// and with another address between. A reservation is left for the next set too.
///
/// Double-words lie in even lines, words in odd ones, each always at the same place of its line. The
/// manual lets a store-conditional succeed that is not at the very place of its load-reserved but
/// within what is reserved, which is a line here and less under QEMU.
final class ReservationTrial implements Trial {
    /// `x8` and `x9` point to double-words, `x10` and `x11` to words.
    private static final int DOUBLES = 8;

    private static final int WORDS = 10;
    private static final int LINES = 4;

    private final List<Integer> words = new ArrayList<>();
    private final int scratch;
    private final SplittableRandom random;

    ReservationTrial(int scratch, SplittableRandom random) {
        this.scratch = scratch;
        this.random = random;
        for (int i = 1 + random.nextInt(6); i > 0; i--) words.add(draw());
    }

    private int draw() {
        boolean doubles = random.nextBoolean();
        boolean reserves = random.nextBoolean();
        var operation =
                doubles ? reserves ? Operation.LR_D : Operation.SC_D : reserves ? Operation.LR_W : Operation.SC_W;
        int address = (doubles ? DOUBLES : WORDS) + random.nextInt(2);
        int result = random.nextInt(8) == 0 ? 0 : 12 + random.nextInt(4);
        int order = random.nextInt(4) << 25;
        return Assembly.register(operation, result, address, TrialRegisters.any(random)) | order;
    }

    @Override
    public void emit(Program program) {
        for (int word : words) program.word(word);
        program.word(immediate(Operation.LD, 6, TrialProgram.PROBE, 0));
        program.word(immediate(Operation.LD, 7, TrialProgram.PROBE, 8));
    }

    @Override
    public void adjust(long[] set) {
        for (int i = 0; i < 2; i++) {
            set[TrialProgram.register(DOUBLES + i)] = scratch + 32 * random.nextInt(LINES) + 8;
            set[TrialProgram.register(WORDS + i)] = scratch + 32 * random.nextInt(LINES) + 16 + 4;
        }
        set[TrialProgram.register(TrialProgram.PROBE)] = scratch + 16 * random.nextInt(2 * LINES);
    }

    @Override
    public String text() {
        var text = new StringBuilder();
        for (int word : words) text.append(HexFormat.of().toHexDigits(word)).append(' ');
        return text.toString();
    }
}

package org.fugu.machine.cpu;

import static org.fugu.machine.isa.Assembly.immediate;

import java.util.SplittableRandom;
import org.fugu.machine.isa.Decoder;
import org.fugu.machine.isa.Instruction;
import org.fugu.machine.isa.Operation;

/// A load or store, in either length, at addresses that love the ends of lines and pages. The bytes
/// around the address are shown as they are afterwards.
///
/// @param scratch where the memory of the trials begins
record MemoryTrial(int bits, int scratch, SplittableRandom random) implements Trial {
    private static final int MARGIN = 64;

    @Override
    public void emit(Program program) {
        program.instruction(bits);
        program.word(immediate(Operation.LD, 6, TrialProgram.PROBE, 0));
        program.word(immediate(Operation.LD, 7, TrialProgram.PROBE, 8));
    }

    @Override
    public void adjust(long[] set) {
        long instruction = Decoder.isShort(bits) ? Decoder.decodeShort(bits) : Decoder.decode(bits);
        int address = scratch + place();
        set[TrialProgram.register(Instruction.rs1(instruction))] = address - Instruction.immediate(instruction);
        set[TrialProgram.register(TrialProgram.PROBE)] = address & -8;
    }

    private int place() {
        return switch (random.nextInt(4)) {
            case 0 -> 4096 * (1 + random.nextInt(3)) + random.nextInt(16) - 8;
            case 1 -> 16 * (MARGIN + random.nextInt(512)) + random.nextInt(16) - 8;
            case 2 -> 8 * (MARGIN + random.nextInt(1024));
            default -> MARGIN + random.nextInt(TrialProgram.SCRATCH_BYTES - 2 * MARGIN);
        };
    }

    @Override
    public String text() {
        return Integer.toHexString(bits);
    }
}

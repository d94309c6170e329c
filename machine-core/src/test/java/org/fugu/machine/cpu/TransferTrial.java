package org.fugu.machine.cpu;

import static org.fugu.machine.isa.Assembly.encode;

import java.util.SplittableRandom;
import org.fugu.machine.isa.Decoder;
import org.fugu.machine.isa.Format;
import org.fugu.machine.isa.Instruction;
import org.fugu.machine.isa.Operation;

/// A branch or jump between two ladders of increments, so that `x6` tells on which rung it landed:
///
///     jump to the transfer; increment x6 ...; jump to the end; the transfer; increment x6 ...; end
///
/// Jumps too far for that have a short ladder at their target only, and breakpoints between.
final class TransferTrial implements Trial {
    /// Rungs on each side of a transfer whose target is in a register.
    private static final int RUNGS = 32;

    private static final int FAR = 4096;
    private static final int RUNG = 0x0305; // c.addi x6, 1
    private static final int SHORT_BREAKPOINT = 0x9002;

    private final int bits;
    private final long instruction;
    private final SplittableRandom random;
    private int ladder;
    private int rungs;

    TransferTrial(int bits, SplittableRandom random) {
        this.bits = bits;
        this.instruction = Decoder.isShort(bits) ? Decoder.decodeShort(bits) : Decoder.decode(bits);
        this.random = random;
    }

    private boolean isIndirect() {
        return Instruction.operation(instruction) == Operation.JALR;
    }

    @Override
    public void emit(Program program) {
        int offset = (int) Instruction.immediate(instruction);
        int length = Instruction.bytes(instruction);
        if (isIndirect()) near(program, RUNGS, RUNGS);
        else if (offset <= -FAR) farBack(program, offset);
        else if (offset >= FAR) farAhead(program, offset, length);
        else near(program, Math.max(0, -offset / 2 - 1) + 3, Math.max(0, (offset - length) / 2) + 3);
    }

    private void near(Program program, int behind, int ahead) {
        int skipped = Instruction.bytes(instruction) + 2 * ahead;
        int way = skipped < 1000 ? 2 : 4;
        program.word(jump(4 + 2 * behind + way));
        ladder = program.here();
        rungs = behind;
        for (int i = 0; i < behind; i++) program.half(RUNG);
        program.instruction(way == 2 ? shortJump(way + skipped) : jump(way + skipped));
        program.instruction(bits);
        for (int i = 0; i < ahead; i++) program.half(RUNG);
    }

    private void farBack(Program program, int offset) {
        int length = Instruction.bytes(instruction);
        program.word(jump(4 - offset));
        int transfer = program.here() - offset;
        program.half(RUNG).half(RUNG);
        program.word(jump(transfer + length - program.here()));
        while (program.here() < transfer) program.half(SHORT_BREAKPOINT);
        program.instruction(bits);
    }

    private void farAhead(Program program, int offset, int length) {
        program.instruction(bits);
        for (int i = length; i < offset; i += 2) program.half(SHORT_BREAKPOINT);
        program.half(RUNG).half(RUNG);
    }

    private static int jump(int offset) {
        return encode(Operation.JAL, 0, 0, 0, 0, 0, offset);
    }

    /// `c.j` ahead, by less than 1,024 bytes.
    private static int shortJump(int offset) {
        return 0xa001
                | (offset >> 4 & 1) << 11
                | (offset >> 8 & 3) << 9
                | (offset >> 6 & 1) << 7
                | (offset >> 7 & 1) << 6
                | (offset >> 1 & 7) << 3
                | (offset >> 5 & 1) << 2;
    }

    @Override
    public void adjust(long[] set) {
        if (isIndirect()) {
            // One of the rungs before the transfer or after it, and a lowest bit that is dropped.
            int rung = random.nextInt(2 * rungs);
            int between = rung < rungs ? 0 : 2 + Instruction.bytes(instruction);
            long target = ladder + 2 * rung + between + random.nextInt(2);
            set[TrialProgram.register(Instruction.rs1(instruction))] = target - Instruction.immediate(instruction);
        } else if (Instruction.operation(instruction).format() == Format.B && random.nextInt(3) == 0) {
            equalise(set);
        }
    }

    /// Branches are to be taken and not about equally often.
    private void equalise(long[] set) {
        int one = Instruction.rs1(instruction);
        int other = Instruction.rs2(instruction);
        if (one == 0) return;
        long value = other == 0 ? 0 : set[TrialProgram.register(other)];
        set[TrialProgram.register(one)] = value + (random.nextInt(3) == 0 ? random.nextInt(3) - 1 : 0);
    }

    @Override
    public String text() {
        return Integer.toHexString(bits);
    }
}

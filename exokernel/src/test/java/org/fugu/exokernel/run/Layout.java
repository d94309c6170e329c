package org.fugu.exokernel.run;

import static org.fugu.exokernel.run.Encoding.branch;
import static org.fugu.exokernel.run.Encoding.immediate;
import static org.fugu.exokernel.run.Encoding.jump;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.fugu.machine.isa.Operation;

/// Lays code out: gives each label its address, and each branch the shortest form that reaches.
final class Layout {
    private final int start;
    private final List<Piece.Part> parts;
    private final int[] sizes;

    private Layout(int start, List<Piece.Part> parts) {
        this.start = start;
        this.parts = parts;
        sizes = new int[parts.size()];
    }

    /// @return the code, of which the first byte is at `start`
    static byte[] of(int start, List<Piece.Part> parts) {
        var layout = new Layout(start, parts);
        while (layout.grows()) {}
        return layout.bytes();
    }

    private boolean grows() {
        int address = start;
        for (int i = 0; i < sizes.length; i++) {
            if (parts.get(i) instanceof Piece.Mark(var label)) label.address = address;
            address += sizes[i];
        }
        boolean grows = false;
        address = start;
        for (int i = 0; i < sizes.length; i++) {
            int needed = needed(parts.get(i), address);
            address += sizes[i];
            if (needed <= sizes[i]) continue;
            sizes[i] = needed;
            grows = true;
        }
        return grows;
    }

    private static int needed(Piece.Part part, int address) {
        return switch (part) {
            case Piece.Fixed fixed -> fixed.bytes();
            case Piece.Address _ -> 8;
            case Piece.Jump to -> to.link() == 0 && reaches(to.to().address - address, 12) ? 2 : 4;
            case Piece.Branch to -> {
                int offset = to.to().address - address;
                if (to.hasShortForm() && reaches(offset, 9)) yield 2;
                yield reaches(offset, 13) ? 4 : 8;
            }
            case Piece.Mark _ -> 0;
            case Piece.Nested _ -> throw new IllegalArgumentException("not flat");
        };
    }

    /// Whether the offset fits into so many bits.
    private static boolean reaches(int offset, int bits) {
        // Something may grow in between, so not to the last byte.
        return Math.abs(offset) < (1 << bits - 1) - 16;
    }

    private byte[] bytes() {
        var code = ByteBuffer.allocate(Arrays.stream(sizes).sum()).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < sizes.length; i++) put(code, parts.get(i), sizes[i]);
        return code.array();
    }

    private void put(ByteBuffer code, Piece.Part part, int size) {
        int address = start + code.position();
        switch (part) {
            case Piece.Fixed fixed -> {
                if (size == 2) code.putShort((short) fixed.bits());
                else code.putInt(fixed.bits());
            }
            case Piece.Address to -> {
                int offset = to.to().address - address;
                code.putInt(immediate(Operation.AUIPC, to.register(), 0, offset + 0x800));
                code.putInt(immediate(Operation.ADDI, to.register(), to.register(), offset << 20 >> 20));
            }
            case Piece.Jump to -> {
                int offset = to.to().address - address;
                if (size == 2) code.putShort((short) Encoding.shortJump(offset));
                else code.putInt(jump(to.link(), offset));
            }
            case Piece.Branch to -> {
                int offset = to.to().address - address;
                boolean isEqual = to.operation() == Operation.BEQ;
                if (size == 2) code.putShort((short) Encoding.shortBranch(isEqual, to.rs1(), offset));
                else if (size == 4) code.putInt(branch(to.operation(), to.rs1(), to.rs2(), offset));
                else
                    code.putInt(branch(opposite(to.operation()), to.rs1(), to.rs2(), 8))
                            .putInt(jump(0, offset - 4));
            }
            case Piece.Mark _, Piece.Nested _ -> {}
        }
    }

    private static Operation opposite(Operation branch) {
        return switch (branch) {
            case BEQ -> Operation.BNE;
            case BNE -> Operation.BEQ;
            case BLT -> Operation.BGE;
            case BGE -> Operation.BLT;
            case BLTU -> Operation.BGEU;
            default -> Operation.BLTU;
        };
    }
}

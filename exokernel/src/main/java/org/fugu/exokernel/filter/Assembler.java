package org.fugu.exokernel.filter;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.fugu.machine.isa.Operation;

/// Code of a merged filter, instruction by instruction. Branches lead forward, to labels that are set later.
final class Assembler {
    /// Where branches lead.
    static final class Label {
        private final List<Integer> branches = new ArrayList<>();

        boolean isUsed() {
            return !branches.isEmpty();
        }
    }

    private static final int RD = 7;
    private static final int RS1 = 15;
    private static final int RS2 = 20;
    private static final int IMMEDIATE = 20;
    private static final int RETURN = 0x0000_8067;

    private final List<Integer> words = new ArrayList<>();

    int size() {
        return words.size();
    }

    void compute(Operation operation, int rd, int rs1, int rs2) {
        words.add(operation.match() | rd << RD | rs1 << RS1 | rs2 << RS2);
    }

    /// An instruction with an immediate of 12 bits, a load, a shift, or one that reads or writes a register of the
    /// message unit, whose number is the immediate.
    void immediate(Operation operation, int rd, int rs1, int immediate) {
        words.add(operation.match() | rd << RD | rs1 << RS1 | immediate << IMMEDIATE);
    }

    /// @param value a multiple of 4,096
    void upper(int rd, int value) {
        words.add(Operation.LUI.match() | rd << RD | value);
    }

    void branch(Operation operation, int rs1, int rs2, Label to) {
        to.branches.add(words.size());
        words.add(operation.match() | rs1 << RS1 | rs2 << RS2);
    }

    void end() {
        words.add(RETURN);
    }

    /// Here is where the label's branches lead.
    void set(Label label) {
        for (int branch : label.branches) {
            int distance = (words.size() - branch) * Integer.BYTES;
            words.set(branch, words.get(branch) | distance(distance));
        }
    }

    /// A branch's distance where its instruction has it.
    private static int distance(int bytes) {
        return (bytes >> 11 & 1) << 7 | (bytes >> 1 & 0xf) << 8 | (bytes >> 5 & 0x3f) << 25 | (bytes >> 12 & 1) << 31;
    }

    byte[] bytes() {
        var bytes = ByteBuffer.allocate(Integer.BYTES * words.size()).order(ByteOrder.LITTLE_ENDIAN);
        words.forEach(bytes::putInt);
        return bytes.array();
    }
}

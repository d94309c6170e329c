package org.fugu.exokernel.handler;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.fugu.machine.isa.Operation;

/// Handlers, instruction by instruction.
final class Code {
    static final int SP = 2;
    static final int T0 = 5;
    static final int T1 = 6;
    static final int A0 = 10;
    static final int A1 = 11;
    static final int A2 = 12;

    private final List<Integer> words = new ArrayList<>();

    Code word(int word) {
        words.add(word);
        return this;
    }

    Code r(Operation operation, int rd, int rs1, int rs2) {
        return word(operation.match() | rd << 7 | rs1 << 15 | rs2 << 20);
    }

    Code i(Operation operation, int rd, int rs1, int immediate) {
        return word(operation.match() | rd << 7 | rs1 << 15 | immediate << 20);
    }

    Code store(Operation operation, int value, int base, int offset) {
        return word(operation.match() | (offset & 0x1f) << 7 | base << 15 | value << 20 | (offset >> 5 & 0x7f) << 25);
    }

    /// @param offset in bytes
    Code branch(Operation operation, int rs1, int rs2, int offset) {
        return word(operation.match()
                | (offset >> 11 & 1) << 7
                | (offset >> 1 & 0xf) << 8
                | rs1 << 15
                | rs2 << 20
                | (offset >> 5 & 0x3f) << 25
                | (offset >> 12 & 1) << 31);
    }

    Code jump(int rd, int offset) {
        return word(Operation.JAL.match()
                | rd << 7
                | (offset >> 12 & 0xff) << 12
                | (offset >> 11 & 1) << 20
                | (offset >> 1 & 0x3ff) << 21
                | (offset >> 20 & 1) << 31);
    }

    Code csr(Operation operation, int rd, int number, int source) {
        return word(operation.match() | rd << 7 | source << 15 | number << 20);
    }

    Code ret() {
        return word(0x8067);
    }

    byte[] bytes() {
        var bytes = ByteBuffer.allocate(4 * words.size()).order(ByteOrder.LITTLE_ENDIAN);
        for (int word : words) bytes.putInt(word);
        return bytes.array();
    }
}

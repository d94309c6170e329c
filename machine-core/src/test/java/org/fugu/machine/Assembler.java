package org.fugu.machine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Writes the few instructions that the tests' programs are made of. Registers are their numbers.
final class Assembler {
    private enum Kind {
        BRANCH,
        JUMP,
        OFFSET
    }

    private record Fixup(int at, String label, Kind kind) {}

    private final List<Integer> words = new ArrayList<>();
    private final Map<String, Integer> labels = new HashMap<>();
    private final List<Fixup> fixups = new ArrayList<>();

    Assembler label(String name) {
        labels.put(name, words.size());
        return this;
    }

    private Assembler emit(int word) {
        words.add(word);
        return this;
    }

    private Assembler immediate(int opcode, int funct3, int rd, int rs1, int value) {
        return emit(value << 20 | rs1 << 15 | funct3 << 12 | rd << 7 | opcode);
    }

    Assembler addi(int rd, int rs1, int value) {
        return immediate(0x13, 0, rd, rs1, value);
    }

    Assembler slli(int rd, int rs1, int shift) {
        return immediate(0x13, 1, rd, rs1, shift);
    }

    Assembler srli(int rd, int rs1, int shift) {
        return immediate(0x13, 5, rd, rs1, shift);
    }

    Assembler andi(int rd, int rs1, int value) {
        return immediate(0x13, 7, rd, rs1, value);
    }

    Assembler lui(int rd, int upper) {
        return emit(upper << 12 | rd << 7 | 0x37);
    }

    private Assembler register(int funct7, int funct3, int rd, int rs1, int rs2) {
        return emit(funct7 << 25 | rs2 << 20 | rs1 << 15 | funct3 << 12 | rd << 7 | 0x33);
    }

    Assembler add(int rd, int rs1, int rs2) {
        return register(0, 0, rd, rs1, rs2);
    }

    Assembler sub(int rd, int rs1, int rs2) {
        return register(0x20, 0, rd, rs1, rs2);
    }

    Assembler mul(int rd, int rs1, int rs2) {
        return register(1, 0, rd, rs1, rs2);
    }

    Assembler div(int rd, int rs1, int rs2) {
        return register(1, 4, rd, rs1, rs2);
    }

    Assembler ld(int rd, int rs1, int offset) {
        return load(8, rd, rs1, offset);
    }

    Assembler sd(int rs2, int rs1, int offset) {
        return store(8, rs2, rs1, offset);
    }

    /// Loads 1, 2, 4 or 8 bytes, with their sign.
    Assembler load(int bytes, int rd, int rs1, int offset) {
        return immediate(0x03, Integer.numberOfTrailingZeros(bytes), rd, rs1, offset);
    }

    /// Stores 1, 2, 4 or 8 bytes.
    Assembler store(int bytes, int rs2, int rs1, int offset) {
        int funct3 = Integer.numberOfTrailingZeros(bytes);
        return emit((offset >> 5 & 0x7f) << 25 | rs2 << 20 | rs1 << 15 | funct3 << 12 | (offset & 0x1f) << 7 | 0x23);
    }

    Assembler amoaddD(int rd, int rs1, int rs2) {
        return emit(rs2 << 20 | rs1 << 15 | 3 << 12 | rd << 7 | 0x2f);
    }

    Assembler lrD(int rd, int rs1) {
        return emit(0x02 << 27 | rs1 << 15 | 3 << 12 | rd << 7 | 0x2f);
    }

    Assembler scD(int rd, int rs1, int rs2) {
        return emit(0x03 << 27 | rs2 << 20 | rs1 << 15 | 3 << 12 | rd << 7 | 0x2f);
    }

    /// csrrw
    Assembler csrw(int rd, int csr, int rs1) {
        return immediate(0x73, 1, rd, rs1, csr);
    }

    /// csrrwi
    Assembler csrwi(int rd, int csr, int value) {
        return immediate(0x73, 5, rd, value, csr);
    }

    /// csrrs with x0
    Assembler csrr(int rd, int csr) {
        return immediate(0x73, 2, rd, 0, csr);
    }

    /// @param offset a multiple of 32
    Assembler prefetchR(int rs1, int offset) {
        return immediate(0x13, 6, 0, rs1, offset | 1);
    }

    /// @param offset a multiple of 32
    Assembler prefetchW(int rs1, int offset) {
        return immediate(0x13, 6, 0, rs1, offset | 3);
    }

    Assembler fence() {
        return emit(0x0ff0_000f);
    }

    Assembler pause() {
        return emit(0x0100_000f);
    }

    Assembler ecall() {
        return emit(0x73);
    }

    private Assembler branch(int funct3, int rs1, int rs2, String label) {
        fixups.add(new Fixup(words.size(), label, Kind.BRANCH));
        return emit(rs2 << 20 | rs1 << 15 | funct3 << 12 | 0x63);
    }

    Assembler beq(int rs1, int rs2, String label) {
        return branch(0, rs1, rs2, label);
    }

    Assembler bne(int rs1, int rs2, String label) {
        return branch(1, rs1, rs2, label);
    }

    Assembler blt(int rs1, int rs2, String label) {
        return branch(4, rs1, rs2, label);
    }

    /// Adds a label's offset in the program, below 2,048, to a register.
    Assembler here(int register, String label) {
        fixups.add(new Fixup(words.size(), label, Kind.OFFSET));
        return addi(register, register, 0);
    }

    Assembler j(String label) {
        fixups.add(new Fixup(words.size(), label, Kind.JUMP));
        return emit(0x6f);
    }

    /// The program, little-endian.
    byte[] bytes() {
        for (var fixup : fixups) {
            int distance = offset(fixup.label()) - fixup.at() * 4;
            int field = switch (fixup.kind()) {
                case BRANCH -> branch(distance);
                case JUMP -> jump(distance);
                case OFFSET -> offset(fixup.label()) << 20;
            };
            words.set(fixup.at(), words.get(fixup.at()) | field);
        }
        fixups.clear();
        var bytes = java.nio.ByteBuffer.allocate(words.size() * 4).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        for (int word : words) bytes.putInt(word);
        return bytes.array();
    }

    /// Byte offset of a label.
    int offset(String label) {
        return Objects.requireNonNull(labels.get(label), label) * 4;
    }

    private static int branch(int distance) {
        return (distance >> 12 & 1) << 31
                | (distance >> 5 & 0x3f) << 25
                | (distance >> 1 & 0xf) << 8
                | (distance >> 11 & 1) << 7;
    }

    private static int jump(int distance) {
        return (distance >> 20 & 1) << 31
                | (distance >> 1 & 0x3ff) << 21
                | (distance >> 11 & 1) << 20
                | (distance >> 12 & 0xff) << 12;
    }
}

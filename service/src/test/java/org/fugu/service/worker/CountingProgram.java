package org.fugu.service.worker;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.fugu.bundle.Bundle;

/// A program that prints a letter again and again, with much to count between two of them: what is printed of it twice,
/// or not at all, is seen.
public final class CountingProgram {
    private static final int ADDRESS = 0x10000;
    private static final int HEADERS = 64 + 56;
    private static final int LETTERS = 32;

    // Registers.
    private static final int ZERO = 0;
    private static final int SP = 2;
    private static final int T0 = 5;
    private static final int T1 = 6;
    private static final int S0 = 8;
    private static final int S1 = 9;
    private static final int A0 = 10;
    private static final int A1 = 11;
    private static final int A2 = 12;
    private static final int A7 = 17;

    private static final int LINUX_WRITE = 64;
    private static final int ECALL = 0x73;
    private static final int BUFFER = -16;

    private CountingProgram() {}

    /// @param letters how many it prints
    /// @param thousands how far it counts before each, in 4,096
    public static Bundle bundle(int letters, int thousands) {
        return Bundle.ofElf(elf(new int[] {
            lui(S0, letters),
            addi(S1, ZERO, 0),
            // again:
            lui(T0, thousands),
            addi(T0, T0, -1),
            branchIfNot(T0, -4),
            0x01f4f313, // andi t1, s1, 31
            addi(T1, T1, 'A' - 1),
            storeByte(T1, BUFFER),
            addi(A0, ZERO, 1),
            addi(A1, SP, BUFFER),
            addi(A2, ZERO, 1),
            addi(A7, ZERO, LINUX_WRITE),
            ECALL,
            addi(S1, S1, 1),
            lui(T1, 1),
            sub(S0, S0, T1),
            branchIfNot(S0, -56),
            addi(A0, ZERO, 0),
            lui(A7, 1),
            addi(A7, A7, 1), // exit
            ECALL
        }));
    }

    /// What it prints.
    public static String console(int letters) {
        var text = new StringBuilder();
        for (int i = 0; i < letters; i++) text.append((char) ('A' - 1 + i % LETTERS));
        return text.toString();
    }

    private static int lui(int to, int pages) {
        return pages << 12 | to << 7 | 0x37;
    }

    private static int addi(int to, int from, int value) {
        return value << 20 | from << 15 | to << 7 | 0x13;
    }

    private static int sub(int to, int from, int other) {
        return 0x20 << 25 | other << 20 | from << 15 | to << 7 | 0x33;
    }

    private static int storeByte(int what, int offset) {
        return (offset >> 5 & 0x7f) << 25 | what << 20 | SP << 15 | (offset & 0x1f) << 7 | 0x23;
    }

    private static int branchIfNot(int zero, int offset) {
        return (offset >> 12 & 1) << 31
                | (offset >> 5 & 0x3f) << 25
                | zero << 15
                | 1 << 12
                | (offset >> 1 & 0xf) << 8
                | (offset >> 11 & 1) << 7
                | 0x63;
    }

    /// An executable of one segment.
    private static byte[] elf(int[] program) {
        int bytes = program.length * Integer.BYTES;
        var file = ByteBuffer.allocate(HEADERS + bytes).order(ByteOrder.LITTLE_ENDIAN);
        file.put("\177ELF\2\1\1".getBytes(StandardCharsets.ISO_8859_1));
        file.putShort(16, (short) 2).putShort(18, (short) 243).putInt(20, 1);
        file.putLong(24, ADDRESS + HEADERS).putLong(32, 64).putInt(48, 0x5);
        file.putShort(52, (short) 64).putShort(54, (short) 56).putShort(56, (short) 1);
        file.putInt(64, 1).putInt(68, 5).putLong(72, HEADERS);
        file.putLong(80, ADDRESS + HEADERS).putLong(88, ADDRESS + HEADERS);
        file.putLong(96, bytes).putLong(104, bytes).putLong(112, 0x1000);
        file.position(HEADERS);
        for (int instruction : program) file.putInt(instruction);
        return file.array();
    }
}

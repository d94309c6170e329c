package org.fugu.bundle;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Makes the smallest programs the loader accepts.
public final class Programs {
    private static final int HEADER = 64;
    private static final int PROGRAM_HEADER = 56;
    private static final int ADDRESS = 0x10000;
    private static final int START = HEADER + PROGRAM_HEADER;

    private Programs() {}

    /// A program of these instructions, which need not make sense.
    public static byte[] elf(int... instructions) {
        int size = START + 4 * instructions.length;
        var file = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        file.put(0, new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0});
        file.putShort(16, (short) 2).putShort(18, (short) 243).putInt(20, 1);
        file.putLong(24, ADDRESS + START).putLong(32, HEADER).putInt(48, 0x5);
        file.putShort(52, (short) HEADER).putShort(54, (short) PROGRAM_HEADER).putShort(56, (short) 1);
        file.putInt(HEADER, 1)
                .putInt(HEADER + 4, 5)
                .putLong(HEADER + 16, ADDRESS)
                .putLong(HEADER + 24, ADDRESS);
        file.putLong(HEADER + 32, size).putLong(HEADER + 40, size).putLong(HEADER + 48, 0x1000);
        for (int i = 0; i < instructions.length; i++) file.putInt(START + 4 * i, instructions[i]);
        return file.array();
    }
}

package org.fugu.exokernel.loader;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Makes small ELF files for tests, sound ones unless told otherwise.
public final class ElfFile {
    public static final int READ = 4;
    public static final int WRITE = 2;
    public static final int EXECUTE = 1;

    private static final int HEADER = 64;
    private static final int PROGRAM_HEADER = 56;

    private final List<Part> parts = new ArrayList<>();
    private long entry;

    private record Part(int type, int flags, long address, byte[] content, long memoryBytes) {}

    /// A program of one read-and-execute segment that starts with its first instruction.
    public static ElfFile program(long address, int... instructions) {
        return new ElfFile().entry(address).load(READ | EXECUTE, address, code(instructions));
    }

    public static byte[] code(int... instructions) {
        var bytes = ByteBuffer.allocate(instructions.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (int instruction : instructions) bytes.putInt(instruction);
        return bytes.array();
    }

    public ElfFile entry(long address) {
        entry = address;
        return this;
    }

    public ElfFile load(int flags, long address, byte[] content) {
        return load(flags, address, content, content.length);
    }

    public ElfFile load(int flags, long address, byte[] content, long memoryBytes) {
        return part(1, flags, address, content, memoryBytes);
    }

    public ElfFile part(int type, int flags, long address, byte[] content, long memoryBytes) {
        parts.add(new Part(type, flags, address, content, memoryBytes));
        return this;
    }

    public byte[] bytes() {
        return bytes(_ -> {});
    }

    /// @param spoil changes the finished file, for files that lie
    public byte[] bytes(Consumer<ByteBuffer> spoil) {
        int size = HEADER + parts.size() * PROGRAM_HEADER;
        var offsets = new ArrayList<Integer>();
        for (var part : parts) {
            size = congruent(size, part.address());
            offsets.add(size);
            size += part.content().length;
        }
        var file = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        header(file);
        for (int i = 0; i < parts.size(); i++) programHeader(file, i, offsets.get(i));
        spoil.accept(file);
        return file.array();
    }

    /// The next file offset that equals the address modulo the page.
    private static int congruent(int size, long address) {
        return size + (int) ((address - size) & 0xfff);
    }

    private void header(ByteBuffer file) {
        file.put(0, new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0});
        file.putShort(16, (short) 2).putShort(18, (short) 243).putInt(20, 1);
        file.putLong(24, entry).putLong(32, HEADER).putInt(48, 0x5);
        file.putShort(52, (short) HEADER).putShort(54, (short) PROGRAM_HEADER);
        file.putShort(56, (short) parts.size());
    }

    private void programHeader(ByteBuffer file, int index, int offset) {
        var part = parts.get(index);
        int at = HEADER + index * PROGRAM_HEADER;
        file.putInt(at, part.type()).putInt(at + 4, part.flags()).putLong(at + 8, offset);
        file.putLong(at + 16, part.address()).putLong(at + 24, part.address());
        file.putLong(at + 32, part.content().length).putLong(at + 40, part.memoryBytes());
        file.putLong(at + 48, 0x1000);
        file.put(offset, part.content());
    }
}

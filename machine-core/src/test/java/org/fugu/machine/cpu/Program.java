package org.fugu.machine.cpu;

import static org.fugu.machine.isa.Assembly.immediate;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.fugu.machine.isa.Decoder;
import org.fugu.machine.isa.Operation;

/// A static Linux program under construction: code at [#CODE], data at [#DATA], all of it readable,
/// writable and executable. It runs under `qemu-riscv64` and under the interpreter.
final class Program {
    static final int CODE = 0x1_0000;
    static final int DATA = 0x20_0000;
    static final int END = 0x40_0000;
    static final int SIGNAL_ILLEGAL = 4;

    /// Linux's flag of `sigaction` for a handler that may be interrupted by its own signal, since
    /// it does not return.
    private static final long NOT_DEFERRED = 0x4000_0000;

    private final ByteBuffer code = ByteBuffer.allocate(DATA - CODE).order(ByteOrder.LITTLE_ENDIAN);
    private final byte[] data = new byte[END - DATA];
    private int dataUsed;

    int here() {
        return CODE + code.position();
    }

    Program word(int instruction) {
        code.putInt(instruction);
        return this;
    }

    Program half(int instruction) {
        code.putShort((short) instruction);
        return this;
    }

    /// An instruction of either length.
    Program instruction(int bits) {
        return Decoder.isShort(bits) ? half(bits) : word(bits);
    }

    /// Loads a constant below 2 to the power of 31.
    Program constant(int register, int value) {
        word(immediate(Operation.LUI, register, 0, value + 0x800));
        return word(immediate(Operation.ADDIW, register, register, value << 20 >> 20));
    }

    /// Lets a signal go on at a handler, which finds `x1`, `x2` and `x10` to `x12` changed and does
    /// not return. There has to be a stack.
    Program handle(int signal, int handler) {
        int action = longs(handler, NOT_DEFERRED, 0);
        constant(10, signal);
        constant(11, action);
        constant(12, 0);
        constant(13, 8);
        constant(17, 134);
        return word(Operation.ECALL.match());
    }

    /// Writes a range of memory to standard output.
    Program output(int address, int bytes) {
        constant(10, 1);
        constant(11, address);
        constant(12, bytes);
        constant(17, 64);
        return word(Operation.ECALL.match());
    }

    Program exit() {
        constant(10, 0);
        constant(17, 93);
        return word(Operation.ECALL.match());
    }

    /// @return the address of that many bytes, aligned to 16
    int reserve(int bytes) {
        int address = DATA + dataUsed;
        dataUsed += bytes + 15 & -16;
        if (dataUsed > data.length) throw new IllegalStateException("too much data for one program");
        return address;
    }

    int longs(long... values) {
        int address = reserve(8 * values.length);
        put(address, values);
        return address;
    }

    /// Fills memory that is reserved already.
    void put(int address, long... values) {
        var view = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).position(address - DATA);
        for (long value : values) view.putLong(value);
    }

    byte[] codeBytes() {
        return Arrays.copyOf(code.array(), code.position());
    }

    byte[] dataBytes() {
        return Arrays.copyOf(data, dataUsed);
    }

    byte[] elf() {
        var code = codeBytes();
        var data = dataBytes();
        int codeOffset = 4096;
        int dataOffset = codeOffset + code.length + 4095 & -4096;
        var file = ByteBuffer.allocate(dataOffset + data.length).order(ByteOrder.LITTLE_ENDIAN);
        file.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0});
        file.putShort((short) 2).putShort((short) 243).putInt(1);
        file.putLong(CODE).putLong(64).putLong(0);
        file.putInt(5).putShort((short) 64).putShort((short) 56).putShort((short) 2);
        file.putShort((short) 0).putShort((short) 0).putShort((short) 0);
        segment(file, codeOffset, CODE, code.length, code.length);
        segment(file, dataOffset, DATA, data.length, END - DATA);
        file.position(codeOffset).put(code);
        file.position(dataOffset).put(data);
        return file.array();
    }

    private static void segment(ByteBuffer file, int offset, int address, int fileBytes, int memoryBytes) {
        file.putInt(1).putInt(7).putLong(offset).putLong(address).putLong(address);
        file.putLong(fileBytes).putLong(memoryBytes).putLong(4096);
    }
}

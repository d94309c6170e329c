package org.fugu.exokernel.run;

import java.util.ArrayList;
import java.util.List;
import org.fugu.exokernel.abi.AddressSpace;
import org.fugu.exokernel.abi.GuestCsr;
import org.fugu.exokernel.abi.SystemCall;
import org.fugu.exokernel.loader.ElfFile;

/// Just enough of an assembler for programs of a few instructions. Branches go back to labels that
/// were placed already, or forward over a number of instructions.
final class Assembler {
    static final long TEXT = 0x10000;
    static final long DATA = 0x20000;
    static final int ZERO = 0;
    static final int T0 = 5;
    static final int T1 = 6;
    static final int S1 = 9;
    static final int A0 = 10;
    static final int A1 = 11;
    static final int A2 = 12;
    static final int A7 = 17;

    private final List<Integer> words = new ArrayList<>();

    Assembler word(int instruction) {
        words.add(instruction);
        return this;
    }

    /// Loads a constant of 31 bits.
    Assembler li(int register, int value) {
        int low = value << 20 >> 20;
        int high = value - low;
        if (high == 0) return addi(register, ZERO, low);
        word(high & 0xfffff000 | register << 7 | 0x37);
        return word(low << 20 | register << 15 | register << 7 | 0x1b);
    }

    Assembler addi(int register, int source, int value) {
        return word(value << 20 | source << 15 | register << 7 | 0x13);
    }

    Assembler add(int register, int left, int right) {
        return word(right << 20 | left << 15 | register << 7 | 0x33);
    }

    Assembler store(int register, int base, int offset) {
        return word((offset >> 5 & 0x7f) << 25 | register << 20 | base << 15 | 3 << 12 | (offset & 0x1f) << 7 | 0x23);
    }

    Assembler load(int register, int base, int offset) {
        return word(offset << 20 | base << 15 | 3 << 12 | register << 7 | 0x03);
    }

    Assembler read(int register, GuestCsr csr) {
        return word(csr.number() << 20 | 2 << 12 | register << 7 | 0x73);
    }

    Assembler write(GuestCsr csr, int register) {
        return word(csr.number() << 20 | register << 15 | 1 << 12 | 0x73);
    }

    int label() {
        return words.size();
    }

    Assembler jump(int label) {
        int offset = (label - words.size()) * 4;
        return word((offset >> 20 & 1) << 31
                | (offset >> 1 & 0x3ff) << 21
                | (offset >> 11 & 1) << 20
                | (offset >> 12 & 0xff) << 12
                | 0x6f);
    }

    /// Puts a jump in the place of an instruction.
    Assembler jumpFrom(int place, int label) {
        var rest = new ArrayList<>(words.subList(place + 1, words.size()));
        words.subList(place, words.size()).clear();
        jump(label);
        words.addAll(rest);
        return this;
    }

    Assembler branchIfZero(int register, int instructions) {
        int offset = instructions * 4;
        return word((offset >> 12 & 1) << 31
                | (offset >> 5 & 0x3f) << 25
                | register << 15
                | (offset >> 1 & 0xf) << 8
                | (offset >> 11 & 1) << 7
                | 0x63);
    }

    Assembler branchIfNonZeroBack(int register, int label) {
        int offset = (label - words.size()) * 4;
        return word((offset >> 12 & 1) << 31
                | (offset >> 5 & 0x3f) << 25
                | register << 15
                | 1 << 12
                | (offset >> 1 & 0xf) << 8
                | (offset >> 11 & 1) << 7
                | 0x63);
    }

    Assembler call(SystemCall call) {
        return li(A7, call.number()).word(0x73);
    }

    Assembler exit(int code) {
        return li(A0, code).call(SystemCall.EXIT);
    }

    /// A program with the text, and a data segment that holds some bytes.
    byte[] program(byte[] data) {
        return withData(data).bytes();
    }

    /// The same, and a shared segment at 0x30000.
    byte[] program(byte[] data, byte[] shared) {
        int flags = ElfFile.READ | ElfFile.WRITE | AddressSpace.SEGMENT_FLAG_SHARED;
        return withData(data).load(flags, 0x30000, shared, 0x3000).bytes();
    }

    /// A program with the text, and a segment of code that it may write.
    byte[] programThatWritesCode(long address, byte[] code) {
        int flags = ElfFile.READ | ElfFile.WRITE | ElfFile.EXECUTE;
        return withData(new byte[] {0}).load(flags, address, code, 4096).bytes();
    }

    byte[] program() {
        return program(new byte[] {0});
    }

    /// A program with the text, and so many pages of data.
    byte[] program(int pages) {
        return ElfFile.program(TEXT, text())
                .load(ElfFile.READ | ElfFile.WRITE, DATA, new byte[] {0}, pages * AddressSpace.PAGE_BYTES)
                .bytes();
    }

    private int[] text() {
        return words.stream().mapToInt(Integer::intValue).toArray();
    }

    private ElfFile withData(byte[] data) {
        return ElfFile.program(TEXT, text()).load(ElfFile.READ | ElfFile.WRITE, DATA, data, 4096);
    }
}

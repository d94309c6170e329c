package org.fugu.exokernel.loader;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.fugu.exokernel.abi.AddressSpace;
import org.fugu.exokernel.abi.BootField;
import org.fugu.exokernel.abi.Right;
import org.fugu.exokernel.abi.Rights;

/// Reads one file. Offsets and field names are those of the System V ABI's chapter on object files.
final class ElfReader {
    private static final byte[] MAGIC = {0x7f, 'E', 'L', 'F'};
    private static final int HEADER_BYTES = 64;
    private static final int PROGRAM_HEADER_BYTES = 56;
    private static final int MOST_PROGRAM_HEADERS = 64;

    private static final int CLASS_64 = 2;
    private static final int LITTLE_ENDIAN = 1;
    private static final int OSABI_SYSTEM_V = 0;
    private static final int OSABI_GNU = 3;
    private static final int MACHINE_RISCV = 243;

    /// Compressed code, a float ABI of at most double (quad is both bits), total store order: all
    /// of these run here. RV32E and quad do not.
    private static final int FLAGS_THAT_RUN = 0x1 | 0x6 | 0x10;

    private static final int FLAGS_FLOAT_ABI = 0x6;
    private static final int FLOAT_ABI_QUAD = 0x6;

    private static final int TYPE_RELOCATABLE = 1;
    private static final int TYPE_EXECUTABLE = 2;
    private static final int TYPE_SHARED = 3;

    private static final int PT_LOAD = 1;
    private static final int PT_DYNAMIC = 2;
    private static final int PT_INTERP = 3;

    private static final int PF_EXECUTE = 1;
    private static final int PF_WRITE = 2;
    private static final int PF_READ = 4;
    private static final int PF_KNOWN =
            PF_EXECUTE | PF_WRITE | PF_READ | AddressSpace.SEGMENT_FLAG_SHARED | AddressSpace.SEGMENT_FLAG_GUARANTEED;

    private final byte[] file;
    private final ByteBuffer bytes;

    /// Leaves the reader at the first thing that is wrong. Never escapes [#read].
    private static final class Rejection extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient ImageRejected reason;

        Rejection(String code, String sentence) {
            super(sentence, null, false, false);
            reason = new ImageRejected(code, sentence);
        }
    }

    ElfReader(byte[] file) {
        this.file = file;
        this.bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    }

    ParsedImage read() {
        try {
            checkIdentification();
            checkMachine();
            checkType();
            var segments = segments();
            long entry = bytes.getLong(24);
            checkEntry(entry, segments);
            return new ElfImage(file, entry, segments);
        } catch (Rejection rejection) {
            return rejection.reason;
        }
    }

    private void checkIdentification() throws Rejection {
        int known = Math.min(MAGIC.length, file.length);
        if (known == 0 || !Arrays.equals(file, 0, known, MAGIC, 0, known)) {
            throw new Rejection("elf-not-elf", "the file does not start as an ELF file does (7f 45 4c 46)");
        }
        if (file.length < HEADER_BYTES) {
            throw truncated("its header needs " + HEADER_BYTES + " bytes");
        }
    }

    private Rejection truncated(String need) {
        return new Rejection("elf-truncated", "the file ends too early: it has " + file.length + " bytes, but " + need);
    }

    private void checkMachine() throws Rejection {
        if (file[4] != CLASS_64) throw wrongMachine("it is not a 64-bit file");
        if (file[5] != LITTLE_ENDIAN) throw wrongMachine("it is not little-endian");
        if (file[7] != OSABI_SYSTEM_V && file[7] != OSABI_GNU) {
            throw wrongMachine("it is for operating-system ABI " + (file[7] & 0xff));
        }
        int machine = halfWord(18);
        if (machine != MACHINE_RISCV) throw wrongMachine("it is for machine " + machine);
        int flags = bytes.getInt(48);
        if ((flags & ~FLAGS_THAT_RUN) != 0 || (flags & FLAGS_FLOAT_ABI) == FLOAT_ABI_QUAD) {
            throw wrongMachine("its flags are 0x" + Integer.toHexString(flags) + " (RV32E, quad floats or unknown)");
        }
    }

    private static Rejection wrongMachine(String found) {
        return new Rejection(
                "elf-wrong-machine", "the file is for another machine: " + found + "; needed is RV64GC, machine 243");
    }

    private void checkType() throws Rejection {
        int type = halfWord(16);
        if (type == TYPE_RELOCATABLE) throw wrongType("it is an object file with relocations; link it");
        if (type == TYPE_SHARED) {
            throw wrongType("it is position-independent or a shared object; link with -static -no-pie");
        }
        if (type != TYPE_EXECUTABLE) throw wrongType("its type is " + type);
        if (file[6] != 1 || bytes.getInt(20) != 1) throw invalid("its ELF version is not 1");
    }

    private static Rejection wrongType(String found) {
        return new Rejection("elf-wrong-type", "the file is not a static executable: " + found);
    }

    private static Rejection invalid(String found) {
        return new Rejection("elf-invalid", "the file contradicts itself or the rules of this machine: " + found);
    }

    private List<ImageSegment> segments() throws Rejection {
        int count = programHeaders();
        long table = bytes.getLong(32);
        var segments = new ArrayList<ImageSegment>();
        for (int i = 0; i < count; i++) {
            int header = (int) table + i * PROGRAM_HEADER_BYTES;
            switch (bytes.getInt(header)) {
                case PT_LOAD -> addSegment(header, i, segments);
                case PT_DYNAMIC -> throw wrongType("it wants dynamic linking (PT_DYNAMIC); link with -static");
                case PT_INTERP -> throw wrongType("it wants an interpreter (PT_INTERP); link with -static");
                default -> {} // notes, attributes, stack and TLS templates say nothing to a loader
            }
        }
        if (segments.isEmpty()) throw invalid("it has nothing to load");
        return segments;
    }

    private int programHeaders() throws Rejection {
        int count = halfWord(56);
        if (halfWord(52) != HEADER_BYTES) throw invalid("its header says it has another size than " + HEADER_BYTES);
        if (count == 0) throw invalid("it has no program headers");
        if (count > MOST_PROGRAM_HEADERS) {
            throw invalid(count + " program headers; at most " + MOST_PROGRAM_HEADERS + " are read");
        }
        if (halfWord(54) != PROGRAM_HEADER_BYTES) throw invalid("its program headers do not have 56 bytes");
        long table = bytes.getLong(32);
        if (!isInFile(table, (long) count * PROGRAM_HEADER_BYTES)) {
            throw truncated("its program headers lie at 0x" + Long.toHexString(table));
        }
        return count;
    }

    private void addSegment(int header, int index, List<ImageSegment> segments) throws Rejection {
        if (loadsNothing(header)) return;
        var segment = segment(header, index);
        if (!segments.isEmpty()) checkOrder(segments.getLast(), segment, index);
        if (segments.size() == BootField.MOST_SEGMENTS) {
            throw invalid("more than " + BootField.MOST_SEGMENTS + " segments to load");
        }
        segments.add(segment);
    }

    /// A linker script's header for a kind of memory that the program does not use; its address and
    /// offset mean nothing.
    private boolean loadsNothing(int header) {
        return bytes.getLong(header + 32) == 0 && bytes.getLong(header + 40) == 0;
    }

    private ImageSegment segment(int header, int index) throws Rejection {
        int flags = bytes.getInt(header + 4);
        long offset = bytes.getLong(header + 8);
        long address = bytes.getLong(header + 16);
        long fileBytes = bytes.getLong(header + 32);
        long memoryBytes = bytes.getLong(header + 40);
        checkSizes(index, offset, fileBytes, memoryBytes);
        checkPlace(index, address, memoryBytes);
        checkAlignment(index, address, offset, bytes.getLong(header + 48));
        return new ImageSegment(
                address,
                memoryBytes,
                offset,
                fileBytes,
                rights(index, flags),
                (flags & AddressSpace.SEGMENT_FLAG_SHARED) != 0,
                (flags & AddressSpace.SEGMENT_FLAG_GUARANTEED) != 0);
    }

    /// Both are unsigned, as all 64-bit fields of the file are.
    private boolean isInFile(long offset, long length) {
        return Long.compareUnsigned(length, file.length) <= 0
                && Long.compareUnsigned(offset, file.length - length) <= 0;
    }

    private void checkSizes(int index, long offset, long fileBytes, long memoryBytes) throws Rejection {
        if (Long.compareUnsigned(fileBytes, memoryBytes) > 0) {
            throw invalid("segment " + index + " has more bytes in the file, 0x" + Long.toHexString(fileBytes)
                    + ", than in memory, 0x" + Long.toHexString(memoryBytes));
        }
        if (!isInFile(offset, fileBytes)) {
            throw truncated("segment " + index + " has 0x" + Long.toHexString(fileBytes) + " bytes at 0x"
                    + Long.toHexString(offset));
        }
    }

    private static void checkPlace(int index, long address, long memoryBytes) throws Rejection {
        long most = AddressSpace.IMAGE_END - AddressSpace.IMAGE_START;
        if (Long.compareUnsigned(memoryBytes, most) > 0
                || Long.compareUnsigned(address, AddressSpace.IMAGE_START) < 0
                || Long.compareUnsigned(address, AddressSpace.IMAGE_END - memoryBytes) > 0) {
            throw invalid("segment " + index + " at 0x" + Long.toHexString(address) + " with 0x"
                    + Long.toHexString(memoryBytes) + " bytes is not within 0x"
                    + Long.toHexString(AddressSpace.IMAGE_START) + " to 0x"
                    + Long.toHexString(AddressSpace.IMAGE_END));
        }
    }

    private static void checkAlignment(int index, long address, long offset, long alignment) throws Rejection {
        if (alignment == 0 || alignment == 1) return;
        if (Long.bitCount(alignment) != 1) {
            throw invalid("segment " + index + " is aligned to 0x" + Long.toHexString(alignment)
                    + ", which is not a power of two");
        }
        if (((address - offset) & (alignment - 1)) != 0) {
            throw invalid("segment " + index + " is misaligned: address 0x" + Long.toHexString(address)
                    + " and file offset 0x" + Long.toHexString(offset) + " differ modulo 0x"
                    + Long.toHexString(alignment));
        }
    }

    /// Code that is writable is allowed: with `fence.i`, a program may write its own.
    private static Rights rights(int index, int flags) throws Rejection {
        if ((flags & ~PF_KNOWN) != 0) {
            throw invalid("segment " + index + " has unknown flags: 0x" + Integer.toHexString(flags));
        }
        int bits = 0;
        if ((flags & (PF_READ | PF_WRITE)) != 0) bits |= Right.READ.bit(); // a page cannot be write-only
        if ((flags & PF_WRITE) != 0) bits |= Right.WRITE.bit();
        if ((flags & PF_EXECUTE) != 0) bits |= Right.EXECUTE.bit();
        if (bits == 0) throw invalid("segment " + index + " may not even be read");
        return new Rights(bits);
    }

    private static void checkOrder(ImageSegment before, ImageSegment segment, int index) throws Rejection {
        if (segment.address() < before.address()) throw invalid("segment " + index + " is not in address order");
        if (segment.firstPage() < before.firstPage() + before.pages()) {
            throw invalid("segment " + index + " overlaps a page of the one before it; align segments to pages");
        }
    }

    private static void checkEntry(long entry, List<ImageSegment> segments) throws Rejection {
        boolean executable = segments.stream()
                .anyMatch(segment -> segment.contains(entry) && segment.rights().contains(Right.EXECUTE));
        if (!executable || (entry & 1) != 0) {
            throw invalid("its entry 0x" + Long.toHexString(entry) + " is not an instruction in an executable segment");
        }
    }

    private int halfWord(int offset) {
        return bytes.getShort(offset) & 0xffff;
    }
}

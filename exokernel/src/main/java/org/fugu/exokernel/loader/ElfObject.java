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

/// What executables and shared objects have in common: a header for this machine, and segments. Offsets
/// and field names are those of the System V ABI's chapter on object files.
final class ElfObject {
    static final int TYPE_RELOCATABLE = 1;
    static final int TYPE_EXECUTABLE = 2;
    static final int TYPE_SHARED = 3;

    static final int PT_LOAD = 1;
    static final int PT_DYNAMIC = 2;
    static final int PT_INTERP = 3;
    static final int PT_TLS = 7;

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

    private static final int PF_EXECUTE = 1;
    private static final int PF_WRITE = 2;
    private static final int PF_READ = 4;
    private static final int PF_KNOWN =
            PF_EXECUTE | PF_WRITE | PF_READ | AddressSpace.SEGMENT_FLAG_SHARED | AddressSpace.SEGMENT_FLAG_GUARANTEED;

    private final byte[] file;
    private final ByteBuffer bytes;

    /// A program header, as the file has it. Sizes and addresses are unsigned.
    ///
    /// @param index in the table of the file
    record ProgramHeader(
            int index,
            int type,
            int flags,
            long offset,
            long address,
            long fileBytes,
            long memoryBytes,
            long alignment) {
        /// A linker script's header for a kind of memory that the program does not use; its address and
        /// offset mean nothing.
        boolean loadsNothing() {
            return fileBytes == 0 && memoryBytes == 0;
        }
    }

    ElfObject(byte[] file) throws ElfRejection {
        this.file = file;
        this.bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        checkIdentification();
        checkMachine();
    }

    int type() {
        return halfWord(16);
    }

    long entry() {
        return bytes.getLong(24);
    }

    /// Besides the type: a file of another type may say anything here.
    void checkVersion() throws ElfRejection {
        if (file[6] != 1 || bytes.getInt(20) != 1) throw ElfRejection.invalid("its ELF version is not 1");
    }

    private void checkIdentification() throws ElfRejection {
        int known = Math.min(MAGIC.length, file.length);
        if (known == 0 || !Arrays.equals(file, 0, known, MAGIC, 0, known)) {
            throw new ElfRejection("elf-not-elf", "the file does not start as an ELF file does (7f 45 4c 46)");
        }
        if (file.length < HEADER_BYTES) {
            throw truncated("its header needs " + HEADER_BYTES + " bytes");
        }
    }

    ElfRejection truncated(String need) {
        return new ElfRejection(
                "elf-truncated", "the file ends too early: it has " + file.length + " bytes, but " + need);
    }

    private void checkMachine() throws ElfRejection {
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

    private static ElfRejection wrongMachine(String found) {
        return new ElfRejection(
                "elf-wrong-machine", "the file is for another machine: " + found + "; needed is RV64GC, machine 243");
    }

    List<ProgramHeader> programHeaders() throws ElfRejection {
        int count = countProgramHeaders();
        int table = (int) bytes.getLong(32);
        var headers = new ArrayList<ProgramHeader>();
        for (int i = 0; i < count; i++) {
            int at = table + i * PROGRAM_HEADER_BYTES;
            headers.add(new ProgramHeader(
                    i,
                    bytes.getInt(at),
                    bytes.getInt(at + 4),
                    bytes.getLong(at + 8),
                    bytes.getLong(at + 16),
                    bytes.getLong(at + 32),
                    bytes.getLong(at + 40),
                    bytes.getLong(at + 48)));
        }
        return headers;
    }

    private int countProgramHeaders() throws ElfRejection {
        int count = halfWord(56);
        if (halfWord(52) != HEADER_BYTES)
            throw ElfRejection.invalid("its header says it has another size than " + HEADER_BYTES);
        if (count == 0) throw ElfRejection.invalid("it has no program headers");
        if (count > MOST_PROGRAM_HEADERS) {
            throw ElfRejection.invalid(count + " program headers; at most " + MOST_PROGRAM_HEADERS + " are read");
        }
        if (halfWord(54) != PROGRAM_HEADER_BYTES)
            throw ElfRejection.invalid("its program headers do not have 56 bytes");
        long table = bytes.getLong(32);
        if (!isInFile(table, (long) count * PROGRAM_HEADER_BYTES)) {
            throw truncated("its program headers lie at 0x" + Long.toHexString(table));
        }
        return count;
    }

    /// The segments to load, in address order.
    ///
    /// @param first the lowest address that is possible
    /// @param end behind the highest one
    List<ImageSegment> segments(List<ProgramHeader> headers, long first, long end) throws ElfRejection {
        var segments = new ArrayList<ImageSegment>();
        for (var header : headers) {
            if (header.type() != PT_LOAD || header.loadsNothing()) continue;
            var segment = segment(header, first, end);
            if (!segments.isEmpty()) checkOrder(segments.getLast(), segment, header.index());
            if (segments.size() == BootField.MOST_SEGMENTS) {
                throw ElfRejection.invalid("more than " + BootField.MOST_SEGMENTS + " segments to load");
            }
            segments.add(segment);
        }
        if (segments.isEmpty()) throw ElfRejection.invalid("it has nothing to load");
        return segments;
    }

    private ImageSegment segment(ProgramHeader header, long first, long end) throws ElfRejection {
        checkSizes(header.index(), header.offset(), header.fileBytes(), header.memoryBytes());
        checkPlace(header, first, end);
        checkAlignment(header.index(), header.address(), header.offset(), header.alignment());
        return new ImageSegment(
                header.address(),
                header.memoryBytes(),
                header.offset(),
                header.fileBytes(),
                rights(header.index(), header.flags()),
                (header.flags() & AddressSpace.SEGMENT_FLAG_SHARED) != 0,
                (header.flags() & AddressSpace.SEGMENT_FLAG_GUARANTEED) != 0);
    }

    /// Both are unsigned, as all 64-bit fields of the file are.
    boolean isInFile(long offset, long length) {
        return Long.compareUnsigned(length, file.length) <= 0
                && Long.compareUnsigned(offset, file.length - length) <= 0;
    }

    private void checkSizes(int index, long offset, long fileBytes, long memoryBytes) throws ElfRejection {
        if (Long.compareUnsigned(fileBytes, memoryBytes) > 0) {
            throw ElfRejection.invalid("segment " + index + " has more bytes in the file, 0x"
                    + Long.toHexString(fileBytes) + ", than in memory, 0x" + Long.toHexString(memoryBytes));
        }
        if (!isInFile(offset, fileBytes)) {
            throw truncated("segment " + index + " has 0x" + Long.toHexString(fileBytes) + " bytes at 0x"
                    + Long.toHexString(offset));
        }
    }

    private static void checkPlace(ProgramHeader header, long first, long end) throws ElfRejection {
        if (Long.compareUnsigned(header.memoryBytes(), end - first) > 0
                || Long.compareUnsigned(header.address(), first) < 0
                || Long.compareUnsigned(header.address(), end - header.memoryBytes()) > 0) {
            throw ElfRejection.invalid("segment " + header.index() + " at 0x" + Long.toHexString(header.address())
                    + " with 0x" + Long.toHexString(header.memoryBytes()) + " bytes is not within 0x"
                    + Long.toHexString(first) + " to 0x" + Long.toHexString(end));
        }
    }

    private static void checkAlignment(int index, long address, long offset, long alignment) throws ElfRejection {
        if (alignment == 0 || alignment == 1) return;
        if (Long.bitCount(alignment) != 1) {
            throw ElfRejection.invalid("segment " + index + " is aligned to 0x" + Long.toHexString(alignment)
                    + ", which is not a power of two");
        }
        if (((address - offset) & (alignment - 1)) != 0) {
            throw ElfRejection.invalid("segment " + index + " is misaligned: address 0x" + Long.toHexString(address)
                    + " and file offset 0x" + Long.toHexString(offset) + " differ modulo 0x"
                    + Long.toHexString(alignment));
        }
    }

    /// Code that is writable is allowed: with `fence.i`, a program may write its own.
    private static Rights rights(int index, int flags) throws ElfRejection {
        if ((flags & ~PF_KNOWN) != 0) {
            throw ElfRejection.invalid("segment " + index + " has unknown flags: 0x" + Integer.toHexString(flags));
        }
        int bits = 0;
        if ((flags & (PF_READ | PF_WRITE)) != 0) bits |= Right.READ.bit(); // a page cannot be write-only
        if ((flags & PF_WRITE) != 0) bits |= Right.WRITE.bit();
        if ((flags & PF_EXECUTE) != 0) bits |= Right.EXECUTE.bit();
        if (bits == 0) throw ElfRejection.invalid("segment " + index + " may not even be read");
        return new Rights(bits);
    }

    private static void checkOrder(ImageSegment before, ImageSegment segment, int index) throws ElfRejection {
        if (segment.address() < before.address())
            throw ElfRejection.invalid("segment " + index + " is not in address order");
        if (segment.firstPage() < before.firstPage() + before.pages()) {
            throw ElfRejection.invalid(
                    "segment " + index + " overlaps a page of the one before it; align segments to pages");
        }
    }

    private int halfWord(int offset) {
        return bytes.getShort(offset) & 0xffff;
    }
}

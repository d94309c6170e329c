package org.fugu.exokernel.loader;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.fugu.exokernel.abi.AddressSpace;
import org.fugu.exokernel.abi.Right;
import org.jspecify.annotations.Nullable;

/// Reads one shared object and relocates it. Names are those of the System V ABI's chapters on dynamic
/// linking and of the RISC-V ELF psABI.
///
/// All work is bounded by the size of the file: tables are looked at once, and a chain of the hash table
/// that goes in a circle is found because no symbol may be met twice.
final class SharedObjectReader {
    private static final int DT_NULL = 0;
    private static final int DT_NEEDED = 1;
    private static final int DT_PLTRELSZ = 2;
    private static final int DT_HASH = 4;
    private static final int DT_STRTAB = 5;
    private static final int DT_SYMTAB = 6;
    private static final int DT_RELA = 7;
    private static final int DT_RELASZ = 8;
    private static final int DT_RELAENT = 9;
    private static final int DT_STRSZ = 10;
    private static final int DT_SYMENT = 11;
    private static final int DT_INIT = 12;
    private static final int DT_FINI = 13;
    private static final int DT_REL = 17;
    private static final int DT_PLTREL = 20;
    private static final int DT_TEXTREL = 22;
    private static final int DT_JMPREL = 23;
    private static final int DT_INIT_ARRAY = 25;
    private static final int DT_FINI_ARRAY = 26;
    private static final int DT_PREINIT_ARRAY = 32;
    private static final int DT_RELR = 36;

    private static final int R_RISCV_64 = 2;
    private static final int R_RISCV_RELATIVE = 3;
    private static final int R_RISCV_JUMP_SLOT = 5;

    private static final int STT_TLS = 6;
    private static final int STT_IFUNC = 10;
    private static final int SHN_UNDEF = 0;
    private static final int SHN_ABS = 0xfff1;

    private static final int DYNAMIC_BYTES = 16;
    private static final int SYMBOL_BYTES = 24;
    private static final int RELA_BYTES = 24;
    private static final int HOOKS_HEADER_BYTES = 16;

    private static final int MOST_DYNAMIC = 256;
    private static final int MOST_SYMBOLS = 1 << 16;
    private static final int MOST_RELOCATIONS = 1 << 16;
    private static final int MOST_HOOKS = 256;
    private static final int LONGEST_NAME = 200;

    /// The bytes `FUGUHOOK`.
    private static final long HOOKS_MAGIC = 0x4b4f_4f48_5547_5546L;

    private static final int HOOKS_VERSION = 1;
    private static final long MOST_BYTES = AddressSpace.LIBRARY_END - AddressSpace.LIBRARY_START;

    private final byte[] file;
    private final ByteBuffer bytes;

    private List<ImageSegment> segments = List.of();
    private final TreeMap<Long, Long> dynamic = new TreeMap<>();
    private int symbolTable;
    private int symbolCount;
    private int strings;
    private int stringBytes;

    /// @param file is relocated in place
    SharedObjectReader(byte[] file) {
        this.file = file;
        this.bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    }

    /// A symbol as the file has it.
    ///
    /// @param section 0 if it is defined elsewhere
    private record Symbol(String name, int type, int section, long value) {}

    ParsedLibrary read() {
        try {
            var elf = new ElfObject(file);
            checkType(elf);
            var headers = elf.programHeaders();
            for (var header : headers) checkHeader(header);
            segments = elf.segments(headers, 0, MOST_BYTES);
            readDynamic(headers);
            readStringsAndSymbols();
            relocate(DT_RELA, DT_RELASZ);
            relocate(DT_JMPREL, DT_PLTRELSZ);
            return hooked();
        } catch (ElfRejection rejection) {
            return rejection.reason();
        }
    }

    private static void checkType(ElfObject elf) throws ElfRejection {
        if (elf.type() != ElfObject.TYPE_SHARED) {
            throw new ElfRejection(
                    "libos-wrong-type",
                    "the library OS is no shared object; link it with -shared -nostdlib"
                            + (elf.type() == ElfObject.TYPE_EXECUTABLE ? ". It is an executable" : ""));
        }
        elf.checkVersion();
    }

    private static void checkHeader(ElfObject.ProgramHeader header) throws ElfRejection {
        if (header.type() == ElfObject.PT_INTERP) throw dependent("it wants an interpreter (PT_INTERP)");
        if (header.type() == ElfObject.PT_TLS) throw dependent("it has variables of threads (PT_TLS)");
    }

    private static ElfRejection dependent(String found) {
        return new ElfRejection("libos-not-freestanding", "the library OS must stand by itself: " + found);
    }

    private static ElfRejection invalid(String found) {
        return new ElfRejection("libos-invalid", "the library OS contradicts itself: " + found);
    }

    private static ElfRejection relocation(String found) {
        return new ElfRejection("libos-relocation", "the library OS cannot be relocated: " + found);
    }

    private static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }

    // ---- what lies where

    /// @param bytes a size, unsigned
    private @Nullable ImageSegment segmentOf(long address, long bytes) {
        for (var segment : segments) {
            if (segment.contains(address)
                    && Long.compareUnsigned(bytes, segment.memoryBytes() - (address - segment.address())) <= 0) {
                return segment;
            }
        }
        return null;
    }

    /// Where in the file the bytes of an address are, or -1.
    private int offsetOf(long address, long size) {
        var segment = segmentOf(address, size);
        if (segment == null || Long.compareUnsigned(address - segment.address() + size, segment.fileBytes()) > 0) {
            return -1;
        }
        return (int) (segment.fileOffset() + (address - segment.address()));
    }

    private int table(String what, long address, long size) throws ElfRejection {
        int offset = offsetOf(address, size);
        if (offset < 0) {
            throw invalid(what + " at " + hex(address) + " with " + hex(size) + " bytes is not in what the file loads");
        }
        return offset;
    }

    private void readDynamic(List<ElfObject.ProgramHeader> headers) throws ElfRejection {
        var found = headers.stream()
                .filter(header -> header.type() == ElfObject.PT_DYNAMIC)
                .toList();
        if (found.size() != 1) throw invalid("it has " + found.size() + " dynamic sections (PT_DYNAMIC), not one");
        var header = found.getFirst();
        long entries = Long.divideUnsigned(header.fileBytes(), DYNAMIC_BYTES);
        if (Long.compareUnsigned(entries, MOST_DYNAMIC) > 0) {
            throw invalid("its dynamic section has more than " + MOST_DYNAMIC + " entries");
        }
        int at = table("its dynamic section", header.address(), entries * DYNAMIC_BYTES);
        for (int i = 0; i < entries; i++, at += DYNAMIC_BYTES) {
            long tag = bytes.getLong(at);
            if (tag == DT_NULL) return;
            checkTag(tag);
            dynamic.putIfAbsent(tag, bytes.getLong(at + 8));
        }
        throw invalid("its dynamic section has no end (DT_NULL)");
    }

    private static void checkTag(long tag) throws ElfRejection {
        if (tag == DT_NEEDED) throw dependent("it needs another library (DT_NEEDED)");
        boolean initial = tag == DT_INIT || tag == DT_INIT_ARRAY || tag == DT_PREINIT_ARRAY;
        if (initial || tag == DT_FINI || tag == DT_FINI_ARRAY) {
            throw dependent("it has code that is to run before or after all other (DT_INIT, DT_FINI); "
                    + "call it from the hook that starts the library OS");
        }
        if (tag == DT_REL || tag == DT_RELR) throw relocation("it has relocations without addends (DT_REL, DT_RELR)");
        if (tag == DT_TEXTREL) throw relocation("its code is to be changed (DT_TEXTREL); compile it with -fPIC");
    }

    private long need(int tag, String name) throws ElfRejection {
        var value = dynamic.get((long) tag);
        if (value == null) throw invalid("its dynamic section has no " + name);
        return value;
    }

    // ---- symbols

    private void readStringsAndSymbols() throws ElfRejection {
        long hash = need(DT_HASH, "DT_HASH; link with --hash-style=sysv");
        int header = table("its hash table", hash, 8);
        long buckets = bytes.getInt(header) & 0xffff_ffffL;
        long chains = bytes.getInt(header + 4) & 0xffff_ffffL;
        if (chains > MOST_SYMBOLS || buckets > MOST_SYMBOLS) {
            throw invalid("its hash table has more than " + MOST_SYMBOLS + " symbols");
        }
        table("its hash table", hash, 8 + 4 * (buckets + chains));
        checkChains(header + 8, (int) buckets, (int) chains);
        if (need(DT_SYMENT, "DT_SYMENT") != SYMBOL_BYTES) throw invalid("its symbols do not have 24 bytes");
        symbolCount = (int) chains;
        symbolTable = table("its symbol table", need(DT_SYMTAB, "DT_SYMTAB"), chains * SYMBOL_BYTES);
        long size = need(DT_STRSZ, "DT_STRSZ");
        strings = table("its table of names", need(DT_STRTAB, "DT_STRTAB"), size);
        stringBytes = (int) size;
    }

    /// A chain that comes back to a symbol never ends.
    private void checkChains(int at, int buckets, int chains) throws ElfRejection {
        var met = new boolean[chains];
        for (int bucket = 0; bucket < buckets; bucket++) {
            long next = bytes.getInt(at + 4 * bucket) & 0xffff_ffffL;
            while (next != 0) {
                if (next >= chains) throw invalid("its hash table names symbol " + next + " of " + chains);
                if (met[(int) next]) throw invalid("its hash table goes in a circle at symbol " + next);
                met[(int) next] = true;
                next = bytes.getInt(at + 4 * (buckets + (int) next)) & 0xffff_ffffL;
            }
        }
    }

    private Symbol symbol(long index) throws ElfRejection {
        if (index < 0 || index >= symbolCount) throw invalid("it has no symbol " + index + " of " + symbolCount);
        int at = symbolTable + (int) index * SYMBOL_BYTES;
        long nameAt = bytes.getInt(at) & 0xffff_ffffL;
        if (nameAt >= stringBytes) throw invalid("the name of symbol " + index + " is not in its table of names");
        var names = bytes.slice(strings, stringBytes).order(ByteOrder.LITTLE_ENDIAN);
        var name = Text.at(names, (int) nameAt, LONGEST_NAME);
        return new Symbol(name, bytes.get(at + 4) & 0xf, bytes.getShort(at + 6) & 0xffff, bytes.getLong(at + 8));
    }

    /// A symbol that the object defines itself: there is nothing else to find it in.
    private long defined(Symbol symbol) throws ElfRejection {
        var shown = "'" + symbol.name() + "'";
        if (symbol.section() == SHN_UNDEF) {
            throw new ElfRejection(
                    "libos-symbol",
                    "the library OS needs the symbol " + shown + ", which it does not define; a library OS stands by "
                            + "itself, without the C library");
        }
        if (symbol.section() == SHN_ABS) throw relocation("the symbol " + shown + " is an absolute address");
        if (symbol.type() == STT_IFUNC) throw relocation("the symbol " + shown + " is chosen at run time (IFUNC)");
        if (symbol.type() == STT_TLS) throw dependent("the symbol " + shown + " is a variable of threads");
        return symbol.value();
    }

    // ---- relocations

    private void relocate(int tableTag, int sizeTag) throws ElfRejection {
        var start = dynamic.get((long) tableTag);
        if (start == null) return;
        long size = need(sizeTag, tableTag == DT_RELA ? "DT_RELASZ" : "DT_PLTRELSZ");
        if (tableTag == DT_RELA && need(DT_RELAENT, "DT_RELAENT") != RELA_BYTES) {
            throw relocation("its relocations do not have 24 bytes");
        }
        if (tableTag == DT_JMPREL && need(DT_PLTREL, "DT_PLTREL") != DT_RELA) {
            throw relocation("its procedure linkage has relocations without addends");
        }
        if (Long.remainderUnsigned(size, RELA_BYTES) != 0
                || Long.compareUnsigned(size, (long) MOST_RELOCATIONS * RELA_BYTES) > 0) {
            throw relocation("its table of relocations has " + hex(size) + " bytes");
        }
        int at = table("its table of relocations", start, size);
        for (int i = 0; i < size / RELA_BYTES; i++) relocate(at + i * RELA_BYTES);
    }

    private void relocate(int at) throws ElfRejection {
        long offset = bytes.getLong(at);
        long info = bytes.getLong(at + 8);
        long addend = bytes.getLong(at + 16);
        int type = (int) info;
        int place = placeOf(offset);
        long value = switch (type) {
            case R_RISCV_RELATIVE -> addend;
            case R_RISCV_64 -> defined(symbol(info >>> 32)) + addend;
            case R_RISCV_JUMP_SLOT -> defined(symbol(info >>> 32));
            default ->
                throw relocation("the one at " + hex(offset) + " has type " + type
                        + "; only RELATIVE (3), 64 (2) and JUMP_SLOT (5) are carried out");
        };
        // The end of an array is an address too.
        if (segmentOf(value, 0) == null && (value == 0 || segmentOf(value - 1, 1) == null)) {
            throw relocation("the one at " + hex(offset) + " would point to " + hex(value) + ", outside of the object");
        }
        bytes.putLong(place, AddressSpace.LIBRARY_START + value);
    }

    private int placeOf(long offset) throws ElfRejection {
        var segment = segmentOf(offset, 8);
        if (segment == null) throw relocation("the one at " + hex(offset) + " is out of range");
        if (segment.rights().contains(Right.EXECUTE)) {
            throw relocation("the one at " + hex(offset) + " would change code; compile it with -fPIC");
        }
        int place = offsetOf(offset, 8);
        if (place < 0) throw relocation("the one at " + hex(offset) + " is in memory that the file does not fill");
        return place;
    }

    // ---- hooks

    private SharedObject hooked() throws ElfRejection {
        long address = hooksSymbol();
        int at = offsetOf(address, HOOKS_HEADER_BYTES);
        if (at < 0 || (address & 7) != 0) throw hooks("their table at " + hex(address) + " is not in the file");
        if (bytes.getLong(at) != HOOKS_MAGIC) throw hooks("their table does not begin with FUGUHOOK");
        int version = bytes.getInt(at + 8);
        if (version != HOOKS_VERSION) {
            throw hooks("their table has version " + Integer.toUnsignedString(version) + "; known is " + HOOKS_VERSION);
        }
        int count = bytes.getInt(at + 12);
        if (count < 1 || count > MOST_HOOKS) {
            throw hooks("there are " + Integer.toUnsignedString(count) + "; from 1 to " + MOST_HOOKS + " are possible");
        }
        int table = offsetOf(address, HOOKS_HEADER_BYTES + 8L * count);
        if (table < 0) throw hooks("their table of " + count + " is not all in the file");
        for (int i = 0; i < count; i++) checkHook(i, bytes.getLong(table + HOOKS_HEADER_BYTES + 8 * i));
        return new SharedObject(file, moved(), AddressSpace.LIBRARY_START + address, count);
    }

    private long hooksSymbol() throws ElfRejection {
        for (int i = 0; i < symbolCount; i++) {
            var symbol = symbol(i);
            if (symbol.name().equals(SharedObject.HOOKS_SYMBOL) && symbol.section() != SHN_UNDEF) {
                return defined(symbol);
            }
        }
        throw hooks("it has no symbol " + SharedObject.HOOKS_SYMBOL);
    }

    private void checkHook(int number, long hook) throws ElfRejection {
        var segment = segmentOf(hook - AddressSpace.LIBRARY_START, 2);
        if (segment == null || !segment.rights().contains(Right.EXECUTE) || (hook & 1) != 0) {
            throw hooks("hook " + number + " points to " + hex(hook) + ", which is no code of the object");
        }
    }

    private static ElfRejection hooks(String found) {
        return new ElfRejection("libos-hooks", "the hooks of the library OS are not usable: " + found);
    }

    private List<ImageSegment> moved() {
        var moved = new ArrayList<ImageSegment>();
        for (var segment : segments) moved.add(segment.movedBy(AddressSpace.LIBRARY_START));
        return moved;
    }
}

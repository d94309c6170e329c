package org.fugu.exokernel.loader;

import java.util.List;
import org.fugu.exokernel.abi.AddressSpace;
import org.fugu.exokernel.abi.Right;

/// Reads one static executable.
final class ElfReader {
    private final byte[] bytes;

    ElfReader(byte[] file) {
        this.bytes = file;
    }

    ParsedImage read() {
        try {
            var file = new ElfObject(bytes);
            checkType(file);
            var headers = file.programHeaders();
            for (var header : headers) {
                switch (header.type()) {
                    case ElfObject.PT_DYNAMIC ->
                        throw wrongType("it wants dynamic linking (PT_DYNAMIC); link with -static");
                    case ElfObject.PT_INTERP ->
                        throw wrongType("it wants an interpreter (PT_INTERP); link with -static");
                    default -> {} // notes, attributes, stack and TLS templates say nothing to a loader
                }
            }
            var segments = file.segments(headers, AddressSpace.IMAGE_START, AddressSpace.IMAGE_END);
            checkEntry(file.entry(), segments);
            return new ElfImage(bytes, file.entry(), segments);
        } catch (ElfRejection rejection) {
            return rejection.reason();
        }
    }

    private static void checkType(ElfObject file) throws ElfRejection {
        int type = file.type();
        if (type == ElfObject.TYPE_RELOCATABLE) throw wrongType("it is an object file with relocations; link it");
        if (type == ElfObject.TYPE_SHARED) {
            throw wrongType("it is position-independent or a shared object; link with -static -no-pie");
        }
        if (type != ElfObject.TYPE_EXECUTABLE) throw wrongType("its type is " + type);
        file.checkVersion();
    }

    private static ElfRejection wrongType(String found) {
        return new ElfRejection("elf-wrong-type", "the file is not a static executable: " + found);
    }

    private static void checkEntry(long entry, List<ImageSegment> segments) throws ElfRejection {
        boolean executable = segments.stream()
                .anyMatch(segment -> segment.contains(entry) && segment.rights().contains(Right.EXECUTE));
        if (!executable || (entry & 1) != 0) {
            throw ElfRejection.invalid(
                    "its entry 0x" + Long.toHexString(entry) + " is not an instruction in an executable segment");
        }
    }
}

package org.fugu.exokernel.loader;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// The sections of an ELF file, which the loader needs none of: whatever is wrong with one is as if
/// it were not there.
public final class Sections {
    /// No section.
    static final int NONE = -1;

    private static final int HEADER_BYTES = 64;
    private static final int MOST = 1024;
    private static final int LONGEST_NAME = 64;
    private static final long COMPRESSED = 0x800;
    private static final int NO_BITS = 8;

    private static final int SHOFF = 40;
    private static final int SHENTSIZE = 58;
    private static final int SHNUM = 60;
    private static final int SHSTRNDX = 62;

    private final ByteBuffer file;
    private final int headers;
    private final int count;

    /// @param file of at least an ELF header
    public Sections(byte[] file) {
        this.file = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        long at = this.file.getLong(SHOFF);
        int many = this.file.getShort(SHNUM) & 0xffff;
        boolean readable = this.file.getShort(SHENTSIZE) == HEADER_BYTES && many <= MOST;
        boolean inside = readable && isInFile(at, (long) many * HEADER_BYTES);
        headers = inside ? (int) at : 0;
        count = inside ? many : 0;
    }

    private boolean isInFile(long offset, long length) {
        return offset >= 0 && length >= 0 && length <= file.capacity() && offset <= file.capacity() - length;
    }

    /// The bytes of a section, or null.
    public @Nullable ByteBuffer named(String name) {
        int strings = file.getShort(SHSTRNDX) & 0xffff;
        var names = strings < count ? content(strings) : null;
        if (names == null) return null;
        for (int index = 0; index < count; index++) {
            long nameAt = file.getInt(header(index)) & 0xffff_ffffL;
            if (nameAt < names.capacity() && name.equals(Text.at(names, (int) nameAt, LONGEST_NAME))) {
                return content(index);
            }
        }
        return null;
    }

    /// The first section of a type, or [#NONE].
    int ofType(int type) {
        for (int index = 0; index < count; index++) if (type(index) == type) return index;
        return NONE;
    }

    int type(int index) {
        return file.getInt(header(index) + 4);
    }

    /// The section that this one refers to, or [#NONE].
    int link(int index) {
        int link = file.getInt(header(index) + 40);
        return link >= 0 && link < count ? link : NONE;
    }

    private int header(int index) {
        return headers + index * HEADER_BYTES;
    }

    /// The bytes of a section, or null.
    @Nullable
    ByteBuffer content(int index) {
        int header = header(index);
        long offset = file.getLong(header + 24);
        long size = file.getLong(header + 32);
        boolean plain = (file.getLong(header + 8) & COMPRESSED) == 0 && type(index) != NO_BITS;
        if (!plain || !isInFile(offset, size)) return null;
        return file.slice((int) offset, (int) size).order(ByteOrder.LITTLE_ENDIAN);
    }
}

package org.fugu.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.SortedMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.zip.Zip64Mode;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;

/// Reads a zip that a stranger made, and writes one that is the same on every host.
///
/// The reader believes nothing the archive says about itself. The central directory decides which
/// files there are; each local header must agree with it, so that no other reader sees another
/// bundle; sizes are counted while unpacking and never taken from a header.
final class ZipArchive {
    private static final int END_RECORD = 22;
    private static final int END_SIGNATURE = 0x06054b50;
    private static final int ENTRY_SIGNATURE = 0x02014b50;
    private static final int LOCAL_SIGNATURE = 0x04034b50;
    private static final int LOCAL_HEADER = 30;
    private static final int DATA_DESCRIPTOR = 1 << 3;
    private static final int ENCRYPTED = 1 | 1 << 6 | 1 << 13;
    private static final int FILE_TYPE = 0xF000;
    private static final int REGULAR = 0x8000;
    private static final int FOLDER = 0x4000;
    private static final int SYMBOLIC_LINK = 0xA000;

    private final byte[] bytes;
    private final ByteBuffer fields;

    private ZipArchive(byte[] bytes) {
        this.bytes = bytes;
        this.fields = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /// @throws BundleRejectedException with the code of the first thing found wrong
    static SortedMap<String, byte[]> read(byte[] zip) {
        if (zip.length > BundleBounds.MAX_ARCHIVE_BYTES) throw BundleBounds.archiveTooLarge();
        try {
            return new ZipArchive(zip).files();
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new BundleRejectedException(
                    BundleRefusal.NOT_A_ZIP.code(), "the archive is damaged: " + e.getMessage(), List.of());
        }
    }

    private SortedMap<String, byte[]> files() throws IOException {
        requireOneDirectory();
        try (var zip = ZipFile.builder()
                .setSeekableByteChannel(new SeekableInMemoryByteChannel(bytes))
                .setCharset(StandardCharsets.UTF_8)
                .setUseUnicodeExtraFields(false)
                .get()) {
            var entries = Collections.list(zip.getEntries());
            requireApart(entries);
            var tree = new FileTree();
            var folders = new HashSet<String>();
            for (var entry : entries) {
                requireUsual(entry);
                if (!isFolder(entry)) tree.add(entry.getName(), unpack(zip, entry));
                else if (!folders.add(entry.getName())) throw twice(entry);
            }
            return tree.finish();
        }
    }

    /// Walks the central directory before the library does: it would read a million entries without
    /// complaint.
    private void requireOneDirectory() {
        int end = findEnd();
        int count = u16(end + 10);
        if (u16(end + 4) != 0 || u16(end + 6) != 0 || u16(end + 8) != count) {
            throw notAZip("the archive is split over several files");
        }
        if (count > BundleBounds.MAX_FILES) throw BundleBounds.tooManyFiles();
        int at = fields.getInt(end + 16);
        for (int i = 0; i < count; i++) {
            if (fields.getInt(at) != ENTRY_SIGNATURE) throw notAZip("its directory is damaged");
            at += 46 + u16(at + 28) + u16(at + 30) + u16(at + 32);
        }
        if (at != end) throw notAZip("its directory does not end where it should");
    }

    private int findEnd() {
        int least = Math.max(0, bytes.length - END_RECORD - 0xFFFF);
        for (int at = bytes.length - END_RECORD; at >= least; at--) {
            boolean found = fields.getInt(at) == END_SIGNATURE;
            if (found && at + END_RECORD + u16(at + 20) == bytes.length) return at;
        }
        throw notAZip("this is not a zip archive, or it is truncated");
    }

    /// Two entries that share packed bytes are how a small archive becomes a large one.
    private void requireApart(List<ZipArchiveEntry> entries) {
        var ordered = new ArrayList<>(entries);
        ordered.sort((a, b) -> Long.compare(a.getLocalHeaderOffset(), b.getLocalHeaderOffset()));
        long free = 0;
        for (var entry : ordered) {
            if (entry.getLocalHeaderOffset() < free) {
                throw new BundleRejectedException(
                        BundleRefusal.RATIO, "'" + shown(entry) + "' overlaps another file of the archive");
            }
            free = entry.getDataOffset() + entry.getCompressedSize();
        }
    }

    private void requireUsual(ZipArchiveEntry entry) {
        int type = entry.getUnixMode() & FILE_TYPE;
        if (type == SYMBOLIC_LINK) {
            throw new BundleRejectedException(
                    BundleRefusal.LINK,
                    "'" + shown(entry) + "' is a symbolic link; put the file itself into the bundle");
        }
        if (type != 0 && type != REGULAR && type != FOLDER) {
            throw new BundleRejectedException(BundleRefusal.LINK, "'" + shown(entry) + "' is not a regular file");
        }
        if ((entry.getRawFlag() & ENCRYPTED) != 0) throw notAZip("'" + shown(entry) + "' is encrypted");
        if (entry.getMethod() != ZipEntry.STORED && entry.getMethod() != ZipEntry.DEFLATED) {
            throw notAZip("'" + shown(entry) + "' is packed by method " + entry.getMethod()
                    + "; only stored and deflated files are read");
        }
        requireSameLocalHeader(entry);
    }

    private void requireSameLocalHeader(ZipArchiveEntry entry) {
        int at = Math.toIntExact(entry.getLocalHeaderOffset());
        int nameBytes = u16(at + 26);
        var name = Arrays.copyOfRange(bytes, at + LOCAL_HEADER, at + LOCAL_HEADER + nameBytes);
        boolean sizesHere = (u16(at + 6) & DATA_DESCRIPTOR) == 0;
        if (fields.getInt(at) != LOCAL_SIGNATURE
                || !Arrays.equals(name, entry.getRawName())
                || u16(at + 8) != entry.getMethod()
                || (u16(at + 6) & ENCRYPTED) != 0
                || sizesHere && u32(at + 18) != entry.getCompressedSize()
                || sizesHere && u32(at + 22) != entry.getSize()) {
            throw notAZip("the two headers of '" + shown(entry) + "' do not agree");
        }
    }

    private static boolean isFolder(ZipArchiveEntry entry) {
        var name = entry.getName();
        boolean named = name.endsWith("/");
        boolean typed = (entry.getUnixMode() & FILE_TYPE) == FOLDER;
        if (!named && !typed) return false;
        if (!named || entry.getSize() != 0) throw notAZip("'" + shown(entry) + "' is a folder with content");
        BundlePath.requirePlain(name.substring(0, name.length() - 1));
        return true;
    }

    private static byte[] unpack(ZipFile zip, ZipArchiveEntry entry) throws IOException {
        // Before a byte is unpacked, so that a refused path costs nothing.
        BundlePath.requirePlain(entry.getName());
        long most = BundleBounds.MAX_FILE_BYTES;
        if (entry.getSize() > most) throw BundleBounds.fileTooLarge(shown(entry));
        long ratioBound = Math.max(BundleBounds.RATIO_FREE_BYTES, entry.getCompressedSize() * BundleBounds.MAX_RATIO);
        try (InputStream in = zip.getInputStream(entry)) {
            var content = in.readNBytes((int) Math.min(most, ratioBound) + 1);
            if (content.length > ratioBound) throw bomb(entry);
            if (content.length > most) throw BundleBounds.fileTooLarge(shown(entry));
            if (content.length != entry.getSize())
                throw notAZip("'" + shown(entry) + "' has another size than it says");
            if (crc(content) != entry.getCrc()) throw notAZip("the checksum of '" + shown(entry) + "' is wrong");
            return content;
        }
    }

    private static long crc(byte[] content) {
        var crc = new CRC32();
        crc.update(content);
        return crc.getValue();
    }

    /// Plain files in order, stored, with one fixed time and no extra fields.
    ///
    /// Stored and not deflated: what a compressor emits belongs to its version (JDKs differ in
    /// their zlib), and a bundle that is kept in version control or in a database is packed there
    /// anyway.
    static byte[] write(SortedMap<String, byte[]> files) {
        try (var channel = new SeekableInMemoryByteChannel()) {
            try (var zip = new ZipArchiveOutputStream(channel)) {
                zip.setEncoding("UTF-8");
                zip.setUseZip64(Zip64Mode.Never);
                zip.setCreateUnicodeExtraFields(ZipArchiveOutputStream.UnicodeExtraFieldPolicy.NEVER);
                for (var file : files.entrySet()) append(zip, file.getKey(), file.getValue());
            }
            return Arrays.copyOf(channel.array(), Math.toIntExact(channel.size()));
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory cannot fail", e);
        }
    }

    private static void append(ZipArchiveOutputStream zip, String path, byte[] content) throws IOException {
        var entry = new ZipArchiveEntry(path);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(crc(content));
        // Local, because the format stores a local time: the same bytes in every time zone.
        entry.setTimeLocal(LocalDateTime.of(1980, 2, 1, 0, 0));
        zip.putArchiveEntry(entry);
        zip.write(content);
        zip.closeArchiveEntry();
    }

    private static BundleRejectedException bomb(ZipArchiveEntry entry) {
        return new BundleRejectedException(
                BundleRefusal.RATIO,
                "'" + shown(entry) + "' unpacks to more than " + BundleBounds.MAX_RATIO + " times its packed size");
    }

    private static BundleRejectedException twice(ZipArchiveEntry entry) {
        return new BundleRejectedException(BundleRefusal.DUPLICATE, "the folder '" + shown(entry) + "' is there twice");
    }

    private static BundleRejectedException notAZip(String message) {
        return new BundleRejectedException(BundleRefusal.NOT_A_ZIP, message);
    }

    private static String shown(ZipArchiveEntry entry) {
        return BundlePath.printable(entry.getName());
    }

    private int u16(int at) {
        return fields.getShort(at) & 0xFFFF;
    }

    private long u32(int at) {
        return fields.getInt(at) & 0xFFFF_FFFFL;
    }
}

package org.fugu.bundle.stored;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.zip.Zip64Mode;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipFile;

/// A zip of a few plain files, stored and not packed, in the order of their names, with one fixed time: the same files
/// are the same bytes.
///
/// What is read has exactly that form. So no file unpacks to more than it is, none overlaps another, and there is no
/// reader that sees other files than this one. It is checked by writing anew what was found, and comparing.
public final class StoredArchive implements AutoCloseable {
    private static final int MOST_FILES = 16;
    private static final int MOST_NAME = 64;
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9.-]{0," + (MOST_NAME - 1) + "}");
    private static final int END_RECORD = 22;
    private static final int END_SIGNATURE = 0x06054b50;
    private static final int DIRECTORY_ENTRY = 46;

    private final ZipFile zip;
    private final SortedMap<String, StoredFile> files;

    private StoredArchive(ZipFile zip, SortedMap<String, StoredFile> files) {
        this.zip = zip;
        this.files = files;
    }

    /// Writes an archive. Of the files no more is in memory than their contents hold of themselves.
    ///
    /// @param files of different names: lower-case letters, digits, dots and dashes
    public static void write(List<StoredFile> files, OutputStream out) throws IOException {
        var sorted = new TreeMap<String, StoredFile>();
        for (var file : files) {
            if (!NAME.matcher(file.name()).matches() || sorted.put(file.name(), file) != null) {
                throw new IllegalArgumentException("no name, or one that is there twice: " + file.name());
            }
        }
        if (sorted.size() > MOST_FILES) throw new IllegalArgumentException(sorted.size() + " files");
        // Not closed: the stream is the caller's.
        var zip = new ZipArchiveOutputStream(out);
        zip.setEncoding("UTF-8");
        zip.setUseZip64(Zip64Mode.Never);
        zip.setCreateUnicodeExtraFields(ZipArchiveOutputStream.UnicodeExtraFieldPolicy.NEVER);
        for (var file : sorted.values()) append(zip, file);
        zip.finish();
        zip.flush();
    }

    private static void append(ZipArchiveOutputStream zip, StoredFile file) throws IOException {
        var entry = new ZipArchiveEntry(file.name());
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(file.bytes());
        entry.setCrc(file.crc());
        // Local, because the format stores a local time: the same bytes in every time zone.
        entry.setTimeLocal(LocalDateTime.of(1980, 2, 1, 0, 0));
        zip.putArchiveEntry(entry);
        file.content().write(zip);
        zip.closeArchiveEntry();
    }

    /// Opens an archive that a stranger made. Each file was read once, in pieces, when this returns.
    ///
    /// @param most bytes that each file may have, by name; others are refused
    /// @throws BadArchiveException when it is not of this form, or has a file that it may not have
    public static StoredArchive open(Path path, SortedMap<String, Integer> most)
            throws IOException, BadArchiveException {
        requireSmallDirectory(path);
        ZipFile zip;
        try {
            zip = ZipFile.builder()
                    .setPath(path)
                    .setCharset(StandardCharsets.UTF_8)
                    .setUseUnicodeExtraFields(false)
                    .get();
        } catch (IOException | IllegalArgumentException e) {
            throw new BadArchiveException("the archive is damaged: " + e.getMessage());
        }
        try {
            var archive = new StoredArchive(zip, files(zip, most));
            archive.requireOneForm(path);
            return archive;
        } catch (ZipException | IllegalArgumentException e) {
            zip.close();
            throw new BadArchiveException("the archive is damaged: " + e.getMessage());
        } catch (IOException | BadArchiveException e) {
            zip.close();
            throw e;
        }
    }

    /// Looks at the end before the library reads the directory, which it would do with a million entries too.
    private static void requireSmallDirectory(Path path) throws IOException, BadArchiveException {
        try (var file = FileChannel.open(path, StandardOpenOption.READ)) {
            long start = file.size() - END_RECORD;
            var end = ByteBuffer.allocate(END_RECORD).order(ByteOrder.LITTLE_ENDIAN);
            while (start >= 0 && end.hasRemaining() && file.read(end, start + end.position()) >= 0) {
                // Reads on.
            }
            if (end.hasRemaining() || end.getInt(0) != END_SIGNATURE) {
                throw new BadArchiveException("it is not such an archive, or it is truncated");
            }
            int count = end.getShort(10) & 0xFFFF;
            long bytes = end.getInt(12) & 0xFFFF_FFFFL;
            long from = end.getInt(16) & 0xFFFF_FFFFL;
            if (count > MOST_FILES || bytes > (long) MOST_FILES * (DIRECTORY_ENTRY + MOST_NAME)) {
                throw new BadArchiveException("it has more than " + MOST_FILES + " files");
            }
            if (from + bytes != start) throw new BadArchiveException("its directory is not where it should be");
        }
    }

    private static SortedMap<String, StoredFile> files(ZipFile zip, SortedMap<String, Integer> most)
            throws IOException, BadArchiveException {
        var files = new TreeMap<String, StoredFile>();
        for (var entry : Collections.list(zip.getEntries())) {
            var name = entry.getName();
            var bound = most.get(name);
            if (bound == null) throw new BadArchiveException("it has a file that it may not have: " + shown(name));
            if (entry.getMethod() != ZipEntry.STORED || entry.getSize() != entry.getCompressedSize()) {
                throw new BadArchiveException(
                        "'" + name + "' is packed; files of such an archive are stored as they are");
            }
            if (entry.getSize() > bound)
                throw new BadArchiveException("'" + name + "' has more than " + bound + " bytes");
            var file = StoredFile.of(name, out -> {
                try (var in = zip.getInputStream(entry)) {
                    in.transferTo(out);
                }
            });
            if (file.bytes() != entry.getSize() || file.crc() != entry.getCrc()) {
                throw new BadArchiveException("'" + name + "' is not what the archive says that it is");
            }
            if (files.put(name, file) != null) throw new BadArchiveException("'" + name + "' is there twice");
        }
        return Collections.unmodifiableSortedMap(files);
    }

    private static String shown(String name) {
        return name.length() > MOST_NAME || !name.chars().allMatch(c -> c > ' ' && c < 0x7f) ? "an odd name" : name;
    }

    private void requireOneForm(Path path) throws IOException, BadArchiveException {
        try (var found = FileChannel.open(path, StandardOpenOption.READ)) {
            var compared = new Compared(found);
            write(new ArrayList<>(files.values()), compared);
            if (compared.same && found.position() == found.size()) return;
        }
        throw new BadArchiveException(
                "it is not in the one form that such an archive has; pass it on as it was made, not packed again");
    }

    /// The files by name.
    public SortedMap<String, StoredFile> files() {
        return files;
    }

    /// A file that is there, to be read in pieces.
    public InputStream open(String name) throws IOException {
        return zip.getInputStream(zip.getEntry(name));
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }

    /// Compares what is written with what is in a file.
    private static final class Compared extends OutputStream {
        private final FileChannel with;
        private boolean same = true;

        Compared(FileChannel with) {
            this.with = with;
        }

        @Override
        public void write(int each) throws IOException {
            write(new byte[] {(byte) each}, 0, 1);
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            if (!same) return;
            var there = ByteBuffer.allocate(length);
            while (there.hasRemaining() && with.read(there) >= 0) {
                // Reads on.
            }
            same = !there.hasRemaining() && there.flip().equals(ByteBuffer.wrap(from, offset, length));
        }
    }
}

package org.fugu.exokernel.abi;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a job's programs can read: a standard input, and files by their names. It is the same on all of the job's
/// nodes, and nothing changes it.
public final class InputContents {
    /// So many bytes they may have, all together.
    public static final int MOST_BYTES = 8 << 20;

    /// So many files there may be.
    public static final int MOST_FILES = 64;

    /// How long a file's name may be.
    public static final int MOST_NAME = 100;

    /// Which input the standard input is.
    private static final long STANDARD = 0;

    /// Which one the list of the files is.
    private static final long DIRECTORY = 1;

    /// The number of the first file.
    private static final long FIRST_FILE = 2;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*");
    private static final String NONE = "nothing to read: neither standard input nor a file";
    private static final byte[] NOTHING = new byte[0];

    private final byte @Nullable [] standard;
    private final SortedMap<String, byte[]> files;
    private final List<byte[]> byNumber;
    private final byte[] directory;

    private InputContents(byte @Nullable [] standard, SortedMap<String, byte[]> files) {
        this.standard = standard;
        this.files = files;
        byNumber = List.copyOf(files.values());
        directory = directory(files);
    }

    /// @param standard what the standard input holds, or null if there is none
    /// @param files by name
    /// @throws IllegalArgumentException saying what is too large, or whose name cannot be; or if there is nothing
    public static InputContents of(byte @Nullable [] standard, SortedMap<String, byte[]> files) {
        if (standard == null && files.isEmpty()) throw new IllegalArgumentException(NONE);
        files.keySet().forEach(InputContents::requireName);
        requireCount(files.size());
        long bytes = standard == null ? 0 : standard.length;
        for (var file : files.values()) bytes += file.length;
        requireBytes(bytes);
        return new InputContents(standard, Collections.unmodifiableSortedMap(new TreeMap<>(files)));
    }

    /// @throws IllegalArgumentException if so many files are too many
    public static void requireCount(int count) {
        if (count > MOST_FILES) {
            throw new IllegalArgumentException(count + " input files: a run has at most " + MOST_FILES);
        }
    }

    /// @throws IllegalArgumentException if so many bytes are too many
    public static void requireBytes(long bytes) {
        if (bytes > MOST_BYTES) {
            throw new IllegalArgumentException("standard input and input files have " + bytes
                    + " bytes together; a run has at most " + MOST_BYTES + ": give it less, or put it on a disk");
        }
    }

    /// @throws IllegalArgumentException if no input file can have that name
    public static void requireName(String name) {
        boolean isName = name.length() <= MOST_NAME && NAME.matcher(name).matches();
        if (isName) for (var part : name.split("/")) isName &= !part.equals(".") && !part.equals("..");
        if (isName) return;
        throw new IllegalArgumentException(
                "an input file cannot be called '" + name + "': a name has up to " + MOST_NAME
                        + " letters, digits, '.', '_' and '-', with '/' between its parts, none of which is '.' or '..'");
    }

    private static byte[] directory(SortedMap<String, byte[]> files) {
        var lines = new ByteArrayOutputStream();
        files.forEach((name, bytes) ->
                lines.writeBytes((bytes.length + " " + name + "\n").getBytes(StandardCharsets.US_ASCII)));
        return lines.toByteArray();
    }

    /// What the standard input holds, or null if there is none.
    public byte @Nullable [] standard() {
        return standard;
    }

    /// By name.
    public SortedMap<String, byte[]> files() {
        return files;
    }

    /// How many there are, all together.
    public long bytes() {
        long bytes = standard == null ? 0 : standard.length;
        for (var file : byNumber) bytes += file.length;
        return bytes;
    }

    /// What a program means by a number: 0 is standard input, empty if there is none; 1 the list of the files, a line
    /// with size and name for each; those from 2 on are the files, in the order of their names.
    ///
    /// @param which any number
    /// @return null if there is no such input
    public byte @Nullable [] numbered(long which) {
        if (which == STANDARD) return standard == null ? NOTHING : standard;
        if (which == DIRECTORY) return directory;
        boolean isFile = which >= FIRST_FILE && which < FIRST_FILE + byNumber.size();
        return isFile ? byNumber.get((int) (which - FIRST_FILE)) : null;
    }
}

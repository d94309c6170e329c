package org.fugu.experiment.runfile;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.fugu.bundle.stored.BadArchiveException;
import org.fugu.exokernel.abi.InputContents;
import org.jspecify.annotations.Nullable;

/// What a run was given to read besides the files of its bundle. Before each there is a line, `stdin BYTES` for the
/// standard input, which comes first, or `file BYTES NAME`; then as many bytes, and a line end. Files are in the order
/// of their names.
public final class InputsFile {
    private static final Pattern HEAD = Pattern.compile("(stdin|file) (0|[1-9][0-9]{0,7})(?: ([!-~]+))?");
    private static final int LONGEST_HEAD = 14 + InputContents.MOST_NAME;

    /// What such a file has at the most.
    static final int MAX_BYTES = InputContents.MOST_BYTES + (InputContents.MOST_FILES + 1) * (LONGEST_HEAD + 2);

    private InputsFile() {}

    public static byte[] of(InputContents given) {
        var file = new ByteArrayOutputStream();
        var standard = given.standard();
        if (standard != null) write(file, "stdin " + standard.length, standard);
        given.files().forEach((name, bytes) -> write(file, "file " + bytes.length + " " + name, bytes));
        return file.toByteArray();
    }

    private static void write(ByteArrayOutputStream file, String head, byte[] bytes) {
        file.writeBytes((head + "\n").getBytes(StandardCharsets.US_ASCII));
        file.writeBytes(bytes);
        file.write('\n');
    }

    /// Reads what a stranger made.
    ///
    /// @throws BadArchiveException when it is not of that form, in that order, or holds more than a run may have
    static InputContents read(byte[] file) throws BadArchiveException {
        byte @Nullable [] standard = null;
        var files = new TreeMap<String, byte[]>();
        int at = 0;
        while (at < file.length) {
            int end = lineEnd(file, at);
            var head = HEAD.matcher(new String(file, at, end - at, StandardCharsets.ISO_8859_1));
            if (!head.matches()) throw bad();
            int from = end + 1;
            int to = from + Integer.parseInt(head.group(2));
            if (to >= file.length) throw bad();
            var bytes = Arrays.copyOfRange(file, from, to);
            if (head.group(3) == null) standard = bytes;
            else files.put(head.group(3), bytes);
            at = to + 1;
        }
        try {
            var given = InputContents.of(standard, files);
            if (Arrays.equals(of(given), file)) return given;
        } catch (IllegalArgumentException e) {
            throw new BadArchiveException("'" + RunFile.INPUTS + "': " + e.getMessage());
        }
        throw bad();
    }

    private static int lineEnd(byte[] file, int from) throws BadArchiveException {
        for (int at = from; at < file.length && at <= from + LONGEST_HEAD; at++) if (file[at] == '\n') return at;
        throw bad();
    }

    private static BadArchiveException bad() {
        return new BadArchiveException("'" + RunFile.INPUTS + "' is not of the form that inputs of such a file have");
    }
}

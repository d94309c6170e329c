package org.fugu.experiment.runfile;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.fugu.bundle.stored.BadArchiveException;
import org.fugu.bundle.stored.StoredFile;

/// The hashes of a run's epochs in which something happened, in order: a line `EPOCH:HASH` for each, with
/// 32 hexadecimal digits.
public final class EpochsFile {
    private static final Pattern LINE = Pattern.compile("(0|[1-9][0-9]{0,17}):[0-9a-f]{32}");
    private static final int LONGEST = 18 + 1 + 32 + 1;
    private static final int MOST = 1 << 20;
    private static final int PIECE = 64 << 10;

    /// What such a file has at the most: for some 10^12 cycles.
    static final int MAX_BYTES = LONGEST * MOST;

    private EpochsFile() {}

    /// @param epochs as in a report
    public static StoredFile.Content of(List<String> epochs) {
        return out -> {
            for (var epoch : epochs) out.write((epoch + "\n").getBytes(StandardCharsets.US_ASCII));
        };
    }

    /// Whether so many are not too many for a file.
    public static boolean holds(List<String> epochs) {
        return epochs.size() <= MOST;
    }

    /// SHA-256 of such a file.
    public static String digest(List<String> epochs) {
        try {
            return StoredFile.of(RunFile.EPOCHS, of(epochs)).digest();
        } catch (IOException e) {
            throw new UncheckedIOException("counting cannot fail", e);
        }
    }

    /// Looks through such a file.
    ///
    /// @throws BadArchiveException when it is not of that form
    static void check(InputStream file) throws IOException, BadArchiveException {
        var in = new BufferedInputStream(file, PIECE);
        long last = -1;
        int lines = 0;
        for (var line = line(in); !line.isEmpty(); line = line(in)) {
            var parts = LINE.matcher(line);
            if (++lines > MOST || !parts.matches() || Long.parseLong(parts.group(1)) <= last) throw bad();
            last = Long.parseLong(parts.group(1));
        }
        if (lines == 0) throw bad();
    }

    /// Without its end; empty at the end of the file.
    private static String line(InputStream in) throws IOException, BadArchiveException {
        var text = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0 && text.isEmpty()) return "";
            if (c < 0 || text.length() == LONGEST) throw bad();
            text.append((char) c);
        }
        if (text.isEmpty()) throw bad();
        return text.toString();
    }

    private static BadArchiveException bad() {
        return new BadArchiveException("'" + RunFile.EPOCHS + "' is not of the form that epochs of such a file have");
    }
}

package org.fugu.experiment.runfile;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.regex.Pattern;
import org.fugu.bundle.stored.BadArchiveException;
import org.fugu.bundle.stored.StoredFile;

/// What the nodes wrote, one after the other: a line `node N BYTES`, as many bytes, and a line end. Nodes that wrote
/// nothing are left out.
public final class ConsoleFile {
    private static final Pattern HEAD = Pattern.compile("node (0|[1-9][0-9]{0,3}) ([1-9][0-9]{0,8})");
    private static final int LONGEST_HEAD = 24;
    private static final int PIECE = 64 << 10;

    private ConsoleFile() {}

    /// Takes what was read.
    @FunctionalInterface
    public interface Reader {
        /// @param bytes some of what a node wrote, at most 64 KiB
        void piece(int node, byte[] bytes);
    }

    /// The line before what a node wrote.
    public static byte[] head(int node, long bytes) {
        return ("node " + node + " " + bytes + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    /// Writes what is in memory.
    public static StoredFile.Content of(SortedMap<Integer, byte[]> console) {
        return out -> {
            for (var node : console.entrySet()) {
                if (node.getValue().length == 0) continue;
                out.write(head(node.getKey(), node.getValue().length));
                out.write(node.getValue());
                end(out);
            }
        };
    }

    /// What comes after what a node wrote.
    public static void end(OutputStream out) throws IOException {
        out.write('\n');
    }

    /// Reads such a file in pieces.
    ///
    /// @param nodes of the run
    /// @param most bytes that they may have written
    /// @throws BadArchiveException when it is none
    public static void read(InputStream file, int nodes, long most, Reader reader)
            throws IOException, BadArchiveException {
        var in = new BufferedInputStream(file, PIECE);
        int last = -1;
        long left = most;
        for (var head = line(in); !head.isEmpty(); head = line(in)) {
            var parts = HEAD.matcher(head);
            if (!parts.matches()) throw bad();
            int node = Integer.parseInt(parts.group(1));
            long bytes = Long.parseLong(parts.group(2));
            if (node <= last || node >= nodes) throw bad();
            if (bytes > left) throw new BadArchiveException("the console is longer than the run's limit allows");
            last = node;
            left -= bytes;
            while (bytes > 0) {
                var piece = in.readNBytes((int) Math.min(bytes, PIECE));
                if (piece.length == 0) throw bad();
                reader.piece(node, piece);
                bytes -= piece.length;
            }
            if (in.read() != '\n') throw bad();
        }
    }

    /// Without its end; empty at the end of the file.
    private static String line(InputStream in) throws IOException, BadArchiveException {
        var text = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0 && text.isEmpty()) return "";
            if (c < 0 || text.length() == LONGEST_HEAD) throw bad();
            text.append((char) c);
        }
        if (text.isEmpty()) throw bad();
        return text.toString();
    }

    private static BadArchiveException bad() {
        return new BadArchiveException("the console is not of the form that a console of such a file has");
    }
}

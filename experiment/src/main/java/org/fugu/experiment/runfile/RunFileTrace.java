package org.fugu.experiment.runfile;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.fugu.bundle.observe.JobTraces;
import org.fugu.bundle.stored.BadArchiveException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// Of which part of a run there is a trace in its file, and what that is: the first 100,000 events.
///
/// @param digest SHA-256 of the trace as it is unpacked
public record RunFileTrace(int fuguTrace, long fromCycle, long toCycle, String digest) {
    /// The version that is written.
    public static final int VERSION = 1;

    /// What a trace may have, unpacked.
    public static final int MAX_BYTES = 64 << 20;

    /// So many events are in it at the most; further ones are left out.
    public static final int MOST_EVENTS = 100_000;

    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
    private static final JsonFactory JSON = new JsonFactory();

    public RunFileTrace {
        if (fromCycle < 0 || toCycle <= fromCycle) throw new IllegalArgumentException("it is a trace of nothing");
        if (!DIGEST.matcher(digest).matches()) {
            throw new IllegalArgumentException("a digest is not 64 hexadecimal digits");
        }
    }

    /// @param packed with gzip, made here
    /// @throws IllegalArgumentException when it is longer than such a file may have
    public static RunFileTrace of(JobTraces.Part part, byte[] packed) {
        try {
            return new RunFileTrace(VERSION, part.from(), part.to(), digest(packed));
        } catch (IOException e) {
            throw new IllegalArgumentException("the run's trace is too long for a file: " + e.getMessage(), e);
        }
    }

    public JobTraces.Part part() {
        return new JobTraces.Part(fromCycle, toCycle);
    }

    /// SHA-256 of what is packed.
    ///
    /// @throws IOException when it cannot be unpacked, or has more than such a file may have
    public static String digest(byte[] packed) throws IOException {
        try (var in = new DigestInputStream(unpacked(packed), sha256())) {
            in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        }
    }

    /// Looks through a trace that a stranger made.
    ///
    /// @throws BadArchiveException when it is not this one, or no JSON
    void check(byte[] packed) throws BadArchiveException {
        try (var in = JSON.createParser(ObjectReadContext.empty(), unpacked(packed))) {
            while (in.nextToken() != null) continue;
            if (digest(packed).equals(digest)) return;
        } catch (JacksonException | IOException e) {
            throw new BadArchiveException("'" + RunFile.TRACE + "' is no trace: " + e.getMessage());
        }
        throw new BadArchiveException("'" + RunFile.TRACE + "' is not the trace that '" + RunFile.TRACED + "' says");
    }

    private static InputStream unpacked(byte[] packed) throws IOException {
        return new Bounded(new GZIPInputStream(new ByteArrayInputStream(packed)));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /// Gives no more than a trace may have.
    private static final class Bounded extends FilterInputStream {
        private long left = MAX_BYTES;

        Bounded(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            return counted(super.read(), 1);
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            int found = super.read(to, offset, length);
            return counted(found, found);
        }

        private int counted(int answer, int bytes) throws IOException {
            if (answer < 0) return answer;
            left -= bytes;
            if (left < 0) throw new IOException("it has more than " + MAX_BYTES + " bytes");
            return answer;
        }
    }
}

package org.fugu.cli.service;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.fugu.cli.argument.Draft;
import org.fugu.cli.report.ReportText;
import org.fugu.cli.terminal.CommandFailure;
import org.fugu.cli.terminal.ExitCode;
import org.jspecify.annotations.Nullable;

/// A file as it comes from the service: never in memory as a whole, and compared with the digest that the service
/// says, if it says one.
final class Transfer {
    private static final int CHUNK_BYTES = 1 << 16;
    /// The tag of a file by its content: SHA-256.
    private static final Pattern DIGEST = Pattern.compile("\"([0-9a-f]{64})\"");

    /// The connection ended before the file did.
    static final class BrokenOffException extends IOException {
        private static final long serialVersionUID = 1L;

        BrokenOffException(long bytes, IOException cause) {
            super("the transfer broke off after " + ReportText.number(bytes) + " bytes", cause);
        }
    }

    private final Draft draft;
    private final MessageDigest digest = sha256();
    private final @Nullable String promised;
    private long bytes;

    private Transfer(Draft draft, @Nullable String promised) {
        this.draft = draft;
        this.promised = promised;
    }

    /// Takes all of an answer's body.
    ///
    /// @return its bytes
    /// @throws BrokenOffException which may go better another time
    /// @throws CommandFailure `digest-differs`, or the draft cannot be written
    static long receive(HttpResponse<InputStream> answer, Draft draft) throws BrokenOffException {
        var tag = DIGEST.matcher(answer.headers().firstValue("ETag").orElse(""));
        var transfer = new Transfer(draft, tag.matches() ? tag.group(1) : null);
        try {
            transfer.take(answer.body());
        } catch (IOException e) {
            throw new BrokenOffException(transfer.bytes, e);
        }
        transfer.requirePromised();
        return transfer.bytes;
    }

    private void take(InputStream body) throws IOException {
        var chunk = new byte[CHUNK_BYTES];
        for (int length = body.read(chunk); length >= 0; length = body.read(chunk)) {
            draft.write(chunk, length);
            digest.update(chunk, 0, length);
            bytes += length;
        }
    }

    private void requirePromised() {
        var found = HexFormat.of().formatHex(digest.digest());
        if (promised == null || promised.equals(found)) return;
        throw new CommandFailure(
                ExitCode.UNREACHABLE,
                "digest-differs",
                "what came is not what the service has: its SHA-256 is " + found + " and not " + promised
                        + "; nothing is written, ask again",
                List.of());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}

package org.fugu.service.worker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a child says on its standard error: the first of it is in the log, and the rest is read and left out, so that a
/// child can neither fill a disk nor be held up.
final class ChildLog {
    private static final Logger LOG = LoggerFactory.getLogger(ChildLog.class);
    private static final int PIECE = 1 << 10;
    private static final int MOST = 8 << 10;

    private ChildLog() {}

    static void of(Process process) {
        long pid = process.pid();
        var from = process.getErrorStream();
        Thread.ofPlatform().name("child-log-" + pid).daemon().start(() -> copy(pid, from));
    }

    private static void copy(long pid, InputStream from) {
        try (from) {
            var piece = new byte[PIECE];
            long said = 0;
            for (int length = from.read(piece); length >= 0; length = from.read(piece)) {
                if (said < MOST) LOG.warn("Process {} says: {}", pid, plain(piece, length));
                said += length;
                if (said >= MOST && said - length < MOST) LOG.warn("Process {} says more, which is left out", pid);
            }
        } catch (IOException e) {
            LOG.debug("What process {} says cannot be read", pid, e);
        }
    }

    /// As a text without letters that a terminal would obey.
    static String plain(byte[] bytes) {
        return plain(bytes, bytes.length);
    }

    private static String plain(byte[] bytes, int length) {
        return new String(bytes, 0, length, StandardCharsets.UTF_8)
                .replaceAll("[\\p{Cntrl}&&[^\n\t]]", "?")
                .strip();
    }
}

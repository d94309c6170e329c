package org.fugu.service.worker;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// A child as it is, but for tasks that speak of harm: when one of these comes, the process crashes or stands still, as
/// if its guest had found a fault of Java's.
public final class HarmedChild {
    /// In a task of which the child crashes.
    public static final String CRASHES = "harm-by-a-crash";
    /// In a task of which the child stands still.
    public static final String HANGS = "harm-by-a-hang";

    private HarmedChild() {}

    public static void main(String[] args) {
        System.setIn(new Watched(System.in));
        ChildMain.serve();
    }

    /// Looks for words in what passes through. Neither has a letter twice at its beginning, so one place in each is
    /// enough to look on from.
    private static final class Watched extends FilterInputStream {
        private final byte[] crashes = CRASHES.getBytes(StandardCharsets.US_ASCII);
        private final byte[] hangs = HANGS.getBytes(StandardCharsets.US_ASCII);
        private int ofCrashes;
        private int ofHangs;

        Watched(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            if (value >= 0) look((byte) value);
            return value;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            int read = super.read(bytes, from, length);
            for (int i = from; i < from + read; i++) look(bytes[i]);
            return read;
        }

        private void look(byte value) throws IOException {
            ofCrashes = next(crashes, ofCrashes, value);
            if (ofCrashes == crashes.length) signal("SEGV");
            ofHangs = next(hangs, ofHangs, value);
            if (ofHangs == hangs.length) signal("STOP");
        }

        private static int next(byte[] word, int at, byte value) {
            int here = at == word.length ? 0 : at;
            if (word[here] == value) return here + 1;
            return word[0] == value ? 1 : 0;
        }

        /// Does not come back: no other task may meet the signal.
        private static void signal(String signal) throws IOException {
            var pid = Long.toString(ProcessHandle.current().pid());
            new ProcessBuilder("/bin/kill", "-" + signal, pid).start();
            try {
                while (true) Thread.sleep(1_000);
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }
}

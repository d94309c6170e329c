package org.fugu.service.body;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.fugu.service.problem.Refusal;

/// Refuses to read on when more comes than may.
final class BoundedStream extends FilterInputStream {
    private final Refusal refusal;
    private long left;

    BoundedStream(InputStream in, long most, Refusal refusal) {
        super(in);
        this.left = most;
        this.refusal = refusal;
    }

    @Override
    public int read() throws IOException {
        int read = super.read();
        if (read >= 0) count(1);
        return read;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = super.read(bytes, offset, length);
        if (read > 0) count(read);
        return read;
    }

    @Override
    public long skip(long wanted) throws IOException {
        long skipped = super.skip(wanted);
        count(skipped);
        return skipped;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private void count(long read) {
        left -= read;
        if (left < 0) throw refusal;
    }
}

package org.fugu.machine.state;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// SHA-256 over a sequence of values. Every variable-length item is preceded by its length, so that
/// two different sequences never feed the same bytes.
public final class StateHash implements StateWriter {
    private final MessageDigest sha;
    private final ByteBuffer word = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);

    public StateHash() {
        try {
            sha = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public StateHash add(long value) {
        word.putLong(0, value);
        sha.update(word.array());
        return this;
    }

    @Override
    public StateHash add(long[] values) {
        add(values.length);
        for (long value : values) add(value);
        return this;
    }

    @Override
    public StateHash add(byte[] bytes) {
        add(bytes.length);
        sha.update(bytes);
        return this;
    }

    @Override
    public StateHash add(String text) {
        return add(text.getBytes(StandardCharsets.UTF_8));
    }

    /// Ends the hash.
    ///
    /// @return 64 hexadecimal digits
    public String hex() {
        return HexFormat.of().formatHex(sha.digest());
    }
}

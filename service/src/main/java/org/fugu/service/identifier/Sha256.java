package org.fugu.service.identifier;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// How a secret is kept that was made at random: a slow hash would add nothing.
public final class Sha256 {
    private Sha256() {}

    /// @return 64 hexadecimal digits
    public static String of(String secret) {
        return of(secret.getBytes(StandardCharsets.UTF_8));
    }

    /// @return 64 hexadecimal digits
    public static String of(byte[] content) {
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha.digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}

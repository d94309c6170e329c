package org.fugu.service.project;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/// The secret of an invitation: `fugu_join_` and 256 random bits. Only its hash is kept. It is random, so a slow hash
/// would add nothing.
record InvitationToken(String text) {
    private static final int SECRET_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    static InvitationToken fresh() {
        var secret = new byte[SECRET_BYTES];
        RANDOM.nextBytes(secret);
        return new InvitationToken(
                "fugu_join_" + Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
    }

    /// SHA-256.
    byte[] hash() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "fugu_join_…";
    }
}

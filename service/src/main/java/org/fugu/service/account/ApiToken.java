package org.fugu.service.account;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/// The text of an API key: `fugu_user_` or `fugu_run_`, 32 random letters and digits, and a checksum of 6.
///
/// The prefix lets a scanner of leaked secrets know one when it sees one, and the checksum lets it,
/// and us, tell a key from a mistyped one without asking the database.
record ApiToken(String text) {
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int SECRET_LETTERS = 32;
    private static final int CHECKSUM_LETTERS = 6;
    private static final int SHOWN_LETTERS = 6;
    private static final Pattern FORM =
            Pattern.compile("fugu_(?:user|run)_[0-9A-Za-z]{" + (SECRET_LETTERS + CHECKSUM_LETTERS) + "}");
    private static final SecureRandom RANDOM = new SecureRandom();

    static ApiToken fresh(KeyKind kind) {
        var secret = new StringBuilder("fugu_" + kind.wireName() + "_");
        for (int i = 0; i < SECRET_LETTERS; i++) {
            secret.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        return new ApiToken(secret + checksum(secret.toString()));
    }

    /// Empty when the text cannot be a key that this service gave out.
    static Optional<ApiToken> parse(String text) {
        if (!FORM.matcher(text).matches()) return Optional.empty();
        var body = text.substring(0, text.length() - CHECKSUM_LETTERS);
        return text.endsWith(checksum(body)) ? Optional.of(new ApiToken(text)) : Optional.empty();
    }

    /// What is shown in lists, so that people can tell their keys apart.
    String shown() {
        return text.substring(0, text.length() - SECRET_LETTERS - CHECKSUM_LETTERS + SHOWN_LETTERS);
    }

    /// SHA-256, hexadecimal. The secret is random, so a slow hash would add nothing.
    String hash() {
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha.digest(text.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String checksum(String body) {
        var crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.US_ASCII));
        var letters = new StringBuilder();
        for (long rest = crc.getValue(); letters.length() < CHECKSUM_LETTERS; rest /= ALPHABET.length()) {
            letters.append(ALPHABET.charAt((int) (rest % ALPHABET.length())));
        }
        return letters.reverse().toString();
    }

    @Override
    public String toString() {
        return shown() + "…";
    }
}

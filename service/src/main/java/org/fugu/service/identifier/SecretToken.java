package org.fugu.service.identifier;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/// A secret that is shown once and stored as a hash, such as an API key: `fugu_`, what it is for and an underscore, 32
/// random letters and digits, and a checksum of 6.
///
/// The prefix lets a scanner of leaked secrets know one when it sees one, and the checksum lets it,
/// and us, tell a key from a mistyped one without asking the database.
public record SecretToken(String text) {
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int SECRET_LETTERS = 32;
    private static final int CHECKSUM_LETTERS = 6;
    private static final int SHOWN_LETTERS = 6;
    private static final Pattern FORM =
            Pattern.compile("fugu_[a-z]{1,10}_[0-9A-Za-z]{" + (SECRET_LETTERS + CHECKSUM_LETTERS) + "}");
    private static final SecureRandom RANDOM = new SecureRandom();

    /// @param what it is for, in small letters, for example `user`
    public static SecretToken fresh(String what) {
        var secret = new StringBuilder("fugu_" + what + "_");
        for (int i = 0; i < SECRET_LETTERS; i++) {
            secret.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        return new SecretToken(secret + checksum(secret.toString()));
    }

    /// Empty when the text cannot be a secret that this service gave out.
    public static Optional<SecretToken> parse(String text) {
        if (!FORM.matcher(text).matches()) return Optional.empty();
        var body = text.substring(0, text.length() - CHECKSUM_LETTERS);
        return text.endsWith(checksum(body)) ? Optional.of(new SecretToken(text)) : Optional.empty();
    }

    /// What is shown in lists, so that people can tell theirs apart.
    public String shown() {
        return text.substring(0, text.length() - SECRET_LETTERS - CHECKSUM_LETTERS + SHOWN_LETTERS);
    }

    /// What is stored of it.
    public String hash() {
        return Sha256.of(text);
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

package org.fugu.service.identifier;

import java.security.SecureRandom;

/// Makes identifiers that cannot be guessed and can be read out on the telephone.
public final class Identifiers {
    private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final int LETTERS = 20;

    /// What [#fresh(String)] makes, as a regular expression.
    public static final String PATTERN = "^[a-z]+_[" + ALPHABET + "]{" + LETTERS + "}$";

    /// A SHA-256 by which something is named, as a regular expression.
    public static final String DIGEST_PATTERN = "^[0-9a-f]{64}$";

    private static final SecureRandom RANDOM = new SecureRandom();

    /// The hash of a commit of git, as a regular expression.
    public static final String COMMIT_FORM = "[0-9a-f]{40}|[0-9a-f]{64}";

    private Identifiers() {}

    /// @param prefix with its underscore, for example `run_`
    public static String fresh(String prefix) {
        var text = new StringBuilder(prefix);
        for (int i = 0; i < LETTERS; i++) text.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        return text.toString();
    }
}

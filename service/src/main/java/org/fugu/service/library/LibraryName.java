package org.fugu.service.library;

import java.util.Optional;
import java.util.regex.Pattern;

/// What a library OS is called: `exos@1.0`.
public record LibraryName(String name, String version) {
    /// A reference, as a regular expression.
    public static final String FORM = "[a-z][a-z0-9._-]{0,63}@[0-9A-Za-z][0-9A-Za-z.+_-]{0,63}";

    public static final String RULE = "must be a name and a version, as in exos@1.0";
    private static final Pattern PATTERN = Pattern.compile(FORM);

    /// Empty for a text that can be no reference.
    static Optional<LibraryName> parse(String text) {
        if (!PATTERN.matcher(text).matches()) return Optional.empty();
        int at = text.indexOf('@');
        return Optional.of(new LibraryName(text.substring(0, at), text.substring(at + 1)));
    }

    @Override
    public String toString() {
        return name + "@" + version;
    }
}

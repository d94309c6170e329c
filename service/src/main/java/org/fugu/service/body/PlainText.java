package org.fugu.service.body;

/// Text that every part of the service can keep and hand on.
public final class PlainText {
    static final String RULE = "may not have the character U+0000 or half of a surrogate pair";

    /// Text on one line, as a regular expression.
    public static final String LINE_FORM = "[^\\u0000-\\u001f\\u007f]+";

    public static final String LINE_RULE = "must be text on one line";

    private PlainText() {}

    public static boolean isPlain(String text) {
        return text.codePoints()
                .noneMatch(letter ->
                        letter == 0 || (letter >= Character.MIN_SURROGATE && letter <= Character.MAX_SURROGATE));
    }
}

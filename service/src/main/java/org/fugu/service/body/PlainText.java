package org.fugu.service.body;

/// Text that every part of the service can keep and hand on.
public final class PlainText {
    static final String RULE = "may not have the character U+0000 or half of a surrogate pair";

    private PlainText() {}

    public static boolean isPlain(String text) {
        return text.codePoints()
                .noneMatch(letter ->
                        letter == 0 || letter >= Character.MIN_SURROGATE && letter <= Character.MAX_SURROGATE);
    }
}

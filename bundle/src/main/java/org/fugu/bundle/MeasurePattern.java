package org.fugu.bundle;

import java.util.regex.Pattern;

/// The name of a measure, or of several: `*` stands for any characters but `:`, so a pattern names
/// counters of the machine only if it begins as they do.
///
/// @param text as the manifest has it
public record MeasurePattern(String text) {
    /// Before the name of a counter; no metric of a program can have the sign in its name.
    public static final String COUNTER = "counter:";

    private static final Pattern FORM = Pattern.compile("(counter:)?[a-z0-9_.*]{1,64}");
    private static final char ANY = '*';
    private static final char NEVER = ':';

    /// @throws IllegalArgumentException with a sentence for the person who wrote the text
    public MeasurePattern {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' names no measure: write a-z, 0-9, '_', '.', '*' for any"
                    + " of these, and " + COUNTER + " before a counter of the machine");
        }
    }

    public boolean isExact() {
        return text.indexOf(ANY) < 0;
    }

    /// How much of a name it says.
    int letters() {
        return (int) text.chars().filter(c -> c != ANY).count();
    }

    /// Whether the name is one of those meant. Takes time in proportion to both lengths' product,
    /// whatever they are.
    public boolean matches(String name) {
        int at = 0;
        int in = 0;
        int star = -1;
        int afterStar = 0;
        while (in < name.length()) {
            if (at < text.length() && text.charAt(at) == ANY) {
                star = at++;
                afterStar = in;
            } else if (at < text.length() && text.charAt(at) == name.charAt(in)) {
                at++;
                in++;
            } else if (star >= 0 && name.charAt(afterStar) != NEVER) {
                at = star + 1;
                in = ++afterStar;
            } else {
                return false;
            }
        }
        while (at < text.length() && text.charAt(at) == ANY) at++;
        return at == text.length();
    }
}

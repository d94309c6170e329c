package org.fugu.bundle;

import java.util.regex.Pattern;

/// The name of a measure, or of several: `*` is no `:`, so a pattern names counters of the machine only
/// if it begins as they do.
///
/// @param text as the manifest has it
public record MeasurePattern(String text) {
    /// Before the name of a counter; no metric of a program can have the sign in its name.
    public static final String COUNTER = "counter:";

    private static final Pattern FORM = Pattern.compile("(counter:)?[a-z0-9_.*]{1,64}");

    /// @throws IllegalArgumentException with a sentence for the person who wrote the text
    public MeasurePattern {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' names no measure: write a-z, 0-9, '_', '.', '*' for any"
                    + " of these, and " + COUNTER + " before a counter of the machine");
        }
    }

    /// What a name is held against.
    public Wildcard wildcard() {
        return new Wildcard(text);
    }

    /// Whether the name is one of those meant.
    public boolean matches(String name) {
        return wildcard().matches(name);
    }
}

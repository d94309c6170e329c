package org.fugu.bundle;

import java.util.Comparator;

/// A name, or a pattern for several: `*` stands for any characters but `:`.
public record Wildcard(String text) {
    /// That which says most first; of those that say as much, the first by the alphabet.
    public static final Comparator<Wildcard> CLOSEST = Comparator.comparing(Wildcard::isExact)
            .thenComparing(Wildcard::letters)
            .reversed()
            .thenComparing(Wildcard::text);

    private static final char ANY = '*';
    private static final char NEVER = ':';

    public boolean isExact() {
        return text.indexOf(ANY) < 0;
    }

    /// How much of a name it says.
    private int letters() {
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

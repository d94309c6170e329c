package org.fugu.machine.preset;

import java.util.Collection;
import java.util.Comparator;

/// Guesses which word somebody meant: a figure of a preset, a key of a manifest.
public final class NearestWord {
    private NearestWord() {}

    /// `; did you mean 'x'?`, or nothing when no known word is near.
    public static String hint(String wanted, Collection<String> known) {
        return known.stream()
                .filter(word -> distance(word, wanted) <= (Math.max(word.length(), wanted.length()) + 1) / 2)
                .min(Comparator.comparingInt((String word) -> distance(word, wanted))
                        .thenComparing(Comparator.naturalOrder()))
                .map(word -> "; did you mean '" + word + "'?")
                .orElse("");
    }

    /// Levenshtein's edit distance.
    private static int distance(String a, String b) {
        var row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) row[j] = j;
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}

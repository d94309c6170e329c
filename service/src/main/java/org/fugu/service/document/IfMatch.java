package org.fugu.service.document;

import java.util.Arrays;
import org.fugu.service.problem.Refusal;
import org.jspecify.annotations.Nullable;

/// A change of what several people change has to say which version it is a change of.
public final class IfMatch {
    private IfMatch() {}

    /// @param match the header `If-Match`, or null
    /// @param tag of what is there, with its quotes
    /// @param what it is, in one word
    /// @param path where its ETag can be had
    /// @throws Refusal 428 `if-match-missing`, or 412 with `-changed` after what it is
    public static void require(@Nullable String match, String tag, String what, String path) {
        if (match == null) {
            throw Refusal.of(428, "if-match-missing", "send the ETag of GET " + path + " in the header If-Match");
        }
        var matches =
                Arrays.stream(match.split(",")).map(String::strip).anyMatch(one -> one.equals("*") || one.equals(tag));
        if (matches) return;
        throw Refusal.of(412, what + "-changed", "the " + what + " was changed meanwhile; look at it and ask again");
    }
}

package org.fugu.exokernel.abi;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What an environment can be asked to give back: visible revocation.
public enum Reclaimable {
    FRAMES(1, "frames that were cut off for it"),
    SLICES(2, "positions in the vector of time"),
    MESSAGE_PAGES(3, "free frames for messages: asked for by the kernel"),
    ENDPOINTS(4, "endpoint slots that it has bound");

    private final int number;
    private final String meaning;

    Reclaimable(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    /// What a guest means, or null.
    public static @Nullable Reclaimable numbered(long number) {
        for (var kind : values()) if (kind.number == number) return kind;
        return null;
    }

    public int number() {
        return number;
    }

    /// For people.
    public String meaning() {
        return meaning;
    }

    /// Stable name, for example `frames`.
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}

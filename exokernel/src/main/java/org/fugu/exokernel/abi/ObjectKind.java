package org.fugu.exokernel.abi;

import org.jspecify.annotations.Nullable;

/// What a capability can be for, as `cap_inspect` answers it.
public enum ObjectKind {
    CONSOLE(1),
    MEMORY(2),
    FRAMES(3),
    PROCESSOR(4),
    ENVIRONMENT(5),
    ADDRESS_SPACE(6),
    ENDPOINT(7),
    SLICE(8),
    TIMER(9),
    EXTENT(10),
    INPUT(11);

    private final int number;

    ObjectKind(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /// The kind that a word from a guest means, or null.
    public static @Nullable ObjectKind numbered(long word) {
        for (var kind : values()) if (kind.number == word) return kind;
        return null;
    }
}

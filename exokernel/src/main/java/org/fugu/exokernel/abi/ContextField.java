package org.fugu.exokernel.abi;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What `environment_set` sets: the contexts by which the kernel enters an environment.
public enum ContextField {
    EXCEPTION(0, "where exceptions are forwarded to, or 0"),
    SAVE_AREA(1, "where their dispatch saves t0, t1 and t2, or 0"),
    INTERRUPT(2, "what is told that a time slice ends, an alarm goes off, or what to give back, or 0"),
    PROTECTED_ENTRY(3, "where control transfers arrive, or 0"),
    MAPPING(4, "first page of frames that the kernel maps by itself"),
    PAGE_BITS(5, "bytes in which the kernel marks the pages of a window, or 0"),
    ALARM(6, "the cycle at which the interrupt context is told, or 0; with a capability for the timer"),
    REPOSSESSION(7, "where the kernel notes what it has taken by force, or 0"),
    HANDLER(8, "a handler of messages that runs while the environment does not, or 0"),
    FILTER(9, "a filter, which finds the handler of a message, or 0");

    private final int number;
    private final String meaning;

    ContextField(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    /// What a guest means, or null.
    public static @Nullable ContextField numbered(long number) {
        for (var field : values()) if (field.number == number) return field;
        return null;
    }

    public int number() {
        return number;
    }

    /// For people.
    public String meaning() {
        return meaning;
    }

    /// Stable name, for example `save_area`.
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}

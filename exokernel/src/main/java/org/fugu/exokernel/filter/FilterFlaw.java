package org.fugu.exokernel.filter;

/// Why a filter is not accepted.
///
/// @param subject the number of the atom that is wrong, or of the other filter that is in the way
public record FilterFlaw(Kind kind, int subject) {
    /// Tells it from a flaw of a handler where both are numbers.
    private static final long MARK = 1L << 62;

    private static final int KIND_SHIFT = 32;

    /// What is wrong with a filter.
    public enum Kind {
        WIDTH("it does not compare 1, 2, 4 or 8 bytes", false),
        BOUNDS("its bytes are not in one double-word of the message", false),
        MASK("its mask has no bit, or bits beyond its bytes", false),
        VALUE("its value has bits that its mask does not have", false),
        CONTRADICTION("it contradicts an atom before it: no message is both", false),
        SAME("it takes the same messages", true),
        AMBIGUOUS("some messages are of both, and both compare equally many bits", true);

        private final String meaning;
        private final boolean isOfFilters;

        Kind(String meaning, boolean isOfFilters) {
            this.meaning = meaning;
            this.isOfFilters = isOfFilters;
        }

        /// Whether it lies between two filters, each of which is good.
        public boolean isOfFilters() {
            return isOfFilters;
        }
    }

    /// For people, for example `atom 2: its bytes are not in one double-word of the message`.
    public String text() {
        return (kind.isOfFilters ? "filter " : "atom ") + subject + ": " + kind.meaning;
    }

    /// As one number, which [#of] reads.
    public long packed() {
        return MARK | (long) kind.ordinal() << KIND_SHIFT | subject;
    }

    /// Whether a number is what [#packed] answered.
    public static boolean isOne(long packed) {
        return packed > 0 && (packed & MARK) != 0;
    }

    /// What [#packed] answered.
    public static FilterFlaw of(long packed) {
        return new FilterFlaw(Kind.values()[(int) ((packed & ~MARK) >>> KIND_SHIFT)], (int) packed);
    }
}

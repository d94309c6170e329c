package org.fugu.exokernel.filter;

import java.util.Arrays;
import java.util.List;
import org.fugu.machine.network.Packet;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.jspecify.annotations.Nullable;

/// The messages that a filter takes: those whose eight double-words, each under its mask, are its values.
/// Double-words that a message does not have are 0. Whatever atoms it was made of, and in which order: two that
/// take the same messages by the same bits are equal.
public final class Pattern {
    /// Double-words of a message.
    public static final int WORDS = Packet.MOST_WORDS;

    /// Bytes of a message.
    public static final int BYTES = WORDS * Long.BYTES;

    /// Atoms of a filter.
    public static final int MOST_ATOMS = 16;

    private final long[] masks = new long[WORDS];
    private final long[] values = new long[WORDS];

    private Pattern() {}

    /// What is wrong with atoms, or null.
    public static @Nullable FilterFlaw flaw(List<Atom> atoms) {
        var pattern = new Pattern();
        for (int i = 0; i < atoms.size(); i++) {
            var kind = atoms.get(i).flaw();
            if (kind == null && !pattern.add(atoms.get(i))) kind = FilterFlaw.Kind.CONTRADICTION;
            if (kind != null) return new FilterFlaw(kind, i);
        }
        return null;
    }

    /// @param atoms one and more, without a flaw
    public static Pattern of(List<Atom> atoms) {
        var pattern = new Pattern();
        for (var atom : atoms) {
            if (atom.flaw() != null || !pattern.add(atom)) throw new IllegalArgumentException(atom + " has a flaw");
        }
        return pattern;
    }

    private boolean add(Atom atom) {
        int word = atom.word();
        long mask = atom.mask() << atom.shift();
        long value = atom.value() << atom.shift();
        if (((values[word] ^ value) & masks[word] & mask) != 0) return false;
        masks[word] |= mask;
        values[word] |= value;
        return true;
    }

    long mask(int word) {
        return masks[word];
    }

    long value(int word) {
        return values[word];
    }

    /// How many bits it compares: of several filters that a message is of, the one with most takes it.
    int bits() {
        int bits = 0;
        for (long mask : masks) bits += Long.bitCount(mask);
        return bits;
    }

    /// Whether it compares the same bits.
    boolean isShapedAs(Pattern other) {
        return Arrays.equals(masks, other.masks);
    }

    /// What lies between it and another one so that both cannot be, or null.
    public FilterFlaw.@Nullable Kind conflict(Pattern other) {
        if (equals(other)) return FilterFlaw.Kind.SAME;
        if (bits() != other.bits()) return null;
        for (int i = 0; i < WORDS; i++) {
            if (((values[i] ^ other.values[i]) & masks[i] & other.masks[i]) != 0) return null;
        }
        return FilterFlaw.Kind.AMBIGUOUS;
    }

    public void save(StateWriter out) {
        for (int i = 0; i < WORDS; i++) out.add(masks[i]).add(values[i]);
    }

    public static Pattern restored(StateReader in) {
        var pattern = new Pattern();
        for (int i = 0; i < WORDS; i++) {
            pattern.masks[i] = in.next();
            pattern.values[i] = in.next();
        }
        return pattern;
    }

    @Override
    public boolean equals(@Nullable Object object) {
        return object instanceof Pattern other
                && Arrays.equals(masks, other.masks)
                && Arrays.equals(values, other.values);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(masks) + Arrays.hashCode(values);
    }
}

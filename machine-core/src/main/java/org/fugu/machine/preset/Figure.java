package org.fugu.machine.preset;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One figure of a machine.
///
/// @param name dotted, for example `network.hop`
/// @param unit for people: `cycles`, `bytes`, `kHz`, `entries`, …; `ns` can be asked for in
///     cycles
/// @param least the smallest value an override may give
/// @param most the largest
/// @param powerOfTwo whether only powers of two between them are possible, and 0 if it is the least
/// @param kind where the figure comes from
/// @param source a publication, a derivation or the reason for an assumption
/// @param takenFrom keys of the published results that the value is, as they stand
/// @param chosenWith keys of the published results that were in sight when the value was chosen so that
///     they come out
/// @param between what the value might as well be, where nobody knows it, or null
public record Figure(
        String name,
        long value,
        String unit,
        long least,
        long most,
        boolean powerOfTwo,
        Kind kind,
        String source,
        List<String> takenFrom,
        List<String> chosenWith,
        @Nullable Between between) {
    /// Plausible values, both ends among them.
    public record Between(long low, long high) {}

    /// Whether a figure was read somewhere, worked out from such figures, or chosen by us.
    public enum Kind {
        PUBLISHED,
        DERIVED,
        ASSUMED
    }

    public Figure {
        takenFrom = List.copyOf(takenFrom);
        chosenWith = List.copyOf(chosenWith);
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    name + " = " + value + " " + unit + " is out of range: from " + least + " to " + most);
        }
        if (powerOfTwo && value != 0 && Long.bitCount(value) != 1) {
            throw new IllegalArgumentException(name + " = " + value + " " + unit + " is no power of two");
        }
        if (between != null && (between.low() < least || between.high() > most || between.low() >= between.high())) {
            throw new IllegalArgumentException(
                    name + " cannot be " + between + ": it is from " + least + " to " + most);
        }
    }

    Figure withValue(long other) {
        return new Figure(name, other, unit, least, most, powerOfTwo, kind, source, takenFrom, chosenWith, between);
    }
}

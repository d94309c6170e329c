package org.fugu.machine.preset;

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
public record Figure(
        String name, long value, String unit, long least, long most, boolean powerOfTwo, Kind kind, String source) {
    /// Whether a figure was read somewhere, worked out from such figures, or chosen by us.
    public enum Kind {
        PUBLISHED,
        DERIVED,
        ASSUMED
    }

    public Figure {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    name + " = " + value + " " + unit + " is out of range: from " + least + " to " + most);
        }
        if (powerOfTwo && value != 0 && Long.bitCount(value) != 1) {
            throw new IllegalArgumentException(name + " = " + value + " " + unit + " is no power of two");
        }
    }

    Figure withValue(long other) {
        return new Figure(name, other, unit, least, most, powerOfTwo, kind, source);
    }
}

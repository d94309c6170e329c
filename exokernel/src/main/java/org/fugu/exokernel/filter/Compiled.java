package org.fugu.exokernel.filter;

import java.util.Optional;
import java.util.SortedMap;

/// All filters of a rank, merged and compiled. Their code answers the number of the filter that takes a message, or
/// -1: of several, the one that compares most bits. It comes in two forms, which differ only in where a double-word of
/// the message is from.
///
/// @param ofMessage for a message that the message unit shows, with the address of the tables in `a0`; it traps where
///     it ends
/// @param ofMemory for one whose address is in `a1`; it returns
/// @param tables what both look at besides
/// @param instructions that they execute at most
/// @param units of work that making them took: instructions, and keys placed in hash tables
public record Compiled(byte[] ofMessage, byte[] ofMemory, byte[] tables, int instructions, int units) {
    /// The longest code of a form, in bytes.
    public static final int MOST_CODE = 2048;

    /// The most tables, in bytes.
    public static final int MOST_TABLES = 3 * 4096;

    /// Merges filters and compiles what came of it.
    ///
    /// @param filters at least one, by their numbers, 0 to 127; none in conflict with another
    /// @return nothing if it does not fit
    public static Optional<Compiled> of(SortedMap<Integer, Pattern> filters) {
        return Merge.compiled(filters);
    }
}

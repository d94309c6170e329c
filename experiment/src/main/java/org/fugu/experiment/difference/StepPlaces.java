package org.fugu.experiment.difference;

import org.fugu.exokernel.loader.Symbols;

/// Addresses of a program as numbers that are the same in another build, as long as the function and
/// the offset in it are: code that merely moved is the same.
final class StepPlaces {
    // FNV-1a.
    private static final long BASIS = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private final Symbols symbols;
    private final long[] names;

    StepPlaces(Symbols symbols) {
        this.symbols = symbols;
        names = new long[symbols.count()];
        for (int i = 0; i < names.length; i++) {
            long hash = BASIS;
            for (char letter : symbols.name(i).toCharArray()) hash = (hash ^ letter) * PRIME;
            names[i] = hash;
        }
    }

    /// @param function that the address is in, as its symbols number it
    long of(int function, long address) {
        return function == Symbols.NONE ? address : names[function] + (address - symbols.start(function)) * PRIME;
    }
}

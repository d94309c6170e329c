package org.fugu.exokernel.abi;

import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Finds one of a few by its name.
final class StructureNames {
    private StructureNames() {}

    static <T> T find(String what, String name, T[] all, Function<T, String> nameOf) {
        for (var one : all) if (nameOf.apply(one).equals(name)) return one;
        throw new IllegalArgumentException("there is no " + what + " '" + name + "'; there are "
                + Arrays.stream(all).map(nameOf).collect(Collectors.joining(", ")));
    }
}

package org.fugu.experiment.difference;

import java.util.TreeMap;
import java.util.function.IntFunction;
import org.fugu.exokernel.loader.Symbols;

/// A node's cycles by function: only of those in which it did something, since a program may have very
/// many, and a machine very many nodes.
final class FunctionCycles {
    /// So that a program that is everywhere does not fill the host's memory. What a node does in further
    /// ones is counted as in no function.
    static final int MOST = 4096;

    /// Of a sorted map.
    private static final long ENTRY = 72;

    /// A power of two, at least twice as many as there are.
    private static final int FIRST = 64;

    /// Function numbers from 1 on, with that of no function; 0 is free.
    private int[] numbers = new int[FIRST];

    private long[] cycles = new long[FIRST];
    private int count;
    private int last = -1;

    /// @param function as the program's symbols number it, or [Symbols#NONE]
    void add(int function, long spent) {
        int number = function - Symbols.NONE + 1;
        // A step is mostly where the one before it was.
        if (last < 0 || numbers[last] != number) last = slot(number);
        cycles[last] += spent;
    }

    private int slot(int number) {
        int at = find(number);
        if (numbers[at] == number) return at;
        if (count >= MOST && number != 1) return slot(1);
        if (2 * ++count > numbers.length) {
            grow();
            at = find(number);
        }
        numbers[at] = number;
        return at;
    }

    /// Where it is, or a free place for it.
    private int find(int number) {
        int at = (number * 0x9e3779b9) >>> (Integer.numberOfLeadingZeros(numbers.length) + 1);
        while (numbers[at] != 0 && numbers[at] != number) at = (at + 1) & (numbers.length - 1);
        return at;
    }

    private void grow() {
        var before = numbers;
        var spent = cycles;
        numbers = new int[2 * before.length];
        cycles = new long[2 * before.length];
        for (int i = 0; i < before.length; i++) {
            if (before[i] == 0) continue;
            int at = find(before[i]);
            numbers[at] = before[i];
            cycles[at] = spent[i];
        }
    }

    /// Cycles by name, functions of one name together.
    TreeMap<String, Long> named(IntFunction<String> name) {
        var named = new TreeMap<String, Long>();
        for (int i = 0; i < numbers.length; i++) {
            if (cycles[i] > 0) named.merge(name.apply(numbers[i] - 1 + Symbols.NONE), cycles[i], Long::sum);
        }
        return named;
    }

    /// What one of these may take of the host's memory, with what is made of it by name.
    ///
    /// @param functions of the program
    static long hostBytes(int functions) {
        long most = Math.min(MOST, functions + 1L);
        return Math.max(FIRST, 4 * Long.highestOneBit(most)) * (Integer.BYTES + Long.BYTES) + most * ENTRY;
    }
}

package org.fugu.exokernel.loader;

import java.util.List;

/// The functions of a program, by address.
public final class Symbols {
    /// No function.
    public static final int NONE = -1;

    /// A function.
    ///
    /// @param end behind its last byte
    public record Function(long start, long end, String name) {}

    private final long[] starts;
    private final long[] ends;
    private final List<String> names;

    /// @param functions in the order of their addresses, none overlapping the next
    public Symbols(List<Function> functions) {
        starts = functions.stream().mapToLong(Function::start).toArray();
        ends = functions.stream().mapToLong(Function::end).toArray();
        names = functions.stream().map(Function::name).toList();
    }

    public int count() {
        return starts.length;
    }

    /// Which function an address is in: 0 to [#count] - 1, or [#NONE].
    public int at(long address) {
        int low = 0;
        int high = starts.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (address < starts[middle]) high = middle - 1;
            else if (address >= ends[middle]) low = middle + 1;
            else return middle;
        }
        return NONE;
    }

    /// The address of its first instruction.
    public long start(int function) {
        return starts[function];
    }

    public String name(int function) {
        return names.get(function);
    }
}

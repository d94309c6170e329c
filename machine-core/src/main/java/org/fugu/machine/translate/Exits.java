package org.fugu.machine.translate;

import java.util.ArrayList;
import java.util.List;

/// Where a region may be left, and what the context is there beside its registers.
final class Exits {
    /// What was loaded last depends on the way.
    static final int UNKNOWN = -1;

    /// @param what of [TranslatedCode]
    /// @param pc where to go on, or [TranslatedCode#COMPUTED]
    /// @param cycles since the block began
    /// @param retired instructions since the block began
    /// @param loaded as of [org.fugu.machine.cpu.Context#loaded], or [#UNKNOWN]
    /// @param access the load or store that may be made after all, if that ends it; else 0
    /// @param lastAct how long after the block began its last act does
    record Exit(int what, long pc, int cycles, int retired, int loaded, long access, int lastAct) {
        Exit(int what, long pc, int cycles, int retired, int loaded) {
            this(what, pc, cycles, retired, loaded, 0, 0);
        }
    }

    private final List<Exit> all = new ArrayList<>();
    private Exit[] table = new Exit[0];

    /// @return its number
    int add(Exit exit) {
        int known = all.indexOf(exit);
        if (known >= 0) return known;
        all.add(exit);
        return all.size() - 1;
    }

    /// No more will come.
    void close() {
        table = all.toArray(Exit[]::new);
    }

    Exit at(int number) {
        return table[number];
    }
}

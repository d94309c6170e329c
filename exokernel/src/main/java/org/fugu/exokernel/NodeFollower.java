package org.fugu.exokernel;

import java.util.ArrayList;
import org.fugu.exokernel.loader.Symbols;
import org.fugu.machine.observe.CycleAccount.Category;
import org.fugu.machine.observe.CycleAccount.Steps;

/// Adds up the cycles of one node by function and by what its processor did.
final class NodeFollower implements Steps {
    private static final Category[] CATEGORIES = Category.values();

    private final int node;
    private final Symbols symbols;

    /// By function, those that no symbol knows first; then by category.
    private final long[] cycles;

    NodeFollower(int node, Symbols symbols) {
        this.node = node;
        this.symbols = symbols;
        cycles = new long[(symbols.count() + 1) * CATEGORIES.length];
    }

    @Override
    public void spent(Category category, long spent, long pc) {
        cycles[(symbols.at(pc) + 1) * CATEGORIES.length + category.ordinal()] += spent;
    }

    CycleProfile.NodeProfile profile() {
        var entries = new ArrayList<CycleProfile.Entry>();
        for (int i = 0; i < cycles.length; i++) {
            if (cycles[i] == 0) continue;
            int function = i / CATEGORIES.length - 1;
            var name = function == Symbols.NONE ? CycleProfile.UNKNOWN : symbols.name(function);
            entries.add(new CycleProfile.Entry(name, CATEGORIES[i % CATEGORIES.length], cycles[i]));
        }
        return new CycleProfile.NodeProfile(node, entries);
    }
}

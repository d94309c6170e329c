package org.fugu.exokernel.job;

import java.util.ArrayList;
import org.fugu.exokernel.loader.Symbols;
import org.fugu.machine.observe.CycleAccount.Category;
import org.fugu.machine.observe.CycleAccount.Steps;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.jspecify.annotations.Nullable;

/// Adds up the cycles of one node by function and by what its processor did.
public final class NodeFollower implements Steps {
    private static final Category[] CATEGORIES = Category.values();

    private final int node;
    private final Symbols symbols;

    /// By function, that of no symbol first, where the program has been; then by category.
    private final long[] @Nullable [] cycles;

    public NodeFollower(int node, Symbols symbols) {
        this.node = node;
        this.symbols = symbols;
        cycles = new long[symbols.count() + 1][];
    }

    @Override
    public void spent(Category category, long spent, long pc) {
        int row = symbols.at(pc) + 1;
        var byCategory = cycles[row];
        if (byCategory == null) cycles[row] = byCategory = new long[CATEGORIES.length];
        byCategory[category.ordinal()] += spent;
    }

    /// Which node it is.
    public int node() {
        return node;
    }

    /// Writes what was added up.
    public void save(StateWriter out) {
        for (var byCategory : cycles) {
            out.add(byCategory != null);
            if (byCategory != null) out.add(byCategory);
        }
    }

    /// Goes on with what another one of the node has added up.
    public void restore(StateReader in) {
        for (int row = 0; row < cycles.length; row++) {
            if (!in.nextBoolean()) continue;
            var byCategory = new long[CATEGORIES.length];
            in.next(byCategory);
            cycles[row] = byCategory;
        }
    }

    public CycleProfile.NodeProfile profile() {
        var entries = new ArrayList<CycleProfile.Entry>();
        for (int row = 0; row < cycles.length; row++) {
            var byCategory = cycles[row];
            if (byCategory == null) continue;
            int function = row - 1;
            var name = function == Symbols.NONE ? CycleProfile.UNKNOWN : symbols.name(function);
            for (var category : CATEGORIES) {
                long spent = byCategory[category.ordinal()];
                if (spent > 0) entries.add(new CycleProfile.Entry(name, category, spent));
            }
        }
        return new CycleProfile.NodeProfile(node, entries);
    }
}

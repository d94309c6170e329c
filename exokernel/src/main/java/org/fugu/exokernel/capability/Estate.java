package org.fugu.exokernel.capability;

import org.jspecify.annotations.Nullable;

/// The capabilities of an environment that has ended, gone through slot by slot for those in which
/// others have a part: what was borrowed, what came from another environment, and what something was
/// derived from that is not in this table. Of an environment that others made, also for the frames that
/// it had asked for: its maker has them again.
public final class Estate {
    private final CapabilityTable table;
    private final boolean isMade;
    private int slot;

    /// @param isMade whether another environment made whose they are
    /// @param slot from which on it is gone through
    public Estate(CapabilityTable table, boolean isMade, int slot) {
        this.table = table;
        this.isMade = isMade;
        this.slot = slot;
    }

    public CapabilityTable table() {
        return table;
    }

    /// The next slot.
    public int slot() {
        return slot;
    }

    public boolean isSettled() {
        return slot >= table.slots();
    }

    /// Looks at one more slot.
    ///
    /// @return what is to be given up, with what was derived from it, or null
    public @Nullable Capability next() {
        var held = table.at(slot++);
        return held != null && !held.isGoing && (concernsOthers(held) || isToFree(held)) ? held : null;
    }

    private boolean isToFree(Capability held) {
        return isMade && held.isOriginal() && held.object() instanceof KernelObject.Allocation;
    }

    private boolean concernsOthers(Capability held) {
        if (held.isBorrowed()) return true;
        if (held.parent != null) return held.parent.table != table;
        return table.derivedFrom(held).stream().anyMatch(each -> each.table != table);
    }
}

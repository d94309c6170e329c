package org.fugu.exokernel.capability;

import org.fugu.exokernel.abi.Right;
import org.fugu.exokernel.abi.Rights;
import org.jspecify.annotations.Nullable;

/// Authority over one object, and its place in the tree of what was derived from what. The record is
/// kept at the object's home. Who holds it is an environment of that node, whose [CapabilityTable] has
/// it in a slot, or somebody else ([Loans]). Only those two make and remove it.
///
/// A holder on another node has a *borrowed* capability in its slot, which stands for the record.
public final class Capability {
    /// So long a chain of derivations may be, so that a mark above is found in few steps.
    public static final int MOST_DEPTH = 64;

    private final KernelObject object;
    private final Rights rights;

    /// What the record is called between kernels, or 0.
    long name;

    boolean isBorrowed;

    /// Null for a capability that the kernel gave out itself.
    @Nullable
    Capability parent;

    /// The children are a doubly linked list, youngest first, so that any one leaves it in one
    /// step.
    @Nullable
    Capability youngestChild;

    @Nullable
    Capability older;

    @Nullable
    Capability younger;

    /// Whose slot it is in; null for what is not in a slot of this node.
    @Nullable
    CapabilityTable table;

    int handle;

    /// It is being taken away, and all that was derived from it.
    boolean isGoing;

    /// What was derived from it is being taken away.
    boolean isLosingChildren;

    /// Once gone it never comes back.
    boolean isGone;

    Capability(KernelObject object, Rights rights) {
        this.object = object;
        this.rights = rights;
    }

    /// It is, or stands for, the record of that name.
    Capability named(long recordName, boolean borrowed) {
        name = recordName;
        isBorrowed = borrowed;
        return this;
    }

    /// What the guest calls it; 0 if no environment of this node has it.
    public int handle() {
        return handle;
    }

    public KernelObject object() {
        return object;
    }

    public Rights rights() {
        return rights;
    }

    public boolean allows(Right right) {
        return rights.contains(right);
    }

    /// Whether the kernel of this node gave it out itself.
    public boolean isOriginal() {
        return parent == null && !isBorrowed;
    }

    /// Whether its record is on another node.
    public boolean isBorrowed() {
        return isBorrowed;
    }

    /// What its record is called between kernels.
    public long name() {
        return name;
    }

    /// The capabilities of the environment that has it in a slot, or null.
    public @Nullable CapabilityTable table() {
        return table;
    }

    public boolean isGone() {
        return isGone;
    }

    /// Whether it has been taken away already as far as guests can tell: it is marked, or something
    /// that it was derived from is; or whose that is has ended.
    public boolean isMarked() {
        if (isGone || isGoingOrAbandoned()) return true;
        for (var above = parent; above != null; above = above.parent) {
            if (above.isLosingChildren || above.isGoingOrAbandoned()) return true;
        }
        return false;
    }

    private boolean isGoingOrAbandoned() {
        return isGoing || table != null && table.isAbandoned();
    }

    /// Whether a derivation from it would be of at most [#MOST_DEPTH].
    public boolean mayHaveChildren() {
        int depth = 0;
        for (var above = parent; above != null; above = above.parent) depth++;
        return depth < MOST_DEPTH;
    }

    /// Marks what is to be taken away: at once nothing there can be used or derived from.
    ///
    /// @param itself with it, or only what was derived from it
    public void mark(boolean itself) {
        if (itself) isGoing = true;
        else isLosingChildren = true;
    }

    /// What was derived from it has been taken away.
    public void unmark() {
        isLosingChildren = false;
    }

    /// Something from which nothing was derived: it, or what was derived from it.
    public Capability leaf() {
        var at = this;
        while (at.youngestChild != null) at = at.youngestChild;
        return at;
    }

    void adopt(Capability child) {
        child.parent = this;
        child.older = youngestChild;
        if (child.older != null) child.older.younger = child;
        youngestChild = child;
    }

    void leaveFamily() {
        if (younger != null) younger.older = older;
        else if (parent != null) parent.youngestChild = older;
        if (older != null) older.younger = younger;
    }
}

package org.fugu.exokernel.capability;

import org.fugu.exokernel.abi.Right;
import org.fugu.exokernel.abi.Rights;
import org.jspecify.annotations.Nullable;

/// Authority over one object, and its place in the tree of what was derived from what. Only the
/// [CapabilityTable] makes and removes them.
public final class Capability {
    private final int handle;
    private final KernelObject object;
    private final Rights rights;

    /// Null for a capability that the kernel gave out itself.
    final @Nullable Capability parent;

    /// The children are a doubly linked list, youngest first, so that any one leaves it in one
    /// step.
    @Nullable
    Capability youngestChild;

    @Nullable
    Capability older;

    @Nullable
    Capability younger;

    Capability(int handle, KernelObject object, Rights rights, @Nullable Capability parent) {
        this.handle = handle;
        this.object = object;
        this.rights = rights;
        this.parent = parent;
    }

    /// What the guest calls it.
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

    /// Whether the kernel gave it out itself.
    public boolean isOriginal() {
        return parent == null;
    }
}

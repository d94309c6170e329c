package org.fugu.machine.cpu;

import org.fugu.machine.trap.TrapCause;

/// What an instruction wants of memory.
public enum AccessKind {
    FETCH(false, false, false, TrapCause.FETCH_PAGE_FAULT, TrapCause.FETCH_ACCESS_FAULT),
    LOAD(false, false, false, TrapCause.LOAD_PAGE_FAULT, TrapCause.LOAD_ACCESS_FAULT),
    STORE(true, true, false, TrapCause.STORE_PAGE_FAULT, TrapCause.STORE_ACCESS_FAULT),
    /// Fetches its line to be written, for its store-conditional.
    LOAD_RESERVED(true, false, true, TrapCause.LOAD_PAGE_FAULT, TrapCause.LOAD_ACCESS_FAULT),
    /// A store-conditional, or an operation that reads and writes.
    ATOMIC(true, true, true, TrapCause.STORE_PAGE_FAULT, TrapCause.STORE_ACCESS_FAULT);

    private final boolean writable;
    private final boolean stores;
    private final boolean atomic;
    private final TrapCause pageFault;
    private final TrapCause accessFault;

    AccessKind(boolean writable, boolean stores, boolean atomic, TrapCause pageFault, TrapCause accessFault) {
        this.writable = writable;
        this.stores = stores;
        this.atomic = atomic;
        this.pageFault = pageFault;
        this.accessFault = accessFault;
    }

    /// Whether the line must be writable.
    public boolean needsWritableLine() {
        return writable;
    }

    /// Whether something may be stored.
    public boolean stores() {
        return stores;
    }

    /// Whether it is one of the A extension.
    public boolean isAtomic() {
        return atomic;
    }

    /// What is raised where no translation allows it.
    public TrapCause pageFault() {
        return pageFault;
    }

    /// What is raised where nothing can be.
    public TrapCause accessFault() {
        return accessFault;
    }
}

package org.fugu.exokernel.abi;

import java.util.Locale;

/// What the kernel does without being called. `paths.tsv` says what each is and how long.
public enum KernelPath {
    UNKNOWN_CALL,
    EXCEPTION_DISPATCH,
    PAGE_FAULT_DISPATCH,
    SOFTWARE_TLB_HIT,
    SOFTWARE_TLB_MISS,
    PAGE_MARK,
    FIRST_STORE,
    GUARANTEED_REFILL,
    SHOOTDOWN_HANDLER,
    SHOOTDOWN_ANSWER,
    MISDELIVERY,
    ATOMICITY_TIMEOUT,
    MESSAGE_INSERT,
    MESSAGE_PAGE,
    MESSAGE_SHOW,
    THROTTLE_PACKET,
    THROTTLE_HANDLER,
    GANG_TURN,
    GANG_PACKET,
    SLICE_END,
    PROGRAM_SWITCH,
    REGISTERS_SPARED,
    ALARM,
    EXTENT_END,
    EXTENT_DONE,
    REMOTE_READ_HANDLER,
    REMOTE_SWAP_HANDLER,
    REMOTE_WRITE_HANDLER,
    REMOTE_ANSWER,
    LOAN_HANDLER,
    LOAN_ANSWER,
    WITHDRAWAL_HANDLER,
    REVOCATION_BATCH,
    RECLAIM_REQUEST,
    RECLAIM_UPCALL,
    RECLAIM_ABORT,
    RECLAIM_NOTE,
    HANDLER_ENTER,
    HANDLER_LEAVE,
    FILTER_LEAVE;

    private final PathLength length = PathLength.of(wireName());

    /// Stable name, for example `guaranteed_refill`.
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// What each time is charged.
    public int instructions() {
        return length.instructions();
    }

    /// What a time is charged in which there is so much work of the path's unit.
    public int instructions(int units) {
        return length.instructions() + length.each() * units;
    }

    /// What it is, and where the figure is from.
    public String meaning() {
        return length.source();
    }
}

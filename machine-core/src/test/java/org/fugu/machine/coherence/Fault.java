package org.fugu.machine.coherence;

/// A bug to put into the protocol on purpose.
enum Fault {
    NONE,
    /// A home counts an acknowledgement of a holder that it never asked.
    INVALIDATION_NOT_SENT,
    /// One acknowledgement counts twice.
    ACKNOWLEDGED_TWICE,
    /// A cache acknowledges an invalidation and keeps the line.
    INVALIDATION_IGNORED,
    /// An owner acknowledges a downgrade and goes on writing.
    DOWNGRADE_IGNORED,
    /// A reader gets the right to write.
    GRANTED_TOO_MUCH,
    /// A home forgets a reader that it has just granted the line.
    READER_FORGOTTEN,
    /// The software loses the pointers that it should store.
    TABLE_LOST,
    /// A line given back does not reach its home.
    GIVEN_BACK_LOST,
    /// A grant does not reach its cache.
    GRANT_LOST,
    /// What a home sends to a cache may overtake what it sent before.
    ORDER_LOST,
    /// A waiting request is dropped when the line is free again.
    WAITING_LOST,
    /// A first level keeps a line that made room in the second.
    INCLUSION_LOST,
    /// A TLB does not hear that the line of a word it follows from is gone.
    LOSS_NOT_TOLD
}

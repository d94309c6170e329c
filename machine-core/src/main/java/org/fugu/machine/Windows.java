package org.fugu.machine;

/// Where the windows of an exact run end. It never changes a result; all but the first are there to
/// show that.
public sealed interface Windows {
    /// As far as every node can safely run.
    record Full() implements Windows {}

    /// Half as far, for each node.
    record Halves() implements Windows {}

    /// One cycle.
    record OneCycle() implements Windows {}

    /// As far as chance says, 1 to 40 cycles at the most.
    record Random(long seed) implements Windows {}

    /// No windows: the reference. The node that is first in time does what it has to do at that
    /// instant, at most one instruction, and the networks settle it before anybody else moves. No
    /// horizon is computed.
    record OneAtATime() implements Windows {}
}

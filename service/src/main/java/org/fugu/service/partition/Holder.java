package org.fugu.service.partition;

import org.jspecify.annotations.Nullable;

/// Whom nodes can be kept for: a run or a lease that waits, or nobody. What is kept for oneself is in nobody's way but
/// others'.
///
/// @param run its identifier, or null
/// @param lease its identifier, or null
record Holder(@Nullable String run, @Nullable String lease) {
    static final Holder NOBODY = new Holder(null, null);

    static Holder run(String id) {
        return new Holder(id, null);
    }

    static Holder lease(String id) {
        return new Holder(null, id);
    }
}

package org.fugu.service.machine;

import java.time.Instant;
import java.util.List;

/// Knows who holds which part of a machine at the moment.
public interface Tenancy {
    /// The held rectangles of that machine as that user may see them.
    List<HeldRectangle> on(NamedMachine machine, String userId);

    /// Leases, what is kept for runs, and leases that wait, from one moment up to another, as that user may see them;
    /// the first thousand.
    List<CalendarEntry> between(NamedMachine machine, String userId, Instant from, Instant until);
}

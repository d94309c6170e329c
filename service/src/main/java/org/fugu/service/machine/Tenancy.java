package org.fugu.service.machine;

import java.util.List;

/// Knows who holds which part of a machine at the moment.
public interface Tenancy {
    /// The held rectangles of that machine as that user may see them.
    List<HeldRectangle> on(NamedMachine machine, String userId);
}

package org.fugu.exokernel.run;

import java.util.List;
import org.fugu.machine.topology.MeshRectangle;

/// Where and when a job has its part of a machine: what decides whether it can stand beside others.
interface PlacedJob {
    String program();

    List<String> arguments();

    MeshRectangle rectangle();

    int nodes();

    Limits limits();

    long startCycle();

    /// Whether its nodes have a disk for it.
    boolean hasDisk();

    /// The cycle at which it is ended if it has not ended before.
    default long endCycle() {
        return startCycle() + limits().cycles();
    }

    /// Whether it has the same rectangle as another one.
    default boolean isInPlaceOf(PlacedJob other) {
        return rectangle().equals(other.rectangle());
    }
}

package org.fugu.service.machine;

import java.util.List;
import org.fugu.machine.topology.MeshShape;
import org.jspecify.annotations.Nullable;

/// Knows what at the moment needs a machine to be as large as it is.
public interface MachineUse {
    /// Some of what would no longer fit if only that mesh were left, each in a few words.
    ///
    /// @param left null for nothing at all
    List<String> beyond(NamedMachine machine, @Nullable MeshShape left);
}

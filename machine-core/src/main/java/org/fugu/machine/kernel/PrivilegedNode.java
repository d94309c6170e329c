package org.fugu.machine.kernel;

import org.fugu.machine.topology.NodeId;

/// A node as its kernel part sees it: what user code cannot reach, a port for each subject.
public record PrivilegedNode(
        NodeTime time,
        Translations translations,
        NodeFrames frames,
        RegisterSets registers,
        UnitControl unit,
        SystemPort system) {
    /// Which node it is.
    public NodeId id() {
        return system.id();
    }
}

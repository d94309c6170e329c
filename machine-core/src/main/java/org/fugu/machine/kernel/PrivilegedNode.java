package org.fugu.machine.kernel;

import org.fugu.machine.topology.NodeId;

/// A node as its kernel part sees it: what user code cannot reach, a port for each subject.
public record PrivilegedNode(
        NodeTime time,
        Translations translations,
        NodeFrames frames,
        RegisterSets registers,
        UnitControl unit,
        SystemPort system,
        NodeDisk disk) {
    /// The same, with another way to translations.
    public PrivilegedNode with(Translations others) {
        return new PrivilegedNode(time, others, frames, registers, unit, system, disk);
    }

    /// Which node it is.
    public NodeId id() {
        return system.id();
    }
}

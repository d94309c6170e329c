package org.fugu.service.machine;

import org.fugu.machine.preset.Preset;
import org.fugu.machine.topology.MeshShape;

/// A machine of the service: a preset and the mesh that partitions are cut from.
///
/// @param number its key in the database
/// @param revision 1, and one more with each change
public record NamedMachine(int number, int revision, String name, Preset preset, MeshShape mesh) {}

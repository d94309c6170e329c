package org.fugu.bundle.run;

import org.fugu.bundle.Bundle;
import org.fugu.machine.topology.MeshRectangle;

/// A bundle that runs on the machine of another one.
///
/// @param rectangle the nodes that are its own
/// @param startCycle when it begins
/// @param options what is wanted otherwise than its manifest says; the machine is the other one's
public record Beside(Bundle bundle, MeshRectangle rectangle, long startCycle, RunOptions options) {}

package org.fugu.machine.message;

import org.fugu.machine.topology.NodeId;

/// An endpoint slot, written by the kernel: whom a program may send to.
///
/// @param group stamped on every message sent through the slot
/// @param nodes the node of each rank
record Endpoint(int group, NodeId[] nodes) {}

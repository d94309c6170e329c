package org.fugu.machine.node;

import org.fugu.machine.access.Reservations;
import org.fugu.machine.memory.Dram;

/// What a node has to know of the machine around it.
///
/// @param memories everybody's DRAM, by node
/// @param reservations everybody's, for functional runs
/// @param lookahead L in the rule for horizons
/// @param loopLatency the least time a message of the node to itself takes
/// @param packetHeader bytes of a packet without content
/// @param timed false in functional runs
/// @param exact true where horizons have to follow the node's own launches
/// @param runsAhead whether processors may run ahead of the horizons, where they can
public record Surroundings(
        Dram[] memories,
        Reservations reservations,
        long lookahead,
        long loopLatency,
        int packetHeader,
        boolean timed,
        boolean exact,
        boolean runsAhead) {}

package org.fugu.machine.node;

import org.fugu.machine.access.Reservations;
import org.fugu.machine.memory.Dram;
import org.fugu.machine.translate.MachineCode;

/// What a node has to know of the machine around it.
///
/// @param memories everybody's DRAM, by node
/// @param reservations everybody's, for functional runs
/// @param lookahead L: what it takes until the networks know of a free slot
/// @param reach how soon what a node does has an effect
/// @param packetHeader bytes of a packet without content
/// @param timed false in functional runs
/// @param exact true where horizons have to follow the node's own launches
/// @param runsAhead whether processors may run ahead of the horizons, where they can
/// @param code what is translated of the programs
public record Surroundings(
        Dram[] memories,
        Reservations reservations,
        long lookahead,
        Reach reach,
        int packetHeader,
        boolean timed,
        boolean exact,
        boolean runsAhead,
        MachineCode code) {}

package org.fugu.machine.network;

import org.fugu.machine.preset.Preset;

/// One link that everybody shares: a packet asks for the bus, is granted it for as long as its bytes
/// take, and is there. There are no buffers in it; a user message whose destination is full gives
/// up and asks again when there is room.
///
/// `network.inject` is the arbitration, which goes on while another packet has the bus.
public final class Bus extends Fabric {
    private final int[] bus = {0};

    Bus(Preset preset) {
        super(1, preset.cyclesOf("network.inject"), preset);
    }

    @Override
    public String linkName(int link) {
        return "bus";
    }

    @Override
    int nodeOf(int link) {
        return NOBODY;
    }

    @Override
    int[] route(int source, int destination) {
        return bus;
    }

    @Override
    long request(long cycle) {
        return fixed(cycle) + inject;
    }
}

package org.fugu.machine.network;

import org.fugu.machine.preset.Preset;

/// A local network: one switch, to which each node has a link and from which it has another. A
/// packet books the two; `network.switch` is what the switch takes from one to the other. It is
/// lossless: a message whose destination is full waits in the switch and holds its sender's link.
///
/// Links carry whole cells ([Cells]). The kernels of a local network have no network of their own:
/// their packets are carried here too, and never wait for a program.
public final class Lan extends Fabric {
    private static final int LINKS = 2;

    private final int[] links = new int[LINKS];

    Lan(int nodes, Preset preset) {
        super(nodes * LINKS, preset.cyclesOf("network.inject") + preset.cyclesOf("network.switch"), preset);
    }

    @Override
    public String linkName(int link) {
        return "node " + link / LINKS + (link % LINKS == 0 ? " to switch" : " from switch");
    }

    @Override
    int nodeOf(int link) {
        return link / LINKS;
    }

    @Override
    int[] route(int source, int destination) {
        links[0] = source * LINKS;
        links[1] = destination * LINKS + 1;
        return links;
    }

    @Override
    public boolean carriesSystemPackets() {
        return true;
    }
}

package org.fugu.machine.node;

import org.fugu.machine.clock.NodeClock;
import org.fugu.machine.kernel.SystemPort;
import org.fugu.machine.network.Launcher;
import org.fugu.machine.network.Traffic;
import org.fugu.machine.topology.NodeId;

/// A node's way to the second network, if there is one.
final class SecondNetwork implements SystemPort {
    private final NodeId id;
    private final NodeClock clock;
    private final Launcher launcher;
    private final boolean exists;

    SecondNetwork(NodeId id, NodeClock clock, Launcher launcher, boolean exists) {
        this.id = id;
        this.clock = clock;
        this.launcher = launcher;
        this.exists = exists;
    }

    @Override
    public NodeId id() {
        return id;
    }

    @Override
    public void sendPacket(NodeId to, long... words) {
        if (!exists) return;
        launcher.launch(clock.now, Traffic.SYSTEM, to.index(), words.length * Long.BYTES, 0)
                .system(words);
    }
}

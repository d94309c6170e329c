package org.fugu.machine.node;

import org.fugu.machine.clock.NodeClock;
import org.fugu.machine.disk.Disk;
import org.fugu.machine.disk.DiskRequest;
import org.fugu.machine.disk.DiskShape;
import org.fugu.machine.kernel.NodeDisk;

/// A kernel's way to its node's disk.
final class AttachedDisk implements NodeDisk {
    private final NodeClock clock;
    private final Disk disk;

    AttachedDisk(NodeClock clock, Disk disk) {
        this.clock = clock;
        this.disk = disk;
    }

    @Override
    public DiskShape shape() {
        return disk.shape();
    }

    @Override
    public void connect() {
        disk.connect();
    }

    @Override
    public void put(long from, byte[] bytes) {
        disk.put(from, bytes);
    }

    @Override
    public byte[] get(long from, int count) {
        return disk.get(from, count);
    }

    @Override
    public void begin(DiskRequest request) {
        disk.begin(clock.now, request);
    }

    @Override
    public void cancel(long number) {
        disk.cancel(clock.now, number);
    }
}

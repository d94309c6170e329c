package org.fugu.machine.node;

import org.fugu.machine.access.MemorySystem;
import org.fugu.machine.access.Mmu;
import org.fugu.machine.cpu.DecodedLines;
import org.fugu.machine.disk.Disk;
import org.fugu.machine.kernel.NodeFrames;
import org.fugu.machine.memory.Dram;
import org.fugu.machine.memory.PhysicalAddress;
import org.fugu.machine.message.UserDma;
import org.fugu.machine.topology.NodeId;

/// The frames of a node, past its translations.
final class PhysicalMemory implements NodeFrames {
    private final NodeId id;
    private final Dram dram;
    private final MemorySystem memory;
    private final Mmu mmu;
    private final DecodedLines decoded;
    private final UserDma dma;
    private final Disk disk;
    private final boolean shared;

    /// @param shared whether the node reaches other nodes' memory
    PhysicalMemory(
            NodeId id,
            Dram dram,
            MemorySystem memory,
            Mmu mmu,
            DecodedLines decoded,
            UserDma dma,
            Disk disk,
            boolean shared) {
        this.id = id;
        this.dram = dram;
        this.memory = memory;
        this.mmu = mmu;
        this.decoded = decoded;
        this.dma = dma;
        this.disk = disk;
        this.shared = shared;
    }

    @Override
    public byte[] localFrame(int frame) {
        return dram.frame(frame);
    }

    @Override
    public void clearFrame(int frame) {
        dram.clear(frame);
        memory.cleared(PhysicalAddress.frame(id.index(), frame));
        decoded.forget(PhysicalAddress.frame(id.index(), frame));
        mmu.dropFetched();
    }

    @Override
    public byte[] frame(long physicalFrame) {
        return memory.frameAt(PhysicalAddress.ofFrame(physicalFrame));
    }

    @Override
    public boolean reaches(long physicalFrame) {
        return shared || PhysicalAddress.home(PhysicalAddress.ofFrame(physicalFrame)) == id.index();
    }

    @Override
    public void store(int frame, int offset, long value) {
        memory.storeForKernel(PhysicalAddress.ofFrame(PhysicalAddress.frame(id.index(), frame)) + offset, value);
    }

    @Override
    public boolean isInTransfer(long frame) {
        return dma.isMoving(frame) || disk.isMoving(frame);
    }
}

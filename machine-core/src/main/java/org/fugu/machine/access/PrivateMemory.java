package org.fugu.machine.access;

import java.util.Map;
import org.fugu.machine.cache.HitTable;
import org.fugu.machine.cache.PrivateCaches;
import org.fugu.machine.cache.WriteBuffer;
import org.fugu.machine.clock.NodeClock;
import org.fugu.machine.cpu.AccessKind;
import org.fugu.machine.cpu.Contexts;
import org.fugu.machine.memory.Dram;
import org.fugu.machine.memory.LineShape;
import org.fugu.machine.network.Packet;
import org.fugu.machine.observe.CycleAccount.Category;
import org.fugu.machine.observe.NodeRecorder;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// Memory that no other node reaches, behind [PrivateCaches]: the processor waits for a miss where
/// it happens.
public final class PrivateMemory extends MemorySystem {
    private final PrivateCaches caches;
    private final WriteBuffer buffer;
    private final NodeRecorder recorder;

    /// @param memories everybody's, by node
    public PrivateMemory(
            NodeClock clock,
            Mmu mmu,
            Contexts contexts,
            LineShape lines,
            Dram[] memories,
            PrivateCaches caches,
            WriteBuffer buffer,
            NodeRecorder recorder) {
        super(clock, mmu, contexts, lines, memories, HitTable.empty());
        this.caches = caches;
        this.buffer = buffer;
        this.recorder = recorder;
    }

    @Override
    boolean secure(long address, long line, int bytes, AccessKind kind) {
        if (kind.isAtomic()) fence();
        long since = clock.now;
        clock.now += switch (kind) {
            case FETCH -> caches.fetch(address);
            // An atomic access reads first, and so finds what it writes.
            case LOAD, LOAD_RESERVED, ATOMIC -> caches.read(address, bytes);
            case STORE -> caches.write(address, bytes);
        };
        if (clock.now > since) {
            clock.account().interject(Category.LOCAL_MISS, since, clock.now);
            recorder.missed(lines.home(line), line, false, since, clock.now);
        }
        if (kind.stores()) clock.now = buffer.store(clock.now, address);
        return true;
    }

    @Override
    public void fence() {
        clock.now = buffer.drain(clock.now);
    }

    @Override
    public void prefetch(long virtualAddress, AccessKind kind) {
        // These machines have no prefetch.
    }

    /// In the kernel's own time.
    @Override
    boolean permitsKernel(long physicalAddress, boolean write) {
        long since = clock.now;
        clock.now += caches.read(physicalAddress, Long.BYTES);
        if (clock.now > since) {
            long line = lines.of(physicalAddress);
            recorder.missed(lines.home(line), line, false, since, clock.now);
        }
        if (write) clock.now = buffer.store(clock.now, physicalAddress);
        return true;
    }

    @Override
    public void storedByDevice(long physicalAddress) {
        caches.drop(physicalAddress & -Packet.PIECE, Packet.PIECE);
        super.storedByDevice(physicalAddress);
    }

    @Override
    public void count(Map<String, Long> counters) {
        super.count(counters);
        long instructions = caches.instructionMisses();
        long data = caches.dataMisses();
        counters.put("cache.misses.local", instructions + data);
        counters.put("cache.misses.instructions", instructions);
        counters.put("cache.misses.data", data);
        counters.put("write_buffer.waited", buffer.waited());
        counters.put("memory.page_misses", caches.pageMisses());
    }

    @Override
    public void saveBuffer(StateWriter out) {
        buffer.save(out);
    }

    @Override
    public void restoreBuffer(StateReader in) {
        buffer.restore(in);
    }

    @Override
    public void save(StateWriter out) {
        caches.save(out);
    }

    @Override
    public void restore(StateReader in) {
        caches.restore(in);
    }
}

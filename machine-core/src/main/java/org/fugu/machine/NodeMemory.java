package org.fugu.machine;

import java.util.Map;
import org.fugu.machine.cache.Cache;
import org.fugu.machine.cache.PrivateCaches;
import org.fugu.machine.coherence.CacheController;
import org.fugu.machine.coherence.CoherenceMessage;
import org.fugu.machine.coherence.Directory;
import org.fugu.machine.cpu.Bytes;
import org.fugu.machine.cpu.Context;
import org.fugu.machine.memory.LineShape;
import org.fugu.machine.memory.PhysicalAddress;
import org.fugu.machine.network.Traffic;
import org.fugu.machine.observe.CycleAccount.Category;
import org.fugu.machine.observe.Latency;
import org.fugu.machine.observe.TraceEvent;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.fugu.machine.tlb.Tlb;
import org.jspecify.annotations.Nullable;

/// The memory side of a node: its TLB, its cache, the directory of its own memory, and what the kernel
/// does with memory. What arrives of the protocol is dealt with
/// here, and what it sends goes out here.
///
/// In functional runs there is neither cache nor directory; a node whose memory nobody else reaches
/// may have [PrivateCaches] in their place.
final class NodeMemory {
    private final Node node;
    private final Node.Interconnections machine;
    private final LineShape lines;
    private final Tlb tlb;
    private final @Nullable CacheController cache;
    private final @Nullable Directory directory;
    private final @Nullable PrivateCaches privateCaches;
    private final KernelAccess kernelAccess;
    private final long fillCycles;
    private final long launchCycles;

    /// When this node last sent to a home, and to a cache; in relaxed runs.
    private long lastRequest;

    private long lastReply;

    NodeMemory(Node node, Node.Interconnections machine, Preset preset) {
        this.node = node;
        this.machine = machine;
        lines = new LineShape(preset.intValue("cache.line"));
        tlb = new Tlb(preset.intValue("tlb.entries"), lines);
        int index = node.id().index();
        privateCaches = machine.timed() ? PrivateCaches.of(preset, lines) : null;
        if (machine.timed() && privateCaches == null) {
            var tags = new Cache(preset.intValue("cache.bytes"), preset.intValue("cache.ways"), lines);
            cache = new CacheController(index, tags, lines, preset, new CachePort());
            directory =
                    new Directory(index, machine.memories().length, node.dram(), lines, preset, new DirectoryPort());
        } else {
            cache = null;
            directory = null;
        }
        boolean tlbByDirectory = preset.value("tlb.consistency") == 1;
        kernelAccess = new KernelAccess(new KernelAccessPort(), tlb, tlbByDirectory, lines);
        fillCycles = preset.value("coherence.fill");
        launchCycles = preset.value("coherence.launch");
    }

    LineShape lines() {
        return lines;
    }

    @Nullable
    CacheController cache() {
        return cache;
    }

    @Nullable
    PrivateCaches privateCaches() {
        return privateCaches;
    }

    Tlb tlb() {
        return tlb;
    }

    KernelAccess kernelAccess() {
        return kernelAccess;
    }

    private CacheController coherentCache() {
        if (cache == null) throw new IllegalStateException(node.id() + " has no coherent cache");
        return cache;
    }

    private Directory coherentDirectory() {
        if (directory == null) throw new IllegalStateException(node.id() + " has no directory");
        return directory;
    }

    // The protocol.

    void accept(long now, CoherenceMessage message) {
        switch (message.kind()) {
            case GET_SHARED, GET_MODIFIED, PUT_MODIFIED, ACKNOWLEDGE ->
                coherentDirectory().accept(now, message);
            case GRANT_SHARED, GRANT_MODIFIED -> fill(now, message);
            case INVALIDATE, DOWNGRADE -> {
                if (coherentCache().order(now, message)) node.processor().endReservation(message.line());
            }
        }
    }

    /// The line has come: the accesses that wait for it are made now, whatever orders for the line
    /// come next.
    private void fill(long now, CoherenceMessage grant) {
        coherentCache().grant(now, grant);
        var processor = node.processor();
        if (processor.isInKernel() && kernelAccess.wanted() == grant.line()) {
            node.wiring().clock = Math.max(node.clock(), now + fillCycles);
            continueKernelAccess();
        }
        processor.checkReservation();
        processor.fill(now, grant);
        node.messaging().lineCame(now);
    }

    /// A line was held long enough for its reservation.
    void releaseHeld(long now) {
        long line = coherentCache().releaseHeld(now);
        if (line >= 0) node.processor().endReservation(line);
    }

    /// The software of the protocol has done its work for a line.
    void handled(long now, long line) {
        coherentDirectory().handled(now, line);
    }

    private void send(long wanted, int destination, CoherenceMessage message) {
        long time = machine.timed() && !machine.exact() ? inOrder(wanted, message.traffic()) : wanted;
        if (destination == node.id().index()) {
            node.happen(time, new NodeEvent.Local(message));
        } else {
            int bytes = machine.packetHeader() + message.contentBytes(lines.bytes());
            node.launch(time + launchCycles, message.traffic(), destination, bytes, 0, message);
        }
    }

    /// In a relaxed run an event may be processed when later ones have been; what it sends still
    /// must not overtake what the same cache or the same directory sent before.
    private long inOrder(long time, Traffic traffic) {
        if (traffic == Traffic.REQUEST) return lastRequest = Math.max(time, lastRequest);
        return lastReply = Math.max(time, lastReply);
    }

    /// The cache's way out.
    private final class CachePort implements CacheController.Outlet {
        @Override
        public void send(long time, int home, CoherenceMessage message) {
            NodeMemory.this.send(time, home, message);
        }

        @Override
        public void wake(long time) {
            node.happen(time, new NodeEvent.ReleaseHeld());
        }

        @Override
        public void lost(long line) {
            if (NodeMemory.this.lost(line) > 0) node.disturb();
        }

        @Override
        public void filled(long line, boolean prefetched, long since, long now) {
            tellMiss(line, prefetched, since, now + fillCycles);
        }
    }

    /// The directory's way out, and its hold on the processor.
    private final class DirectoryPort implements Directory.Port {
        @Override
        public void send(long time, int destination, CoherenceMessage message) {
            NodeMemory.this.send(time, destination, message);
        }

        /// This is an event of the node, so its processor is between two instructions.
        @Override
        public long interrupt(long time, long cycles) {
            var wiring = node.wiring();
            long start = Math.max(time, wiring.clock);
            wiring.clock = start;
            node.interruptFor(Category.COHERENCE);
            wiring.clock = start + cycles;
            node.processor().account();
            var trace = node.trace();
            if (trace != null) trace.add(new TraceEvent.Handler(node.id().index(), start, wiring.clock));
            return start;
        }

        @Override
        public void wake(long time, long line) {
            node.happen(time, new NodeEvent.Handled(line));
        }
    }

    /// For observers.
    void tellMiss(long line, boolean prefetched, long since, long until) {
        int home = lines.home(line);
        int here = node.id().index();
        if (!prefetched) node.samples().add(home == here ? Latency.MISS_LOCAL : Latency.MISS_REMOTE, until - since);
        var trace = node.trace();
        if (trace != null) trace.add(new TraceEvent.Miss(here, line, home, prefetched, since, until));
    }

    // Translations.

    /// The home no longer tells this node of writes to a line, or this node has written to it.
    ///
    /// @return how many translations went
    int lost(long line) {
        kernelAccess.lost(line);
        int dropped = tlb.lose(line);
        if (dropped > 0) node.processor().dropFetched();
        return dropped;
    }

    /// Without caches nobody is told of stores. Others have made theirs before this node's turn.
    void recheckTranslations() {
        int dropped = tlb.loseChanged(kernelAccess::wordAt);
        if (dropped == 0) return;
        node.processor().dropFetched();
        node.disturb();
    }

    // The kernel.

    /// The kernel goes on with what it does with memory, or waits for it.
    void continueKernelAccess() {
        if (kernelAccess.advance()) {
            node.processor().leaveKernel();
        } else {
            node.processor().waitInKernel();
            coherentCache().miss(node.clock(), kernelAccess.wanted(), kernelAccess.wantsToWrite());
        }
    }

    /// Only for lines that no other node can have.
    void storeForKernel(long physicalAddress, long value) {
        long line = lines.of(physicalAddress);
        lost(line);
        node.processor().endReservation(line);
        node.wiring().tellStore(line);
        int offset = PhysicalAddress.offsetInFrame(physicalAddress);
        Bytes.putLong(node.wiring().frameAt(physicalAddress), offset, value);
    }

    /// The kernel has filled a frame of this node with zeros.
    void cleared(int frame) {
        long first =
                lines.of(PhysicalAddress.ofFrame(PhysicalAddress.frame(node.id().index(), frame)));
        for (int i = 0; i < lines.perFrame(); i++) node.wiring().tellStore(first + i);
    }

    /// After a snapshot: others' stores are to find what this node has reserved.
    void listReservation() {
        long reservation = node.processor().current().reservation;
        if (reservation != Context.NO_RESERVATION) node.wiring().noteReservation(lines.of(reservation));
    }

    /// The kernel's way to memory.
    private final class KernelAccessPort implements KernelAccess.Port {
        @Override
        public boolean has(long physicalAddress, boolean write) {
            if (cache != null) return cache.permits(lines.of(physicalAddress), write);
            node.wiring().passForKernel(physicalAddress, write);
            return true;
        }

        @Override
        public byte[] frameAt(long physicalAddress) {
            return node.wiring().frameAt(physicalAddress);
        }

        @Override
        public void stored(long line) {
            lost(line);
            node.wiring().tellStore(line);
        }
    }

    // User DMA.

    /// Whether a device may access a line now: without a copy of its own it may use the home's memory
    /// as long as nobody else can write, or has a copy of what is to be written.
    boolean permitsDevice(long physicalAddress, boolean write) {
        if (cache == null || directory == null) return true;
        long line = lines.of(physicalAddress);
        return cache.permits(line, write) || directory.permitsHome(line, write);
    }

    /// A device has written a piece of this node's memory.
    void storedByDevice(long physicalAddress) {
        node.processor().endReservation(lines.of(physicalAddress));
        node.wiring().noteStoreTo(physicalAddress);
    }

    /// Asks for a line that a device may not access yet.
    void fetchForDevice(long time, long physicalAddress, boolean write) {
        coherentCache().miss(time, lines.of(physicalAddress), write);
    }

    /// Adds what was counted here, by name.
    void count(Map<String, Long> counters) {
        counters.put("tlb.misses", tlb.misses());
        counters.put("tlb.writes", tlb.writes());
        counters.put("tlb.dropped", tlb.lost());
        if (cache != null && directory != null) {
            counters.put("cache.misses.local", cache.localMisses());
            counters.put("cache.misses.remote", cache.remoteMisses());
            counters.put("cache.prefetches", cache.prefetches());
            counters.put("cache.dropped", cache.dropped());
            counters.put("cache.l1.misses", node.wiring().firstLevelMisses());
            counters.put("write_buffer.waited", node.wiring().bufferWaits());
            counters.put("memory.page_misses", directory.pageMisses());
            counters.put("directory.requests", directory.requests());
            counters.put("directory.invalidations", directory.invalidations());
            counters.put("directory.overflows", directory.overflows());
            counters.put("directory.handler_cycles", directory.handlerCycles());
        }
        if (privateCaches != null) {
            long instructions = privateCaches.instructionMisses();
            long data = privateCaches.dataMisses();
            counters.put("cache.misses.local", instructions + data);
            counters.put("cache.misses.instructions", instructions);
            counters.put("cache.misses.data", data);
            counters.put("write_buffer.waited", node.wiring().bufferWaits());
            counters.put("memory.page_misses", privateCaches.pageMisses());
        }
    }

    void save(StateWriter out) {
        kernelAccess.save(out);
        out.add(lastRequest).add(lastReply);
        tlb.save(out);
        if (cache != null) cache.save(out);
        if (directory != null) directory.save(out);
        if (privateCaches != null) privateCaches.save(out);
    }

    void restore(StateReader in) {
        kernelAccess.restore(in);
        lastRequest = in.next();
        lastReply = in.next();
        tlb.restore(in);
        if (cache != null) cache.restore(in);
        if (directory != null) directory.restore(in);
        if (privateCaches != null) privateCaches.restore(in);
    }
}

package org.fugu.machine.access;

import java.util.Map;
import org.fugu.machine.cache.Cache;
import org.fugu.machine.cache.FirstLevel;
import org.fugu.machine.cache.HitTable;
import org.fugu.machine.cache.WriteBuffer;
import org.fugu.machine.clock.NodeClock;
import org.fugu.machine.coherence.CacheController;
import org.fugu.machine.coherence.CoherenceMessage.Kind;
import org.fugu.machine.coherence.Directory;
import org.fugu.machine.cpu.AccessKind;
import org.fugu.machine.cpu.Context;
import org.fugu.machine.cpu.Contexts;
import org.fugu.machine.cpu.SuspendedAccess;
import org.fugu.machine.memory.Dram;
import org.fugu.machine.memory.LineShape;
import org.fugu.machine.memory.PhysicalAddress;
import org.fugu.machine.network.Launcher;
import org.fugu.machine.network.Traffic;
import org.fugu.machine.observe.CycleAccount.Category;
import org.fugu.machine.observe.NodeRecorder;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// Memory that nodes share: a node's cache and the directory of its own memory, which keep all
/// caches coherent by messages. What arrives of the protocol is dealt with here, and what it sends
/// goes out here.
public final class CoherentMemory extends MemorySystem implements Protocol {
    /// What the protocol asks of its node's future. Times have not passed.
    public interface Schedule {
        /// A message between this node's own cache and directory: it takes no network. Comes back as
        /// [CoherentMemory#accept].
        void deliver(long time, Kind kind, long line);

        /// When the next event of this node is due.
        long headTime();

        /// What [#deliver] would have been told has come at once.
        void delivered();

        /// Asks for [CoherentMemory#releaseHeld].
        void releaseHeld(long time);

        /// Asks for [CoherentMemory#handled].
        void handled(long time, long line);
    }

    private final int node;
    private final Launcher launcher;
    private final Schedule schedule;
    private final NodeRecorder recorder;
    private final CacheController cache;
    private final Directory directory;
    private final FirstLevel firstLevel;
    private final WriteBuffer buffer;

    /// Whether there is nothing between the processor and the coherent cache.
    private final boolean oneLevel;

    private Runnable beforeInterrupt = () -> {};
    private final boolean inOrder;
    private final int packetHeader;
    private final long fillCycles;
    private final long localRequestCycles;
    private final long launchCycles;

    /// Whether lines of this node's own memory may come at once.
    private final boolean comeAtOnce;

    /// While a line comes at once: the message that is on its way within this node.
    private boolean atOnce;

    private long dueTime;
    private Kind dueKind = Kind.GET_SHARED;
    private long dueLine;
    private boolean due;

    /// When this node last sent to a home, and to a cache; in relaxed runs.
    private long lastRequest;

    private long lastReply;

    /// @param memories everybody's, by node
    /// @param packetHeader bytes of a packet without content
    /// @param inOrder whether events may be processed late, so that what they send has to be kept in
    ///     order here
    public CoherentMemory(
            int node,
            NodeClock clock,
            Mmu mmu,
            Contexts contexts,
            LineShape lines,
            Dram[] memories,
            Preset preset,
            int packetHeader,
            boolean inOrder,
            Launcher launcher,
            Schedule schedule,
            NodeRecorder recorder) {
        super(clock, mmu, contexts, lines, memories, hitTable(memories.length, preset, lines));
        this.node = node;
        this.packetHeader = packetHeader;
        this.inOrder = inOrder;
        this.launcher = launcher;
        this.schedule = schedule;
        this.recorder = recorder;
        var tags = new Cache(preset.intValue("cache.bytes"), preset.intValue("cache.ways"), lines, hits, epoch);
        cache = new CacheController(node, tags, lines, preset, new CacheOutlet());
        directory = new Directory(node, memories.length, memories[node], lines, preset, new DirectoryPort());
        firstLevel = cache.firstLevel();
        buffer = WriteBuffer.of(preset);
        oneLevel = !firstLevel.exists() && !buffer.exists();
        fillCycles = preset.value("coherence.fill");
        localRequestCycles = CacheController.localRequestCycles(preset);
        launchCycles = preset.value("coherence.launch");
        // Behind a load that waits nothing waits for what it loads.
        comeAtOnce = oneLevel && !inOrder && preset.value("processor.load_use") == 0;
    }

    private static HitTable hitTable(int nodes, Preset preset, LineShape lines) {
        int places = Cache.places(preset.intValue("cache.bytes"), lines);
        int entries = Math.min(HitTable.entries(nodes), Integer.highestOneBit(places));
        return new HitTable(lines.shift(), entries, places);
    }

    // The processor.

    @Override
    void allow(long virtualAddress, long address, long line, boolean stores) {
        if (!oneLevel || stores && mmu.tlb().watches(line)) return;
        cache.allow(virtualAddress, line, stores, frameAt(address));
    }

    @Override
    public boolean executesFrom(long physicalAddress) {
        return oneLevel && cache.executesFrom(lines.of(physicalAddress));
    }

    @Override
    void forbidStores(long line) {
        cache.forbidStores(line);
    }

    @Override
    boolean secure(long address, long line, int bytes, AccessKind kind) {
        if (!cache.use(line, kind.needsWritableLine(), clock.now)) return false;
        if (!oneLevel) passLevels(address, kind, true);
        if (kind == AccessKind.LOAD_RESERVED) cache.reserve(clock.now, line);
        return true;
    }

    @Override
    boolean hitsAreFree() {
        return oneLevel;
    }

    /// A miss in the node's own memory takes three events of this node: the request, the grant, and a
    /// line given back. If they are due before anything else, they need no queue.
    @Override
    boolean comesAtOnce(long line, AccessKind kind, int cycles) {
        long asked = clock.now + cycles;
        boolean write = kind.needsWritableLine();
        if (!comesAtOnce(line, write, asked, Math.min(clock.horizon(), schedule.headTime()))) return false;
        long came = clock.now;
        clock.now = came - cycles;
        clock.account().interject(Category.LOCAL_MISS, asked, came);
        return true;
    }

    @Override
    boolean isOwn(long physicalAddress) {
        return PhysicalAddress.home(physicalAddress) == node;
    }

    @Override
    boolean comesToKernelAtOnce(long line) {
        return !cache.displacesCode(line) && comesAtOnce(line, false, clock.now, clock.limit);
    }

    /// @param end of the time in which nothing else happens
    private boolean comesAtOnce(long line, boolean write, long asked, long end) {
        if (!comeAtOnce || lines.home(line) != node || recorder.isTraced() || !cache.isIdle()) return false;
        if (!directory.grantsAtOnce(line, write)) return false;
        if (directory.latestGrant(asked + localRequestCycles) + fillCycles >= end) return false;
        // A translation that goes with its word has the next instruction fetched anew, where a wait has ended.
        long victim = displacedBy(line);
        if (victim != Cache.NO_LINE && mmu.tlb().watches(victim)) return false;
        atOnce = true;
        cache.miss(asked, line, write);
        while (due) {
            due = false;
            dueAtOnce(dueTime, dueKind, dueLine);
        }
        atOnce = false;
        return true;
    }

    private void dueAtOnce(long time, Kind kind, long line) {
        if (kind == Kind.GRANT_SHARED || kind == Kind.GRANT_MODIFIED) {
            clock.now = time + fillCycles;
            cache.grant(time, kind, line);
            checkReservation();
        } else {
            directory.accept(time, kind, line, node);
        }
    }

    /// Lets an access that may be made pass what lies between the processor and the coherent cache.
    ///
    /// @param isHit false if its line comes from its home at this moment, and passes the first level
    ///     on its way
    private void passLevels(long address, AccessKind kind, boolean isHit) {
        if (kind.isAtomic()) fence();
        long line = lines.of(address);
        long cycles = kind == AccessKind.STORE ? firstLevel.write(line) : firstLevel.read(line);
        if (isHit) clock.now += cycles;
        if (kind.stores()) clock.now = buffer.store(clock.now, address);
    }

    @Override
    public void fence() {
        clock.now = buffer.drain(clock.now);
    }

    @Override
    public void prefetch(long virtualAddress, AccessKind kind) {
        long address = mmu.translate(virtualAddress, kind);
        if (address != Mmu.NONE) cache.prefetch(clock.now, lines.of(address), kind.needsWritableLine());
    }

    @Override
    public boolean needsPrefetch(long virtualAddress, AccessKind kind) {
        long address = mmu.translate(virtualAddress, kind);
        return address != Mmu.NONE && !cache.use(lines.of(address), kind.needsWritableLine(), clock.now);
    }

    @Override
    public void endReservation(Context context) {
        if (context.reservation == Context.NO_RESERVATION) return;
        super.endReservation(context);
        cache.endReservation(clock.now);
    }

    // Running ahead.

    @Override
    public boolean canRunAhead() {
        return oneLevel;
    }

    @Override
    boolean isUnderWay(long line) {
        return cache.isUnderWay(line);
    }

    @Override
    public boolean dependsOn(long line, long since) {
        return cache.isUsedSince(line, since) || mmu.tlb().watches(line);
    }

    @Override
    public long displacedBy(long line) {
        return cache.displacedBy(line);
    }

    @Override
    public void interrupts(Runnable listener) {
        beforeInterrupt = listener;
    }

    // Waiting for lines.

    @Override
    public void fetch(long now, long physicalAddress, boolean write) {
        cache.miss(now, lines.of(physicalAddress), write);
    }

    @Override
    public boolean permits(SuspendedAccess access) {
        return cache.permits(lines.of(access.physicalAddress), access.kind.needsWritableLine());
    }

    @Override
    public void complete(SuspendedAccess access) {
        if (!oneLevel) passLevels(access.physicalAddress, access.kind, false);
        if (access.kind.stores()) noteStore(lines.of(access.physicalAddress));
    }

    @Override
    public void reserve(long line) {
        cache.reserve(clock.now, line);
    }

    @Override
    public void pauseHold() {
        cache.pause(clock.now);
    }

    @Override
    public void resumeHold() {
        cache.resume(clock.now);
    }

    @Override
    public boolean isHoldPaused() {
        return cache.isReservationWaiting();
    }

    // The protocol.

    @Override
    public Protocol protocol() {
        return this;
    }

    @Override
    public void accept(long now, Kind kind, long line, int from) {
        switch (kind) {
            case GET_SHARED, GET_MODIFIED, PUT_MODIFIED, ACKNOWLEDGE -> directory.accept(now, kind, line, from);
            case GRANT_SHARED, GRANT_MODIFIED -> {
                cache.grant(now, kind, line);
                checkReservation();
                tellCame(now, line);
            }
            case INVALIDATE, DOWNGRADE -> {
                if (cache.order(now, kind, line)) contexts.endReservation(line);
            }
        }
    }

    /// A line has come and may have taken the place of the reserved one.
    private void checkReservation() {
        var context = contexts.current();
        if (context.reservation == Context.NO_RESERVATION) return;
        if (!cache.permits(lines.of(context.reservation), true)) context.reservation = Context.NO_RESERVATION;
    }

    @Override
    public void releaseHeld(long now) {
        long line = cache.releaseHeld(now);
        if (line >= 0) contexts.endReservation(line);
    }

    @Override
    public void handled(long now, long line) {
        directory.handled(now, line);
    }

    private void send(long wanted, int destination, Kind kind, long line) {
        long time = inOrder ? inOrder(wanted, kind.traffic()) : wanted;
        if (destination == node && atOnce) {
            dueTime = time;
            dueKind = kind;
            dueLine = line;
            due = true;
            schedule.delivered();
        } else if (destination == node) {
            schedule.deliver(time, kind, line);
        } else {
            int bytes = packetHeader + kind.contentBytes(lines.bytes());
            launcher.launch(time + launchCycles, kind.traffic(), destination, bytes, 0)
                    .coherence(kind.ordinal(), line);
        }
    }

    /// In a relaxed run an event may be processed when later ones have been; what it sends still
    /// must not overtake what the same cache or the same directory sent before.
    private long inOrder(long time, Traffic traffic) {
        if (traffic == Traffic.REQUEST) return lastRequest = Math.max(time, lastRequest);
        return lastReply = Math.max(time, lastReply);
    }

    /// The cache's way out.
    private final class CacheOutlet implements CacheController.Outlet {
        @Override
        public void send(long time, int home, Kind kind, long line) {
            CoherentMemory.this.send(time, home, kind, line);
        }

        @Override
        public void wake(long time) {
            schedule.releaseHeld(time);
        }

        @Override
        public void lost(long line) {
            if (CoherentMemory.this.lost(line) > 0) mmu.disturb();
        }

        @Override
        public void filled(long line, boolean prefetched, long since, long now) {
            recorder.missed(lines.home(line), line, prefetched, since, now + fillCycles);
        }
    }

    /// The directory's way out, and its hold on the processor.
    private final class DirectoryPort implements Directory.Port {
        @Override
        public void send(long time, int destination, Kind kind, long line) {
            CoherentMemory.this.send(time, destination, kind, line);
        }

        /// This is an event of the node, so its processor is between two instructions.
        @Override
        public long interrupt(long time, long cycles) {
            beforeInterrupt.run();
            clock.reach(time);
            long start = clock.now;
            clock.now = start + cycles;
            clock.account().interject(Category.COHERENCE, start, clock.now);
            recorder.coherenceHandled(start, clock.now);
            return start;
        }

        @Override
        public void wake(long time, long line) {
            schedule.handled(time, line);
        }
    }

    // The kernel and user DMA.

    @Override
    boolean permitsKernel(long physicalAddress, boolean write) {
        return cache.permits(lines.of(physicalAddress), write);
    }

    @Override
    public boolean permitsDevice(long physicalAddress, boolean write) {
        long line = lines.of(physicalAddress);
        return cache.permits(line, write) || directory.permitsHome(line, write);
    }

    // For observers, digests and snapshots.

    @Override
    public void count(Map<String, Long> counters) {
        super.count(counters);
        counters.put("cache.misses.local", cache.localMisses());
        counters.put("cache.misses.remote", cache.remoteMisses());
        counters.put("cache.prefetches", cache.prefetches());
        counters.put("cache.dropped", cache.dropped());
        counters.put("cache.l1.misses", firstLevel.misses());
        counters.put("write_buffer.waited", buffer.waited());
        counters.put("memory.page_misses", directory.pageMisses());
        counters.put("directory.requests", directory.requests());
        counters.put("directory.invalidations", directory.invalidations());
        counters.put("directory.overflows", directory.overflows());
        counters.put("directory.handler_cycles", directory.handlerCycles());
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
    public void saveOrder(StateWriter out) {
        out.add(lastRequest).add(lastReply);
    }

    @Override
    public void restoreOrder(StateReader in) {
        lastRequest = in.next();
        lastReply = in.next();
    }

    @Override
    public void save(StateWriter out) {
        cache.save(out);
        directory.save(out);
    }

    @Override
    public void restore(StateReader in) {
        cache.restore(in);
        directory.restore(in);
    }
}

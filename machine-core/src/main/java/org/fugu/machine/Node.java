package org.fugu.machine;

import java.util.SortedMap;
import java.util.TreeMap;
import org.fugu.machine.cache.Cache;
import org.fugu.machine.cache.PrivateCaches;
import org.fugu.machine.clock.EventQueue;
import org.fugu.machine.coherence.CacheController;
import org.fugu.machine.coherence.CoherenceMessage;
import org.fugu.machine.coherence.Directory;
import org.fugu.machine.cpu.Bytes;
import org.fugu.machine.cpu.Context;
import org.fugu.machine.cpu.Interpreter;
import org.fugu.machine.cpu.Latencies;
import org.fugu.machine.memory.Dram;
import org.fugu.machine.memory.LineShape;
import org.fugu.machine.memory.PhysicalAddress;
import org.fugu.machine.message.Ucu;
import org.fugu.machine.message.UserMessage;
import org.fugu.machine.network.Backpressure;
import org.fugu.machine.network.Outbox;
import org.fugu.machine.network.Packet;
import org.fugu.machine.network.Payload;
import org.fugu.machine.network.SystemPacket;
import org.fugu.machine.network.Traffic;
import org.fugu.machine.observe.CycleAccount;
import org.fugu.machine.observe.CycleAccount.Category;
import org.fugu.machine.observe.Latency;
import org.fugu.machine.observe.LatencySamples;
import org.fugu.machine.observe.TraceBuffer;
import org.fugu.machine.observe.TraceEvent;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.fugu.machine.tlb.Tlb;
import org.fugu.machine.topology.NodeId;
import org.fugu.machine.trap.TrapCause;
import org.jspecify.annotations.Nullable;

/// One node: processor, TLB, cache, directory of its own memory, message unit, DRAM. It is a
/// logical process: inside a window it touches only its own state and the lines it holds, and what
/// it sends is settled between windows.
public final class Node {
    private final NodeId id;
    private final Interconnections machine;
    private final Dram dram;
    private final LineShape lines;
    private final Tlb tlb;
    private final Ucu ucu;
    private final Messaging messaging;

    /// Absent in functional runs, and where memory is behind [#privateCaches].
    private final @Nullable CacheController cache;

    private final @Nullable Directory directory;
    private final @Nullable PrivateCaches privateCaches;
    private final Wiring wiring;
    private final Interpreter interpreter;
    private final Processor processor;
    private final EventQueue<NodeEvent> events = new EventQueue<>();
    private final Outbox outbox;
    private final KernelAccess kernelAccess;
    private final Privileges privileges;
    private final int trapEntry;
    private final long fillCycles;

    private @Nullable TrapHandler handler;
    private boolean instructionLimitReached;
    private long horizon;
    private boolean messagesParkedHere;
    private long systemPackets;

    /// Times this node lost translations to another's store, or was interrupted for a shootdown.
    private long disturbances;

    /// When this node last sent to a home, and to a cache; in relaxed runs.
    private long lastRequest;

    private long lastReply;

    // For observers.

    private final LatencySamples samples = new LatencySamples();
    private @Nullable TraceBuffer trace;
    private boolean stepping;

    /// What a node has to know of the machine around it.
    ///
    /// @param memories everybody's DRAM, by node
    /// @param lookahead L in the rule for horizons
    /// @param loopLatency the least time a message of the node to itself takes
    /// @param timed false in functional runs
    /// @param exact true where horizons have to follow the node's own launches
    record Interconnections(
            Dram[] memories, long lookahead, long loopLatency, int packetHeader, boolean timed, boolean exact) {}

    Node(NodeId id, MachineConfig config, Interconnections machine) {
        this.id = id;
        this.machine = machine;
        var preset = config.preset();
        dram = machine.memories()[id.index()];
        lines = new LineShape(preset.intValue("cache.line"));
        outbox = new Outbox(id.index());
        tlb = new Tlb(preset.intValue("tlb.entries"), lines);
        messaging = new Messaging(this, machine, preset);
        ucu = messaging.ucu();
        privateCaches = machine.timed() ? PrivateCaches.of(preset, lines) : null;
        if (machine.timed() && privateCaches == null) {
            var tags = new Cache(preset.intValue("cache.bytes"), preset.intValue("cache.ways"), lines);
            cache = new CacheController(id.index(), tags, lines, preset, new CachePort());
            directory = new Directory(id.index(), dram, lines, preset, new DirectoryPort());
        } else {
            cache = null;
            directory = null;
        }
        wiring = new Wiring(
                id.index(),
                tlb,
                machine.memories(),
                lines,
                ucu,
                cache,
                privateCaches,
                preset,
                messaging,
                this::lost,
                (line, since, until) -> tellMiss(line, false, since, until));
        interpreter = new Interpreter(wiring, machine.timed() ? Latencies.of(preset) : Latencies.NONE);
        processor = new Processor(id.index(), wiring, interpreter, ucu, cache, lines, preset, machine.timed());
        boolean tlbByDirectory = preset.value("tlb.consistency") == 1;
        kernelAccess = new KernelAccess(new KernelAccessPort(), tlb, tlbByDirectory, lines);
        privileges = new Privileges(this, preset);
        trapEntry = machine.timed() ? preset.intValue("processor.trap_entry") : 0;
        fillCycles = preset.value("coherence.fill");
    }

    // Setting up.

    public NodeId id() {
        return id;
    }

    /// What the node's kernel may do here.
    public PrivilegedNode privileged() {
        return privileges;
    }

    public void install(TrapHandler kernel) {
        handler = kernel;
    }

    /// The first register set, in which a program begins.
    public Context context() {
        return processor.context(0);
    }

    /// One of the register sets.
    public Context context(int index) {
        return processor.context(index);
    }

    /// Lets a program begin in the first context at cycle 0.
    ///
    /// @param pc where
    /// @return the context, whose other registers hold nothing
    public Context start(long pc) {
        if (handler == null) throw new IllegalStateException(id + " has no trap handler");
        processor.start(0, pc);
        processor.account();
        return processor.context(0);
    }

    // Windows.

    /// The earliest time at which this node can act, or [EventQueue#NEVER].
    long nextTime() {
        return processor.isRunning() ? Math.min(wiring.clock, events.headTime()) : events.headTime();
    }

    boolean isHalted() {
        return processor.live() == 0;
    }

    Outbox outbox() {
        return outbox;
    }

    void deliver(long time, long order, Packet packet) {
        events.addDelivered(time, order, new NodeEvent.Delivered(packet));
    }

    /// Does everything that happens here before `until`.
    ///
    /// @param parkedHere a message for this node waits in the network for a slot of its queue
    void advance(long until, boolean parkedHere) {
        horizon = until;
        messagesParkedHere = parkedHere;
        if (!machine.timed()) recheckTranslations();
        while (true) {
            long head = events.headTime();
            long limit = Math.min(horizon, head);
            if (processor.isRunning() && wiring.clock < limit) {
                execute(limit);
            } else if (head < horizon) {
                process(head, events.take());
                processor.account();
            } else {
                return;
            }
        }
    }

    private void execute(long limit) {
        long left = privileges.instructionLimit() - processor.instructions();
        if (left <= 0) {
            reachInstructionLimit();
            return;
        }
        // Every instruction takes at least a cycle, so the limit on cycles keeps the limit on instructions.
        wiring.limit = wiring.clock + left > 0 ? Math.min(limit, wiring.clock + left) : limit;
        if (stepping) lowerLimit(wiring.clock + 1);
        switch (processor.run()) {
            case LIMIT -> {
                // It goes on with what it did; what began within was told by the wiring.
                if (stepping) processor.account();
                return;
            }
            case SUSPENDED -> processor.suspend();
            case STALLED -> {
                if (messaging.isStoring()) processor.transfer();
                else processor.block();
            }
            case PAUSED -> processor.pause();
            case TRAP -> trap();
        }
        processor.leave();
        processor.account();
    }

    private void reachInstructionLimit() {
        if (instructionLimitReached) throw new IllegalStateException(id + " went on after its instruction limit");
        instructionLimitReached = true;
        kernel().instructionLimit();
        processor.account();
    }

    private void trap() {
        var context = processor.current();
        var cause = TrapCause.of(wiring.cause);
        long value = wiring.value;
        context.reservation = Context.NO_RESERVATION;
        processor.enterKernel(cause.isPageFault() ? Category.TLB_REFILL : Category.KERNEL);
        long start = wiring.clock;
        var what = trace == null ? "" : kernel().describe(context, cause);
        wiring.clock += trapEntry;
        kernel().trap(context, cause, value);
        if (trace != null) trace.add(new TraceEvent.Kernel(id.index(), what, start, wiring.clock));
        if (processor.isRunning()) processor.recogniseInterrupt();
    }

    private TrapHandler kernel() {
        if (handler == null) throw new IllegalStateException(id + " has no trap handler");
        return handler;
    }

    // Events.

    private void process(long now, NodeEvent event) {
        switch (event) {
            case NodeEvent.Delivered(var packet) -> receive(now, packet);
            case NodeEvent.Local(var message) -> coherence(now, message);
            case NodeEvent.ReleaseHeld() -> {
                long line = timedCache().releaseHeld(now);
                if (line >= 0) processor.endReservation(line);
            }
            case NodeEvent.Handled(var line) -> timedDirectory().handled(now, line);
            case NodeEvent.TimerExpired(var run) -> {
                if (!ucu.timerExpired(run)) return;
                enterKernel(now);
                kernel().atomicityTimeout();
                processor.leave();
            }
            case NodeEvent.KernelMessage() -> {
                enterKernel(now);
                messaging.handToKernel(now, kernel());
            }
            case NodeEvent.Moved(var stores) -> messaging.moved(now, stores);
        }
    }

    private void receive(long now, Packet packet) {
        switch (packet.payload()) {
            case CoherenceMessage message -> coherence(now, message);
            case UserMessage message -> messaging.arrive(now, message, packet.source(), packet.sequence());
            case Backpressure(var blocked) -> messaging.backpressure(now, blocked);
            case SystemPacket(var words) -> {
                systemPackets++;
                enterKernel(now);
                kernel().packet(packet.source(), words);
                processor.leave();
            }
            default -> throw new IllegalStateException("nobody knows what to do with " + packet);
        }
    }

    /// The kernel does something that no instruction asked for: between two instructions, or as soon as
    /// it happens if none are executed.
    private void enterKernel(long now) {
        if (!processor.isRunning()) wiring.clock = Math.max(wiring.clock, now);
        interruptFor(Category.KERNEL);
    }

    /// The processor does something that its contexts have no part in; what follows accounts for it.
    private void interruptFor(Category work) {
        wiring.account.enter(work, wiring.clock, processor.current().pc);
    }

    // Coherence.

    private void coherence(long now, CoherenceMessage message) {
        switch (message.kind()) {
            case GET_SHARED, GET_MODIFIED, PUT_MODIFIED, ACKNOWLEDGE ->
                timedDirectory().accept(now, message);
            case GRANT_SHARED, GRANT_MODIFIED -> fill(now, message);
            case INVALIDATE, DOWNGRADE -> {
                if (timedCache().order(now, message)) processor.endReservation(message.line());
            }
        }
    }

    /// The line has come: the accesses that wait for it are made now, whatever orders for the line
    /// come next.
    private void fill(long now, CoherenceMessage grant) {
        timedCache().grant(now, grant);
        if (processor.isInKernel() && kernelAccess.wanted() == grant.line()) {
            wiring.clock = Math.max(wiring.clock, now + fillCycles);
            continueKernelAccess();
        }
        processor.checkReservation();
        processor.fill(now, grant);
        messaging.lineCame(now);
    }

    // Translations.

    /// The home no longer tells this node of writes to a line, or this node has written to it.
    private int lost(long line) {
        kernelAccess.lost(line);
        int dropped = tlb.lose(line);
        if (dropped > 0) processor.dropFetched();
        return dropped;
    }

    /// Without caches nobody is told of stores. Others have made theirs before this node's turn.
    private void recheckTranslations() {
        int dropped = tlb.loseChanged(kernelAccess::wordAt);
        if (dropped == 0) return;
        processor.dropFetched();
        disturbances++;
    }

    /// The kernel goes on with what it does with memory, or waits for it.
    void continueKernelAccess() {
        if (kernelAccess.advance()) {
            processor.leaveKernel();
        } else {
            processor.waitInKernel();
            timedCache().miss(wiring.clock, kernelAccess.wanted(), kernelAccess.wantsToWrite());
        }
    }

    /// The kernel's way to memory.
    private final class KernelAccessPort implements KernelAccess.Port {
        @Override
        public boolean has(long physicalAddress, boolean write) {
            if (cache != null) return cache.permits(lines.of(physicalAddress), write);
            wiring.passForKernel(physicalAddress, write);
            return true;
        }

        @Override
        public byte[] frameAt(long physicalAddress) {
            return wiring.frameAt(physicalAddress);
        }

        @Override
        public void stored(long line) {
            lost(line);
        }
    }

    CacheController timedCache() {
        if (cache == null) throw new IllegalStateException(id + " has no coherent cache");
        return cache;
    }

    private Directory timedDirectory() {
        if (directory == null) throw new IllegalStateException(id + " has no directory");
        return directory;
    }

    private void send(long wanted, int destination, CoherenceMessage message) {
        long time = machine.timed() && !machine.exact() ? inOrder(wanted, message.traffic()) : wanted;
        if (destination == id.index()) {
            happen(time, new NodeEvent.Local(message));
        } else {
            int bytes = machine.packetHeader() + message.contentBytes(lines.bytes());
            launch(time, message.traffic(), destination, bytes, message);
        }
    }

    /// In a relaxed run an event may be processed when later ones have been; what it sends still
    /// must not overtake what the same cache or the same directory sent before.
    private long inOrder(long time, Traffic traffic) {
        if (traffic == Traffic.REQUEST) return lastRequest = Math.max(time, lastRequest);
        return lastReply = Math.max(time, lastReply);
    }

    /// @return the packet's sequence number
    long launch(long time, Traffic traffic, int to, int bytes, Payload payload) {
        long sequence = outbox.launch(time, traffic, to, bytes, payload);
        boolean loops = to == id.index();
        if (machine.exact()) lowerHorizon(time + (loops ? machine.loopLatency() : 2 * machine.lookahead()));
        return sequence;
    }

    private void lowerHorizon(long time) {
        horizon = Math.min(horizon, time);
        lowerLimit(time);
    }

    /// Something of this node's own happens at that time: instructions go no further.
    private void lowerLimit(long time) {
        wiring.limit = Math.min(wiring.limit, time);
    }

    /// The cache's way out.
    private final class CachePort implements CacheController.Outlet {
        @Override
        public void send(long time, int home, CoherenceMessage message) {
            Node.this.send(time, home, message);
        }

        @Override
        public void wake(long time) {
            happen(time, new NodeEvent.ReleaseHeld());
        }

        @Override
        public void lost(long line) {
            if (Node.this.lost(line) > 0) disturbances++;
        }

        @Override
        public void filled(long line, boolean prefetched, long since, long now) {
            tellMiss(line, prefetched, since, now + fillCycles);
        }
    }

    private void tellMiss(long line, boolean prefetched, long since, long until) {
        int home = lines.home(line);
        if (!prefetched) samples.add(home == id.index() ? Latency.MISS_LOCAL : Latency.MISS_REMOTE, until - since);
        if (trace != null) trace.add(new TraceEvent.Miss(id.index(), line, home, prefetched, since, until));
    }

    /// The directory's way out, and its hold on the processor.
    private final class DirectoryPort implements Directory.Port {
        @Override
        public void send(long time, int destination, CoherenceMessage message) {
            Node.this.send(time, destination, message);
        }

        /// This is an event of the node, so its processor is between two instructions.
        @Override
        public long interrupt(long time, long cycles) {
            long start = Math.max(time, wiring.clock);
            wiring.clock = start;
            interruptFor(Category.COHERENCE);
            wiring.clock = start + cycles;
            processor.account();
            if (trace != null) trace.add(new TraceEvent.Handler(id.index(), start, wiring.clock));
            return start;
        }

        @Override
        public void wake(long time, long line) {
            happen(time, new NodeEvent.Handled(line));
        }
    }

    /// Lets something happen here at a time that has not passed.
    void happen(long time, NodeEvent event) {
        events.addLocal(time, event);
        lowerLimit(time);
    }

    /// Only for lines that no other node can have.
    void storeForKernel(long physicalAddress, long value) {
        long line = lines.of(physicalAddress);
        lost(line);
        processor.endReservation(line);
        int offset = PhysicalAddress.offsetInFrame(physicalAddress);
        Bytes.putLong(wiring.frameAt(physicalAddress), offset, value);
    }

    /// A slot of the input queue is free. The network learns of it L later. Where a message waits for the
    /// slot, it may come back to this node soon.
    void freed(long time) {
        outbox.launch(time + machine.lookahead(), Traffic.CREDIT, id.index(), 0, new Backpressure(false));
        if (messagesParkedHere && machine.exact()) lowerHorizon(time + machine.lookahead());
    }

    // The parts, for [Privileges] and [Messaging].

    Messaging messaging() {
        return messaging;
    }

    LineShape lines() {
        return lines;
    }

    @Nullable
    Directory directory() {
        return directory;
    }

    @Nullable
    CacheController cache() {
        return cache;
    }

    Processor processor() {
        return processor;
    }

    Wiring wiring() {
        return wiring;
    }

    Interpreter interpreter() {
        return interpreter;
    }

    KernelAccess kernelAccess() {
        return kernelAccess;
    }

    Tlb tlb() {
        return tlb;
    }

    Dram dram() {
        return dram;
    }

    public Ucu ucu() {
        return ucu;
    }

    /// Lets time pass in an interrupt handler of the kernel.
    void chargeInterrupt(int instructions) {
        disturbances++;
        wiring.clock += trapEntry + instructions;
    }

    // For observers.

    /// Tells a trace of everything from now on.
    void trace(TraceBuffer buffer) {
        trace = buffer;
        wiring.account.trace(buffer);
    }

    /// Lets somebody know where every cycle of the processor goes from now on. It then executes one
    /// instruction at a time, which changes nothing but the speed of the simulation.
    public void follow(CycleAccount.Steps follower) {
        stepping = true;
        wiring.account.follow(follower, wiring.clock, processor.current().pc);
    }

    /// Tells observers of what the processor still does.
    void tellRest() {
        wiring.account.tellRest(wiring.clock);
    }

    @Nullable
    TraceBuffer trace() {
        return trace;
    }

    LatencySamples samples() {
        return samples;
    }

    /// The node's time in cycles.
    public long clock() {
        return wiring.clock;
    }

    public long instructions() {
        return processor.instructions();
    }

    /// Everything that was counted here, by name.
    public SortedMap<String, Long> counters() {
        var counters = new TreeMap<String, Long>();
        counters.put("cycles", wiring.clock);
        for (var category : Category.values()) {
            counters.put("cycles." + category.wireName(), wiring.account.of(category, wiring.clock));
        }
        counters.put("instructions", processor.instructions());
        counters.put("contexts.switches", processor.switches());
        counters.put("tlb.misses", tlb.misses());
        counters.put("tlb.writes", tlb.writes());
        counters.put("tlb.dropped", tlb.lost());
        counters.put("tlb.disturbed", disturbances);
        counters.put("messages.sent", ucu.sent());
        counters.put("messages.received", ucu.received());
        counters.put("messages.refused", ucu.refused());
        counters.put("messages.group_mismatch", ucu.mismatched());
        counters.put("messages.diverted", ucu.diverted());
        counters.put("messages.interrupts", ucu.interrupts());
        counters.put("messages.timeouts", ucu.timeouts());
        counters.put("messages.bulk_bytes", ucu.bulkBytes());
        counters.put("system_network.received", systemPackets);
        if (cache != null && directory != null) {
            counters.put("cache.misses.local", cache.localMisses());
            counters.put("cache.misses.remote", cache.remoteMisses());
            counters.put("cache.prefetches", cache.prefetches());
            counters.put("cache.dropped", cache.dropped());
            counters.put("cache.l1.misses", wiring.firstLevelMisses());
            counters.put("write_buffer.waited", wiring.bufferWaits());
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
            counters.put("write_buffer.waited", wiring.bufferWaits());
            counters.put("memory.page_misses", privateCaches.pageMisses());
        }
        return counters;
    }

    void save(StateWriter out) {
        processor.save(out);
        wiring.save(out);
        messaging.save(out);
        out.add(systemPackets).add(disturbances).add(instructionLimitReached);
        kernelAccess.save(out);
        out.add(lastRequest).add(lastReply);
        events.save(out, NodeEvent::save);
        outbox.save(out);
        tlb.save(out);
        if (cache != null) cache.save(out);
        if (directory != null) directory.save(out);
        if (privateCaches != null) privateCaches.save(out);
        dram.save(out);
        out.add(handler != null);
        if (handler != null) handler.save(out);
    }

    /// Takes what [#save] wrote. The node has the same kernel with the same job loaded.
    void restore(StateReader in) {
        processor.restore(in);
        wiring.restore(in);
        messaging.restore(in);
        systemPackets = in.next();
        disturbances = in.next();
        instructionLimitReached = in.nextBoolean();
        kernelAccess.restore(in);
        lastRequest = in.next();
        lastReply = in.next();
        events.restore(in, NodeEvent::restored);
        outbox.restore(in);
        tlb.restore(in);
        if (cache != null) cache.restore(in);
        if (directory != null) directory.restore(in);
        if (privateCaches != null) privateCaches.restore(in);
        dram.restore(in);
        if (in.nextBoolean()) kernel().restore(in);
    }

    /// Writes what the processor has fetched, and since when messages wait: state that only a
    /// snapshot needs.
    void saveFetched(StateWriter out) {
        interpreter.save(out);
        messaging.saveArrivals(out);
    }

    void restoreFetched(StateReader in) {
        interpreter.restore(in);
        messaging.restoreArrivals(in);
    }
}

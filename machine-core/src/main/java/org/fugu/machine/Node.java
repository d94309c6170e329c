package org.fugu.machine;

import java.util.SortedMap;
import java.util.TreeMap;
import org.fugu.machine.cache.Cache;
import org.fugu.machine.clock.EventQueue;
import org.fugu.machine.coherence.CacheController;
import org.fugu.machine.coherence.CoherenceMessage;
import org.fugu.machine.coherence.Directory;
import org.fugu.machine.cpu.Context;
import org.fugu.machine.cpu.Interpreter;
import org.fugu.machine.cpu.Latencies;
import org.fugu.machine.cpu.SuspendedAccess;
import org.fugu.machine.memory.Dram;
import org.fugu.machine.memory.LineShape;
import org.fugu.machine.memory.PhysicalAddress;
import org.fugu.machine.message.Csr;
import org.fugu.machine.message.Ucu;
import org.fugu.machine.message.UserMessage;
import org.fugu.machine.network.Backpressure;
import org.fugu.machine.network.Outbox;
import org.fugu.machine.network.Packet;
import org.fugu.machine.network.Payload;
import org.fugu.machine.network.SystemPacket;
import org.fugu.machine.network.Traffic;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.fugu.machine.tlb.Tlb;
import org.fugu.machine.tlb.Translation;
import org.fugu.machine.topology.NodeId;
import org.fugu.machine.trap.TrapCause;
import org.jspecify.annotations.Nullable;

/// One node: processor, TLB, cache, directory of its own memory, message unit, DRAM. It is a
/// logical process: inside a window it touches only its own state and the lines it holds, and what
/// it sends is settled between windows.
public final class Node implements PrivilegedNode {
    /// What its one context is doing.
    private enum Activity {
        /// Nothing was started here.
        UNUSED,
        RUNNING,
        /// Waits for a line.
        SUSPENDED,
        /// Waits until the network takes messages again.
        BLOCKED,
        /// Waits for a message.
        ASLEEP,
        /// The kernel waits for memory.
        IN_KERNEL,
        /// Waits until the kernel resumes it.
        HELD,
        HALTED
    }

    private static final Activity[] ACTIVITIES = Activity.values();

    private final NodeId id;
    private final Interconnections machine;
    private final Dram dram;
    private final LineShape lines;
    private final Tlb tlb;
    private final Ucu ucu;
    private final @Nullable CacheController cache;
    private final @Nullable Directory directory;
    private final Wiring wiring;
    private final Interpreter interpreter;
    private final Context context = new Context();
    private final EventQueue<NodeEvent> events = new EventQueue<>();
    private final Outbox outbox;
    private final KernelAccess kernelAccess;
    private final boolean tlbByDirectory;
    private final int trapEntry;
    private final long fillCycles;

    private @Nullable TrapHandler handler;
    private Activity activity = Activity.UNUSED;
    private long instructionLimit = Long.MAX_VALUE;
    private boolean instructionLimitReached;
    private long horizon;
    private boolean messagesParkedHere;
    private long systemPackets;
    private long disturbances;

    /// When this node last sent to a home, and to a cache; in relaxed runs.
    private long lastRequest;

    private long lastReply;

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
        ucu = new Ucu(preset.value("message.group_check") == 1, new MessagePort());
        if (machine.timed()) {
            var tags = new Cache(preset.intValue("cache.bytes"), preset.intValue("cache.ways"), lines);
            cache = new CacheController(id.index(), tags, lines, preset, new CachePort());
            directory = new Directory(id.index(), dram, lines, preset, new DirectoryPort());
        } else {
            cache = null;
            directory = null;
        }
        wiring = new Wiring(tlb, machine.memories(), lines, ucu, cache, preset, this::lost);
        interpreter = new Interpreter(wiring, machine.timed() ? Latencies.of(preset) : Latencies.NONE);
        tlbByDirectory = preset.value("tlb.consistency") == 1;
        kernelAccess = new KernelAccess(new KernelAccessPort(), tlb, tlbByDirectory, lines);
        trapEntry = machine.timed() ? preset.intValue("processor.trap_entry") : 0;
        fillCycles = preset.value("coherence.fill");
    }

    // Setting up.

    public void install(TrapHandler kernel) {
        handler = kernel;
    }

    /// The node's register set.
    public Context context() {
        return context;
    }

    /// Lets the context run from its `pc`, from cycle 0 on.
    public void start() {
        if (handler == null) throw new IllegalStateException(id + " has no trap handler");
        activity = Activity.RUNNING;
    }

    // Windows.

    /// The earliest time at which this node can act, or [EventQueue#NEVER].
    long nextTime() {
        return activity == Activity.RUNNING ? Math.min(wiring.clock, events.headTime()) : events.headTime();
    }

    boolean isHalted() {
        return activity == Activity.HALTED || activity == Activity.UNUSED;
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
            if (activity == Activity.RUNNING && wiring.clock < limit) {
                execute(limit);
            } else if (head < horizon) {
                process(head, events.take());
            } else {
                return;
            }
        }
    }

    private void execute(long limit) {
        long left = instructionLimit - context.instret;
        if (left <= 0) {
            reachInstructionLimit();
            return;
        }
        // Every instruction takes at least a cycle, so the limit on cycles keeps the limit on instructions.
        wiring.limit = wiring.clock + left > 0 ? Math.min(limit, wiring.clock + left) : limit;
        switch (interpreter.run(context)) {
            case LIMIT -> {}
            case SUSPENDED -> {
                activity = Activity.SUSPENDED;
                request(wiring.clock);
            }
            case STALLED -> activity = Activity.BLOCKED;
            case PAUSED -> {}
            case TRAP -> trap();
        }
    }

    private void reachInstructionLimit() {
        if (instructionLimitReached) throw new IllegalStateException(id + " went on after its instruction limit");
        instructionLimitReached = true;
        kernel().instructionLimit(context);
    }

    private void trap() {
        var cause = TrapCause.of(wiring.cause);
        long value = wiring.value;
        context.reservation = Context.NO_RESERVATION;
        wiring.clock += trapEntry;
        kernel().trap(context, cause, value);
        if (activity == Activity.RUNNING) recogniseInterrupt();
    }

    /// Entering or leaving the kernel and waking up are transfers of control: a waiting message
    /// interrupts there.
    private void recogniseInterrupt() {
        if (wiring.attention) wiring.interrupt(context);
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
                if (line >= 0) endReservation(line);
            }
            case NodeEvent.Handled(var line) -> timedDirectory().handled(now, line);
        }
    }

    private void receive(long now, Packet packet) {
        switch (packet.payload()) {
            case CoherenceMessage message -> coherence(now, message);
            case UserMessage message -> arrive(now, message);
            case Backpressure(var blocked) -> {
                ucu.backpressure(blocked);
                if (!ucu.isBlocked() && activity == Activity.BLOCKED) resume(now);
            }
            case SystemPacket(var words) -> {
                systemPackets++;
                if (activity != Activity.RUNNING) wiring.clock = Math.max(wiring.clock, now);
                kernel().packet(packet.source(), words);
            }
            default -> throw new IllegalStateException("nobody knows what to do with " + packet);
        }
    }

    private void arrive(long now, UserMessage message) {
        if (!ucu.arrive(now, message)) return;
        if (isHalted()) {
            ucu.drain(now);
            return;
        }
        wiring.attention = ucu.isInterrupting();
        boolean wakes = activity == Activity.ASLEEP || (activity == Activity.BLOCKED && wiring.attention);
        if (wakes) resume(now);
    }

    private void resume(long now) {
        activity = Activity.RUNNING;
        wiring.clock = Math.max(wiring.clock, now);
        recogniseInterrupt();
    }

    // Coherence.

    private void coherence(long now, CoherenceMessage message) {
        switch (message.kind()) {
            case GET_SHARED, GET_MODIFIED, PUT_MODIFIED, ACKNOWLEDGE ->
                timedDirectory().accept(now, message);
            case GRANT_SHARED, GRANT_MODIFIED -> fill(now, message);
            case INVALIDATE, DOWNGRADE -> {
                if (timedCache().order(now, message)) endReservation(message.line());
            }
        }
    }

    private void endReservation(long line) {
        if (lines.of(context.reservation) == line) context.reservation = Context.NO_RESERVATION;
    }

    /// Asks for the line of the suspended access.
    private void request(long now) {
        var access = context.access;
        timedCache().miss(now, lines.of(access.physicalAddress), Wiring.writes(access.kind));
    }

    /// The line has come: the access is made now, whatever orders for the line come next.
    private void fill(long now, CoherenceMessage grant) {
        var controller = timedCache();
        controller.grant(now, grant);
        if (activity == Activity.IN_KERNEL) {
            wiring.clock = Math.max(wiring.clock, now + fillCycles);
            continueKernelAccess();
        }
        boolean reservationLost = context.reservation != Context.NO_RESERVATION
                && !controller.permits(lines.of(context.reservation), true);
        if (reservationLost) context.reservation = Context.NO_RESERVATION;
        boolean waitedFor = activity == Activity.SUSPENDED && lines.of(context.access.physicalAddress) == grant.line();
        if (!waitedFor) return;
        var kind = context.access.kind;
        // A line that a prefetch asked for to be read may be wanted to be written by now.
        if (!controller.permits(grant.line(), Wiring.writes(kind))) {
            request(now + fillCycles);
            return;
        }
        wiring.clock = Math.max(wiring.clock, now + fillCycles);
        while (true) {
            wiring.complete(context.access);
            if (interpreter.complete(context)) break;
            if (!controller.permits(lines.of(context.access.physicalAddress), Wiring.writes(kind))) {
                request(now + fillCycles);
                return;
            }
        }
        if (kind == SuspendedAccess.Kind.LOAD_RESERVED) controller.reserve(now, grant.line());
        activity = Activity.RUNNING;
    }

    // Translations.

    /// The home no longer tells this node of writes to a line, or this node has written to it.
    private int lost(long line) {
        kernelAccess.lost(line);
        int dropped = tlb.lose(line);
        if (dropped > 0) context.dropFetched();
        return dropped;
    }

    /// Without caches nobody is told of stores. Others have made theirs before this node's turn.
    private void recheckTranslations() {
        int dropped = tlb.loseChanged(kernelAccess::wordAt);
        if (dropped == 0) return;
        context.dropFetched();
        disturbances++;
    }

    private void continueKernelAccess() {
        if (kernelAccess.advance()) {
            if (activity == Activity.IN_KERNEL) resume(wiring.clock);
        } else {
            activity = Activity.IN_KERNEL;
            timedCache().miss(wiring.clock, kernelAccess.wanted(), kernelAccess.wantsToWrite());
        }
    }

    /// The kernel's way to memory.
    private final class KernelAccessPort implements KernelAccess.Port {
        @Override
        public boolean has(long line, boolean write) {
            return cache == null || cache.permits(line, write);
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

    private CacheController timedCache() {
        if (cache == null) throw new IllegalStateException(id + " has no cache in a functional run");
        return cache;
    }

    private Directory timedDirectory() {
        if (directory == null) throw new IllegalStateException(id + " has no directory in a functional run");
        return directory;
    }

    private void send(long wanted, int destination, CoherenceMessage message) {
        long time = machine.timed() && !machine.exact() ? inOrder(wanted, message.traffic()) : wanted;
        if (destination == id.index()) {
            events.addLocal(time, new NodeEvent.Local(message));
            lowerLimit(time);
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

    private void launch(long time, Traffic traffic, int to, int bytes, Payload payload) {
        outbox.launch(time, traffic, to, bytes, payload);
        boolean loops = to == id.index();
        if (machine.exact()) lowerHorizon(time + (loops ? machine.loopLatency() : 2 * machine.lookahead()));
    }

    private void lowerHorizon(long time) {
        horizon = Math.min(horizon, time);
        lowerLimit(time);
    }

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
            events.addLocal(time, new NodeEvent.ReleaseHeld());
            lowerLimit(time);
        }

        @Override
        public void lost(long line) {
            if (Node.this.lost(line) > 0) disturbances++;
        }
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
            wiring.clock = start + cycles;
            return start;
        }

        @Override
        public void wake(long time, long line) {
            events.addLocal(time, new NodeEvent.Handled(line));
            lowerLimit(time);
        }
    }

    /// The message unit's way out.
    private final class MessagePort implements Ucu.Port {
        @Override
        public void launch(long time, int destination, int doubleWords, UserMessage message) {
            int bytes = machine.packetHeader() + doubleWords * Long.BYTES;
            Node.this.launch(time, Traffic.USER, destination, bytes, message);
        }

        @Override
        public void freed(long time) {
            // The network learns of it L later. Where a message waits for the slot, it may come back to this node soon.
            var notice = new Backpressure(false);
            outbox.launch(time + machine.lookahead(), Traffic.CREDIT, id.index(), 0, notice);
            if (messagesParkedHere && machine.exact()) lowerHorizon(time + machine.lookahead());
        }
    }

    // What the kernel can do.

    @Override
    public NodeId id() {
        return id;
    }

    @Override
    public long clock() {
        return wiring.clock;
    }

    @Override
    public void charge(int instructions) {
        wiring.clock += instructions;
    }

    @Override
    public void tlbWrite(int addressSpace, long virtualPage, long frame, int rights) {
        context.dropFetched();
        tlb.write(addressSpace, virtualPage, frame, rights);
    }

    @Override
    public void bind(Context bound, Translation translation) {
        bound.dropFetched();
        kernelAccess.bind(translation);
        continueKernelAccess();
    }

    @Override
    public void revoke(Context revoking, long... bindWords) {
        if (!tlbByDirectory || bindWords.length == 0) return;
        revoking.dropFetched();
        kernelAccess.write(bindWords);
        continueKernelAccess();
    }

    @Override
    public void suspend(Context suspended) {
        activity = Activity.HELD;
    }

    @Override
    public void resume(Context suspended) {
        if (activity == Activity.HELD) resume(wiring.clock);
    }

    @Override
    public void chargeInterrupt(int instructions) {
        disturbances++;
        wiring.clock += trapEntry + instructions;
    }

    @Override
    public boolean tlbDrop(int addressSpace, long virtualPage) {
        context.dropFetched();
        kernelAccess.dropped(addressSpace, virtualPage);
        return tlb.drop(addressSpace, virtualPage);
    }

    @Override
    public void tlbDropFrame(long frame) {
        context.dropFetched();
        tlb.dropFrame(frame);
    }

    @Override
    public long tlbProbe(int addressSpace, long virtualPage) {
        int entry = tlb.find(addressSpace, virtualPage);
        return entry == Tlb.MISS ? -1 : tlb.frameOf(entry) << 3 | tlb.rightsOf(entry);
    }

    @Override
    public byte[] localFrame(int frame) {
        return dram.frame(frame);
    }

    @Override
    public void clearFrame(int frame) {
        dram.clear(frame);
        interpreter.forgetFrame(PhysicalAddress.frame(id.index(), frame));
        context.dropFetched();
    }

    @Override
    public void runAddressSpace(int addressSpace) {
        context.dropFetched();
        wiring.runAddressSpace(addressSpace);
    }

    @Override
    public byte[] frame(long physicalFrame) {
        return wiring.frameAt(PhysicalAddress.ofFrame(physicalFrame));
    }

    @Override
    public void deliverException(Context running, long entry, TrapCause cause, long value) {
        ucu.enterTrap(running.pc, cause.number(), value);
        wiring.attention = false;
        running.pc = entry;
    }

    @Override
    public long userTrapPc() {
        return ucu.read(Csr.UEPC);
    }

    @Override
    public long userTrapCause() {
        return ucu.read(Csr.UCAUSE) & Long.MAX_VALUE;
    }

    @Override
    public long userTrapValue() {
        return ucu.read(Csr.UTVAL);
    }

    @Override
    public void halt(Context halted) {
        activity = Activity.HALTED;
        halted.access.active = false;
        kernelAccess.cancel();
        ucu.drain(wiring.clock);
    }

    @Override
    public void sleepUntilMessage(Context sleeper) {
        if (!ucu.isMessageAvailable()) activity = Activity.ASLEEP;
    }

    @Override
    public void bindEndpoint(int slot, int group, NodeId[] nodes) {
        ucu.bindEndpoint(slot, group, nodes);
    }

    @Override
    public void setGroup(int group, int rank, int ranks, long machineInformationPage) {
        ucu.setGroup(group, rank, ranks, machineInformationPage | id.index());
    }

    @Override
    public void sendPacket(NodeId to, long... words) {
        var packet = new SystemPacket(words);
        launch(wiring.clock, Traffic.SYSTEM, to.index(), packet.bytes(), packet);
    }

    @Override
    public void limitInstructions(long instructions) {
        instructionLimit = instructions;
    }

    // For observers.

    public long instructions() {
        return context.instret;
    }

    public Ucu ucu() {
        return ucu;
    }

    /// Everything that was counted here, by name.
    public SortedMap<String, Long> counters() {
        var counters = new TreeMap<String, Long>();
        counters.put("cycles", wiring.clock);
        counters.put("instructions", context.instret);
        counters.put("tlb.misses", tlb.misses());
        counters.put("tlb.writes", tlb.writes());
        counters.put("tlb.dropped", tlb.lost());
        counters.put("tlb.disturbed", disturbances);
        counters.put("messages.sent", ucu.sent());
        counters.put("messages.received", ucu.received());
        counters.put("messages.refused", ucu.refused());
        counters.put("messages.group_mismatch", ucu.mismatched());
        counters.put("messages.interrupts", ucu.interrupts());
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
        return counters;
    }

    void save(StateWriter out) {
        context.save(out);
        wiring.save(out);
        out.add(activity.ordinal()).add(systemPackets).add(disturbances).add(instructionLimitReached);
        kernelAccess.save(out);
        out.add(lastRequest).add(lastReply);
        events.save(out, NodeEvent::save);
        outbox.save(out);
        tlb.save(out);
        ucu.save(out);
        if (cache != null) cache.save(out);
        if (directory != null) directory.save(out);
        dram.save(out);
        out.add(handler != null);
        if (handler != null) handler.save(out);
    }

    /// Takes what [#save] wrote. The node has the same kernel with the same job loaded.
    void restore(StateReader in) {
        context.restore(in);
        wiring.restore(in);
        activity = ACTIVITIES[in.nextInt(0, ACTIVITIES.length - 1)];
        systemPackets = in.next();
        disturbances = in.next();
        instructionLimitReached = in.nextBoolean();
        kernelAccess.restore(in);
        lastRequest = in.next();
        lastReply = in.next();
        events.restore(in, NodeEvent::restored);
        outbox.restore(in);
        tlb.restore(in);
        ucu.restore(in);
        if (cache != null) cache.restore(in);
        if (directory != null) directory.restore(in);
        dram.restore(in);
        if (in.nextBoolean()) kernel().restore(in);
    }

    /// Writes what the processor has fetched: state that only a snapshot needs.
    void saveFetched(StateWriter out) {
        interpreter.save(out);
    }

    void restoreFetched(StateReader in) {
        interpreter.restore(in);
    }
}

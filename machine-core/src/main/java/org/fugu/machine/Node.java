package org.fugu.machine;

import java.util.SortedMap;
import java.util.TreeMap;
import org.fugu.machine.clock.EventQueue;
import org.fugu.machine.coherence.CoherenceMessage;
import org.fugu.machine.cpu.Context;
import org.fugu.machine.cpu.Interpreter;
import org.fugu.machine.cpu.Latencies;
import org.fugu.machine.memory.Dram;
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
import org.fugu.machine.observe.LatencySamples;
import org.fugu.machine.observe.TraceBuffer;
import org.fugu.machine.observe.TraceEvent;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
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
    private final Ucu ucu;
    private final Messaging messaging;
    private final NodeMemory memory;
    private final Wiring wiring;
    private final Interpreter interpreter;
    private final Processor processor;
    private final EventQueue<NodeEvent> events = new EventQueue<>();
    private final Outbox outbox;
    private final Privileges privileges;
    private final int trapEntry;

    private @Nullable TrapHandler handler;
    private boolean instructionLimitReached;
    private long horizon;
    private boolean messagesParkedHere;
    private long systemPackets;

    /// Times this node lost translations to another's store, or was interrupted for a shootdown.
    private long disturbances;

    // For observers.

    private final LatencySamples samples = new LatencySamples();
    private @Nullable TraceBuffer trace;
    private boolean stepping;

    /// What a node has to know of the machine around it.
    ///
    /// @param memories everybody's DRAM, by node
    /// @param reservations everybody's, in functional runs
    /// @param lookahead L in the rule for horizons
    /// @param loopLatency the least time a message of the node to itself takes
    /// @param timed false in functional runs
    /// @param exact true where horizons have to follow the node's own launches
    record Interconnections(
            Dram[] memories,
            @Nullable Reservations reservations,
            long lookahead,
            long loopLatency,
            int packetHeader,
            boolean timed,
            boolean exact) {}

    Node(NodeId id, MachineConfig config, Interconnections machine) {
        this.id = id;
        this.machine = machine;
        var preset = config.preset();
        dram = machine.memories()[id.index()];
        outbox = new Outbox(id.index());
        messaging = new Messaging(this, machine, preset);
        ucu = messaging.ucu();
        memory = new NodeMemory(this, machine, preset);
        wiring = new Wiring(id.index(), machine, memory, ucu, preset, messaging);
        interpreter = new Interpreter(wiring, machine.timed() ? Latencies.of(preset) : Latencies.NONE);
        processor = new Processor(
                id.index(), wiring, interpreter, ucu, memory.cache(), memory.lines(), preset, machine.timed());
        privileges = new Privileges(this, preset);
        trapEntry = machine.timed() ? preset.intValue("processor.trap_entry") : 0;
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

    /// How many register sets there are.
    public int contexts() {
        return processor.contexts();
    }

    /// Whether nothing was started in that register set, or what was has ended.
    public boolean isUnused(int index) {
        return processor.isUnused(index);
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
        if (!machine.timed()) memory.recheckTranslations();
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
        wiring.endReservation(context);
        boolean refills = cause.isPageFault() || context.refills > 0;
        processor.enterKernel(refills ? Category.TLB_REFILL : Category.KERNEL);
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
            case NodeEvent.Local(var message) -> memory.accept(now, message);
            case NodeEvent.ReleaseHeld() -> memory.releaseHeld(now);
            case NodeEvent.Handled(var line) -> memory.handled(now, line);
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
            case CoherenceMessage message -> memory.accept(now, message);
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
    void interruptFor(Category work) {
        wiring.account.enter(work, wiring.clock, processor.current().pc);
    }

    // What its parts cause.

    /// @param lead see [Packet]
    /// @return the packet's sequence number
    long launch(long time, Traffic traffic, int to, int bytes, long lead, Payload payload) {
        long sequence = outbox.launch(time, traffic, to, bytes, lead, payload);
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

    /// Lets something happen here at a time that has not passed.
    void happen(long time, NodeEvent event) {
        events.addLocal(time, event);
        lowerLimit(time);
    }

    /// A slot of the input queue is free. The network learns of it L later. Where a message waits for the
    /// slot, it may come back to this node soon.
    void freed(long time) {
        outbox.launch(time + machine.lookahead(), Traffic.CREDIT, id.index(), 0, new Backpressure(false));
        if (messagesParkedHere && machine.exact()) lowerHorizon(time + machine.lookahead());
    }

    /// Others took translations from this node, or interrupted it for theirs.
    void disturb() {
        disturbances++;
    }

    // The parts, to each other.

    Messaging messaging() {
        return messaging;
    }

    NodeMemory memory() {
        return memory;
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

    Dram dram() {
        return dram;
    }

    public Ucu ucu() {
        return ucu;
    }

    /// Lets time pass in an interrupt handler of the kernel.
    void chargeInterrupt(int instructions) {
        disturb();
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
        counters.put("tlb.disturbed", disturbances);
        messaging.count(counters);
        counters.put("system_network.received", systemPackets);
        memory.count(counters);
        return counters;
    }

    void save(StateWriter out) {
        processor.save(out);
        wiring.save(out);
        messaging.save(out);
        out.add(systemPackets).add(disturbances).add(instructionLimitReached);
        memory.save(out);
        events.save(out, NodeEvent::save);
        outbox.save(out);
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
        memory.restore(in);
        events.restore(in, NodeEvent::restored);
        outbox.restore(in);
        dram.restore(in);
        if (in.nextBoolean()) kernel().restore(in);
        memory.listReservation();
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

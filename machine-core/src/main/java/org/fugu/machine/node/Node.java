package org.fugu.machine.node;

import java.util.SortedMap;
import java.util.TreeMap;
import org.fugu.machine.access.CoherentMemory;
import org.fugu.machine.access.FlatMemory;
import org.fugu.machine.access.KernelOperation;
import org.fugu.machine.access.MemorySystem;
import org.fugu.machine.access.Mmu;
import org.fugu.machine.access.PrivateMemory;
import org.fugu.machine.access.Protocol;
import org.fugu.machine.cache.PrivateCaches;
import org.fugu.machine.cache.WriteBuffer;
import org.fugu.machine.clock.NodeClock;
import org.fugu.machine.coherence.CoherenceMessage.Kind;
import org.fugu.machine.cpu.AccessKind;
import org.fugu.machine.cpu.Context;
import org.fugu.machine.cpu.Contexts;
import org.fugu.machine.cpu.DecodedLines;
import org.fugu.machine.cpu.InstructionLatencies;
import org.fugu.machine.cpu.Interpreter;
import org.fugu.machine.cpu.Stop;
import org.fugu.machine.disk.Disk;
import org.fugu.machine.kernel.PrivilegedNode;
import org.fugu.machine.kernel.TrapHandler;
import org.fugu.machine.memory.Dram;
import org.fugu.machine.memory.LineShape;
import org.fugu.machine.memory.PhysicalAddress;
import org.fugu.machine.message.MessageUnit;
import org.fugu.machine.message.Ucu;
import org.fugu.machine.message.UnitCsrs;
import org.fugu.machine.message.UserDma;
import org.fugu.machine.network.Outbox;
import org.fugu.machine.network.Packet;
import org.fugu.machine.observe.CycleAccount;
import org.fugu.machine.observe.CycleAccount.Category;
import org.fugu.machine.observe.Latencies;
import org.fugu.machine.observe.NodeRecorder;
import org.fugu.machine.observe.TraceBuffer;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.processor.Processor;
import org.fugu.machine.processor.RunAhead;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.fugu.machine.tlb.Translation;
import org.fugu.machine.topology.NodeId;
import org.fugu.machine.translate.Translator;
import org.jspecify.annotations.Nullable;

/// One node: processor, TLB, cache, directory of its own memory, message unit, DRAM. It is a
/// logical process: inside a window it touches only its own state and the lines it holds, and what
/// it sends is settled between windows.
///
/// The parts are built one after the other and know those before them; none knows the node. Here
/// each event goes to the part that it is for.
public final class Node implements LogicalProcess {
    /// Cycles. Fewer of them that are certain are executed in one go with what comes behind: an end in the
    /// middle of a block costs the host more than being able to take them back.
    private static final long FEW = 100;

    private final NodeId id;
    private final boolean timed;
    private final NodeClock clock = new NodeClock();
    private final NodeRecorder recorder;
    private final NodeEvents events;
    private final Departures departures;
    private final Contexts contexts;
    private final Mmu mmu;
    private final Dram dram;
    private final MemorySystem memory;
    private final Protocol protocol;
    private final MessageUnit unit;
    private final UserDma dma;
    private final Disk disk;
    private final UnitCsrs csrs;
    private final DecodedLines decoded;
    private final Interpreter interpreter;
    private final Processor processor;
    private final RunAhead ahead;
    private final KernelOperation operation;
    private final KernelTime time;
    private final PrivilegedNode privileged;
    private final int trapEntry;
    private final Reach reach;

    private @Nullable TrapHandler handler;
    private long systemPackets;

    /// When that happens which happens now.
    private long eventTime;
    private boolean stepping;

    public Node(NodeId id, Preset preset, Surroundings machine) {
        this.id = id;
        reach = machine.reach();
        timed = machine.timed();
        int index = id.index();
        dram = machine.memories()[index];
        recorder = new NodeRecorder(index);
        events = new NodeEvents(index, clock);
        departures = new Departures(index, clock, machine);
        var lines = new LineShape(preset.intValue("cache.line"));
        contexts = new Contexts(preset.intValue("processor.contexts"), lines);
        mmu = new Mmu(preset.intValue("tlb.entries"), lines, contexts);
        memory = memory(preset, lines, machine);
        protocol = memory.protocol();
        unit = new MessageUnit(
                index, clock, preset, machine.packetHeader(), timed, departures, departures, events, recorder);
        dma = new UserDma(memory, unit.ucu(), events, preset, timed);
        disk = new Disk(memory, events, preset);
        csrs = new UnitCsrs(index, clock, memory, unit.ucu(), dma, preset, timed);
        decoded = new DecodedLines(memory.epoch);
        interpreter = new Interpreter(clock, memory, csrs, decoded, instructionLatencies(preset));
        if (machine.code().isUsed()) {
            interpreter.use(new Translator(clock, memory, decoded, instructionLatencies(preset), machine.code()));
        }
        processor = new Processor(index, clock, contexts, memory, interpreter, unit.ucu(), csrs, preset, timed);
        unit.connect(processor);
        dma.connect(processor);
        boolean byDirectory = preset.value("tlb.consistency") == 1;
        operation = new KernelOperation(
                clock, memory, mmu, processor, new Waiting(), byDirectory, preset.value("coherence.fill"));
        ahead = new RunAhead(clock, contexts, interpreter, memory, unit.ucu(), machine.runsAhead());
        protocol.interrupts(() -> ahead.withdraw(eventTime));
        // Else an instruction that waits for what was loaded has begun to wait before it misses.
        if (instructionLatencies(preset).loadUse() == 0) memory.refill(this::refill);
        memory.add(operation);
        memory.add(processor);
        memory.add(dma);
        trapEntry = timed ? preset.intValue("processor.trap_entry") : 0;
        time = new KernelTime(clock, mmu, events, trapEntry);
        privileged = new PrivilegedNode(
                time,
                new NodeTranslations(mmu, operation, byDirectory),
                new PhysicalMemory(id, dram, memory, mmu, decoded, dma, disk, preset.value("memory.shared") == 1),
                new ProcessorRegisters(clock, contexts, processor, operation, unit, dma),
                new ControlledUnit(clock, unit),
                new SecondNetwork(id, clock, departures, preset.value("system_network.present") == 1),
                new AttachedDisk(clock, disk));
    }

    // Setting up.

    private MemorySystem memory(Preset preset, LineShape lines, Surroundings machine) {
        if (!timed) return flatMemory(lines, machine);
        return PrivateCaches.areIn(preset)
                ? privateMemory(preset, lines, machine)
                : coherentMemory(preset, lines, machine);
    }

    private InstructionLatencies instructionLatencies(Preset preset) {
        return timed ? InstructionLatencies.of(preset) : InstructionLatencies.NONE;
    }

    private CoherentMemory coherentMemory(Preset preset, LineShape lines, Surroundings machine) {
        return new CoherentMemory(
                id.index(),
                clock,
                mmu,
                contexts,
                lines,
                machine.memories(),
                preset,
                machine.packetHeader(),
                !machine.exact(),
                departures,
                events,
                recorder);
    }

    private FlatMemory flatMemory(LineShape lines, Surroundings machine) {
        return new FlatMemory(id.index(), clock, mmu, contexts, lines, machine.memories(), machine.reservations());
    }

    private PrivateMemory privateMemory(Preset preset, LineShape lines, Surroundings machine) {
        var caches = new PrivateCaches(preset, lines);
        var buffer = WriteBuffer.of(preset);
        return new PrivateMemory(clock, mmu, contexts, lines, machine.memories(), caches, buffer, recorder);
    }

    public NodeId id() {
        return id;
    }

    /// What the node's kernel may do here.
    public PrivilegedNode privileged() {
        return privileged;
    }

    public void install(TrapHandler kernel) {
        handler = kernel;
    }

    /// The first register set, in which a program begins.
    public Context context() {
        return contexts.get(0);
    }

    /// One of the register sets.
    public Context context(int index) {
        return contexts.get(index);
    }

    /// How many register sets there are.
    public int contexts() {
        return contexts.count();
    }

    /// Whether nothing was started in that register set, or what was has ended.
    public boolean isUnused(int index) {
        return processor.isUnused(index);
    }

    /// Between two calls of [org.fugu.machine.Machine#run], its kernel does something at that cycle, up
    /// to where the machine has run: a program is taken from the processor, or begins.
    public void change(long cycle, Runnable work) {
        clock.reach(cycle);
        work.run();
        begin();
    }

    /// The program that its kernel has loaded begins.
    public void begin() {
        kernel();
        processor.account();
    }

    private TrapHandler kernel() {
        if (handler == null) throw new IllegalStateException(id + " has no trap handler");
        return handler;
    }

    // Windows.

    @Override
    public long nextTime() {
        return processor.isRunning() ? Math.min(clock.now, events.headTime()) : events.headTime();
    }

    @Override
    public long nextEffect() {
        long byEvents = events.nextEffect(reach);
        if (!processor.isRunning()) return byEvents;
        return Math.min(clock.now + reachOfInstruction(), byEvents);
    }

    private long reachOfInstruction() {
        if (!ahead.isAtMiss()) return reach.least();
        return reach.miss(PhysicalAddress.home(ahead.missAddress()) == id.index());
    }

    public boolean isHalted() {
        return processor.isHalted();
    }

    @Override
    public Outbox outbox() {
        return departures.outbox();
    }

    @Override
    public void deliver(long time, long order, Packet packet) {
        events.delivered(time, order, packet);
    }

    @Override
    public void advance(long until, boolean parkedHere) {
        clock.horizon(until);
        departures.messagesParkedHere(parkedHere);
        memory.recheckTranslations();
        while (true) {
            long head = events.headTime();
            long limit = Math.min(clock.horizon(), head);
            boolean certain = isCertain(limit);
            if (certain && processor.isRunning() && clock.now < limit) {
                if (limit - clock.now >= FEW || !goAhead()) execute(limit);
            } else if (head < clock.horizon()) {
                process(head);
            } else {
                if (certain) goAhead();
                return;
            }
        }
    }

    /// Whether all that the processor has done happened before that time.
    private boolean isCertain(long time) {
        if (!ahead.isActive()) return true;
        if (clock.now > time) return false;
        ahead.commit();
        return true;
    }

    /// @return whether the processor has come farther
    private boolean goAhead() {
        if (stepping || !processor.isRunning() || clock.interrupting || dma.isMoving()) return false;
        return ahead.go(time.instructionLimit() - contexts.instructions(), processor.live() == 1);
    }

    @Override
    public long horizon() {
        return clock.horizon();
    }

    @Override
    public void comeBack(long time) {
        ahead.withdraw(time);
    }

    private void process(long now) {
        if (!timed) departures.endTurn(now);
        eventTime = now;
        var event = events.take();
        boolean concernsProcessor = !event.isRequest();
        if (concernsProcessor) ahead.forgetMiss();
        process(now, event);
        events.giveBack(event);
        if (concernsProcessor || stepping) processor.account();
    }

    private void execute(long limit) {
        long left = time.instructionLimit() - contexts.instructions();
        if (left <= 0) {
            if (!timed) departures.endTurn(clock.now);
            reachInstructionLimit();
            return;
        }
        // Every instruction takes at least a cycle, so the limit on cycles keeps the limit on instructions.
        clock.limit = clock.now + left > 0 ? Math.min(limit, clock.now + left) : limit;
        // Behind what it did with the unit the processor goes ahead again.
        if (stepping || ahead.isAtUnit()) clock.lowerLimit(clock.now + 1);
        var stop = processor.run();
        // What raises an exception, or is over, has taken a cycle.
        if (!timed && stop != Stop.LIMIT) departures.endTurn(stop == Stop.STALLED ? clock.now : clock.now - 1);
        switch (stop) {
            case LIMIT -> {
                // It goes on with what it did; what began within was told by its parts.
                if (stepping) processor.account();
                return;
            }
            case SUSPENDED -> processor.suspend();
            case STALLED -> {
                if (dma.isStoring()) processor.transfer();
                else processor.block();
            }
            case PAUSED -> processor.pause();
            case TRAP -> trap();
        }
        processor.leave();
        processor.account();
    }

    private void reachInstructionLimit() {
        time.reachInstructionLimit();
        kernel().instructionLimit();
        processor.account();
    }

    private void trap() {
        var context = contexts.current();
        var cause = memory.cause;
        long value = memory.value;
        memory.endReservation(context);
        boolean refills = cause.isPageFault() || context.refills > 0;
        processor.enterKernel(refills ? Category.TLB_REFILL : Category.KERNEL);
        long start = clock.now;
        var what = recorder.isTraced() ? kernel().describe(context, cause) : "";
        clock.now += trapEntry;
        kernel().trap(context, cause, value);
        recorder.kernelHandled(what, start, clock.now);
        if (processor.isRunning()) processor.recogniseInterrupt();
    }

    /// A translation that the TLB has lost comes back without leaving what executes the program, if that
    /// is all that its page fault leads to, and if it is back before anything else happens. Who observes
    /// would see the difference; so would who has reserved a line, or whose instruction is in a page that
    /// makes room.
    private long refill(long address, AccessKind kind) {
        if (clock.interrupting || handler == null || stepping || recorder.isTraced()) return Mmu.NONE;
        if (contexts.current().reservation != Context.NO_RESERVATION) return Mmu.NONE;
        var refill = handler.refill();
        long began = clock.now;
        long binds = began + 1 + trapEntry + refill.instructions();
        if (binds >= clock.limit || !mmu.isLost(address) || !mmu.hasRoomBesideCode()) return Mmu.NONE;
        var known = refill.known(Mmu.page(address), Mmu.needed(kind));
        if (known == null) return Mmu.NONE;
        clock.now = binds;
        var bound = operation.bindAtOnce(known);
        if (bound == null) {
            clock.now = began;
            return Mmu.NONE;
        }
        mmu.tlb().countMiss();
        mmu.dropFetched();
        processor.wasInKernel(Category.TLB_REFILL, began + 1);
        refill.cameBack(bound);
        if (!timed) departures.endTurn(began);
        return Mmu.physical(bound.frame(), address);
    }

    // Events.

    private void process(long now, NodeEvent event) {
        switch (event.what) {
            case DELIVERED -> receive(now, event.delivered());
            case LOCAL -> accept(now, event.kind, event.number, id.index());
            case RELEASE_HELD -> {
                ahead.withdraw(now);
                protocol.releaseHeld(now);
            }
            case HANDLED -> protocol.handled(now, event.number);
            case TIMER_EXPIRED -> {
                if (!unit.timerExpired(event.number)) return;
                ahead.withdraw(now);
                enterKernel(now);
                kernel().atomicityTimeout();
                processor.leave();
            }
            case KERNEL_MESSAGE -> {
                ahead.withdraw(now);
                enterKernel(now);
                unit.handToKernel(now, kernel());
            }
            case MOVED -> dma.moved(now, event.number == 1);
            case ALARM -> {
                ahead.withdraw(now);
                enterKernel(now);
                kernel().alarm(event.number);
                processor.leave();
            }
            case DISK -> {
                ahead.withdraw(now);
                long over = disk.step(now, event.number);
                if (over == Disk.NONE) return;
                enterKernel(now);
                kernel().transferred(over);
                processor.leave();
            }
        }
    }

    /// A message of the protocol. Those to the directory have nothing to do with the processor, or
    /// interrupt it.
    private void accept(long now, Kind kind, long line, int from) {
        switch (kind) {
            case GET_SHARED, GET_MODIFIED, PUT_MODIFIED, ACKNOWLEDGE -> {}
            case GRANT_SHARED, GRANT_MODIFIED -> {
                if (ahead.isActive()) ahead.withdrawFrom(protocol.displacedBy(line), now);
                ahead.withdrawFrom(line, now);
            }
            case INVALIDATE, DOWNGRADE -> ahead.withdrawFrom(line, now);
        }
        protocol.accept(now, kind, line, from);
    }

    private void receive(long now, Packet packet) {
        switch (packet.content()) {
            case COHERENCE -> accept(now, Kind.of(packet.kind()), packet.line(), packet.source());
            case USER -> {
                // Else the program hears of it when it asks.
                if (ucu().isInterruptible()) ahead.withdraw(now);
                else ahead.withdrawFromUnit(now);
                unit.arrive(now, packet);
            }
            case BACKPRESSURE -> {
                ahead.withdrawFromUnit(now);
                unit.backpressure(now, packet.blocked());
            }
            case SYSTEM -> {
                ahead.withdraw(now);
                systemPackets++;
                enterKernel(now);
                kernel().packet(packet.source(), packet.words());
                processor.leave();
            }
            case NOTHING -> throw new IllegalStateException("nobody knows what to do with " + packet);
        }
        outbox().giveBack(packet);
    }

    /// The kernel does something that no instruction asked for: between two instructions, or as soon as
    /// it happens if none are executed.
    private void enterKernel(long now) {
        if (!processor.isRunning()) clock.reach(now);
        clock.account().enter(Category.KERNEL, clock.now, contexts.current().pc);
    }

    public Ucu ucu() {
        return unit.ucu();
    }

    // For observers.

    /// Tells a trace of everything from now on.
    public void trace(TraceBuffer buffer) {
        recorder.trace(buffer);
        clock.account().trace(buffer);
    }

    @Override
    public void drainTo(Latencies all) {
        recorder.samples().drainTo(all, id.index());
    }

    /// Lets somebody know where every cycle of the processor goes from now on. It then executes one
    /// instruction at a time, which changes nothing but the speed of the simulation.
    public void follow(CycleAccount.Steps follower) {
        stepping = true;
        clock.account().follow(follower, clock.now, contexts.current().pc);
    }

    /// Writes what observers were told, and will be, of what has happened here.
    public void saveTold(StateWriter out) {
        recorder.save(out);
        clock.account().saveStep(out);
    }

    /// After [#trace] and [#follow], where somebody wants to know.
    public void restoreTold(StateReader in) {
        recorder.restore(in);
        clock.account().restoreStep(in);
    }

    /// Tells observers of what the processor still does.
    public void tellRest() {
        clock.account().tellRest(clock.now);
    }

    /// The node's time in cycles.
    public long clock() {
        return clock.now;
    }

    public long instructions() {
        return contexts.instructions();
    }

    /// Everything that was counted here, by name.
    public SortedMap<String, Long> counters() {
        var counters = new TreeMap<String, Long>();
        counters.put("cycles", clock.now);
        for (var category : Category.values()) {
            counters.put("cycles." + category.wireName(), clock.account().of(category, clock.now));
        }
        counters.put("instructions", instructions());
        counters.put("contexts.switches", processor.switches());
        counters.put("tlb.disturbed", mmu.disturbances());
        unit.count(counters);
        counters.put("system_network.received", systemPackets);
        memory.count(counters);
        if (disk.isConnected()) disk.count(counters);
        return counters;
    }

    public void save(StateWriter out) {
        processor.save(out);
        out.add(clock.now).add(mmu.addressSpace()).add(clock.interrupting);
        dma.saveStored(out);
        clock.account().save(out);
        memory.saveBuffer(out);
        unit.ucu().save(out);
        dma.save(out);
        unit.saveAnnounced(out);
        out.add(systemPackets).add(mmu.disturbances());
        time.save(out);
        operation.save(out);
        memory.saveOrder(out);
        mmu.tlb().save(out);
        memory.save(out);
        events.save(out);
        outbox().save(out);
        dram.save(out);
        out.add(handler != null);
        if (handler != null) handler.save(out);
        if (disk.isConnected()) disk.save(out);
    }

    /// Takes what [#save] wrote. The node has the same kernel with the same job loaded.
    public void restore(StateReader in) {
        processor.restore(in);
        clock.now = in.next();
        mmu.addressSpace(in.nextInt(0, Integer.MAX_VALUE));
        clock.interrupting = in.nextBoolean();
        dma.restoreStored(in);
        clock.account().restore(in);
        memory.restoreBuffer(in);
        unit.ucu().restore(in);
        dma.restore(in);
        unit.restoreAnnounced(in);
        systemPackets = in.next();
        mmu.disturbances(in.next());
        time.restore(in);
        operation.restore(in);
        memory.restoreOrder(in);
        mmu.tlb().restore(in);
        memory.restore(in);
        events.restore(in);
        outbox().restore(in);
        dram.restore(in);
        if (in.nextBoolean()) kernel().restore(in);
        if (disk.isConnected()) disk.restore(in);
    }

    /// Writes what the processor has fetched, and since when messages wait: state that only a
    /// snapshot needs.
    public void saveFetched(StateWriter out) {
        decoded.save(out);
        unit.saveArrivals(out);
    }

    public void restoreFetched(StateReader in) {
        decoded.restore(in);
        unit.restoreArrivals(in);
    }

    /// What the kernel's context waited for has ended.
    private final class Waiting implements KernelOperation.Kernel {
        @Override
        public void revoked() {
            kernel().revoked();
        }

        @Override
        public void bound(Translation translation, boolean written) {
            kernel().bound(translation, written);
        }
    }
}

package org.fugu.machine;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.fugu.machine.access.Reservations;
import org.fugu.machine.clock.EventQueue;
import org.fugu.machine.clock.NodeTurns;
import org.fugu.machine.memory.Dram;
import org.fugu.machine.memory.LineShape;
import org.fugu.machine.network.Interconnect;
import org.fugu.machine.network.Packet;
import org.fugu.machine.network.Receiver;
import org.fugu.machine.node.LogicalProcess;
import org.fugu.machine.node.Node;
import org.fugu.machine.node.Reach;
import org.fugu.machine.node.Surroundings;
import org.fugu.machine.observe.Latencies;
import org.fugu.machine.observe.LatencySummary;
import org.fugu.machine.observe.LinkTraffic;
import org.fugu.machine.observe.RollingHash;
import org.fugu.machine.observe.Trace;
import org.fugu.machine.observe.TraceEvent;
import org.fugu.machine.state.BadSnapshotException;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.fugu.machine.topology.NodeId;
import org.jspecify.annotations.Nullable;

/// A simulated machine. All of its state is reachable from here.
///
/// Time passes in windows. In a window every node runs alone up to its horizon, before which no
/// other node can affect it; then the networks settle what was launched. The horizon of a node is the
/// earliest time at which what another node does can have an effect on it ([Reach]); and never later
/// than something of its own can come back. Where a window ends changes nothing but the speed of the
/// simulation.
///
/// A functional run has no such windows: nodes take turns of 1,000 cycles. A relaxed run has
/// windows of a fixed length. What arrives within one is seen late by a node that has run past it,
/// but keeps its time: one that waits for it goes on from there.
public final class Machine {
    /// Rises with every change that may move a figure.
    public static final int MODEL_VERSION = 9;

    /// Cycles of one turn of a node in a functional run.
    public static final long TURN = NodeTurns.CYCLES;

    // A node that runs alone has no horizon; the host still wants to hear from it now and then.
    private static final long LONGEST_WINDOW = 5_000_000;
    private static final long WINDOWS_A_REPORT = 20_000;
    private static final int LONGEST_CHOP = 40;

    private final MachineConfig config;
    private final RollingHash rollingHash = new RollingHash();
    private final Latencies latencies = new Latencies();
    private final Interconnect interconnect;
    private final List<Node> nodes = new ArrayList<>();

    /// The nodes, as the run loop sees them.
    private final LogicalProcess[] processes;

    private final Horizons horizons;
    private final Reach reach;
    private final HostThreads threads;
    private final WindowLoad load;
    private final @Nullable Random chance;

    /// The earliest time at which each node can act.
    private final NextTimes next;

    /// The earliest time at which that can have an effect on another node.
    private final NextTimes effects;

    /// Up to where each node runs in this window.
    private final long[] ends;

    /// The nodes that do something in this window, and how many they are.
    private final int[] active;

    private int activeCount;

    private final Receiver receiver = this::deliver;

    /// Where the last window of a functional or relaxed run ended; 0 in exact runs.
    private long windowEnd;

    private @Nullable Trace trace;
    private long windows;
    private long lastReport;

    /// @throws IllegalArgumentException if the figures of the preset do not go together
    public Machine(MachineConfig config) {
        this.config = config;
        for (var conflict : config.preset().conflicts()) throw new IllegalArgumentException(conflict.detail());
        int count = config.mesh().nodes();
        interconnect = new Interconnect(config.mesh(), config.preset(), rollingHash, latencies);
        horizons = new Horizons(count);
        reach = new Reach(config.preset(), interconnect);
        var memories = new Dram[count];
        for (int i = 0; i < count; i++) memories[i] = new Dram();
        boolean timed = !(config.fidelity() instanceof Fidelity.Functional);
        boolean exact = config.fidelity() instanceof Fidelity.Timing;
        var fabric = interconnect.fabric();
        var surroundings = new Surroundings(
                memories,
                new Reservations(count, new LineShape(config.preset().intValue("cache.line"))),
                interconnect.lookahead(),
                reach,
                fabric.packetBytes(0),
                timed,
                exact,
                exact && !(config.windows() instanceof Windows.OneAtATime),
                config.translation().forMachine());
        for (int i = 0; i < count; i++) nodes.add(new Node(new NodeId(i), config.preset(), surroundings));
        processes = nodes.toArray(LogicalProcess[]::new);
        next = new NextTimes(count);
        effects = new NextTimes(count);
        active = new int[count];
        ends = new long[count];
        chance = config.windows() instanceof Windows.Random(var seed) ? new Random(seed) : null;
        threads = new HostThreads(timed ? config.hostThreads() : 1, this::advance);
        load = new WindowLoad(count);
    }

    public MachineConfig config() {
        return config;
    }

    public Node node(int index) {
        return nodes.get(index);
    }

    public List<Node> nodes() {
        return List.copyOf(nodes);
    }

    /// Runs until every program has ended, nothing can happen any more, or `until`.
    ///
    /// @param until the cycle to stop at: nothing that would start at it or later has happened on
    ///     any node
    public RunEnd run(long until, MachineObserver observer) {
        wakeAll();
        try {
            while (true) {
                long now = settle(until);
                if (now == EventQueue.NEVER) return atRest();
                if (now >= until) return stop(RunEnd.CYCLE, until);
                if (!report(now, observer)) return stop(RunEnd.OBSERVER, 0);
                window(now, until);
            }
        } finally {
            threads.close();
        }
    }

    private RunEnd stop(RunEnd why, long time) {
        for (var process : processes) process.comeBack(time);
        return why;
    }

    private RunEnd atRest() {
        for (var node : nodes) if (!node.isHalted()) return RunEnd.DEADLOCK;
        return RunEnd.FINISHED;
    }

    /// Keeps the latencies of each area apart too, and parts the nodes of a relaxed run: see
    /// [Interconnect#part]. Other runs need that not, because nothing of another node comes within a
    /// window.
    ///
    /// @param areaOfNode numbers from 0
    public void part(int[] areaOfNode) {
        latencies.part(areaOfNode);
        if (config.fidelity() instanceof Fidelity.Relaxed) interconnect.part(areaOfNode);
    }

    /// Whether nothing can happen on these nodes any more, between two calls of [#run], unless others
    /// send them something.
    public boolean isAtRest(List<NodeId> some) {
        var set = new BitSet();
        for (var id : some) {
            if (processes[id.index()].nextTime() != EventQueue.NEVER) return false;
            set.set(id.index());
        }
        return interconnect.isQuiet(set);
    }

    private boolean report(long now, MachineObserver observer) {
        if (windows++ % WINDOWS_A_REPORT != 0 && now - lastReport < LONGEST_WINDOW) return true;
        lastReport = now;
        return observer.at(now, instructions());
    }

    /// Between two calls of [#run] nodes may have changed by other means.
    private void wakeAll() {
        activeCount = processes.length;
        for (int i = 0; i < activeCount; i++) active[i] = i;
    }

    /// Lets the networks settle whatever no node can precede any more. Only nodes that did something have
    /// launched something, or can act at another time than before.
    ///
    /// @return the earliest time at which anything can happen
    private long settle(long until) {
        for (int i = 0; i < activeCount; i++) {
            int node = active[i];
            interconnect.collect(processes[node].outbox());
            processes[node].drainTo(latencies);
            look(node);
            if (threads.areSeveral()) load.executed(node, nodes.get(node).instructions());
        }
        load.endWindow(activeCount);
        activeCount = 0;
        long bound = config.fidelity() instanceof Fidelity.Timing ? next.earliest() : windowEnd;
        long notBefore = config.fidelity() instanceof Fidelity.Functional ? windowEnd : 0;
        interconnect.settle(Math.min(bound, until), notBefore, receiver);
        long earliest = Math.min(next.earliest(), interconnect.earliestPending());
        if (trace != null) trace.collect(earliest);
        return earliest;
    }

    private void deliver(int node, long time, long order, Packet packet) {
        processes[node].deliver(time, order, packet);
        next.lower(node, time);
        effects.lower(node, time + reach.of(packet));
    }

    private void look(int node) {
        next.set(node, processes[node].nextTime());
        effects.set(node, processes[node].nextEffect());
    }

    private void window(long now, long until) {
        switch (config.fidelity()) {
            case Fidelity.Timing() when config.windows() instanceof Windows.OneAtATime -> oneNode();
            case Fidelity.Timing() -> exactWindow(now, until);
            case Fidelity.Functional() -> {
                turn(now, until);
                return;
            }
            case Fidelity.Relaxed(var cycles) -> fixedWindow((now / cycles + 1) * cycles, until);
        }
        threads.run(active, activeCount, isShared());
    }

    private boolean isShared() {
        return threads.areSeveral() && load.average() >= config.sharedFrom();
    }

    private void advance(int index) {
        processes[index].advance(ends[index], interconnect.hasParkedFor(index));
    }

    /// A node runs in this window, if there is something for it to do.
    private void runs(int node, long end) {
        if (next.of(node) >= end) return;
        ends[node] = end;
        active[activeCount++] = node;
    }

    private void fixedWindow(long end, long until) {
        windowEnd = Math.min(end, until);
        activeCount = next.before(windowEnd, active);
        for (int i = 0; i < activeCount; i++) ends[active[i]] = windowEnd;
    }

    /// Nodes take turns. While there is only one that can do anything, and nothing is on its way, it takes
    /// turn after turn at once, up to the end of one in which it does more than compute.
    private void turn(long now, long until) {
        fixedWindow(NodeTurns.end(now), until);
        if (activeCount > 1 || interconnect.earliestPending() != EventQueue.NEVER) {
            threads.run(active, activeCount, false);
            return;
        }
        int alone = active[0];
        long others = Math.min(next.earliestBut(alone), now + LONGEST_WINDOW);
        ends[alone] = Math.max(windowEnd, Math.min(NodeTurns.begin(others), until));
        threads.run(active, activeCount, false);
        windowEnd = Math.min(ends[alone], processes[alone].horizon());
    }

    private void exactWindow(long now, long until) {
        horizons.begin(effects);
        for (int i = 0; i < interconnect.pending(); i++) account(interconnect.pending(i));
        horizons.mayReachAll(interconnect.earliestEffectOfReleases());
        horizons.mayReachAll(interconnect.earliestEffectOfCredits(next.earliest()));
        long cut = Math.min(until, now + longest());
        long others = Math.min(horizons.ofOthers(), cut);
        int found = next.before(others, active);
        int first = horizons.first();
        for (int i = 0; i < found; i++) exactlyRuns(active[i], now, cut);
        if (first >= 0 && next.of(first) >= others) exactlyRuns(first, now, cut);
    }

    private void exactlyRuns(int node, long now, long cut) {
        long end = Math.min(horizons.of(node), cut);
        runs(node, config.windows() instanceof Windows.Halves ? now + Math.ceilDiv(end - now, 2) : end);
    }

    private long longest() {
        if (chance != null) return 1 + chance.nextInt(LONGEST_CHOP);
        return config.windows() instanceof Windows.OneCycle ? 1 : LONGEST_WINDOW;
    }

    /// Only the node that is first in time, and only that instant.
    private void oneNode() {
        runs(next.first(), next.earliest() + 1);
    }

    /// A packet that is not settled yet can still have effects, on its source too.
    private void account(Packet packet) {
        int source = packet.source();
        horizons.mayReach(source, interconnect.earliestEffect(packet));
        horizons.mayEcho(source, packet.time() + reach.echo(packet.traffic(), packet.destination() == source));
        horizons.mayReachAll(interconnect.earliestEffectOnAll(packet));
    }

    // Observing.

    /// Tells of what happens from now on, in an order that follows from the run. Costs nothing while
    /// nobody asked.
    ///
    /// @param begin what is over before this cycle is not told
    /// @param end what begins at it or later is not told
    /// @param linksOnly nothing is told but what crosses links
    public void trace(long begin, long end, boolean linksOnly, Consumer<TraceEvent> sink) {
        trace = new Trace(nodes.size() + 1, begin, end, sink);
        var traffic = new LinkTraffic(trace.buffer(nodes.size()), interconnect.fabric()::linkName);
        interconnect.fabric().observe(traffic);
        trace.withTraffic(traffic);
        if (linksOnly) return;
        for (var node : nodes) node.trace(trace.buffer(node.id().index()));
    }

    /// Writes what observers are still to be told of what has happened, between two calls of [#run]: those of a
    /// machine that is [restored][#restore] as this one is now are then told the rest, and nothing twice.
    public void saveTold(StateWriter out) {
        out.add(trace != null);
        if (trace != null) trace.save(out);
        for (var node : nodes) node.saveTold(out);
    }

    /// After [#restore], and once observers of the same kinds are there.
    ///
    /// @throws org.fugu.machine.state.BadSnapshotException if what is read cannot be that
    public void restoreTold(StateReader in) {
        if (in.nextBoolean() != (trace != null)) {
            throw new BadSnapshotException("the snapshot is of a run of which other things were told");
        }
        if (trace != null) trace.restore(in);
        for (var node : nodes) node.restoreTold(in);
    }

    /// The machine runs no further: tells observers of what is not over.
    public void tellRest() {
        for (var node : nodes) node.tellRest();
        if (trace != null) trace.collect(Long.MAX_VALUE);
    }

    /// How long things took, by name; only those that happened.
    public SortedMap<String, LatencySummary> latencies() {
        return latencies.summaries();
    }

    /// The same of the area of a node; of all nodes where the machine was not parted.
    public SortedMap<String, LatencySummary> latencies(NodeId node) {
        return latencies.summaries(node.index());
    }

    // What came of it.

    public long instructions() {
        long sum = 0;
        for (var node : nodes) sum += node.instructions();
        return sum;
    }

    /// The epochs of the events between nodes, see [RollingHash].
    public List<String> epochs() {
        return rollingHash.epochs();
    }

    public Interconnect interconnect() {
        return interconnect;
    }

    /// How many cycles a window of an exact run is long at the least, if nothing is on its way.
    public long leastWindow() {
        return reach.least();
    }

    /// How many windows there were.
    public long windows() {
        return windows;
    }

    /// How many host threads have really run nodes.
    public int hostThreadsUsed() {
        return threads.used();
    }

    /// Adds the machine and the state of every part to a digest.
    public void save(StateWriter out) {
        out.add(MODEL_VERSION)
                .add(config.preset().canonicalText())
                .add(config.mesh().toString());
        out.add(config.fidelity().toString());
        rollingHash.save(out);
        saveParts(out);
    }

    private void saveParts(StateWriter out) {
        out.add(windowEnd);
        interconnect.save(out);
        for (var node : nodes) node.save(out);
    }

    /// Writes all there is between two calls of [#run]. A machine of the same configuration with
    /// the same programs loaded can [#restore] it and goes on alike.
    public void snapshot(StateWriter out) {
        rollingHash.save(out);
        saveParts(out);
        for (var node : nodes) node.saveFetched(out);
        latencies.save(out);
    }

    /// @throws org.fugu.machine.state.BadSnapshotException if what is read cannot be this machine's
    public void restore(StateReader in) {
        rollingHash.restore(in);
        windowEnd = in.next();
        interconnect.restore(in);
        for (var node : nodes) node.restore(in);
        for (var node : nodes) node.restoreFetched(in);
        latencies.restore(in);
    }
}

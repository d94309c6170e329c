package org.fugu.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.fugu.machine.clock.EventQueue;
import org.fugu.machine.memory.Dram;
import org.fugu.machine.network.Interconnect;
import org.fugu.machine.network.Packet;
import org.fugu.machine.network.Traffic;
import org.fugu.machine.observe.RollingHash;
import org.fugu.machine.observe.StateHash;
import org.fugu.machine.topology.NodeId;
import org.jspecify.annotations.Nullable;

/// A simulated machine. All of its state is reachable from here.
///
/// Time passes in windows. In a window every node runs alone up to its horizon, before which no
/// other node can affect it; then the networks settle what was launched. The horizon of node i is
/// the earliest time at which another node can act, plus L, the shortest time from a launch to its
/// effect; and never later than its own first launch plus 2 L. Where a window ends changes nothing
/// but the speed of the simulation.
///
/// A functional run has no such windows: nodes take turns of 1,000 cycles. A relaxed run has
/// windows of a fixed length, and what arrives within one is seen at its end.
public final class Machine {
    /// Rises with every change that may move a figure.
    public static final int MODEL_VERSION = 1;

    private static final long TURN = 1_000;
    // A node that runs alone has no horizon; the host still wants to hear from it now and then.
    private static final long LONGEST_WINDOW = 5_000_000;
    private static final long WINDOWS_A_REPORT = 20_000;
    private static final int LONGEST_CHOP = 40;

    private final MachineConfig config;
    private final RollingHash rollingHash = new RollingHash();
    private final Interconnect interconnect;
    private final List<Node> nodes = new ArrayList<>();
    private final long lookahead;
    private final long[] next;
    private final long[] pendingElsewhere;
    private final long[] echo;
    private final long[] horizons;
    private final @Nullable Random chop;
    private final HostThreads threads;
    private long windows;

    public Machine(MachineConfig config) {
        this.config = config;
        int count = config.mesh().nodes();
        interconnect = new Interconnect(config.mesh(), config.preset(), rollingHash);
        lookahead = interconnect.lookahead();
        var memories = new Dram[count];
        for (int i = 0; i < count; i++) memories[i] = new Dram();
        boolean timed = !(config.fidelity() instanceof Fidelity.Functional);
        boolean exact = config.fidelity() instanceof Fidelity.Timing;
        var surroundings = new Node.Interconnections(
                memories,
                lookahead,
                interconnect.mesh().leastLoopLatency(),
                interconnect.mesh().packetBytes(0),
                timed,
                exact);
        for (int i = 0; i < count; i++) nodes.add(new Node(new NodeId(i), config, surroundings));
        next = new long[count];
        pendingElsewhere = new long[count];
        echo = new long[count];
        horizons = new long[count];
        chop = config.chopSeed() == null ? null : new Random(config.chopSeed());
        threads = new HostThreads(timed ? config.hostThreads() : 1);
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
    public Stop run(long until, MachineObserver observer) {
        try {
            while (true) {
                long now = settle(until);
                if (now >= until) return now == EventQueue.NEVER ? atRest() : Stop.CYCLE;
                if (++windows % WINDOWS_A_REPORT == 1 || now - lastReport >= LONGEST_WINDOW) {
                    lastReport = now;
                    if (!observer.at(now, instructions())) return Stop.OBSERVER;
                }
                window(now, until);
            }
        } finally {
            threads.close();
        }
    }

    private long lastReport;

    private Stop atRest() {
        for (var node : nodes) if (!node.isHalted()) return Stop.DEADLOCK;
        return Stop.FINISHED;
    }

    /// Lets the networks settle whatever no node can precede any more.
    ///
    /// @return the earliest time at which anything can happen
    private long settle(long until) {
        for (var node : nodes) interconnect.collect(node.outbox());
        long earliest = earliestNext();
        long bound = switch (config.fidelity()) {
            case Fidelity.Timing() -> earliest;
            case Fidelity.Functional() -> windowEnd;
            case Fidelity.Relaxed(var cycles) -> windowEnd;
        };
        interconnect.settle(
                Math.min(bound, until),
                windowEnd,
                (node, time, order, packet) -> nodes.get(node).deliver(time, order, packet));
        return Math.min(earliestNext(), interconnect.earliestPending());
    }

    /// Where the last window of a functional or relaxed run ended; 0 in exact runs.
    private long windowEnd;

    private long earliestNext() {
        long earliest = EventQueue.NEVER;
        for (int i = 0; i < next.length; i++) {
            next[i] = nodes.get(i).nextTime();
            earliest = Math.min(earliest, next[i]);
        }
        return earliest;
    }

    private void window(long now, long until) {
        switch (config.fidelity()) {
            case Fidelity.Timing() -> exactHorizons(now);
            case Fidelity.Functional() -> fixedHorizons((now / TURN + 1) * TURN, until);
            case Fidelity.Relaxed(var cycles) -> fixedHorizons((now / cycles + 1) * cycles, until);
        }
        var active = new ArrayList<Node>();
        for (int i = 0; i < next.length; i++) {
            horizons[i] = Math.min(horizons[i], until);
            if (next[i] < horizons[i]) active.add(nodes.get(i));
        }
        threads.run(
                active,
                node -> node.advance(
                        horizons[node.id().index()],
                        interconnect.hasParkedFor(node.id().index())));
    }

    private void fixedHorizons(long end, long until) {
        windowEnd = Math.min(end, until);
        java.util.Arrays.fill(horizons, windowEnd);
    }

    private void exactHorizons(long now) {
        long cut = now + (chop == null ? LONGEST_WINDOW : 1 + chop.nextInt(LONGEST_CHOP));
        java.util.Arrays.fill(echo, EventQueue.NEVER);
        // The two smallest times at which somebody may act, by different nodes: a node's bound is the smallest of
        // others.
        first = EventQueue.NEVER;
        second = EventQueue.NEVER;
        firstBy = -1;
        for (int i = 0; i < next.length; i++) mayAct(i, next[i]);
        interconnect.forEachPending(this::boundBy);
        for (int i = 0; i < next.length; i++) {
            long others = i == firstBy ? second : first;
            long bound = others == EventQueue.NEVER ? EventQueue.NEVER : others + lookahead;
            horizons[i] = Math.min(Math.min(bound, echo[i]), cut);
        }
    }

    private long first;
    private long second;
    private int firstBy;

    private void mayAct(int node, long time) {
        if (node == firstBy) {
            first = Math.min(first, time);
        } else if (time < first) {
            second = first;
            first = time;
            firstBy = node;
        } else {
            second = Math.min(second, time);
        }
    }

    private void boundBy(Packet packet) {
        mayAct(packet.source(), packet.time());
        boolean matters = packet.traffic() != Traffic.CREDIT || interconnect.hasParkedFor(packet.source());
        if (matters) echo[packet.source()] = Math.min(echo[packet.source()], interconnect.earliestEcho(packet));
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

    /// How many host threads have really run nodes.
    public int hostThreadsUsed() {
        return threads.used();
    }

    /// Adds the state of every node to a digest, in node order.
    public void hashState(StateHash hash) {
        hash.add(MODEL_VERSION)
                .add(config.preset().canonicalText())
                .add(config.mesh().toString());
        hash.add(config.fidelity().toString());
        for (var epoch : epochs()) hash.add(epoch);
        for (var node : nodes) node.hashState(hash);
    }
}

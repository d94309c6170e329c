package org.fugu.machine.coherence;

import java.util.BitSet;
import org.fugu.machine.coherence.CoherenceMessage.Kind;
import org.fugu.machine.coherence.Transition.Event;
import org.fugu.machine.memory.Dram;
import org.fugu.machine.memory.DramTiming;
import org.fugu.machine.memory.LineShape;
import org.fugu.machine.memory.PhysicalAddress;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// The home side of the protocol, for the lines of one node: LimitLESS, or a full map, or limited
/// pointers, see [Organisation]. It handles one message at a time, and one transaction a line at a
/// time; what comes meanwhile waits in order. [Transition] is the table of what it does.
///
/// What a home sends about a line leaves in the order in which it was decided, and the mesh keeps
/// the order between two nodes; so a grant never overtakes, nor is overtaken by, an invalidation.
public final class Directory {
    /// What a directory needs of its node.
    public interface Port {
        /// Sends to a cache, its own node's included.
        void send(long time, int destination, Kind kind, long line);

        /// Runs a handler on the node's processor, between two instructions.
        ///
        /// @param cycles what it takes
        /// @return when it starts: at `time`, or when the processor is done with what it does
        long interrupt(long time, long cycles);

        /// Asks for [Directory#handled] at that time.
        void wake(long time, long line);
    }

    private final int home;
    private final Dram dram;
    private final LineShape lines;
    private final Port port;
    private final DirectoryMemory memory;
    private final DramTiming timing;
    private final Organisation organisation;
    private final long requestCycles;
    private final long acknowledgeCycles;
    private final long readPath;
    private final long writePath;
    private final long pointerPath;

    private final Transactions transactions = new Transactions();

    private long busyUntil;
    private long requests;
    private long invalidations;
    private long overflows;
    private long handlerCycles;

    /// @param nodes of the machine, 1 to 1,024
    public Directory(int home, int nodes, Dram dram, LineShape lines, Preset preset, Port port) {
        this.home = home;
        this.dram = dram;
        this.lines = lines;
        this.port = port;
        memory = new DirectoryMemory(home, nodes, lines, preset.intValue("coherence.pointers"));
        timing = new DramTiming(lines, preset);
        organisation = Organisation.of(preset.intValue("coherence.overflow"));
        requestCycles = preset.value("coherence.home");
        acknowledgeCycles = preset.value("coherence.acknowledge");
        readPath = preset.value("coherence.handler_read");
        writePath = preset.value("coherence.handler_write");
        pointerPath = preset.value("coherence.handler_pointer");
    }

    /// Handles a message that arrived.
    ///
    /// @param node who sent it
    public void accept(long time, Kind kind, long line, int node) {
        switch (kind) {
            case GET_SHARED -> request(time, Event.GET_SHARED, kind, line, node);
            case GET_MODIFIED -> request(time, Event.GET_MODIFIED, kind, line, node);
            case PUT_MODIFIED -> perform(time, giveBack(line, node), kind, line, node);
            case ACKNOWLEDGE -> acknowledge(time, line);
            case GRANT_SHARED, GRANT_MODIFIED, INVALIDATE, DOWNGRADE ->
                throw new IllegalStateException(kind + " reached the directory of node " + home);
        }
    }

    /// The software handler for a line has ended.
    public void handled(long time, long line) {
        int transaction = transaction(line);
        var transition = switch (memory.state(line)) {
            case READ_TRAP -> Transition.READ_HANDLED;
            case WRITE_TRANSACTION ->
                transactions.missing(transaction) > 1 ? Transition.WRITE_HANDLED : Transition.WRITE_HANDLED_LAST;
            default -> throw impossible("the end of a handler", line);
        };
        perform(time, transition, transactions.kind(transaction), line, transactions.node(transaction));
    }

    /// Whether a request of the home's own node would be granted without asking anybody.
    public boolean grantsAtOnce(long line, boolean write) {
        return switch (choose(write ? Event.GET_MODIFIED : Event.GET_SHARED, line, home)) {
            case FIRST_READER, ANOTHER_READER, FIRST_WRITER, SOLE_HOLDER_WRITES -> true;
            default -> false;
        };
    }

    /// When such a request that comes at a time is granted, at the latest.
    public long latestGrant(long time) {
        return Math.max(time, busyUntil) + requestCycles + timing.most();
    }

    // Which row of the table applies.

    private void request(long time, Event event, Kind kind, long line, int node) {
        requests++;
        perform(time, choose(event, line, node), kind, line, node);
    }

    private Transition choose(Event event, long line, int node) {
        boolean reads = event == Event.GET_SHARED;
        return switch (memory.state(line)) {
            case UNCACHED -> reads ? Transition.FIRST_READER : Transition.FIRST_WRITER;
            case READ_ONLY -> reads ? anotherReader(line, node) : writer(line, node);
            case READ_WRITE -> reads ? readerOfOwned(line, node) : Transition.INVALIDATE_OWNER;
            case READ_TRANSACTION -> reads ? Transition.READ_WAITS : Transition.READ_WAITS_TO_WRITE;
            case WRITE_TRANSACTION -> reads ? Transition.WRITE_WAITS_TO_READ : Transition.WRITE_WAITS;
            case READ_TRAP -> reads ? Transition.TRAP_WAITS_TO_READ : Transition.TRAP_WAITS_TO_WRITE;
        };
    }

    private Transition anotherReader(long line, int node) {
        if (memory.pointsTo(line, node) || memory.hasRoom(line, node)) return Transition.ANOTHER_READER;
        return switch (organisation) {
            case FULL_MAP -> Transition.SPILL;
            case LIMITLESS -> Transition.OVERFLOW;
            case LIMITED -> Transition.EVICT_POINTER;
        };
    }

    /// Whatever the organisation, so that they differ by what they do about too many readers only.
    private Transition readerOfOwned(long line, int node) {
        return memory.hasRoom(line, node) ? Transition.DOWNGRADE_OWNER : Transition.EVICT_OWNER;
    }

    private Transition writer(long line, int node) {
        if (organisation == Organisation.LIMITLESS && memory.isTabled(line)) return Transition.WRITE_TRAP;
        return memory.isHeldBesides(line, node) ? Transition.INVALIDATE_READERS : Transition.SOLE_HOLDER_WRITES;
    }

    private Transition giveBack(long line, int node) {
        return switch (memory.state(line)) {
            case READ_WRITE -> {
                if (!memory.pointsTo(line, node)) throw impossible("a line given back by node " + node, line);
                yield Transition.GIVE_BACK;
            }
            case READ_TRANSACTION -> Transition.READ_CROSSED;
            case WRITE_TRANSACTION -> Transition.WRITE_CROSSED;
            case UNCACHED, READ_ONLY, READ_TRAP -> throw impossible("a line given back by node " + node, line);
        };
    }

    private void acknowledge(long time, long line) {
        int transaction = transaction(line);
        var transition = switch (memory.state(line)) {
            case READ_TRANSACTION -> Transition.READ_READY;
            case WRITE_TRANSACTION ->
                transactions.missing(transaction) > 1 ? Transition.ONE_ACKNOWLEDGED : Transition.WRITE_READY;
            default -> throw impossible("an acknowledgement", line);
        };
        perform(time, transition, transactions.kind(transaction), line, transactions.node(transaction));
    }

    private int transaction(long line) {
        int found = transactions.find(line);
        if (found == Transactions.NONE) throw impossible("an answer", line);
        return found;
    }

    private IllegalStateException impossible(String what, long line) {
        return new IllegalStateException(
                what + " for line " + Long.toHexString(line) + " of node " + home + ", which is " + memory.state(line));
    }

    // What it does.

    /// @param kind of the message, or for answers of the request that they complete
    /// @param node who sent that
    private void perform(long time, Transition transition, Kind kind, long line, int node) {
        memory.setState(line, transition.to());
        switch (transition) {
            case FIRST_READER, FIRST_WRITER -> {
                // The home touches a frame first, so that other nodes only ever read the table of frames.
                dram.frame(PhysicalAddress.localFrame(lines.address(line)));
                grant(occupy(time, requestCycles), kind, line, node);
            }
            case ANOTHER_READER -> grant(occupy(time, requestCycles), kind, line, node);
            case SOLE_HOLDER_WRITES -> {
                memory.clear(line);
                grant(occupy(time, requestCycles), kind, line, node);
            }
            case SPILL -> {
                memory.tabulate(line);
                grant(occupy(time, requestCycles), kind, line, node);
            }
            case OVERFLOW -> overflow(occupy(time, requestCycles), kind, line, node);
            case EVICT_POINTER, EVICT_OWNER -> evict(occupy(time, requestCycles), kind, line, node);
            case INVALIDATE_READERS, INVALIDATE_OWNER -> invalidate(occupy(time, requestCycles), kind, line, node);
            case WRITE_TRAP -> writeTrap(occupy(time, requestCycles), kind, line, node);
            case DOWNGRADE_OWNER -> downgrade(occupy(time, requestCycles), kind, line, node);
            case GIVE_BACK -> {
                transfer(occupy(time, 0), line);
                memory.clear(line);
            }
            case READ_CROSSED -> {
                transfer(occupy(time, 0), line);
                memory.remove(line, node);
            }
            case WRITE_CROSSED -> transfer(occupy(time, 0), line);
            case READ_READY, WRITE_READY -> complete(occupy(time, acknowledgeCycles), time, kind, line, node);
            case ONE_ACKNOWLEDGED -> {
                occupy(time, acknowledgeCycles);
                transactions.acknowledged(transaction(line));
            }
            case WRITE_HANDLED -> transactions.acknowledged(transaction(line));
            case WRITE_HANDLED_LAST -> complete(time, time, kind, line, node);
            case READ_HANDLED -> {
                memory.tabulate(line);
                complete(time, time, kind, line, node);
            }
            case READ_WAITS,
                    READ_WAITS_TO_WRITE,
                    WRITE_WAITS_TO_READ,
                    WRITE_WAITS,
                    TRAP_WAITS_TO_READ,
                    TRAP_WAITS_TO_WRITE -> transactions.add(transaction(line), kind, node);
        }
    }

    private long occupy(long time, long cycles) {
        busyUntil = Math.max(time, busyUntil) + cycles;
        return busyUntil;
    }

    /// Reads a line from memory or writes it there. An owner's acknowledgement is not counted: what
    /// it writes is read for the grant that follows, and that is.
    ///
    /// @return when it is done
    private long transfer(long start, long line) {
        long done = start + timing.access(line);
        busyUntil = Math.max(busyUntil, done);
        return done;
    }

    private void grant(long start, Kind kind, long line, int node) {
        long out = transfer(start, line);
        memory.add(line, node);
        port.send(out, node, kind == Kind.GET_SHARED ? Kind.GRANT_SHARED : Kind.GRANT_MODIFIED, line);
    }

    private void downgrade(long out, Kind kind, long line, int node) {
        transactions.begin(kind, line, node, 1);
        port.send(out, memory.nextHolder(line, 0), Kind.DOWNGRADE, line);
    }

    private void evict(long out, Kind kind, long line, int node) {
        int victim = memory.oldest(line);
        transactions.begin(kind, line, node, 1);
        memory.remove(line, victim);
        invalidations++;
        port.send(out, victim, Kind.INVALIDATE, line);
    }

    /// One invalidation a cycle leaves the home.
    private void invalidate(long out, Kind kind, long line, int node) {
        int count = memory.holdersBut(line, node);
        transactions.begin(kind, line, node, count);
        invalidateAllBut(node, line, out, 1);
        busyUntil = out + count - 1;
    }

    /// Orders every copy but one to be dropped, and forgets them all.
    private void invalidateAllBut(int node, long line, long first, long interval) {
        long out = first;
        for (int holder = memory.nextHolder(line, 0); holder >= 0; holder = memory.nextHolder(line, holder + 1)) {
            if (holder == node) continue;
            port.send(out, holder, Kind.INVALIDATE, line);
            out += interval;
            invalidations++;
        }
        memory.clear(line);
    }

    /// The software stores the hardware's pointers and the new one.
    private void overflow(long out, Kind kind, long line, int node) {
        transactions.begin(kind, line, node, 1);
        long path = readPath + pointerPath * (memory.pointersOf(line) + 1);
        port.wake(interrupt(out, path) + path, line);
    }

    /// The software sends the invalidations one after the other; their acknowledgements are counted
    /// by the hardware, and so is the end of the handler.
    private void writeTrap(long out, Kind kind, long line, int node) {
        int count = memory.holdersBut(line, node);
        transactions.begin(kind, line, node, count + 1);
        long path = writePath + pointerPath * count;
        long start = interrupt(out, path);
        invalidateAllBut(node, line, start + writePath, pointerPath);
        port.wake(start + path, line);
    }

    private long interrupt(long time, long path) {
        overflows++;
        handlerCycles += path;
        return port.interrupt(time, path);
    }

    /// Grants the request that waited, then serves those behind it while the line is not locked.
    private void complete(long out, long time, Kind kind, long line, int node) {
        transactions.end(transaction(line));
        grant(out, kind, line, node);
        while (transactions.isRest()) {
            var next = transactions.restKind();
            int from = transactions.restNode();
            transactions.takeRest();
            var event = next == Kind.GET_SHARED ? Event.GET_SHARED : Event.GET_MODIFIED;
            perform(time, choose(event, line, from), next, line, from);
            if (memory.state(line).isBusy()) {
                transactions.keepRest(transaction(line));
                return;
            }
        }
    }

    /// Whether the home may access a line without a copy of its own: nobody else can write it and,
    /// to write it, nobody else has a copy.
    public boolean permitsHome(long line, boolean write) {
        return switch (memory.state(line)) {
            case UNCACHED -> true;
            case READ_ONLY -> !write || isOnlyHolder(line);
            case READ_WRITE -> isOnlyHolder(line);
            case READ_TRANSACTION, WRITE_TRANSACTION, READ_TRAP -> false;
        };
    }

    private boolean isOnlyHolder(long line) {
        return !memory.isHeldBesides(line, home);
    }

    // For observers and tests.

    /// Who may hold a line, as this home knows it.
    BitSet holders(long line) {
        return memory.holders(line);
    }

    /// The directory's own memory, for tests that damage it.
    DirectoryMemory memory() {
        return memory;
    }

    LineState state(long line) {
        return memory.state(line);
    }

    /// The locked lines, for tests that look at them or damage them.
    Transactions transactions() {
        return transactions;
    }

    public long requests() {
        return requests;
    }

    /// Copies that this home has ordered to be dropped.
    public long invalidations() {
        return invalidations;
    }

    /// How often software had to help.
    public long overflows() {
        return overflows;
    }

    /// Cycles of the home's processor that the software took.
    public long handlerCycles() {
        return handlerCycles;
    }

    /// How often the memory opened another page.
    public long pageMisses() {
        return timing.pageMisses();
    }

    public void save(StateWriter out) {
        out.add(busyUntil).add(requests).add(invalidations).add(overflows).add(handlerCycles);
        timing.save(out);
        memory.save(out);
        transactions.save(out);
    }

    public void restore(StateReader in) {
        busyUntil = in.next();
        requests = in.next();
        invalidations = in.next();
        overflows = in.next();
        handlerCycles = in.next();
        timing.restore(in);
        memory.restore(in);
        transactions.restore(in);
    }
}

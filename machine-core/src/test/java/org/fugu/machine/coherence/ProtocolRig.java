package org.fugu.machine.coherence;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.fugu.machine.cache.Cache;
import org.fugu.machine.clock.EventQueue;
import org.fugu.machine.coherence.CoherenceMessage.Kind;
import org.fugu.machine.memory.Dram;
import org.fugu.machine.memory.LineShape;
import org.fugu.machine.memory.PhysicalAddress;
import org.fugu.machine.preset.Preset;

/// Caches and directories with nothing around them but links of random speed that keep the order
/// between two nodes. Every message carries the value of its line, so that a copy which should be
/// gone shows as a value that is old.
final class ProtocolRig {
    /// What was found to be wrong.
    static final class Violation extends AssertionError {
        private static final long serialVersionUID = 1L;

        Violation(String what) {
            super(what);
        }
    }

    private static final int OUTSTANDING = 3;
    private static final int ONE_IN = 40;
    private static final long NO_LINE = -1;

    private sealed interface Happening {
        record ToHome(int home, CoherenceMessage message, long value, boolean dirty) implements Happening {}

        record ToCache(int node, CoherenceMessage message, long value) implements Happening {}

        record Wake(int node) implements Happening {}

        record Handled(int home, long line) implements Happening {}
    }

    private final int nodes;
    private final LineShape shape;
    private final Fault fault;
    private final Random random;
    private final EventQueue<Happening> events = new EventQueue<>();
    private final List<Cache> tags = new ArrayList<>();
    private final List<CacheController> caches = new ArrayList<>();
    private final List<Directory> directories = new ArrayList<>();
    private final List<Map<Long, Long>> copies = new ArrayList<>();

    /// Lines each node has a translation from.
    private final List<Set<Long>> translated = new ArrayList<>();

    /// Lines each node waits for, and whether to write.
    private final List<Map<Long, Boolean>> waiting = new ArrayList<>();

    /// Lines each node has asked for although nobody waits for them.
    private final List<Set<Long>> prefetched = new ArrayList<>();

    private final Map<Long, Long> memory = new TreeMap<>();
    private final Map<Long, Long> written = new TreeMap<>();
    private final Map<Long, BitSet> ordered = new TreeMap<>();
    private final long[][] lastArrival;
    private final int[][] speed;
    private final long[] lines;
    private long now;
    private long version;
    private long answers;
    private boolean faulty;

    /// Whether the line that a cache is giving up now was writable there.
    private boolean wasDirty;

    /// @param slowest cycles of the slowest link
    ProtocolRig(int nodes, int lineCount, int slowest, Preset preset, Fault fault, long seed) {
        this.nodes = nodes;
        shape = new LineShape(preset.intValue("cache.line"));
        this.fault = fault;
        random = new Random(seed);
        lastArrival = new long[nodes][nodes];
        speed = new int[nodes][nodes];
        for (var row : speed) for (int i = 0; i < nodes; i++) row[i] = 1 + random.nextInt(slowest);
        for (int node = 0; node < nodes; node++) {
            var cache = new Cache(preset.intValue("cache.bytes"), preset.intValue("cache.ways"), shape);
            tags.add(cache);
            caches.add(new CacheController(node, cache, shape, preset, outlet(node)));
            directories.add(new Directory(node, nodes, new Dram(), shape, preset, port(node)));
            copies.add(new TreeMap<>());
            translated.add(new TreeSet<>());
            waiting.add(new TreeMap<>());
            prefetched.add(new TreeSet<>());
        }
        lines = new long[lineCount];
        for (int i = 0; i < lineCount; i++) {
            long home = random.nextInt(nodes);
            long first = shape.of(PhysicalAddress.ofFrame(PhysicalAddress.frame(home, 1)));
            lines[i] = first + random.nextInt(shape.perFrame());
        }
    }

    private int home(long line) {
        return shape.home(line);
    }

    private CacheController.Outlet outlet(int node) {
        return new CacheController.Outlet() {
            @Override
            public void send(long time, int home, Kind kind, long line) {
                var message = new CoherenceMessage(kind, line, node);
                boolean givesBack = message.kind() == Kind.PUT_MODIFIED;
                boolean acknowledges = message.kind() == Kind.ACKNOWLEDGE;
                if (givesBack && strikes(Fault.GIVEN_BACK_LOST)) return;
                long value = copies.get(node).getOrDefault(message.line(), 0L);
                boolean dirty = givesBack || acknowledges && wasDirty;
                travel(time, node, home, new Happening.ToHome(home, message, value, dirty));
                if (acknowledges && strikes(Fault.ACKNOWLEDGED_TWICE)) {
                    travel(time, node, home, new Happening.ToHome(home, message, value, dirty));
                }
            }

            @Override
            public void wake(long time) {
                events.addLocal(time, new Happening.Wake(node));
            }

            @Override
            public void lost(long line) {
                if (translated.get(node).contains(line) && strikes(Fault.LOSS_NOT_TOLD)) return;
                translated.get(node).remove(line);
            }
        };
    }

    private Directory.Port port(int home) {
        return new Directory.Port() {
            @Override
            public void send(long time, int node, Kind kind, long line) {
                var message = new CoherenceMessage(kind, line, home);
                boolean orders = message.kind() == Kind.INVALIDATE || message.kind() == Kind.DOWNGRADE;
                if (message.kind() == Kind.INVALIDATE && strikes(Fault.INVALIDATION_NOT_SENT)) {
                    var answer = new CoherenceMessage(Kind.ACKNOWLEDGE, line, node);
                    travel(time, home, home, new Happening.ToHome(home, answer, 0, false));
                    return;
                }
                if (orders) ordered.computeIfAbsent(line, _ -> new BitSet()).set(node);
                if (!orders && strikes(Fault.GRANT_LOST)) return;
                travel(time, home, node, new Happening.ToCache(node, message, memory.getOrDefault(line, 0L)));
            }

            @Override
            public long interrupt(long time, long cycles) {
                return time + random.nextInt(5);
            }

            @Override
            public void wake(long time, long line) {
                events.addLocal(time, new Happening.Handled(home, line));
            }
        };
    }

    private boolean strikes(Fault which) {
        if (fault != which || random.nextInt(ONE_IN) != 0) return false;
        faulty = true;
        return true;
    }

    /// Whether the fault has struck.
    boolean isFaulty() {
        return faulty;
    }

    private void travel(long time, int from, int to, Happening what) {
        long arrival = time + (from == to ? 0 : speed[from][to] + random.nextInt(3));
        if (fault == Fault.ORDER_LOST && random.nextInt(4) == 0) {
            faulty |= arrival <= lastArrival[from][to];
            arrival = Math.max(now, arrival - random.nextInt(20));
        } else {
            arrival = Math.max(arrival, lastArrival[from][to] + 1);
        }
        lastArrival[from][to] = Math.max(lastArrival[from][to], arrival);
        events.addLocal(arrival, what);
    }

    /// A node accesses a random line, if it may have another request under way.
    ///
    /// @return whether it did
    boolean access() {
        int node = random.nextInt(nodes);
        long line = lines[random.nextInt(lines.length)];
        var pending = waiting.get(node);
        if (pending.size() >= OUTSTANDING || pending.containsKey(line)) return false;
        boolean write = random.nextInt(3) == 0;
        var cache = caches.get(node);
        if (random.nextInt(5) == 0) {
            long before = cache.prefetches();
            cache.prefetch(now, line, write);
            if (cache.prefetches() > before) prefetched.get(node).add(line);
        } else if (cache.permits(line, write)) {
            perform(node, line, write);
            if (write && random.nextInt(4) == 0) cache.reserve(now, line);
            else cache.endReservation(now);
        } else {
            pending.put(line, write);
            cache.miss(now, line, write);
        }
        return true;
    }

    /// What makes an access passes the first level.
    private void perform(int node, long line, boolean write) {
        var firstLevel = caches.get(node).firstLevel();
        if (write) firstLevel.write(line);
        else firstLevel.read(line);
        if (write) {
            translated.get(node).remove(line);
            requireNoTranslation(line);
            written.put(line, ++version);
            copies.get(node).put(line, version);
            return;
        }
        if (random.nextInt(4) == 0) translated.get(node).add(line);
        long seen = copies.get(node).getOrDefault(line, 0L);
        long last = written.getOrDefault(line, 0L);
        if (seen != last)
            throw violation("node " + node + " reads value " + seen + ", but " + last + " was written", line);
    }

    /// A translation goes with the word that it follows from, even if the cache has forgotten the
    /// line by itself.
    private void requireNoTranslation(long line) {
        for (int node = 0; node < nodes; node++) {
            if (!translated.get(node).contains(line)) continue;
            throw violation("node " + node + " keeps a translation that follows from it while it is written", line);
        }
    }

    private Violation violation(String what, long line) {
        return new Violation("cycle " + now + ", line " + Long.toHexString(line) + ": " + what);
    }

    /// Lets one thing happen.
    void step() {
        now = Math.max(now, events.headTime());
        switch (events.take()) {
            case Happening.ToHome(var home, var message, var value, var dirty) -> atHome(home, message, value, dirty);
            case Happening.ToCache(var node, var message, var value) -> atCache(node, message, value);
            case Happening.Handled(var home, var line) -> handled(directories.get(home), line);
            case Happening.Wake(var node) -> {
                // Only a writable line can be held.
                wasDirty = true;
                long line = caches.get(node).releaseHeld(now);
                wasDirty = false;
                if (line >= 0) check(line);
            }
        }
    }

    private void handled(Directory directory, long line) {
        if (fault == Fault.TABLE_LOST && directory.state(line) == LineState.READ_TRAP) {
            faulty = true;
            directory.memory().clear(line);
        }
        directory.handled(now, line);
        check(line);
    }

    private void atHome(int home, CoherenceMessage message, long value, boolean dirty) {
        long line = message.line();
        var directory = directories.get(home);
        if (dirty) memory.put(line, value);
        if (message.kind() == Kind.ACKNOWLEDGE && ordered.containsKey(line))
            ordered.get(line).clear(message.node());
        directory.accept(now, message.kind(), line, message.node());
        boolean granted = directory.state(line) == LineState.READ_ONLY && message.kind() == Kind.GET_SHARED;
        if (granted && strikes(Fault.READER_FORGOTTEN)) directory.memory().remove(line, message.node());
        var transactions = directory.transactions();
        int locked = transactions.find(line);
        if (locked != Transactions.NONE && transactions.isAwaited(locked) && strikes(Fault.WAITING_LOST)) {
            transactions.loseWaiting(locked);
        }
        check(line);
    }

    private void atCache(int node, CoherenceMessage message, long value) {
        long line = message.line();
        switch (message.kind()) {
            case GRANT_SHARED, GRANT_MODIFIED -> {
                boolean hint = prefetched.get(node).remove(line);
                var write = waiting.get(node).get(line);
                if (write == null && !hint)
                    throw violation("node " + node + " is granted what it did not ask for", line);
                answers++;
                var granted = message.kind() == Kind.GRANT_SHARED && strikes(Fault.GRANTED_TOO_MUCH)
                        ? new CoherenceMessage(Kind.GRANT_MODIFIED, line, message.node())
                        : message;
                long victim = tags.get(node).victim(line);
                var firstLevel = caches.get(node).firstLevel();
                boolean wasInBoth = victim != NO_LINE && firstLevel.has(victim);
                caches.get(node).grant(now, granted.kind(), line);
                if (wasInBoth && strikes(Fault.INCLUSION_LOST)) firstLevel.read(victim);
                copies.get(node).put(line, value);
                if (write == null) break;
                if (caches.get(node).permits(line, write)) {
                    waiting.get(node).remove(line);
                    perform(node, line, write);
                } else if (hint) {
                    // It was asked for to be read, and is to be written by now.
                    caches.get(node).miss(now, line, write);
                } else {
                    throw violation("the grant does not suffice", line);
                }
            }
            default -> obey(node, message);
        }
        check(line);
        checkInclusion(node);
    }

    /// Nothing is in the first level that is not in the second.
    private void checkInclusion(int node) {
        var firstLevel = caches.get(node).firstLevel();
        for (long line : lines) {
            if (!firstLevel.has(line) || tags.get(node).state(line) != Cache.INVALID) continue;
            throw violation("node " + node + " has it in the first level alone", line);
        }
    }

    private void obey(int node, CoherenceMessage message) {
        long line = message.line();
        byte state = tags.get(node).state(line);
        wasDirty = state == Cache.MODIFIED;
        caches.get(node).order(now, message.kind(), line);
        wasDirty = false;
        var ignores = message.kind() == Kind.INVALIDATE ? Fault.INVALIDATION_IGNORED : Fault.DOWNGRADE_IGNORED;
        if (state != Cache.INVALID && tags.get(node).state(line) != state && strikes(ignores)) {
            tags.get(node).install(line, state);
        }
    }

    /// One writer or many readers; and every copy is one that the home knows of, or has just
    /// ordered to go.
    private void check(long line) {
        int writers = 0;
        int readers = 0;
        var directory = directories.get(home(line));
        var known = directory.holders(line);
        if (ordered.containsKey(line)) known.or(ordered.get(line));
        // A reader that asks to write may keep its copy until it is granted.
        int locked = directory.transactions().find(line);
        if (locked != Transactions.NONE) known.set(directory.transactions().node(locked));
        boolean writable = directory.state(line) == LineState.READ_WRITE
                || directory.state(line).isBusy();
        for (int node = 0; node < nodes; node++) {
            byte state = tags.get(node).state(line);
            if (state == Cache.INVALID) continue;
            if (state == Cache.MODIFIED) writers++;
            else readers++;
            if (!known.get(node)) throw violation("the home does not know of the copy of node " + node, line);
            if (state == Cache.MODIFIED && !writable) throw violation("node " + node + " writes what is read", line);
        }
        if (writers > 1 || writers == 1 && readers > 0) {
            throw violation(writers + " writers and " + readers + " readers", line);
        }
    }

    /// Runs that many accesses, lets them come to their end, and looks at what is left.
    void run(long accesses) {
        int pace = random.nextInt(2, 7);
        for (long done = 0; done < accesses; ) {
            if (access()) done++;
            else if (events.isEmpty()) throw new Violation("cycle " + now + ": nothing moves and a node waits");
            for (int i = random.nextInt(pace); i > 0 && !events.isEmpty(); i--) step();
        }
        while (!events.isEmpty()) step();
        for (int node = 0; node < nodes; node++) {
            for (long line : waiting.get(node).keySet()) throw violation("node " + node + " waits for ever", line);
        }
        for (long line : lines) {
            if (directories.get(home(line)).state(line).isBusy()) throw violation("the line stays locked", line);
            check(line);
        }
    }

    /// Grants so far.
    long answers() {
        return answers;
    }

    /// Software handlers so far.
    long overflows() {
        return directories.stream().mapToLong(Directory::overflows).sum();
    }

    long invalidations() {
        return directories.stream().mapToLong(Directory::invalidations).sum();
    }
}

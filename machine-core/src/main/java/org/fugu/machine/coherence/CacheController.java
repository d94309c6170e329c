package org.fugu.machine.coherence;

import org.fugu.machine.cache.Cache;
import org.fugu.machine.cache.FirstLevel;
import org.fugu.machine.coherence.CoherenceMessage.Kind;
import org.fugu.machine.memory.LineShape;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// The cache side of the protocol for one node.
///
/// | line is | event | actions |
/// |---|---|---|
/// | absent, or shared and to be written | miss | GET_SHARED or GET_MODIFIED to the home |
/// | absent | grant | make room (PUT_MODIFIED of a writable victim), install |
/// | any | INVALIDATE | drop, ACKNOWLEDGE |
/// | writable | DOWNGRADE | keep for reading, ACKNOWLEDGE |
///
/// An order for a line that is reserved waits until the reservation ends, but no longer than
/// `coherence.lr_hold` cycles from the load-reserved on, so that nodes do not take a line from each
/// other for ever. Other accesses in between do not end it. While one of them waits for its line the
/// time stands still, so that a program whose lines displace each other succeeds too; but in all an
/// order waits no longer than [#LONGEST] times as much. So two nodes that wait for each other's
/// reserved lines do not do so for ever.
///
/// An access of its own node does not displace a reserved line either: the line is kept beside the
/// cache until the reservation ends, and leaves then.
///
/// A first level in front of the cache has no part in this: it loses what the cache loses.
///
/// Several lines may be asked for at the same time, by contexts and by prefetches; one request a
/// line. Who wants more of a line than was asked for asks again when it has come.
public final class CacheController {
    /// How this cache reaches a home, its own node's included, and its own future.
    public interface Outlet {
        void send(long time, int home, Kind kind, long line);

        /// Asks for [CacheController#releaseHeld] at that time.
        void wake(long time);

        /// The home stops to tell this node of writes to a line: it was taken away or given back.
        /// Comes before the home hears of it. A shared line that merely makes room for another is
        /// not lost; the home goes on counting the node as a sharer.
        void lost(long line);

        /// A line has come that was asked for at `since`.
        default void filled(long line, boolean prefetched, long since, long now) {}
    }

    private static final long NO_LINE = Cache.NO_LINE;
    private static final int LONGEST = 8;

    private final int node;
    private final Cache cache;
    private final FirstLevel firstLevel;
    private final LineShape lines;
    private final Outlet outlet;
    private final long requestCycles;
    private final long localRequestCycles;
    private final long invalidateCycles;
    private final long holdCycles;

    private long reservedLine = NO_LINE;
    private long reservedUntil;
    private long longestUntil;

    /// What was left of the hold when an access began to wait for its line; 0 if none does.
    private long left;

    private boolean holding;

    private final MissRegisters misses = new MissRegisters();
    private final int mostPrefetches;

    /// The order that is held back while [#holding].
    private Kind heldOrder = Kind.INVALIDATE;

    private long heldLine = NO_LINE;

    private long localMisses;
    private long remoteMisses;
    private long dropped;
    private long prefetches;

    public CacheController(int node, Cache cache, LineShape lines, Preset preset, Outlet outlet) {
        this.node = node;
        this.cache = cache;
        firstLevel = FirstLevel.of(preset, lines);
        this.lines = lines;
        this.outlet = outlet;
        requestCycles = preset.value("coherence.request");
        localRequestCycles = localRequestCycles(preset);
        invalidateCycles = preset.value("coherence.invalidate");
        holdCycles = preset.value("coherence.lr_hold");
        mostPrefetches = preset.intValue("processor.prefetches");
    }

    /// How long a request takes to the directory of its own node. A local miss takes `memory.local_miss` in all:
    /// this way, the directory's time, and the fill.
    public static long localRequestCycles(Preset preset) {
        return Math.max(
                0, preset.value("memory.local_miss") - preset.value("coherence.home") - preset.value("coherence.fill"));
    }

    /// The cache between the processor and this one. An access that is permitted passes it; what is
    /// lost here is lost there.
    public FirstLevel firstLevel() {
        return firstLevel;
    }

    /// Whether an access may be made now.
    public boolean permits(long line, boolean write) {
        byte state = cache.state(line);
        return write ? state == Cache.MODIFIED : state != Cache.INVALID;
    }

    /// The same for an access that is made now if it may.
    public boolean use(long line, boolean write, long time) {
        byte state = cache.use(line, time);
        return write ? state == Cache.MODIFIED : state != Cache.INVALID;
    }

    /// Lets accesses of one kind to a line that is here pass without asking, as long as it stays so.
    public void allow(long address, long line, boolean stores, byte[] frame) {
        cache.allow(address, line, stores, frame);
    }

    /// Stores to a line have to be asked for again.
    public void forbidStores(long line) {
        cache.forbidStores(line);
    }

    /// Instructions of a line are executed without asking, see [Cache#executesFrom].
    public boolean executesFrom(long line) {
        return cache.executesFrom(line);
    }

    /// Whether a line is present and was used at that time or later.
    public boolean isUsedSince(long line, long time) {
        return cache.isUsedSince(line, time);
    }

    /// The line that a granted one would displace, or -1.
    public long displacedBy(long line) {
        return cache.victim(line);
    }

    /// Whether a granted line would displace one from which instructions are executed.
    public boolean displacesCode(long line) {
        return cache.displacesCode(line);
    }

    /// Whether a line has been asked for that has not come.
    public boolean isUnderWay(long line) {
        return misses.holds(line);
    }

    /// Whether no line is under way, none is reserved and none is kept for a reservation.
    public boolean isIdle() {
        return misses.isEmpty() && reservedLine == NO_LINE && !holding && cache.kept() == NO_LINE;
    }

    /// Asks the home for a line, unless it is under way.
    public void miss(long time, long line, boolean write) {
        if (misses.holds(line)) return;
        if (lines.home(line) == node) localMisses++;
        else remoteMisses++;
        ask(time, line, write, false);
    }

    /// Asks the home for a line that may be accessed soon, if there is room for a request. Nobody
    /// waits for it.
    public void prefetch(long time, long line, boolean write) {
        if (permits(line, write) || misses.holds(line) || misses.prefetches() >= mostPrefetches) return;
        prefetches++;
        ask(time, line, write, true);
    }

    private void ask(long time, long line, boolean write, boolean prefetched) {
        misses.add(line, prefetched, time);
        int home = lines.home(line);
        long launch = time + (home == node ? localRequestCycles : requestCycles);
        outlet.send(launch, home, write ? Kind.GET_MODIFIED : Kind.GET_SHARED, line);
    }

    /// Installs a granted line.
    ///
    /// @param kind GRANT_SHARED or GRANT_MODIFIED
    public void grant(long time, Kind kind, long line) {
        if (misses.take(line)) outlet.filled(line, misses.wasPrefetched(), misses.since(), time);
        long victim = cache.victim(line);
        if (victim != NO_LINE) displace(time, victim, cache.state(victim));
        cache.install(line, kind == Kind.GRANT_MODIFIED ? Cache.MODIFIED : Cache.SHARED);
    }

    private void displace(long time, long victim, byte state) {
        if (state == Cache.MODIFIED && victim == reservedLine) {
            forget(time);
            cache.keep(victim);
        } else {
            makeRoom(time, victim, state);
        }
    }

    /// Lets the line go that was kept for a reservation alone, if that has ended and no order for it
    /// is held back.
    private void forget(long time) {
        long kept = cache.kept();
        if (kept == NO_LINE || kept == reservedLine || (holding && heldLine == kept)) return;
        cache.change(kept, Cache.INVALID);
        makeRoom(time, kept, Cache.MODIFIED);
    }

    private void makeRoom(long time, long victim, byte state) {
        firstLevel.drop(victim);
        if (state != Cache.MODIFIED) return;
        outlet.lost(victim);
        outlet.send(time, lines.home(victim), Kind.PUT_MODIFIED, victim);
    }

    /// Obeys an INVALIDATE or DOWNGRADE, at once or when the reservation allows.
    ///
    /// @param kind INVALIDATE or DOWNGRADE
    /// @return whether the line was dropped now, so that a reservation on it ends
    public boolean order(long time, Kind kind, long line) {
        boolean mayWait = !holding && line == reservedLine && time < reservedUntil;
        if (mayWait && cache.state(reservedLine) == Cache.MODIFIED) {
            holding = true;
            heldOrder = kind;
            heldLine = line;
            outlet.wake(reservedUntil);
            return false;
        }
        obey(time, kind, line);
        return true;
    }

    private void obey(long time, Kind kind, long line) {
        boolean keep = kind == Kind.DOWNGRADE && line != cache.kept();
        if (cache.change(line, keep ? Cache.SHARED : Cache.INVALID)) dropped++;
        if (!keep) firstLevel.drop(line);
        if (!keep) outlet.lost(line);
        if (line == reservedLine) {
            reservedLine = NO_LINE;
            left = 0;
        }
        outlet.send(time + invalidateCycles, lines.home(line), Kind.ACKNOWLEDGE, line);
    }

    /// Notes that a load-reserved has got its line. While an order is held back that another one has
    /// delayed, there is no second delay.
    public void reserve(long time, long line) {
        if (holding) return;
        reservedLine = line;
        reservedUntil = time + holdCycles;
        longestUntil = time + LONGEST * holdCycles;
        left = 0;
    }

    /// The context with the reservation begins to wait for another line.
    public void pause(long time) {
        if (reservedLine == NO_LINE || left > 0 || time >= reservedUntil) return;
        left = reservedUntil - time;
        reservedUntil = longestUntil;
    }

    /// Whether the context with the reservation waits for another line, and did not wait too late.
    public boolean isReservationWaiting() {
        return left > 0;
    }

    /// The context that waited goes on.
    public void resume(long time) {
        if (left == 0) return;
        reservedUntil = Math.min(longestUntil, time + left);
        left = 0;
        if (holding) outlet.wake(reservedUntil);
    }

    /// There is no reservation any more: nothing holds an invalidation back.
    public void endReservation(long time) {
        if (reservedLine == NO_LINE) return;
        reservedLine = NO_LINE;
        left = 0;
        if (holding || cache.kept() != NO_LINE) outlet.wake(time + 1);
    }

    /// Obeys an order that was held back, if its time has come, and lets a line go that was kept.
    ///
    /// @return the line that was dropped, or -1
    public long releaseHeld(long time) {
        forget(time);
        if (!holding) return NO_LINE;
        if (reservedLine == heldLine && time < reservedUntil) {
            outlet.wake(reservedUntil);
            return NO_LINE;
        }
        holding = false;
        obey(time, heldOrder, heldLine);
        return heldLine;
    }

    public long localMisses() {
        return localMisses;
    }

    public long remoteMisses() {
        return remoteMisses;
    }

    /// Lines dropped or downgraded on a home's order.
    public long dropped() {
        return dropped;
    }

    /// Prefetches that asked for a line.
    public long prefetches() {
        return prefetches;
    }

    public void save(StateWriter out) {
        cache.save(out);
        firstLevel.save(out);
        misses.save(out);
        out.add(prefetches);
        out.add(reservedLine).add(reservedUntil).add(longestUntil).add(left).add(holding);
        if (holding) new CoherenceMessage(heldOrder, heldLine, lines.home(heldLine)).save(out);
        out.add(localMisses).add(remoteMisses).add(dropped);
    }

    public void restore(StateReader in) {
        cache.restore(in);
        firstLevel.restore(in);
        misses.restore(in);
        prefetches = in.next();
        reservedLine = in.next();
        reservedUntil = in.next();
        longestUntil = in.next();
        left = in.next();
        holding = in.nextBoolean();
        if (holding) {
            var held = CoherenceMessage.restored(in);
            heldOrder = held.kind();
            heldLine = held.line();
        }
        localMisses = in.next();
        remoteMisses = in.next();
        dropped = in.next();
    }
}

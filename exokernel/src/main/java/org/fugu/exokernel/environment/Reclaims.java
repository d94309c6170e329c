package org.fugu.exokernel.environment;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.fugu.exokernel.abi.Reclaimable;
import org.fugu.machine.state.BadSnapshotException;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.jspecify.annotations.Nullable;

/// What an environment is asked to give back, and where it is told what it has lost. One request of each
/// kind is open at a time.
public final class Reclaims {
    private final TreeMap<Integer, Request> open = new TreeMap<>();

    /// By kind: how much the last request that has ended did not get.
    private final TreeMap<Integer, Integer> missed = new TreeMap<>();

    private long vector;
    private long noted;
    private int serial;

    /// Whether the kernel will look soon whether the environment can be told.
    private boolean looksAgain;

    /// One request.
    public static final class Request {
        private final Reclaimable kind;
        private final int serial;
        private int lacking;

        /// When it is over with asking; while the environment's job does not have its turn, how long that is.
        private long ends;

        private boolean isPaused;
        private boolean isTold;
        private boolean isForced;
        private boolean isSearched;

        private Request(Reclaimable kind, int serial, int lacking, long ends) {
            this.kind = kind;
            this.serial = serial;
            this.lacking = lacking;
            this.ends = ends;
        }

        public Reclaimable kind() {
            return kind;
        }

        /// Which request it is, for alarms.
        public int serial() {
            return serial;
        }

        /// How much has still to be given.
        public int lacking() {
            return lacking;
        }

        /// So much has been given, or taken.
        public void got(int count) {
            lacking -= count;
        }

        /// So much is lacking now.
        public void lacks(int count) {
            lacking = count;
        }

        /// The environment has been told.
        public void tell() {
            isTold = true;
        }

        /// Asking is over: it is taken by force.
        public void force() {
            isForced = true;
        }

        public boolean isForced() {
            return isForced;
        }

        /// All has been looked at that could be taken.
        public void searched() {
            isSearched = true;
        }

        public boolean isSearched() {
            return isSearched;
        }

        /// Whether it has to be told before it can answer.
        public boolean isToBeTold() {
            return !isTold && !isForced;
        }

        /// Cycles that are left to answer.
        public long left(long now) {
            return Math.max(0, isPaused ? ends : ends - now);
        }

        public boolean isPaused() {
            return isPaused;
        }

        public long ends() {
            return ends;
        }

        /// Time does not count for now.
        public void pause(long now) {
            if (isPaused) return;
            ends -= now;
            isPaused = true;
        }

        /// It counts again.
        public void resume(long now) {
            if (!isPaused) return;
            ends += now;
            isPaused = false;
        }
    }

    /// Asks. No request of that kind is open.
    ///
    /// @param ends until when it may answer
    public Request ask(Reclaimable kind, int count, long ends) {
        var request = new Request(kind, ++serial, count, ends);
        missed.remove(kind.number());
        open.put(kind.number(), request);
        return request;
    }

    public @Nullable Request open(Reclaimable kind) {
        return open.get(kind.number());
    }

    /// In the order of their kinds.
    public List<Request> open() {
        return new ArrayList<>(open.values());
    }

    /// The request has ended.
    public void close(Request request) {
        open.remove(request.kind.number());
        if (request.lacking > 0) missed.put(request.kind.number(), request.lacking);
    }

    /// How much the open request of a kind lacks, or the last one did not get.
    public int lacking(Reclaimable kind) {
        var request = open(kind);
        return request != null ? request.lacking : missed.getOrDefault(kind.number(), 0);
    }

    /// The request that it has to be told of next, or null.
    public @Nullable Request untold() {
        for (var request : open.values()) if (request.isToBeTold()) return request;
        return null;
    }

    /// Asks to be looked at again soon.
    ///
    /// @return false if that was asked for already
    public boolean lookAgain() {
        boolean first = !looksAgain;
        looksAgain = true;
        return first;
    }

    /// The kernel looks again.
    public void looked() {
        looksAgain = false;
    }

    /// Where losses are noted, or 0.
    public long vector() {
        return vector;
    }

    /// Losses are noted elsewhere from now on, from the beginning.
    public void setVector(long address) {
        vector = address;
        noted = 0;
    }

    /// One more loss is noted.
    ///
    /// @return how many there are with it
    public long note() {
        return ++noted;
    }

    public boolean isUnused() {
        return serial == 0 && vector == 0;
    }

    public void save(StateWriter out) {
        out.add(vector).add(noted).add(serial).add(looksAgain).add(missed.size());
        missed.forEach((kind, count) -> out.add(kind).add(count));
        out.add(open.size());
        for (var each : open.values()) {
            out.add(each.kind.number()).add(each.serial).add(each.lacking).add(each.ends);
            out.add(each.isPaused).add(each.isTold).add(each.isForced).add(each.isSearched);
        }
    }

    public void restore(StateReader in) {
        open.clear();
        missed.clear();
        vector = in.next();
        noted = in.next();
        serial = in.nextInt(0, Integer.MAX_VALUE);
        looksAgain = in.nextBoolean();
        int kinds = Reclaimable.values().length;
        for (int left = in.nextInt(0, kinds); left > 0; left--) {
            missed.put(restoredKind(in).number(), in.nextInt(0, Integer.MAX_VALUE));
        }
        for (int left = in.nextInt(0, kinds); left > 0; left--) {
            var kind = restoredKind(in);
            int number = in.nextInt(0, Integer.MAX_VALUE);
            var request = new Request(kind, number, in.nextInt(0, Integer.MAX_VALUE), in.next());
            request.isPaused = in.nextBoolean();
            request.isTold = in.nextBoolean();
            request.isForced = in.nextBoolean();
            request.isSearched = in.nextBoolean();
            open.put(kind.number(), request);
        }
    }

    /// The kind that a snapshot names.
    public static Reclaimable restoredKind(StateReader in) {
        var kind = Reclaimable.numbered(in.next());
        if (kind == null) throw new BadSnapshotException("the snapshot asks for what cannot be given back");
        return kind;
    }
}

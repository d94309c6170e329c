package org.fugu.exokernel.kernel;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What may happen to capabilities, said as simply as possible: one tree for the whole machine, and
/// each thing decided at one moment. It knows nothing of the kernels' own types, and keeps records of
/// what is gone.
final class CapabilityModel {
    static final int WRITE = 2;
    static final int DERIVE = 8;

    /// In the place of an environment: it is about frames.
    static final int NONE = -1;
    static final int MOST_DEPTH = 64;

    static final long DONE = 0;
    static final long BAD_HANDLE = -1;
    static final long WRONG_OBJECT = -2;
    static final long MISSING_RIGHT = -3;
    static final long BAD_ARGUMENT = -5;
    static final long OUT_OF_SLOTS = -7;
    static final long IN_USE = -8;
    static final long BAD_TICKET = -11;
    static final long TOO_DEEP = -12;
    static final long NOT_READY = -13;

    /// What a capability is for: frames, or an environment.
    ///
    /// @param home node
    /// @param environment or [#NONE]
    record Thing(int home, int owner, long firstFrame, int count, int environment) {
        boolean isFrames() {
            return environment == NONE;
        }

        Thing part(long first, long size) {
            return new Thing(home, owner, firstFrame + first, (int) size, NONE);
        }
    }

    /// Who has a name for it.
    enum State {
        TICKET,
        HELD,
        /// No environment has a handle for it any more.
        LOST
    }

    static final class Record {
        final Thing thing;
        final int rights;
        final @Nullable Record parent;
        final List<Record> children = new ArrayList<>();
        State state = State.HELD;
        int holder;

        /// Revoked: nothing can be derived from it any more.
        boolean isDead;

        Record(Thing thing, int rights, @Nullable Record parent, int holder) {
            this.thing = thing;
            this.rights = rights;
            this.parent = parent;
            this.holder = holder;
            if (parent != null) parent.children.add(this);
        }

        int depth() {
            return parent == null ? 0 : 1 + parent.depth();
        }

        void addTree(List<Record> to) {
            to.add(this);
            for (var child : children) child.addTree(to);
        }
    }

    record Place(int environment, long page) {}

    record Mapping(Record source, long frame, int rights) {}

    final Map<Place, Mapping> mappings = new LinkedHashMap<>();

    /// What forbids deriving, but for what only the home knows.
    static long derivable(@Nullable Record from, long rights) {
        if (from == null) return BAD_HANDLE;
        if ((rights & ~0x1fL) != 0) return BAD_ARGUMENT;
        if ((from.rights & DERIVE) == 0 || (from.rights & rights) != rights) return MISSING_RIGHT;
        return DONE;
    }

    /// What the home says when it hears of it.
    static long derivableAtHome(Record from) {
        if (from.isDead) return BAD_HANDLE;
        return from.depth() >= MOST_DEPTH ? TOO_DEEP : DONE;
    }

    static long acceptable(@Nullable Record ticket, int who) {
        boolean may = ticket != null && ticket.state == State.TICKET && ticket.holder == who && !ticket.isDead;
        return may ? DONE : BAD_TICKET;
    }

    static long mappable(@Nullable Record from, long index, long rights) {
        if (from == null) return BAD_HANDLE;
        if (!from.thing.isFrames()) return WRONG_OBJECT;
        if (rights < 1 || rights > 7) return BAD_ARGUMENT;
        if ((from.rights & rights) != rights) return MISSING_RIGHT;
        return index >= 0 && index < from.thing.count ? DONE : BAD_ARGUMENT;
    }

    /// What forbids a capability for some of the frames.
    ///
    /// @param isHere whether its frames are those of the caller's node
    static long narrowable(@Nullable Record from, boolean isHere, long first, long count) {
        if (from == null) return BAD_HANDLE;
        if (!from.thing.isFrames() || !isHere) return WRONG_OBJECT;
        if ((from.rights & DERIVE) == 0) return MISSING_RIGHT;
        boolean isWithin = first >= 0 && count > 0 && first + count <= from.thing.count;
        return isWithin ? derivableAtHome(from) : BAD_ARGUMENT;
    }

    /// What forbids setting an environment up, or ending it.
    ///
    /// @param isOver whether it has ended
    static long changeable(@Nullable Record from, boolean isOver) {
        if (from == null) return BAD_HANDLE;
        if (from.thing.isFrames()) return WRONG_OBJECT;
        if ((from.rights & WRITE) == 0) return MISSING_RIGHT;
        return isOver ? NOT_READY : DONE;
    }

    /// All of a subtree is dead from now on.
    ///
    /// @return what it is
    static List<Record> kill(Record root, boolean itself) {
        var going = new ArrayList<Record>();
        root.addTree(going);
        if (!itself) going.remove(root);
        for (var each : going) each.isDead = true;
        return going;
    }

    /// A revocation is complete: nobody has a name, and no mapping is left.
    void bury(List<Record> gone) {
        for (var each : gone) {
            each.state = State.LOST;
            each.children.clear();
            if (each.parent != null) each.parent.children.remove(each);
        }
        var sources = new HashSet<>(gone);
        mappings.values().removeIf(mapping -> sources.contains(mapping.source));
    }
}

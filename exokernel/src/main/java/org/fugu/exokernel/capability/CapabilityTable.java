package org.fugu.exokernel.capability;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.fugu.exokernel.abi.ObjectKind;
import org.fugu.exokernel.abi.Rights;
import org.fugu.exokernel.frame.FramePool;
import org.fugu.exokernel.frame.Frames;
import org.fugu.machine.state.BadSnapshotException;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.jspecify.annotations.Nullable;

/// The capabilities of one environment.
///
/// ```text
///  31 30            12 11        0
/// +--+----------------+-----------+
/// | 0|   generation   |   slot    |   a handle; generations start at 1, so no handle is 0
/// +--+----------------+-----------+
/// ```
/// A slot's generation rises each time it is taken. A slot whose generations are used up is
/// retired: it is never taken again, so an old handle can never come to life.
public final class CapabilityTable {
    public static final int MOST_SLOTS = 4096;

    /// Nineteen bits, so that a handle is a positive `int` in C as well.
    public static final int LAST_GENERATION = (1 << 19) - 1;

    private static final int SLOT_BITS = 12;
    private static final int SLOT_MASK = MOST_SLOTS - 1;

    // How frames came to an environment, in digests and snapshots.
    private static final int SEGMENT = 0;
    private static final int ALLOCATION = 1;
    private static final int LENT = 2;

    private final int lastGeneration;
    private final List<Slot> slots = new ArrayList<>();
    private final ArrayDeque<Integer> vacated = new ArrayDeque<>();
    private int live;

    /// Whose they are has ended.
    private boolean abandoned;

    private static final class Slot {
        int generation;

        @Nullable
        Capability held;
    }

    public CapabilityTable() {
        this(LAST_GENERATION);
    }

    /// For tests that want to see a slot retired without half a million turns.
    CapabilityTable(int lastGeneration) {
        this.lastGeneration = lastGeneration;
    }

    /// What is in the slots, in their order.
    List<Capability> held() {
        var held = new ArrayList<Capability>();
        for (var slot : slots) if (slot.held != null) held.add(slot.held);
        return held;
    }

    /// How many slots were ever taken.
    public int slots() {
        return slots.size();
    }

    /// What is in a slot, or null.
    public @Nullable Capability at(int slot) {
        return slots.get(slot).held;
    }

    /// Whose they are has ended: all of them, and all that was derived from them, is taken away as far
    /// as guests can tell.
    ///
    /// @param now false only where a snapshot is of an earlier time
    public void abandon(boolean now) {
        abandoned = now;
    }

    boolean isAbandoned() {
        return abandoned;
    }

    /// How many capabilities there are.
    public int live() {
        return live;
    }

    /// Whether one more can be made.
    public boolean hasRoom() {
        return !vacated.isEmpty() || slots.size() < MOST_SLOTS;
    }

    /// What a word from a guest names, or null. What is marked to be taken away is named by nothing.
    public @Nullable Capability find(long word) {
        var held = inSlot(word);
        return held != null && !held.isMarked() ? held : null;
    }

    private @Nullable Capability inSlot(long word) {
        if (word <= 0 || word > Integer.MAX_VALUE) return null;
        int slot = (int) word & SLOT_MASK;
        if (slot >= slots.size()) return null;
        var held = slots.get(slot).held;
        return held != null && held.handle() == word ? held : null;
    }

    /// Gives out authority that comes from the kernel itself. There must be [#hasRoom].
    public Capability grant(KernelObject object, Rights rights) {
        var original = new Capability(object, rights);
        place(original);
        return original;
    }

    /// Makes a capability for the same object with the same or fewer rights. There must be
    /// [#hasRoom].
    public Capability derive(Capability from, Rights rights) {
        return derive(from, from.object(), rights);
    }

    /// Makes a capability for part of what another one is for. There must be [#hasRoom].
    public Capability derive(Capability from, KernelObject part, Rights rights) {
        if (!from.rights().contains(rights)) throw new IllegalStateException("a derivation cannot add rights");
        var child = new Capability(part, rights);
        from.adopt(child);
        place(child);
        return child;
    }

    /// Gives a capability that is in no slot one of this table. There must be [#hasRoom].
    void place(Capability capability) {
        int index = takeSlot();
        var slot = slots.get(index);
        slot.generation++;
        capability.handle = slot.generation << SLOT_BITS | index;
        capability.table = this;
        slot.held = capability;
        live++;
    }

    private int takeSlot() {
        var vacant = vacated.pollLast();
        if (vacant != null) return vacant;
        if (slots.size() == MOST_SLOTS) throw new IllegalStateException("no slot is free");
        slots.add(new Slot());
        return slots.size() - 1;
    }

    /// What was derived from a capability, directly or not, without itself; parents before
    /// children.
    public List<Capability> derivedFrom(Capability ancestor) {
        var found = new ArrayList<Capability>();
        addChildren(ancestor, found);
        for (int next = 0; next < found.size(); next++) addChildren(found.get(next), found);
        return found;
    }

    private static void addChildren(Capability parent, List<Capability> found) {
        for (var child = parent.youngestChild; child != null; child = child.older) found.add(child);
    }

    /// Removes what was derived from a capability, not itself. All of it is in this table.
    ///
    /// @return what is gone
    public List<Capability> revoke(Capability ancestor) {
        var gone = derivedFrom(ancestor);
        for (var capability : gone) vacate(capability);
        ancestor.youngestChild = null;
        return gone;
    }

    /// Removes a capability and what was derived from it. All of it is in this table.
    ///
    /// @return what is gone, itself first
    public List<Capability> delete(Capability capability) {
        var gone = new ArrayList<Capability>();
        gone.add(capability);
        gone.addAll(revoke(capability));
        remove(capability);
        return gone;
    }

    /// Removes a capability of this table from which nothing was derived.
    public void remove(Capability leaf) {
        leaf.leaveFamily();
        vacate(leaf);
    }

    private void vacate(Capability capability) {
        int index = capability.handle() & SLOT_MASK;
        var slot = slots.get(index);
        slot.held = null;
        capability.isGone = true;
        live--;
        if (slot.generation < lastGeneration) vacated.addLast(index);
    }

    public void save(StateWriter out) {
        out.add(slots.size());
        for (var slot : slots) {
            out.add(slot.generation);
            var held = slot.held;
            if (held == null) {
                out.add(0);
            } else {
                out.add(held.handle()).add(held.rights().bits());
                out.add(handleHere(held.parent)).add(handleHere(held.older));
                saveObject(held.object(), out);
            }
        }
        out.add(vacated.size());
        for (int index : vacated) out.add(index);
    }

    /// Relatives elsewhere are written by [Loans].
    private int handleHere(@Nullable Capability relative) {
        return relative == null || relative.table != this ? 0 : relative.handle();
    }

    /// Replaces everything by a snapshot's capabilities.
    ///
    /// @param segments the frames of the job's segments: what a segment's capability can name
    public void restore(StateReader in, List<Frames> segments) {
        slots.clear();
        vacated.clear();
        live = 0;
        var saved = new ArrayList<Saved>();
        for (int left = in.nextInt(0, MOST_SLOTS); left > 0; left--) {
            var slot = new Slot();
            slot.generation = in.nextInt(0, lastGeneration);
            slots.add(slot);
            long handle = in.next();
            if (handle != 0) saved.add(Saved.read(in, slots.size() - 1, handle, segments));
        }
        for (int left = in.nextInt(0, MOST_SLOTS); left > 0; left--) {
            vacated.addLast(in.nextInt(0, slots.size() - 1));
        }
        plant(saved);
    }

    /// Puts the capabilities in, parents before their children, and ties the families together.
    private void plant(List<Saved> saved) {
        var left = new ArrayList<>(saved);
        while (!left.isEmpty()) {
            int before = left.size();
            left.removeIf(this::place);
            if (left.size() == before) throw new BadSnapshotException("the snapshot's capabilities have no roots");
        }
        for (var each : saved) {
            if (each.older == 0) continue;
            var child = restored(each.handle);
            child.older = restored(each.older);
            child.older.younger = child;
        }
        for (var each : saved) {
            var child = restored(each.handle);
            if (child.parent != null && child.younger == null) child.parent.youngestChild = child;
        }
    }

    private boolean place(Saved saved) {
        var parent = saved.parent == 0 ? null : inSlot(saved.parent);
        if (saved.parent != 0 && parent == null) return false;
        var capability = new Capability(saved.object, saved.rights);
        capability.parent = parent;
        capability.table = this;
        capability.handle = (int) saved.handle;
        slots.get(saved.slot).held = capability;
        live++;
        return true;
    }

    /// The capability of a handle that a snapshot names.
    public Capability restored(long handle) {
        var found = inSlot(handle);
        if (found == null) throw new BadSnapshotException("the snapshot names a capability that it does not hold");
        return found;
    }

    private record Saved(int slot, long handle, Rights rights, long parent, long older, KernelObject object) {
        static Saved read(StateReader in, int slot, long handle, List<Frames> segments) {
            var rights = new Rights(in.nextInt(0, Rights.ALL));
            return new Saved(slot, handle, rights, in.next(), in.next(), object(in, segments));
        }

        private static KernelObject object(StateReader in, List<Frames> segments) {
            int kind = in.nextInt(ObjectKind.CONSOLE.number(), ObjectKind.INPUT.number());
            if (kind == ObjectKind.CONSOLE.number()) return new KernelObject.Console();
            if (kind == ObjectKind.MEMORY.number()) return new KernelObject.Memory();
            if (kind == ObjectKind.PROCESSOR.number()) return new KernelObject.Processor();
            if (kind == ObjectKind.ENVIRONMENT.number())
                return new KernelObject.Environment(EnvironmentName.restored(in));
            if (kind == ObjectKind.ADDRESS_SPACE.number())
                return new KernelObject.AddressSpace(EnvironmentName.restored(in));
            if (kind == ObjectKind.ENDPOINT.number()) return KernelObject.Endpoint.restored(in);
            if (kind == ObjectKind.SLICE.number()) return KernelObject.Slice.restored(in);
            if (kind == ObjectKind.TIMER.number()) return new KernelObject.Timer();
            if (kind == ObjectKind.EXTENT.number()) return KernelObject.Extent.restored(in);
            if (kind == ObjectKind.INPUT.number()) return new KernelObject.Input();
            int how = in.nextInt(SEGMENT, LENT);
            long first = in.next();
            int count = in.nextInt(1, FramePool.MOST_FRAMES);
            if (how == ALLOCATION) return new KernelObject.Allocation(Frames.Run.of(first, count));
            if (how == LENT) return new KernelObject.Lent(Frames.Run.of(first, count));
            for (var frames : segments) {
                if (frames.physical(0) == first && frames.count() == count) return new KernelObject.Segment(frames);
            }
            throw new BadSnapshotException("the snapshot names a segment that the program does not have");
        }
    }

    private static void saveObject(KernelObject object, StateWriter out) {
        out.add(object.kind().number());
        switch (object) {
            case KernelObject.Console _,
                    KernelObject.Input _,
                    KernelObject.Memory _,
                    KernelObject.Processor _,
                    KernelObject.Timer _ -> {}
            case KernelObject.Environment(var name) -> name.save(out);
            case KernelObject.AddressSpace(var of) -> of.save(out);
            case KernelObject.Endpoint endpoint -> endpoint.save(out);
            case KernelObject.Slice slice -> slice.save(out);
            case KernelObject.Extent extent -> extent.save(out);
            case KernelObject.Allocation(var frames) ->
                out.add(ALLOCATION).add(frames.physical(0)).add(frames.count());
            case KernelObject.Segment(var frames) ->
                out.add(SEGMENT).add(frames.physical(0)).add(frames.count());
            case KernelObject.Lent(var frames) ->
                out.add(LENT).add(frames.physical(0)).add(frames.count());
        }
    }
}

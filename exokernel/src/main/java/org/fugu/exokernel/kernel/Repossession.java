package org.fugu.exokernel.kernel;

import org.fugu.exokernel.abi.KernelPath;
import org.fugu.exokernel.abi.Reclaimable;
import org.fugu.exokernel.call.RepossessionVector;
import org.fugu.exokernel.capability.Capability;
import org.fugu.exokernel.capability.CapabilityTable;
import org.fugu.exokernel.capability.KernelObject;
import org.fugu.exokernel.environment.Environment;
import org.fugu.exokernel.environment.Reclaims;
import org.fugu.exokernel.frame.FramePool;
import org.fugu.machine.kernel.PrivilegedNode;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.jspecify.annotations.Nullable;

/// The abort protocol for frames and slices: goes through the slots of an environment that has not given
/// what it was asked for, last ones first, and takes the frames that it had allocated, run by run, until
/// there are enough. Frames that the kernel maps for it by itself are spared, up to [#GUARANTEED]: with
/// them a library OS can go on. Of slices it takes the names, wherever they are, for positions that the
/// environment has no more; and of endpoints, for slots that it has no more.
final class Repossession {
    /// So many frames an environment keeps, if it has chosen them before.
    static final int GUARANTEED = 5;

    private final Environment from;
    private final Reclaimable kind;

    /// So much was lacking when it began. What the environment gives meanwhile it may allocate again.
    private final int goal;

    /// The next one to be looked at. What was allocated first is most likely to be needed.
    private int slot;
    private int expected;

    /// A bit for each position of a slice whose names go.
    private final long positions;

    /// Whose names go, or null.
    private final KernelObject.@Nullable Endpoint endpoint;

    private int spared;

    /// Takes frames.
    Repossession(Environment from, Reclaimable kind, int goal) {
        this(from, kind, goal, 0, null);
    }

    /// Takes the names of slices.
    Repossession(Environment from, long positions) {
        this(from, Reclaimable.SLICES, 0, positions, null);
    }

    /// Takes the names of an endpoint.
    Repossession(Environment from, KernelObject.Endpoint endpoint) {
        this(from, Reclaimable.ENDPOINTS, 0, 0, endpoint);
    }

    private Repossession(
            Environment from, Reclaimable kind, int goal, long positions, KernelObject.@Nullable Endpoint endpoint) {
        this.from = from;
        this.positions = positions;
        this.endpoint = endpoint;
        this.kind = kind;
        this.goal = goal;
        slot = from.capabilities().slots() - 1;
    }

    /// Whether there is enough, or nothing is left to be looked at.
    boolean isOver() {
        var request = from.reclaims().open(kind);
        boolean hasEnough = !takesNames() && (request == null || expected >= goal);
        boolean isOver = from.end().hasStopped() || hasEnough || slot < 0;
        if (isOver && request != null) request.searched();
        return isOver;
    }

    /// Looks at one more slot.
    ///
    /// @return what is to be taken, or null
    @Nullable
    Capability next(PrivilegedNode node) {
        if (isOver()) return null;
        var held = from.capabilities().at(slot--);
        if (held == null || held.isMarked()) return null;
        if (takesNames()) return isTaken(held) ? held : null;
        if (!held.isOriginal()) return null;
        if (!(held.object() instanceof KernelObject.Allocation(var run))) return null;
        if (from.contexts().guarantees(run) && spared + run.count() <= GUARANTEED) {
            spared += run.count();
            return null;
        }
        expected += run.count();
        node.time().charge(KernelPath.RECLAIM_NOTE.instructions());
        RepossessionVector.note(node, from, kind, from.frameName(run.physical(0)), run.count());
        return held;
    }

    private boolean takesNames() {
        return positions != 0 || endpoint != null;
    }

    private boolean isTaken(Capability held) {
        if (endpoint != null) return held.object().equals(endpoint);
        return held.object() instanceof KernelObject.Slice(int position) && (positions >>> position & 1) != 0;
    }

    void save(StateWriter out, Environments environments) {
        out.add(environments.indexOf(from))
                .add(kind.number())
                .add(goal)
                .add(positions)
                .add(slot)
                .add(expected)
                .add(spared);
        if (endpoint != null) endpoint.save(out);
    }

    static Repossession restored(StateReader in, Environments environments) {
        var from = environments.at(in.nextInt(0, environments.count() - 1));
        var kind = Reclaims.restoredKind(in);
        int goal = in.nextInt(0, FramePool.MOST_FRAMES);
        long positions = in.next();
        int slot = in.nextInt(-1, CapabilityTable.MOST_SLOTS - 1);
        int expected = in.nextInt(0, FramePool.MOST_FRAMES);
        int spared = in.nextInt(0, GUARANTEED);
        var endpoint = kind == Reclaimable.ENDPOINTS ? KernelObject.Endpoint.restored(in) : null;
        var restored = new Repossession(from, kind, goal, positions, endpoint);
        restored.slot = slot;
        restored.expected = expected;
        restored.spared = spared;
        return restored;
    }
}

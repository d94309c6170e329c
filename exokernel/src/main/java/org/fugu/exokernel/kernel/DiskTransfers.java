package org.fugu.exokernel.kernel;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.TreeMap;
import org.fugu.exokernel.abi.AddressSpace;
import org.fugu.exokernel.abi.KernelPath;
import org.fugu.exokernel.call.Transfers;
import org.fugu.exokernel.capability.Capability;
import org.fugu.exokernel.capability.EnvironmentName;
import org.fugu.exokernel.capability.KernelObject;
import org.fugu.exokernel.capability.Loans;
import org.fugu.exokernel.environment.Environment;
import org.fugu.exokernel.environment.Identity;
import org.fugu.exokernel.environment.JobIdentity;
import org.fugu.machine.disk.DiskRequest;
import org.fugu.machine.kernel.PrivilegedNode;
import org.fugu.machine.state.BadSnapshotException;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.fugu.machine.trap.TrapCause;
import org.jspecify.annotations.Nullable;

/// What is under way between the node's disk and its memory. A transfer rests on two capabilities, for the
/// extent and for the frames, which were looked at when it began: it is a secure binding, and goes with
/// either of them. From then on nothing of it moves, so that frames are nobody else's before the disk has
/// let go of them.
///
/// The environment is told of the end by its interrupt context, as of an alarm; one that is not on the
/// processor, or is in an atomic section, is told later. One that sleeps for a message wakes.
final class DiskTransfers implements Transfers, OccasionalState {
    /// In what an environment is told: the transfer was given up, because a capability has gone.
    static final long CANCELLED = 1L << 32;

    private static final long MOST_NUMBER = CANCELLED - 1;

    private static final int KIND = 20; // of alarms, beside those of slices and programs
    private static final int KIND_SHIFT = 56;
    private static final long LOOK = (long) KIND << KIND_SHIFT;

    /// Cycles until an environment is looked at again that cannot be told now.
    private static final long AGAIN = 256;

    private static final int MOST_ENVIRONMENTS = JobIdentity.MOST * Identity.MOST;

    private final PrivilegedNode node;
    private final Environments environments;
    private final References references;
    private final TreeMap<Long, Transfer> underWay = new TreeMap<>();
    private final TreeMap<EnvironmentName, Owner> owners = new TreeMap<>();
    private long last;

    /// An alarm is to come, at which somebody is told.
    private boolean looks;

    /// @param number of the environment's own
    private record Transfer(EnvironmentName owner, long number, Capability extent, Capability frames) {
        boolean isBroken() {
            return extent.isMarked() || frames.isMarked();
        }
    }

    /// What an environment has to be told.
    private static final class Owner {
        long number;
        boolean ended;
        final ArrayDeque<Long> untold = new ArrayDeque<>();
    }

    DiskTransfers(PrivilegedNode node, Environments environments, Loans loans) {
        this.node = node;
        this.environments = environments;
        references = new References(environments, loans);
    }

    // For the calls.

    @Override
    public int blockBytes() {
        var shape = node.disk().shape();
        return shape.blocks() == 0 ? 0 : shape.blockBytes();
    }

    @Override
    public boolean mayBegin(Environment environment) {
        int job = environment.job().number();
        long count = underWay.values().stream()
                .filter(each -> each.owner.job() == job)
                .count();
        for (var each : owners.entrySet())
            if (each.getKey().job() == job) count += each.getValue().untold.size();
        return count < MOST;
    }

    @Override
    public long begin(
            Environment environment,
            Capability extent,
            int block,
            int blocks,
            Capability frames,
            int page,
            boolean writes) {
        var name = environment.identity().name();
        var owner = owners.computeIfAbsent(name, _ -> new Owner());
        owner.number = owner.number % MOST_NUMBER + 1;
        underWay.put(++last, new Transfer(name, owner.number, extent, frames));
        int first = ((KernelObject.Extent) extent.object()).block(block);
        node.disk().begin(new DiskRequest(last, first, blocks, physical(frames, page, blocks), writes));
        return owner.number;
    }

    private long[] physical(Capability frames, int page, int blocks) {
        var run = frames.object().frames();
        if (run == null) throw new IllegalStateException("these are no frames");
        var physical = new long[Math.ceilDiv(blocks * blockBytes(), AddressSpace.PAGE_BYTES)];
        Arrays.setAll(physical, i -> run.physical(page + i));
        return physical;
    }

    @Override
    public int underWay(Environment environment, Capability extent) {
        var name = environment.identity().name();
        int count = 0;
        for (var each : underWay.values()) if (each.extent == extent && each.owner.equals(name)) count++;
        return count;
    }

    @Override
    public boolean takeEnded(Environment environment) {
        var owner = owners.get(environment.identity().name());
        if (owner == null || !owner.ended) return false;
        owner.ended = false;
        return true;
    }

    // For the kernel.

    /// The disk has ended a transfer.
    void transferred(long number, @Nullable Environment running) {
        node.time().chargeInterrupt(KernelPath.EXTENT_END.instructions());
        var transfer = underWay.remove(number);
        if (transfer == null) throw new IllegalStateException("nobody has begun transfer " + number);
        note(transfer, 0);
        if (running != null) tell(running);
    }

    private void note(Transfer transfer, long how) {
        var owner = owners.get(transfer.owner);
        var environment = environments.named(transfer.owner.job(), transfer.owner.number());
        if (owner == null || environment == null) return;
        owner.ended = true;
        if (environment.contexts().interrupt() != 0) owner.untold.add(transfer.number | how);
    }

    /// Transfers whose capabilities have gone go with them.
    void release() {
        if (!isReleasing()) return;
        underWay.forEach((number, each) -> {
            if (!each.isBroken()) return;
            node.disk().cancel(number);
            note(each, CANCELLED);
        });
        underWay.values().removeIf(Transfer::isBroken);
        look(node.time().clock());
    }

    /// Whether [#release] would find something.
    boolean isReleasing() {
        for (var each : underWay.values()) if (each.isBroken()) return true;
        return false;
    }

    /// An environment has ended: what it has begun is given up, and it is told nothing.
    void ended(Environment environment) {
        var name = environment.identity().name();
        if (owners.remove(name) == null) return;
        underWay.forEach((number, each) -> {
            if (each.owner.equals(name)) node.disk().cancel(number);
        });
        underWay.values().removeIf(each -> each.owner.equals(name));
    }

    /// An environment has the processor: it is told what came while it had not.
    void begin(Environment environment) {
        var owner = owners.get(environment.identity().name());
        if (owner != null && (owner.ended || !owner.untold.isEmpty()))
            look(node.time().clock());
    }

    private void look(long cycle) {
        if (looks) return;
        looks = true;
        node.time().alarm(cycle, LOOK);
    }

    static boolean isAbout(long alarm) {
        return alarm >>> KIND_SHIFT == KIND;
    }

    /// A cycle has come that was asked for.
    void alarm(@Nullable Environment running) {
        looks = false;
        if (running != null && !running.end().hasStopped()) tell(running);
    }

    private void tell(Environment running) {
        var owner = owners.get(running.identity().name());
        if (owner == null) return;
        if (owner.ended && node.registers().wakeSleepers()) owner.ended = false;
        if (owner.untold.isEmpty()) return;
        long entry = running.contexts().interrupt();
        if (entry == 0) {
            owner.untold.clear(); // it hears of nothing any more
            return;
        }
        if (!node.registers().isBetweenInstructions() || node.registers().isAtomic()) {
            look(node.time().clock() + AGAIN);
            return;
        }
        node.time().chargeInterrupt(KernelPath.EXTENT_DONE.instructions());
        node.registers()
                .deliverException(node.registers().context(), entry, TrapCause.EXTENT_DONE, owner.untold.remove());
        if (!owner.untold.isEmpty()) look(node.time().clock() + AGAIN);
    }

    // Digests and snapshots.

    @Override
    public String name() {
        return "transfers";
    }

    @Override
    public boolean isUsed() {
        return last != 0;
    }

    @Override
    public void save(StateWriter out) {
        out.add(last).add(looks).add(underWay.size());
        underWay.forEach((number, each) -> {
            out.add(number).add(each.owner.word()).add(each.number);
            references.save(each.extent, out);
            references.save(each.frames, out);
        });
        out.add(owners.size());
        owners.forEach((name, owner) -> {
            out.add(name.word()).add(owner.number).add(owner.ended).add(owner.untold.size());
            for (long each : owner.untold) out.add(each);
        });
    }

    /// The requests themselves are the disk's state.
    @Override
    public void restore(StateReader in) {
        underWay.clear();
        owners.clear();
        last = in.next();
        looks = in.nextBoolean();
        for (int left = in.nextInt(0, MOST * JobIdentity.MOST); left > 0; left--) {
            long number = in.next();
            var owner = EnvironmentName.restored(in);
            var transfer = new Transfer(owner, in.next(), references.restored(in), references.restored(in));
            boolean isOne = transfer.extent.object() instanceof KernelObject.Extent
                    && transfer.frames.object().frames() != null;
            if (!isOne) throw new BadSnapshotException("the snapshot has a transfer between other things");
            underWay.put(number, transfer);
        }
        for (int left = in.nextInt(0, MOST_ENVIRONMENTS); left > 0; left--) {
            var name = EnvironmentName.restored(in);
            var owner = new Owner();
            owner.number = in.next();
            owner.ended = in.nextBoolean();
            for (int untold = in.nextInt(0, MOST); untold > 0; untold--) owner.untold.add(in.next());
            owners.put(name, owner);
        }
    }
}

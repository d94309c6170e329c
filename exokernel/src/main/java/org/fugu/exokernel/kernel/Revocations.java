package org.fugu.exokernel.kernel;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import org.fugu.exokernel.abi.KernelPath;
import org.fugu.exokernel.abi.SystemCall;
import org.fugu.exokernel.call.Binder;
import org.fugu.exokernel.call.Removal;
import org.fugu.exokernel.capability.Capability;
import org.fugu.exokernel.capability.CapabilityTable;
import org.fugu.exokernel.capability.EnvironmentName;
import org.fugu.exokernel.capability.Estate;
import org.fugu.exokernel.capability.Loans;
import org.fugu.exokernel.environment.Bindings;
import org.fugu.exokernel.environment.Environment;
import org.fugu.machine.kernel.PrivilegedNode;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.fugu.machine.topology.NodeId;
import org.jspecify.annotations.Nullable;

/// Takes capabilities away that other environments hold, in batches of bounded length.
///
/// At the home, what goes is marked first: from then on nothing of it can be derived from, granted or
/// accepted, and nobody of this node can use it. Then names and bindings go, leaves first. Holders on
/// other nodes are told and answer. One revocation is under way at a time, in the order in which they
/// were asked for, so none can hold another one up for longer than it takes.
///
/// At a holder's node, the bindings of a withdrawn capability go, then its name, then the home is
/// told. That waits for nobody, so two homes cannot wait for each other.
///
/// When an environment ends, what others have a part in goes as if it had deleted it. Nobody waits for
/// that.
///
/// What is left over when a batch is full goes on when a packet comes that the kernel sends itself.
final class Revocations {
    private static final int MOST = 1 << 24;
    private static final int BATCH = Removal.MOST_AT_ONCE;

    private final PrivilegedNode node;
    private final Environments environments;
    private final Binder binder;
    private final Loans loans;
    private final ArrayDeque<Revocation> wanted = new ArrayDeque<>();
    private final ArrayDeque<Capability> withdrawn = new ArrayDeque<>();
    private final ArrayDeque<Estate> estates = new ArrayDeque<>();
    private final ArrayDeque<Repossession> repossessions = new ArrayDeque<>();

    /// Whether a packet to itself is on its way.
    private boolean goesOn;

    Revocations(PrivilegedNode node, Environments environments, Binder binder, Loans loans) {
        this.node = node;
        this.environments = environments;
        this.binder = binder;
        this.loans = loans;
    }

    boolean isUsed() {
        return goesOn || !wanted.isEmpty() || !withdrawn.isEmpty() || !estates.isEmpty() || !repossessions.isEmpty();
    }

    /// Begins to take a capability of this node away, or what was derived from it.
    ///
    /// @return whether it has ended already; if not, the asker is told when it has
    boolean take(Capability root, boolean itself, EnvironmentName asker) {
        var revocation = Revocation.of(root, itself, asker, environments);
        wanted.add(revocation);
        work();
        if (!wanted.contains(revocation)) return true;
        revocation.await();
        return false;
    }

    /// Another node takes a borrowed capability away.
    ///
    /// @param environment who holds it, or null if it is not here
    void withdraw(int home, @Nullable Environment environment, LoanPacket.Withdraw packet) {
        node.time().chargeInterrupt(KernelPath.WITHDRAWAL_HANDLER.instructions());
        var capability = environment == null ? null : loans.borrowed(packet.name());
        if (capability == null) {
            send(new NodeId(home), new LoanPacket.Withdrawn(packet.job(), packet.environment(), packet.name()));
            return;
        }
        capability.mark(true);
        withdrawn.add(capability);
        work();
    }

    /// An environment of this node has ended.
    void leave(Environment ended) {
        var estate = estate(ended, 0);
        if (ended.maker() == null && (!loans.isUsed() || estate.isSettled())) return;
        estates.add(estate);
        work();
    }

    /// Frames are taken from an environment of this node by force.
    void repossess(Repossession repossession) {
        repossessions.add(repossession);
        work();
    }

    /// Whether frames that an environment may have are on their way back to it.
    boolean bringsBack(Environment environment) {
        for (var each : wanted) if (each.owner() == environment) return true;
        for (var each : estates) if (environments.of(each.table()).isBelow(environment)) return true;
        return false;
    }

    private static Estate estate(Environment ended, int slot) {
        return new Estate(ended.capabilities(), ended.maker() != null, slot);
    }

    /// An environment that has ended needs no record of another node any more.
    void giveBack(int job, int environment, long name) {
        send(new NodeId((int) Loans.homeOf(name)), new LoanPacket.Remove(job, environment, name, true));
    }

    /// A holder on another node has lost what it had.
    void answered() {
        node.time().chargeInterrupt(KernelPath.REVOCATION_BATCH.instructions());
        var revocation = wanted.peek();
        if (revocation != null) revocation.answered();
        work();
    }

    void goOn() {
        node.time().chargeInterrupt(KernelPath.REVOCATION_BATCH.instructions());
        goesOn = false;
        work();
    }

    private void work() {
        int left = BATCH;
        while (left > 0 && !withdrawn.isEmpty()) left -= giveUp(withdrawn.element(), left);
        for (; left > 0 && !estates.isEmpty(); left--) settle(estates.element());
        while (left > 0 && !repossessions.isEmpty()) left -= search(repossessions.element());
        boolean waits = false;
        while (left > 0 && !waits && !wanted.isEmpty()) {
            var revocation = wanted.element();
            var name = revocation.next();
            if (name != null) left -= takeAway(revocation, name, left);
            else if (revocation.expectsAnswers() || isInTransfer(revocation)) waits = true;
            else left -= end(revocation);
        }
        if (hasMore() && !goesOn) {
            goesOn = true;
            send(node.id(), new LoanPacket.GoOn(0, 0));
        }
    }

    private void settle(Estate estate) {
        var capability = estate.isSettled() ? null : estate.next();
        if (estate.isSettled()) {
            estates.remove();
            environments.of(estate.table()).returnFrames();
        }
        if (capability == null) return;
        charge(1);
        var identity = environments.of(estate.table()).identity();
        if (capability.isBorrowed()) {
            giveBack(identity.job().number(), identity.number(), capability.name());
        } else {
            wanted.add(Revocation.of(capability, true, identity.name(), environments));
        }
    }

    /// @return how much of a batch that was
    private int search(Repossession repossession) {
        charge(1);
        var taken = repossession.next(node);
        if (taken != null) {
            var owner = environments.of(Objects.requireNonNull(taken.table()));
            wanted.add(Revocation.of(taken, true, owner.identity().name(), environments));
        }
        if (repossession.isOver()) repossessions.remove();
        return taken == null ? 1 : 2; // it is noted too
    }

    /// Whether there is something that no answer of another node will bring on.
    private boolean hasMore() {
        if (!withdrawn.isEmpty() || !estates.isEmpty() || !repossessions.isEmpty()) return true;
        var revocation = wanted.peek();
        return revocation != null && (!revocation.expectsAnswers() || revocation.next() != null);
    }

    /// User DMA still has to move part of a frame: it ends by itself.
    private boolean isInTransfer(Revocation revocation) {
        var run = revocation.frames();
        if (run == null) return false;
        for (int i = 0; i < run.count(); i++) if (node.frames().isInTransfer(run.physical(i))) return true;
        return false;
    }

    /// @return how many names and bindings have gone
    private int takeAway(Revocation revocation, Capability leaf, int most) {
        var table = leaf.table();
        if (table != null) {
            int gone = dropBindings(environments.of(table), leaf, most);
            if (gone == most) return gone;
            charge(1);
            table.remove(leaf);
            return gone + 1;
        }
        charge(1);
        var loan = loans.remove(leaf);
        if (loan.accepted()) {
            var holder = loan.to();
            revocation.expectAnswer();
            send(holder.node(), new LoanPacket.Withdraw(holder.job(), holder.number(), loan.name()));
        }
        return 1;
    }

    private int giveUp(Capability borrowed, int most) {
        var environment = environments.of(Objects.requireNonNull(borrowed.table()));
        int gone = dropBindings(environment, borrowed, most);
        if (gone == most) return gone;
        charge(1);
        withdrawn.remove();
        loans.giveBack(borrowed);
        var identity = environment.identity();
        var answer = new LoanPacket.Withdrawn(identity.job().number(), identity.number(), borrowed.name());
        send(new NodeId((int) Loans.homeOf(borrowed.name())), answer);
        return gone + 1;
    }

    private int dropBindings(Environment environment, Capability source, int most) {
        if (environment.bindings().size() == 0) return 0;
        List<Bindings.Binding> all = environment.bindings().matching(binding -> binding.source() == source);
        int gone = Math.min(all.size(), most);
        charge(gone);
        binder.drop(environment, all.subList(0, gone));
        return gone;
    }

    private void charge(int units) {
        node.time().charge(units * SystemCall.CAP_REVOKE.unitPath());
    }

    /// @return how much of a batch it is that the frames go to who has asked for them
    private int end(Revocation revocation) {
        wanted.remove();
        var owner = revocation.owner();
        var frames = revocation.frames();
        if (owner != null && frames != null) {
            binder.giveBack(owner, frames);
            if (estates.stream().noneMatch(estate -> estate.table() == owner.capabilities())) owner.returnFrames();
        }
        revocation.end();
        if (revocation.isAwaited()) tell(revocation.asker());
        return owner == null || owner.reclaims().open().isEmpty() ? 0 : 1;
    }

    private void tell(EnvironmentName asker) {
        var answer = new LoanPacket.Answer(asker.job(), asker.number(), 0);
        if (!asker.node().equals(node.id())) {
            send(asker.node(), answer);
            return;
        }
        var environment = environments.named(asker.job(), asker.number());
        if (environment == null || environment.end().hasStopped()) return;
        if (environment.awaited().answerCame()) environment.program().resume(node);
    }

    void save(StateWriter out) {
        var references = new References(environments, loans);
        out.add(goesOn).add(wanted.size());
        for (var each : wanted) each.save(out, references);
        out.add(withdrawn.size());
        for (var each : withdrawn) references.save(each, out);
        out.add(estates.size());
        for (var each : estates)
            out.add(environments.indexOf(environments.of(each.table()))).add(each.slot());
    }

    void restore(StateReader in) {
        var references = new References(environments, loans);
        wanted.clear();
        withdrawn.clear();
        estates.clear();
        goesOn = in.nextBoolean();
        for (int left = in.nextInt(0, MOST); left > 0; left--) wanted.add(Revocation.restored(in, references));
        for (int left = in.nextInt(0, MOST); left > 0; left--) withdrawn.add(references.restored(in));
        for (int left = in.nextInt(0, environments.count()); left > 0; left--) {
            var ended = environments.at(in.nextInt(0, environments.count() - 1));
            estates.add(estate(ended, in.nextInt(0, CapabilityTable.MOST_SLOTS)));
        }
    }

    /// Apart from the rest: most runs take nothing by force.
    void saveRepossessions(StateWriter out) {
        out.add(repossessions.size());
        for (var each : repossessions) each.save(out, environments);
    }

    void restoreRepossessions(StateReader in) {
        repossessions.clear();
        for (int left = in.nextInt(0, MOST); left > 0; left--) {
            repossessions.add(Repossession.restored(in, environments));
        }
    }

    private void send(NodeId to, LoanPacket packet) {
        node.system().sendPacket(to, packet.words());
    }
}

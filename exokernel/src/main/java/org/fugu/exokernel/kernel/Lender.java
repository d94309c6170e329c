package org.fugu.exokernel.kernel;

import java.util.Objects;
import java.util.TreeSet;
import org.fugu.exokernel.abi.KernelError;
import org.fugu.exokernel.abi.KernelPath;
import org.fugu.exokernel.abi.Rights;
import org.fugu.exokernel.call.Binder;
import org.fugu.exokernel.call.Invoked;
import org.fugu.exokernel.call.Lending;
import org.fugu.exokernel.capability.Capability;
import org.fugu.exokernel.capability.EnvironmentName;
import org.fugu.exokernel.capability.KernelObject;
import org.fugu.exokernel.capability.Loans;
import org.fugu.exokernel.environment.Environment;
import org.fugu.machine.kernel.PrivilegedNode;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.fugu.machine.topology.NodeId;
import org.jspecify.annotations.Nullable;

/// Capabilities that travel. The home of an object decides; another node's kernel asks it for the
/// environment that calls, which waits meanwhile. The second network keeps the order of what one node
/// sends another, so a record is never withdrawn before it has come.
final class Lender implements Lending {
    private static final int A0 = 10;

    private final PrivilegedNode node;
    private final TreeSet<NodeId> kernels;
    private final Environments environments;
    private final Binder binder;
    private final Loans loans;
    private final Revocations revocations;

    /// @param kernels the nodes of the machine that have one
    Lender(
            PrivilegedNode node,
            TreeSet<NodeId> kernels,
            Environments environments,
            Binder binder,
            Loans loans,
            Revocations revocations) {
        this.node = node;
        this.kernels = kernels;
        this.environments = environments;
        this.binder = binder;
        this.loans = loans;
        this.revocations = revocations;
    }

    // For the calls.

    @Override
    public boolean isKernel(NodeId other) {
        return kernels.contains(other);
    }

    @Override
    public boolean mayOffer(Environment environment) {
        return loans.mayOffer(environment.identity().name());
    }

    @Override
    public boolean mayAccept(Environment environment, long ticket) {
        long home = Loans.homeOf(ticket);
        if (home == node.id().index()) {
            return loans.ticket(ticket, environment.identity().name()) != null;
        }
        return home < NodeId.MAX_NODES && kernels.contains(new NodeId((int) home));
    }

    @Override
    public long ticketFrom(int job, Environment environment) {
        return loans.ticketFrom(job, environment.identity().name());
    }

    @Override
    public Invoked derive(Environment environment, Capability borrowed, Rights rights) {
        int job = environment.job().number();
        int number = environment.identity().number();
        return ask(environment, new LoanPacket.Derive(job, number, borrowed.name(), rights.bits()), borrowed.name());
    }

    @Override
    public Invoked grant(Environment environment, Capability capability, Rights rights, EnvironmentName to) {
        var from = environment.identity().name();
        if (!capability.isBorrowed()) return new Invoked.Done(loans.offer(capability, rights, from, to));
        var packet = new LoanPacket.Grant(from.job(), from.number(), capability.name(), rights.bits(), to);
        return ask(environment, packet, capability.name());
    }

    @Override
    public Invoked accept(Environment environment, long ticket) {
        var who = environment.identity().name();
        if (Loans.homeOf(ticket) != node.id().index()) {
            return ask(environment, new LoanPacket.Accept(who.job(), who.number(), ticket), ticket);
        }
        var loan = Objects.requireNonNull(loans.ticket(ticket, who));
        return new Invoked.Done(loans.settle(loan, environment.capabilities()).handle());
    }

    @Override
    public Invoked remove(Environment environment, Capability capability, boolean itself) {
        var who = environment.identity().name();
        if (capability.isBorrowed()) {
            var packet = new LoanPacket.Remove(who.job(), who.number(), capability.name(), itself);
            return ask(environment, packet, capability.name());
        }
        if (revocations.take(capability, itself, who)) return new Invoked.Done(0);
        return waits(environment);
    }

    private Invoked ask(Environment environment, LoanPacket packet, long name) {
        node.system().sendPacket(new NodeId((int) Loans.homeOf(name)), packet.words());
        return waits(environment);
    }

    private Invoked waits(Environment environment) {
        environment.awaited().answer();
        node.registers().suspend();
        return new Invoked.Pending(0);
    }

    // Capabilities that have travelled, a long revocation, or a program that waits for the home of one.

    boolean isUsed() {
        for (var environment : environments) if (environment.awaited().isForAnswer()) return true;
        return loans.isUsed() || revocations.isUsed();
    }

    void save(StateWriter out) {
        loans.save(out, environments.tables());
        revocations.save(out);
        binder.abroad().save(out);
        for (var environment : environments) environment.awaited().saveAnswer(out);
    }

    void restore(StateReader in) {
        loans.restore(in, environments.tables());
        revocations.restore(in);
        binder.abroad().restore(in);
        for (var environment : environments) environment.awaited().restoreAnswer(in);
    }

    // From other kernels.

    void packet(int source, @Nullable Environment environment, LoanPacket packet) {
        switch (packet) {
            case LoanPacket.Accept accept -> asked(source, accept);
            case LoanPacket.Derive derive -> asked(source, derive);
            case LoanPacket.Grant grant -> asked(source, grant);
            case LoanPacket.Remove remove -> asked(source, remove);
            case LoanPacket.Lent lent -> answered(environments.waiting(packet), lent);
            case LoanPacket.Answer answer -> answered(environments.waiting(packet), answer);
            case LoanPacket.Withdraw withdraw -> revocations.withdraw(source, environment, withdraw);
            case LoanPacket.Withdrawn _ -> revocations.answered();
            case LoanPacket.GoOn _ -> revocations.goOn();
        }
    }

    private static EnvironmentName who(int source, LoanPacket packet) {
        return new EnvironmentName(new NodeId(source), packet.job(), packet.environment());
    }

    private void asked(int source, LoanPacket.Accept packet) {
        node.time().chargeInterrupt(KernelPath.LOAN_HANDLER.instructions());
        var who = who(source, packet);
        var loan = loans.ticket(packet.name(), who);
        if (loan == null) {
            answer(who, KernelError.BAD_TICKET.number());
            return;
        }
        loans.hand(loan);
        lend(who, loan.capability());
    }

    private void asked(int source, LoanPacket.Derive packet) {
        node.time().chargeInterrupt(KernelPath.LOAN_HANDLER.instructions());
        var who = who(source, packet);
        var parent = loans.heldBy(packet.name(), who);
        if (parent == null) answer(who, KernelError.BAD_HANDLE.number());
        else if (!parent.mayHaveChildren()) answer(who, KernelError.TOO_DEEP.number());
        else lend(who, loans.derive(parent, new Rights(packet.rights()), who).capability());
    }

    private void asked(int source, LoanPacket.Grant packet) {
        node.time().chargeInterrupt(KernelPath.LOAN_HANDLER.instructions());
        var who = who(source, packet);
        var parent = loans.heldBy(packet.name(), who);
        if (parent == null) answer(who, KernelError.BAD_HANDLE.number());
        else if (!parent.mayHaveChildren()) answer(who, KernelError.TOO_DEEP.number());
        else if (!loans.mayOffer(who)) answer(who, KernelError.OUT_OF_SLOTS.number());
        else answer(who, loans.offer(parent, new Rights(packet.rights()), who, packet.to()));
    }

    private void asked(int source, LoanPacket.Remove packet) {
        node.time().chargeInterrupt(KernelPath.LOAN_HANDLER.instructions());
        var who = who(source, packet);
        var record = loans.heldBy(packet.name(), who);
        if (record == null) answer(who, KernelError.BAD_HANDLE.number());
        else if (revocations.take(record, packet.itself(), who)) answer(who, 0);
    }

    private void lend(EnvironmentName who, Capability record) {
        if (!(record.object() instanceof KernelObject.Lent(var run))) {
            throw new IllegalStateException("no other node can hold this");
        }
        binder.abroad().add(run);
        int rights = record.rights().bits();
        var lent = new LoanPacket.Lent(who.job(), who.number(), record.name(), rights, run);
        node.system().sendPacket(who.node(), lent.words());
    }

    private void answer(EnvironmentName who, long value) {
        var answer = new LoanPacket.Answer(who.job(), who.number(), value);
        node.system().sendPacket(who.node(), answer.words());
    }

    private void answered(@Nullable Environment environment, LoanPacket.Lent packet) {
        node.time().charge(KernelPath.LOAN_ANSWER.instructions());
        if (environment == null) {
            // It has ended meanwhile.
            revocations.giveBack(packet.job(), packet.environment(), packet.name());
            return;
        }
        if (!environment.awaited().answerCame()) return;
        var rights = new Rights(packet.rights());
        var object = new KernelObject.Lent(packet.frames());
        var borrowed = loans.borrow(environment.capabilities(), packet.name(), object, rights);
        environment
                .capabilityLog()
                .lent(
                        packet.environment(),
                        node.time().clock(),
                        object.kind().number(),
                        rights.bits(),
                        borrowed.handle());
        environment.program().answer(node, A0, borrowed.handle());
        environment.program().resume(node);
    }

    private void answered(@Nullable Environment environment, LoanPacket.Answer packet) {
        node.time().charge(KernelPath.LOAN_ANSWER.instructions());
        if (environment == null || !environment.awaited().answerCame()) return;
        if (packet.value() < 0) {
            environment.refusals().addWaiting(node.time().clock(), KernelError.numbered(packet.value()));
            environment.capabilityLog().refused(packet.environment());
        } else {
            environment
                    .capabilityLog()
                    .answered(packet.environment(), node.time().clock());
        }
        environment.program().answer(node, A0, packet.value());
        environment.program().resume(node);
    }
}

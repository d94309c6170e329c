package org.fugu.exokernel.kernel;

import org.fugu.exokernel.abi.KernelPath;
import org.fugu.exokernel.call.Binder;
import org.fugu.exokernel.environment.Environment;
import org.fugu.machine.kernel.PrivilegedNode;
import org.fugu.machine.topology.NodeId;
import org.jspecify.annotations.Nullable;

/// Dropping a page's translation on all nodes of a job by interrupting each of them, whether it has
/// one or not: what machines do whose TLBs the coherence protocol does not reach.
final class Shootdown {
    private final PrivilegedNode node;
    private final Binder binder;

    Shootdown(PrivilegedNode node, Binder binder) {
        this.node = node;
        this.binder = binder;
    }

    /// Sends the interrupts. The context goes on when the last node has answered.
    ///
    /// @return whether it waits
    boolean begin(Environment environment, long page) {
        binder.drop(environment, page);
        var identity = environment.identity();
        var packet = new KernelPacket.Drop(identity.job().number(), identity.number(), page).words();
        for (var member : identity.job().nodes()) {
            if (!member.equals(node.id())) node.system().sendPacket(member, packet);
        }
        int others = identity.job().ranks() - 1;
        environment.awaited().answers(others);
        if (others == 0) return false;
        node.registers().suspend();
        return true;
    }

    /// Another node asks this one to drop a translation.
    ///
    /// @param environment whose, or null if it is not here
    void asked(int sourceNode, @Nullable Environment environment, KernelPacket.Drop packet) {
        node.time().chargeInterrupt(KernelPath.SHOOTDOWN_HANDLER.instructions());
        if (environment != null) binder.drop(environment, packet.page());
        var answer = new KernelPacket.Dropped(packet.job(), packet.environment(), packet.page());
        node.system().sendPacket(new NodeId(sourceNode), answer.words());
    }

    /// Another node has dropped its own.
    void answered(@Nullable Environment environment) {
        node.time().charge(KernelPath.SHOOTDOWN_ANSWER.instructions());
        if (environment != null && environment.awaited().answered())
            environment.program().resume(node);
    }
}

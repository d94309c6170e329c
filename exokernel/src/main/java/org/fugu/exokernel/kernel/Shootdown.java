package org.fugu.exokernel.kernel;

import java.util.List;
import org.fugu.exokernel.abi.KernelPath;
import org.fugu.exokernel.environment.Environment;
import org.fugu.machine.kernel.PrivilegedNode;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.fugu.machine.topology.NodeId;

/// Dropping a page's translation on all nodes of the job by interrupting each of them, whether it
/// has one or not: what machines do whose TLBs the coherence protocol does not reach.
final class Shootdown {
    /// First words of packets; the second is the virtual page.
    static final long PACKET_DROP = 2;

    static final long PACKET_DROPPED = 3;

    private final PrivilegedNode node;
    private final Environment environment;
    private final List<NodeId> members;
    private int missing;

    Shootdown(PrivilegedNode node, Environment environment, List<NodeId> members) {
        this.node = node;
        this.environment = environment;
        this.members = members;
    }

    int others() {
        return members.size() - 1;
    }

    /// Sends the interrupts. The context goes on when the last node has answered.
    void begin(long page) {
        drop(page);
        for (var member : members) {
            if (!member.equals(node.id())) node.sendPacket(member, PACKET_DROP, page);
        }
        missing = others();
        if (missing > 0) node.suspend();
    }

    private void drop(long page) {
        var binding = environment.bindings().at(page);
        if (binding == null || binding.isGuaranteed()) return;
        environment.bindings().remove(page);
        node.tlbDrop(Environment.ADDRESS_SPACE, page);
    }

    /// Another node asks this one to drop a translation.
    void asked(int sourceNode, long page) {
        node.chargeInterrupt(KernelPath.SHOOTDOWN_HANDLER.instructions());
        drop(page);
        node.sendPacket(new NodeId(sourceNode), PACKET_DROPPED, page);
    }

    /// Another node has dropped its own.
    void answered() {
        node.charge(KernelPath.SHOOTDOWN_ANSWER.instructions());
        missing--;
        if (missing == 0) node.resume();
    }

    void save(StateWriter out) {
        out.add(missing);
    }

    void restore(StateReader in) {
        missing = in.nextInt(0, others());
    }
}

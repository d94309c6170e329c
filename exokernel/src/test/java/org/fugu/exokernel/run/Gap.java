package org.fugu.exokernel.run;

import java.util.SortedSet;
import java.util.TreeMap;
import org.fugu.exokernel.capability.EnvironmentName;
import org.fugu.exokernel.environment.Environment;
import org.fugu.exokernel.frame.BindWords;
import org.fugu.exokernel.kernel.NodeKernel;
import org.fugu.exokernel.loader.ElfImage;
import org.fugu.machine.cpu.Context;
import org.fugu.machine.kernel.PrivilegedNode;
import org.fugu.machine.kernel.TrapHandler;
import org.fugu.machine.message.UserMessage;
import org.fugu.machine.node.Node;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.fugu.machine.topology.NodeId;
import org.fugu.machine.trap.TrapCause;
import org.jspecify.annotations.Nullable;

/// A kernel in which one protection is missing: it stands between each node of the machine and its kernel,
/// and does there what would happen without the check. The victim is job 0, the attacker job 1.
abstract class Gap implements KernelSetter {
    static final int A0 = 10;
    private static final int PROCESSES = 2;
    private static final long VICTIMS_PAGE = victimsPage();

    private final String text;
    private final TreeMap<NodeId, NodeKernel> kernels = new TreeMap<>();

    /// @param text what is so in it
    Gap(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }

    /// What the kernel gets in place of the node's ports.
    PrivilegedNode ports(PrivilegedNode node) {
        return node;
    }

    /// A trap of the attacker's.
    ///
    /// @return whether the kernel shall not hear of it
    boolean takes(Site site, Context context, TrapCause cause, long value) {
        return false;
    }

    /// A packet of the second network has come, and the kernel is about to hear of it.
    void hears(Site site, long[] words) {}

    /// Whether the kernel hears that a cycle has come, while the attacker has the processor.
    boolean hearsAlarm(long number) {
        return true;
    }

    /// Whether it hears that a program has held messages off for too long.
    boolean hearsTimeout() {
        return true;
    }

    /// Whether it hears of messages that are not for the program on the processor.
    boolean hearsMessages() {
        return true;
    }

    @Override
    public NodeKernel set(Node node, BindWords words, boolean servesMemory, SortedSet<NodeId> known) {
        var kernel = new NodeKernel(ports(node.privileged()), words, servesMemory, known);
        kernels.put(node.id(), kernel);
        node.install(new Between(kernel, new Site(node.privileged())));
        return kernel;
    }

    /// A node.
    final class Site {
        final PrivilegedNode node;

        private Site(PrivilegedNode node) {
            this.node = node;
        }

        private @Nullable Environment of(int job, int number) {
            var kernel = kernels.get(node.id());
            return kernel == null ? null : kernel.processes().named(new EnvironmentName(node.id(), job, number));
        }

        /// @throws IllegalStateException if there is none here
        Environment attacker() {
            var found = of(1, 0);
            if (found == null) throw new IllegalStateException("no attacker on " + node.id());
            return found;
        }

        /// Whether the processor is the attacker's, or that of a process that it has made.
        private boolean isAttackers() {
            for (int number = 0; number <= PROCESSES; number++) {
                var found = of(1, number);
                if (found != null && found.program().isOnProcessor()) return true;
            }
            return false;
        }

        /// A physical frame in the middle of what the victim of this node has in its memory.
        long victimsFrame() {
            var found = of(0, 0);
            if (found == null) throw new IllegalStateException("no victim on " + node.id());
            return found.loadedFrame(VICTIMS_PAGE);
        }
    }

    /// The page in the middle of the victim's private data.
    private static long victimsPage() {
        var image = (ElfImage) ElfImage.parse(GuestPrograms.file("test/victim", "victim.elf"));
        var data = image.segments().getLast(); // what begins as zeros
        return data.firstPage() + data.pages() / 2;
    }

    /// What the machine talks to.
    private final class Between implements TrapHandler {
        private final NodeKernel kernel;
        private final Site site;

        Between(NodeKernel kernel, Site site) {
            this.kernel = kernel;
            this.site = site;
        }

        @Override
        public void trap(Context context, TrapCause cause, long value) {
            if (!site.isAttackers() || !takes(site, context, cause, value)) kernel.trap(context, cause, value);
        }

        @Override
        public String describe(Context context, TrapCause cause) {
            return kernel.describe(context, cause);
        }

        @Override
        public void packet(int sourceNode, long[] words) {
            hears(site, words);
            kernel.packet(sourceNode, words);
        }

        @Override
        public void revoked() {
            kernel.revoked();
        }

        @Override
        public void instructionLimit() {
            kernel.instructionLimit();
        }

        @Override
        public void message(UserMessage message) {
            if (hearsMessages()) kernel.message(message);
        }

        @Override
        public boolean canTake(int group) {
            return kernel.canTake(group);
        }

        @Override
        public void atomicityTimeout() {
            if (hearsTimeout()) kernel.atomicityTimeout();
        }

        @Override
        public void alarm(long number) {
            if (!site.isAttackers() || hearsAlarm(number)) kernel.alarm(number);
        }

        @Override
        public void save(StateWriter out) {
            kernel.save(out);
        }

        @Override
        public void restore(StateReader in) {
            kernel.restore(in);
        }
    }
}

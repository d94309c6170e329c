package org.fugu.exokernel.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeMap;
import org.fugu.exokernel.abi.BootField;
import org.fugu.exokernel.abi.Rights;
import org.fugu.exokernel.abi.SystemCall;
import org.fugu.exokernel.capability.KernelObject;
import org.fugu.exokernel.environment.Environment;
import org.fugu.exokernel.frame.BindWords;
import org.fugu.exokernel.frame.Frames;
import org.fugu.exokernel.job.Job;
import org.fugu.exokernel.kernel.NodeKernel;
import org.fugu.machine.Machine;
import org.fugu.machine.topology.NodeId;
import org.junit.jupiter.api.Test;

/// Two nodes with a translation of one frame of node 0, which node 0 gives up, looked at cycle by
/// cycle. Capabilities do not travel yet: the test gives node 1 its own.
class RevocationTests {
    private static final int PAGE = 0x50_0000;
    private static final int READ_AND_WRITE = 3;
    private static final int DELAY = 1_500;
    private static final int CYCLES = 30_000;

    private final RunRequest request = Requests.of(program(), 2);
    private final Machine machine = new Machine(Exokernel.config(request));
    private final Job job = load();
    private final Environment owner = job.ranks().get(0);
    private final Environment other = job.ranks().get(1);

    /// Both find their capability in `s1` and map the frame. Rank 0 gives it up after a while.
    private static byte[] program() {
        var text = new Assembler();
        text.word(BootField.RANK.offset() << 20 | Assembler.A0 << 15 | 2 << 12 | Assembler.T0 << 7 | 0x03);
        bind(text);
        text.branchIfZero(Assembler.T0, 2);
        int stay = text.label();
        text.jump(stay);
        text.li(Assembler.T1, DELAY);
        int wait = text.label();
        text.addi(Assembler.T1, Assembler.T1, -1).branchIfNonZeroBack(Assembler.T1, wait);
        text.addi(Assembler.A0, Assembler.S1, 0).call(SystemCall.FRAME_FREE);
        int end = text.label();
        return text.jump(end).program();
    }

    private static void bind(Assembler text) {
        text.addi(Assembler.A0, Assembler.S1, 0)
                .li(Assembler.A1, 0)
                .li(Assembler.A2, PAGE)
                .li(Assembler.A2 + 1, READ_AND_WRITE)
                .li(Assembler.A2 + 2, 0)
                .call(SystemCall.TLB_WRITE);
    }

    private Job load() {
        var plan = ((Member.Loadable) Member.of(request).getFirst()).plan();
        var kernels = new TreeMap<NodeId, NodeKernel>();
        for (var id : plan.nodes()) {
            var node = machine.node(id.index());
            var kernel = new NodeKernel(node.privileged(), new BindWords(plan.framesPerNode()), false, plan.nodes());
            node.install(kernel);
            kernels.put(id, kernel);
        }
        return Job.load(plan, id -> machine.node(id.index()), kernels::get, (_, _, _) -> {});
    }

    private int give(Environment environment, Frames.Run run) {
        var capability = environment.capabilities().grant(new KernelObject.Allocation(run), Rights.FRAME_OWNER);
        machine.node(environment.rank()).context(0).x[Assembler.S1] = capability.handle();
        return capability.handle();
    }

    private boolean isMapped(Environment environment) {
        var node = machine.node(environment.rank()).privileged();
        return node.translations().tlbProbe(environment.addressSpace(), PAGE >>> 12) >= 0;
    }

    @Test
    void aFrameIsFreeWhenTheOtherNodeHasAnsweredAndNotBefore() {
        int before = owner.frames().available();
        var run = new Frames.Run(new NodeId(0), owner.frames().allocate(1), 1);
        int name = give(owner, run);
        give(other, run);

        int bothMapped = 0;
        int unanswered = 0;
        int underWay = 0;
        for (int cycle = 1; cycle <= CYCLES; cycle++) {
            machine.run(cycle, (_, _) -> true);
            boolean named = owner.capabilities().find(name) != null;
            boolean free = owner.frames().available() == before;
            if (isMapped(owner) && isMapped(other)) bothMapped++;
            if (!named && !free && isMapped(other)) unanswered++;
            if (!named && !free && !isMapped(other)) underWay++;
            assertThat(free && isMapped(other)).as("at cycle %d", cycle).isFalse();
            assertThat(free && named).isFalse();
        }
        assertThat(bothMapped).isPositive();
        assertThat(unanswered).as("cycles in which node 1 has not heard of it").isPositive();
        assertThat(underWay).as("cycles in which its answer is under way").isPositive();
        assertThat(owner.frames().available()).isEqualTo(before);
        assertThat(isMapped(other)).isFalse();
    }
}

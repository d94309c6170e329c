package org.fugu.exokernel.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.fugu.exokernel.abi.KernelPath;
import org.fugu.exokernel.abi.Rights;
import org.fugu.exokernel.call.Binder;
import org.fugu.exokernel.call.FakeNode;
import org.fugu.exokernel.call.PageTableWord;
import org.fugu.exokernel.capability.CapabilityTable;
import org.fugu.exokernel.capability.KernelObject;
import org.fugu.exokernel.environment.Bindings;
import org.fugu.exokernel.environment.ConsoleLog;
import org.fugu.exokernel.environment.Environment;
import org.fugu.exokernel.environment.Identity;
import org.fugu.exokernel.environment.JobIdentity;
import org.fugu.exokernel.frame.BindWords;
import org.fugu.exokernel.frame.FramePool;
import org.fugu.exokernel.frame.Frames;
import org.fugu.machine.cpu.RegisterImage;
import org.fugu.machine.topology.NodeId;
import org.junit.jupiter.api.Test;

/// Without a kernel, on a node that only writes down what it is asked.
class ShootdownTests {
    private static final long PAGE = 0x50;

    private final FakeNode node = new FakeNode(2);
    private final Binder binder = new Binder(node.privileged(), new BindWords(8));
    private final Shootdown shootdown = new Shootdown(node.privileged(), binder);
    private final CapabilityTable capabilities = new CapabilityTable();

    private Environment environment(int number, NodeId... nodes) {
        var name = capabilities.grant(new KernelObject.Allocation(new Frames.Run(node.id, 0, 1)), Rights.FRAME_OWNER);
        int rank = List.of(nodes).indexOf(node.id);
        var environment = new Environment(
                new Identity(new JobIdentity(4, 5, 0, List.of(nodes)), number, rank, 1),
                capabilities,
                name,
                List.of(),
                new FramePool(8),
                new ConsoleLog(node.id, 10),
                4,
                new RegisterImage(0));
        environment.program().load(node.privileged(), () -> {});
        binder.record(environment, new Bindings.Binding(PAGE, 0, 1, name), PageTableWord.NONE);
        return environment;
    }

    @Test
    void everyOtherNodeOfTheJobIsAskedAndWaitedFor() {
        var environment = environment(3, new NodeId(1), node.id, new NodeId(9));
        assertThat(shootdown.begin(environment, PAGE)).isTrue();
        assertThat(node.tlb).isEmpty();
        var words = List.of(3L << 48 | 4L << 56 | 2, PAGE);
        assertThat(node.packets)
                .containsExactly(new FakeNode.Packet(new NodeId(1), words), new FakeNode.Packet(new NodeId(9), words));
        assertThat(node.suspended).isTrue();
        shootdown.answered(environment);
        assertThat(node.suspended).isTrue();
        shootdown.answered(environment);
        assertThat(node.suspended).isFalse();
        assertThat(node.clock).isEqualTo(2L * KernelPath.SHOOTDOWN_ANSWER.instructions());
    }

    @Test
    void theAnswerIsForWhoWaitsAndNotForWhoHasTheProcessor() {
        var environment = environment(0, node.id, new NodeId(1));
        shootdown.begin(environment, PAGE);
        environment.program().store(node.privileged());
        shootdown.answered(environment);
        assertThat(node.suspended).as("whoever waits there now").isTrue();
    }

    @Test
    void aJobOfOneNodeWaitsForNobody() {
        assertThat(shootdown.begin(environment(0, node.id), PAGE)).isFalse();
        assertThat(node.packets).isEmpty();
        assertThat(node.suspended).isFalse();
    }

    @Test
    void anAnswerForAnEnvironmentThatIsGoneIsCountedForNobody() {
        var environment = environment(0, node.id, new NodeId(1));
        shootdown.begin(environment, PAGE);
        shootdown.answered(null);
        assertThat(node.suspended).isTrue();
        shootdown.asked(1, null, new KernelPacket.Drop(8, 0, PAGE));
        assertThat(node.packets.getLast().words()).containsExactly(8L << 56 | 3, PAGE);
    }
}

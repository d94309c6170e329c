package org.fugu.exokernel.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.fugu.exokernel.abi.AddressSpace;
import org.fugu.exokernel.abi.Right;
import org.fugu.exokernel.abi.Rights;
import org.fugu.exokernel.capability.CapabilityTable;
import org.fugu.exokernel.capability.KernelObject;
import org.fugu.exokernel.environment.ConsoleLog;
import org.fugu.exokernel.environment.Environment;
import org.fugu.exokernel.environment.GuaranteedMapping;
import org.fugu.exokernel.environment.Identity;
import org.fugu.exokernel.environment.JobIdentity;
import org.fugu.exokernel.frame.FramePool;
import org.fugu.exokernel.frame.Frames;
import org.fugu.exokernel.frame.FramesAbroad;
import org.fugu.machine.cpu.RegisterImage;
import org.fugu.machine.topology.NodeId;
import org.junit.jupiter.api.Test;

/// Pages 0x20 and 0x21 are this node's own, 0x30 and 0x31 are shared: one at home here, one on node 1.
class GuestMemoryTests {
    private static final long OWN = 0x20000;
    private static final long SHARED = 0x30000;
    private static final long MAPPED = 0x50000;
    private static final int READ = Right.READ.bit();

    private final FakeNode node = new FakeNode(0);
    private final GuestMemory memory = new GuestMemory(node.privileged(), environment(), new FramesAbroad());

    private Environment environment() {
        var both = List.of(new NodeId(0), new NodeId(1));
        var own = new Frames.Run(node.id, 4, 2);
        var shared = new Frames.Interleaved(
                List.of(new Frames.Run(both.get(0), 6, 1), new Frames.Run(both.get(1), 6, 1)), 2, 2);
        var capabilities = new CapabilityTable();
        return new Environment(
                new Identity(new JobIdentity(0, 1, 0, both), 0, 0, 1),
                capabilities,
                capabilities.grant(new KernelObject.Console(), Rights.of(Right.WRITE)),
                List.of(
                        new GuaranteedMapping(OWN >>> 12, own, Rights.of(Right.READ), true),
                        new GuaranteedMapping(SHARED >>> 12, shared, Rights.of(Right.READ), false)),
                new FramePool(16),
                new ConsoleLog(node.id, 10),
                4,
                new RegisterImage(0));
    }

    private void put(int frame, int offset, String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, node.localFrame(frame), offset, bytes.length);
    }

    @Test
    void whatTheProgramCouldReadIsReadAcrossPages() {
        put(4, 4094, "ab");
        put(5, 0, "cd");
        assertThat(memory.read(OWN + 4094, 4)).asString(StandardCharsets.UTF_8).isEqualTo("abcd");
        assertThat(memory.read(OWN, 0)).isEmpty();
    }

    @Test
    void whatItCouldNotReadIsNot() {
        assertThat(memory.read(OWN + 2 * 4096 - 1, 2)).as("the second byte").isNull();
        assertThat(memory.read(MAPPED, 1)).isNull();
        assertThat(memory.read(-1, 1)).isNull();
        assertThat(memory.read(AddressSpace.END - 1, 2)).isNull();
        assertThat(memory.read(Long.MAX_VALUE, 4096)).isNull();
        node.tlbWrite(1, MAPPED >>> 12, 9, Right.WRITE.bit());
        assertThat(memory.read(MAPPED, 1)).as("it may only write").isNull();
        node.tlbWrite(2, MAPPED >>> 12, 9, READ);
        assertThat(memory.read(MAPPED, 1)).as("of another address space").isNull();
    }

    @Test
    void whatTheTlbHoldsIsRead() {
        put(9, 8, "xy");
        node.tlbWrite(1, MAPPED >>> 12, 9, READ);
        assertThat(memory.read(MAPPED + 8, 2)).asString(StandardCharsets.UTF_8).isEqualTo("xy");
    }

    @Test
    void sharedPagesAreNotReadWhereverTheyAreAtHome() {
        assertThat(memory.read(SHARED, 1)).isNull();
        assertThat(memory.read(SHARED + 4096, 1)).isNull();
        node.tlbWrite(1, MAPPED >>> 12, 6, READ);
        assertThat(memory.read(MAPPED, 1)).as("by another name").isNull();
        node.tlbWrite(1, MAPPED >>> 12, 1 << 20 | 9, READ);
        assertThat(memory.read(MAPPED, 1)).as("a frame of another node").isNull();
    }

    @Test
    void aWordsPlaceIsFoundInSharedPagesToo() {
        assertThat(memory.physicalAddress(OWN + 8)).isEqualTo(4 << 12 | 8);
        assertThat(memory.physicalAddress(SHARED + 4096 + 16)).isEqualTo((1L << 20 | 6) << 12 | 16);
        assertThat(memory.physicalAddress(MAPPED)).isNegative();
        node.sharesMemory = false;
        assertThat(memory.physicalAddress(SHARED + 4096)).as("out of reach").isNegative();
        assertThat(memory.physicalAddress(SHARED)).isEqualTo(6 << 12);
    }

    @Test
    void aStackIsReadAsFarAsItGoes() {
        node.localFrame(5)[4096 - 16] = 7;
        assertThat(memory.stack(OWN + 2 * 4096 - 16, 10)).containsExactly(7L, 0L);
        assertThat(memory.stack(OWN, 3)).hasSize(3);
        assertThat(memory.stack(OWN + 1, 3)).as("no stack pointer").isEmpty();
    }
}

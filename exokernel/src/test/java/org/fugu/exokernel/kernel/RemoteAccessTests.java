package org.fugu.exokernel.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.fugu.exokernel.abi.KernelError;
import org.fugu.exokernel.abi.SystemCall;
import org.fugu.exokernel.environment.Ending;
import org.fugu.machine.cpu.Bytes;
import org.fugu.machine.topology.NodeId;
import org.fugu.machine.trap.TrapCause;
import org.junit.jupiter.api.Test;

/// Rank 0 of two: page 0 of the shared segment is at home here, page 1 at rank 1, page 2 here.
class RemoteAccessTests {
    private static final int SHARED_SEGMENT = 2;
    private static final int PAGE = 4096;

    private final KernelFixture here = KernelFixture.withRemoteAccess(0, 2);
    private final KernelFixture there = KernelFixture.withRemoteAccess(1, 2);

    private int shared() {
        return here.segmentHandle(SHARED_SEGMENT);
    }

    /// Brings the packets to where they are going until there are none.
    private void exchange() {
        for (boolean moved = true; moved; ) moved = carry(here, there) | carry(there, here);
    }

    private static boolean carry(KernelFixture from, KernelFixture to) {
        var packets = List.copyOf(from.node.packets);
        from.node.packets.clear();
        for (var packet : packets) {
            assertThat(packet.to()).isEqualTo(to.node.id);
            to.kernel.packet(
                    from.node.id.index(),
                    packet.words().stream().mapToLong(Long::longValue).toArray());
        }
        return !packets.isEmpty();
    }

    private long answer() {
        exchange();
        return Objects.requireNonNull(here.node.started[0]).x[11];
    }

    @Test
    void whatIsWrittenToAnotherNodeIsReadFromItAndItsProgramNeverRuns() {
        var bytes = new byte[80];
        new Random(1).nextBytes(bytes);
        long address = here.put(16, bytes);
        assertThat(here.call(SystemCall.REMOTE_WRITE, shared(), PAGE + 8, address, 80))
                .isZero();
        assertThat(here.node.packets).as("24 bytes each").hasSize(4);
        assertThat(here.node.suspended).as("a write is not waited for").isFalse();

        for (int i = 0; i < 80; i += 8) {
            assertThat(here.call(SystemCall.REMOTE_READ, shared(), PAGE + 8 + i))
                    .isZero();
            assertThat(here.node.suspended).as("a read is").isTrue();
            assertThat(answer()).isEqualTo(Bytes.getLong(bytes, i));
            assertThat(here.node.suspended).isFalse();
        }
        assertThat(there.node.interrupts).isEqualTo(14);
        assertThat(there.node.deliveries).isEmpty();
    }

    @Test
    void aSwapIsMadeIfTheWordIsAsExpectedAndAnswersWhatItWas() {
        assertThat(here.call(SystemCall.REMOTE_SWAP, shared(), PAGE, 0, 5)).isZero();
        assertThat(answer()).isZero();
        assertThat(here.call(SystemCall.REMOTE_SWAP, shared(), PAGE, 0, 6)).isZero();
        assertThat(answer()).as("it was not 0").isEqualTo(5);
        assertThat(here.call(SystemCall.REMOTE_READ, shared(), PAGE)).isZero();
        assertThat(answer()).isEqualTo(5);
    }

    @Test
    void theNodesOwnPagesTakeNoPacket() {
        assertThat(here.call(SystemCall.REMOTE_SWAP, shared(), 2 * PAGE, 0, 9)).isZero();
        assertThat(here.call(SystemCall.REMOTE_READ, shared(), 2 * PAGE)).isZero();
        assertThat(here.node.packets).isEmpty();
        assertThat(answer()).isEqualTo(9);
    }

    @Test
    void aFrameOfAnotherNodeIsNotBound() {
        assertThat(here.call(SystemCall.TLB_WRITE, shared(), 1, 0x5000_0000, 3))
                .isEqualTo(KernelError.NO_SHARED_MEMORY.number());
        assertThat(here.call(SystemCall.TLB_WRITE, shared(), 0, 0x5000_0000, 3)).isZero();
        assertThat(here.node.bound).hasSize(1);
    }

    @Test
    void otherMachinesHaveNoRemoteAccess() {
        var fugu = new KernelFixture();
        long cap = fugu.segmentHandle(SHARED_SEGMENT);
        for (var call : List.of(SystemCall.REMOTE_READ, SystemCall.REMOTE_WRITE, SystemCall.REMOTE_SWAP)) {
            assertThat(fugu.call(call, cap, 0, KernelFixture.DATA, 8)).isEqualTo(KernelError.NO_REMOTE_ACCESS.number());
        }
        assertThat(fugu.call(SystemCall.TLB_WRITE, cap, 1, 0x5000_0000, 3)).isZero();
    }

    @Test
    void whatAskedWithoutTheRightIsRefusedAndNothingHasChanged() {
        long readOnly = here.call(SystemCall.CAP_DERIVE, shared(), 1);
        long writeOnly = here.call(SystemCall.CAP_DERIVE, shared(), 2);
        var before = here.state();
        assertThat(here.call(SystemCall.REMOTE_WRITE, readOnly, PAGE, KernelFixture.DATA, 8))
                .isEqualTo(KernelError.MISSING_RIGHT.number());
        assertThat(here.call(SystemCall.REMOTE_SWAP, readOnly, PAGE, 0, 1))
                .isEqualTo(KernelError.MISSING_RIGHT.number());
        assertThat(here.call(SystemCall.REMOTE_SWAP, writeOnly, PAGE, 0, 1))
                .isEqualTo(KernelError.MISSING_RIGHT.number());
        assertThat(here.call(SystemCall.REMOTE_READ, writeOnly, PAGE)).isEqualTo(KernelError.MISSING_RIGHT.number());
        assertThat(here.call(SystemCall.REMOTE_READ, here.consoleHandle(), 0))
                .isEqualTo(KernelError.WRONG_OBJECT.number());
        assertThat(here.call(SystemCall.REMOTE_READ, 12345, 0)).isEqualTo(KernelError.BAD_HANDLE.number());
        assertThat(here.state()).isEqualTo(before);
        assertThat(here.node.packets).isEmpty();
    }

    /// Whatever the arguments, a call is refused and changes nothing, or stays within its segment.
    @Test
    void hostileArgumentsReachNothingElse() {
        var random = new Random(77);
        var interesting = new long[] {
            0, 7, 8, -8, PAGE - 8, PAGE, 3 * PAGE - 8, 3 * PAGE, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 32, -PAGE
        };
        int accepted = 0;
        for (int i = 0; i < 20_000; i++) {
            long offset = pick(random, interesting);
            long bytes = pick(random, interesting);
            long address = random.nextBoolean() ? KernelFixture.DATA : pick(random, interesting);
            var call = List.of(SystemCall.REMOTE_READ, SystemCall.REMOTE_WRITE, SystemCall.REMOTE_SWAP)
                    .get(random.nextInt(3));
            long answer = here.call(call, shared(), offset, address, bytes);
            if (answer == 0) {
                accepted++;
                assertThat(offset).isBetween(0L, 3L * PAGE - 8);
                assertThat(offset & 7).isZero();
                if (call == SystemCall.REMOTE_WRITE)
                    assertThat(offset % PAGE + bytes).isBetween(8L, (long) PAGE);
            } else {
                assertThat(here.node.packets).isEmpty();
            }
            exchange();
            assertThat(here.node.suspended).isFalse();
        }
        assertThat(accepted).isGreaterThan(1_000);
        assertThat(there.node.frames.keySet())
                .as("frames of rank 1 that were touched: loaded ones, and its one page of the segment")
                .isSubsetOf(KernelFixture.withRemoteAccess(1, 2).node.frames.keySet().stream()
                        .collect(Collectors.toCollection(() -> new TreeSet<>(List.of(pageOneAtHome())))));
    }

    private int pageOneAtHome() {
        return (int) (there.environment().loadedFrame((KernelFixture.SHARED >>> 12) + 1) & 0xfffff);
    }

    private static long pick(Random random, long[] values) {
        return values[random.nextInt(values.length)];
    }

    @Test
    void aSharedPageOutOfReachIsExplained() {
        var fixture = KernelFixture.withRemoteAccess(0, 2);
        fixture.kernel.trap(fixture.context, TrapCause.LOAD_PAGE_FAULT, KernelFixture.SHARED + PAGE);
        var verdict = Objects.requireNonNull(fixture.end().verdict());
        assertThat(((Ending.Trapped) verdict.ending()).message())
                .contains("at home on " + new NodeId(1))
                .contains("share no memory");
    }
}

package org.fugu.exokernel.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.fugu.exokernel.abi.AddressSpace;
import org.fugu.exokernel.abi.KernelPath;
import org.fugu.exokernel.abi.Right;
import org.fugu.exokernel.abi.SystemCall;
import org.fugu.exokernel.call.FakeNode;
import org.fugu.exokernel.environment.Ending;
import org.fugu.machine.topology.NodeId;
import org.fugu.machine.trap.TrapCause;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeKernelTests {
    private static final long HANDLER = KernelFixture.TEXT + 0x100;
    private static final long NOWHERE = 0x7777_7000;

    private final KernelFixture it = new KernelFixture();

    private Ending.Trapped trap() {
        return (Ending.Trapped) Objects.requireNonNull(it.end().verdict()).ending();
    }

    private void fault(TrapCause cause, long address) {
        it.kernel.trap(it.context, cause, address);
    }

    @Test
    void aBareProgramFindsItsSegmentsStackAndBootRecord() {
        fault(TrapCause.FETCH_PAGE_FAULT, KernelFixture.TEXT);
        fault(TrapCause.STORE_PAGE_FAULT, KernelFixture.DATA + 0x1008);
        fault(TrapCause.LOAD_PAGE_FAULT, KernelFixture.SHARED + 0x1000);
        fault(TrapCause.STORE_PAGE_FAULT, it.context.x[2]);
        fault(TrapCause.LOAD_PAGE_FAULT, AddressSpace.BOOT_RECORD);

        assertThat(it.node.tlb).hasSize(5);
        assertThat(it.node.tlbProbe(1, (KernelFixture.SHARED >>> 12) + 1) >>> 23)
                .as("page 1 is at home on node 1")
                .isEqualTo(1);
        assertThat(it.context.pc).as("the instruction is executed again").isEqualTo(KernelFixture.TEXT);
        assertThat(it.node.clock)
                .isEqualTo(5L
                        * (KernelPath.SOFTWARE_TLB_MISS.instructions() + KernelPath.GUARANTEED_REFILL.instructions()));
        assertThat(it.node.halted).isFalse();
    }

    @Test
    void whatTheTlbHasLostIsFoundInTheSoftwareTlb() {
        fault(TrapCause.STORE_PAGE_FAULT, KernelFixture.DATA);
        var tlb = new TreeMap<>(it.node.tlb);
        it.node.tlb.clear();
        long since = it.node.clock;
        fault(TrapCause.LOAD_PAGE_FAULT, KernelFixture.DATA + 8);
        assertThat(it.node.tlb).isEqualTo(tlb);
        assertThat(it.node.clock - since).isEqualTo(KernelPath.SOFTWARE_TLB_HIT.instructions());
        assertThat(it.node.deliveries).isEmpty();
    }

    /// The machine says which it is: a page that the TLB does not have, or one without the right.
    @Test
    void aRightThatIsMissingIsLookedForNowhere() {
        it.call(SystemCall.EXCEPTION_ENTRY, KernelFixture.TEXT);
        fault(TrapCause.FETCH_PAGE_FAULT, KernelFixture.TEXT);
        long since = it.node.clock;
        fault(TrapCause.STORE_PAGE_FAULT, KernelFixture.TEXT);
        assertThat(it.node.clock - since).isEqualTo(KernelPath.EXCEPTION_DISPATCH.instructions());
        assertThat(it.node.deliveries).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {NOWHERE, 0, -4096, Long.MIN_VALUE, KernelFixture.TEXT, AddressSpace.BOOT_RECORD})
    void anyOtherStoreOfABareProgramEndsTheJobAsTrapped(long address) {
        fault(TrapCause.STORE_PAGE_FAULT, address);

        var verdict = Objects.requireNonNull(it.end().verdict());
        assertThat(verdict.node()).isEqualTo(new NodeId(0));
        var trap = trap();
        assertThat(trap.pc()).isEqualTo(KernelFixture.TEXT);
        assertThat(trap.cause()).isEqualTo("store_page_fault");
        assertThat(trap.value()).isEqualTo(address);
        assertThat(trap.message()).contains("store_page_fault", "0x10000", "node 0");
        assertThat(it.node.halted).isTrue();
        assertThat(it.node.packets).containsExactly(new FakeNode.Packet(new NodeId(1), List.of(1L)));
    }

    @Test
    void aLibraryOsGetsItsExceptionsAndKeepsWhatIsGuaranteed() {
        it.call(SystemCall.EXCEPTION_ENTRY, HANDLER);
        long pc = it.context.pc;
        fault(TrapCause.LOAD_PAGE_FAULT, KernelFixture.GUARANTEED);
        assertThat(it.node.deliveries).isEmpty();

        fault(TrapCause.LOAD_PAGE_FAULT, KernelFixture.DATA);
        assertThat(it.node.deliveries)
                .containsExactly(new FakeNode.Delivery(HANDLER, TrapCause.LOAD_PAGE_FAULT, KernelFixture.DATA));
        assertThat(it.node.userTrapPc).isEqualTo(pc);
        assertThat(it.context.pc).isEqualTo(HANDLER);

        fault(TrapCause.ILLEGAL_INSTRUCTION, 0);
        assertThat(it.node.deliveries).hasSize(2);
        assertThat(it.node.halted).isFalse();
    }

    @Test
    void whatIsGuaranteedNoLongerLeavesTheTlb() {
        fault(TrapCause.LOAD_PAGE_FAULT, KernelFixture.DATA);
        fault(TrapCause.LOAD_PAGE_FAULT, KernelFixture.SHARED);
        fault(TrapCause.LOAD_PAGE_FAULT, KernelFixture.GUARANTEED);
        it.call(SystemCall.EXCEPTION_ENTRY, HANDLER);
        assertThat(it.node.tlb).containsOnlyKeys(KernelFixture.GUARANTEED >>> 12);
    }

    @Test
    void aHandlerThatCannotBeFetchedEndsTheJob() {
        it.call(SystemCall.EXCEPTION_ENTRY, NOWHERE);
        fault(TrapCause.ILLEGAL_INSTRUCTION, 0);
        assertThat(it.context.pc).isEqualTo(NOWHERE);
        fault(TrapCause.FETCH_PAGE_FAULT, NOWHERE);
        assertThat(trap().cause()).isEqualTo("fetch_page_fault");
    }

    @Test
    void aDeclinedExceptionIsReportedAsTheLibraryOsSawIt() {
        it.call(SystemCall.EXCEPTION_ENTRY, HANDLER);
        fault(TrapCause.LOAD_PAGE_FAULT, NOWHERE);
        it.call(SystemCall.EXCEPTION_DECLINE);
        var trap = trap();
        assertThat(trap.cause()).isEqualTo("load_page_fault");
        assertThat(trap.value()).isEqualTo(NOWHERE);
        assertThat(trap.pc()).isEqualTo(KernelFixture.TEXT + 4);
    }

    @Test
    void aDeclinedCauseThatDoesNotExistIsReportedAsANumber() {
        it.node.userTrapCause = 77;
        it.call(SystemCall.EXCEPTION_DECLINE);
        var trap = trap();
        assertThat(trap.cause()).isEqualTo("cause_77");
    }

    @Test
    void rankZerosExitEndsTheJobWithTheLowByteOfItsCode() {
        it.call(SystemCall.EXIT, 0x1ff);
        var verdict = Objects.requireNonNull(it.end().verdict());
        assertThat(verdict.ending()).isEqualTo(new Ending.Exited(255));
        assertThat(verdict.cycle()).isEqualTo(SystemCall.EXIT.path());
        assertThat(it.node.packets).hasSize(1);
    }

    @Test
    void anotherRanksExitStopsThatRankOnly() {
        var other = new KernelFixture(1, 3, KernelFixture.CONSOLE_BYTES);
        other.call(SystemCall.LINUX_EXIT_GROUP, 3);
        assertThat(other.end().verdict()).isNull();
        assertThat(other.node.halted).isTrue();
        assertThat(other.node.packets).isEmpty();
    }

    @Test
    void aPacketStopsANodeThatHasNoVerdictOfItsOwn() {
        it.kernel.packet(1, new long[] {99});
        assertThat(it.node.halted).isFalse();
        it.kernel.packet(1, new KernelPacket.JobEnded(0, 0).words());
        assertThat(it.node.halted).isTrue();
        assertThat(it.end().verdict()).isNull();
    }

    @Test
    void theInstructionLimitIsAVerdict() {
        it.kernel.instructionLimit();
        assertThat(Objects.requireNonNull(it.end().verdict()).ending()).isEqualTo(Ending.Stopped.INSTRUCTION_LIMIT);
    }

    @Test
    void everyRankHasItsOwnSeedAndSharesThePlacementOfSharedPages() {
        var first = new KernelFixture(0, 2, KernelFixture.CONSOLE_BYTES);
        var second = new KernelFixture(1, 2, KernelFixture.CONSOLE_BYTES);
        assertThat(first.bootRecord().getLong(48))
                .isNotEqualTo(second.bootRecord().getLong(48));
        for (int page = 0; page < 3; page++) {
            long virtual = (KernelFixture.SHARED >>> 12) + page;
            assertThat(Objects.requireNonNull(first.environment().guaranteed(virtual))
                            .frame(virtual))
                    .isEqualTo(Objects.requireNonNull(second.environment().guaranteed(virtual))
                            .frame(virtual));
        }
    }

    @Test
    void everyChangeOfTheKernelsStateReachesTheDigest() {
        var states = new TreeSet<String>();
        states.add(it.state());
        it.call(SystemCall.REGION, 1);
        states.add(it.state());
        long frames = it.call(SystemCall.FRAME_ALLOCATE, it.memoryHandle(), 1);
        states.add(it.state());
        it.call(SystemCall.TLB_WRITE, frames, 0, NOWHERE, Right.READ.bit(), 0);
        states.add(it.state());
        it.call(SystemCall.METRIC, it.put("data"), 4, 1);
        states.add(it.state());
        it.call(SystemCall.METRIC, it.put("data"), 4, 2);
        states.add(it.state());
        it.call(SystemCall.LINUX_WRITE, 1, KernelFixture.DATA, 1);
        states.add(it.state());
        it.call(SystemCall.EXCEPTION_ENTRY, HANDLER);
        states.add(it.state());
        it.call(SystemCall.EXIT, 1);
        states.add(it.state());
        assertThat(states).hasSize(9);
    }
}

package org.fugu.exokernel.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.fugu.exokernel.abi.KernelError;
import org.fugu.exokernel.abi.Right;
import org.fugu.exokernel.abi.SystemCall;
import org.fugu.exokernel.call.FakeNode;
import org.fugu.exokernel.capability.KernelObject;
import org.fugu.exokernel.environment.Ending;
import org.fugu.exokernel.environment.Environment;
import org.fugu.exokernel.environment.Identity;
import org.fugu.exokernel.environment.JobIdentity;
import org.fugu.exokernel.frame.BindWords;
import org.fugu.exokernel.loader.ElfImage;
import org.fugu.exokernel.loader.EnvironmentLoader;
import org.fugu.exokernel.loader.JobPlan;
import org.fugu.exokernel.loader.Placement;
import org.fugu.machine.cpu.Context;
import org.fugu.machine.topology.MeshShape;
import org.fugu.machine.topology.NodeId;
import org.fugu.machine.trap.TrapCause;
import org.junit.jupiter.api.Test;

/// One kernel with an environment of each of two jobs. The second job's rank 1 is here, on node 0.
class SeveralEnvironmentsTests {
    private static final long PAGE = 0x50000;

    private final ElfImage image = KernelFixture.image();
    private final FakeNode node = new FakeNode(0);
    private final NodeKernel kernel = new NodeKernel(
            node.privileged(),
            new BindWords(2 * KernelFixture.FRAMES),
            false,
            List.of(new NodeId(0), new NodeId(1), new NodeId(5)));

    /// Of the node's memory that no job has.
    private int firstFrame;

    private final Environment first = admit(new JobIdentity(0, 1, 0, List.of(new NodeId(0), new NodeId(1))), 0);
    private final Environment second = admit(new JobIdentity(7, 40, 3, List.of(new NodeId(5), new NodeId(0))), 1);

    private Environment admit(JobIdentity job, int rank) {
        var plan = new JobPlan(
                job,
                image,
                List.of("program"),
                new MeshShape(8, 1),
                "fugu",
                1,
                1,
                42,
                firstFrame,
                KernelFixture.FRAMES,
                100);
        firstFrame += KernelFixture.FRAMES;
        var identity = new Identity(job, 0, rank, kernel.nextAddressSpace());
        var environment = new EnvironmentLoader(plan, Placement.of(plan), identity, node::localFrame).load();
        kernel.admit(environment);
        return environment;
    }

    private long call(Environment environment, SystemCall call, long... arguments) {
        var context = new Context();
        context.x[17] = call.number();
        System.arraycopy(arguments, 0, context.x, 10, arguments.length);
        kernel.run(environment);
        kernel.trap(context, TrapCause.SYSTEM_CALL, 0);
        return context.x[10];
    }

    @Test
    void eachHasAnAddressSpaceAndAGroupOfItsOwn() {
        assertThat(first.addressSpace()).isNotEqualTo(second.addressSpace());
        kernel.run(second);
        assertThat(node.runs).isEqualTo(second.addressSpace());
        assertThat(node.group).isEqualTo(40);
        kernel.run(first);
        assertThat(node.runs).isEqualTo(first.addressSpace());
        assertThat(node.group).isEqualTo(1);
        assertThatThrownBy(() -> kernel.admit(first)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatOneMapsTheOtherDoesNotSee() {
        for (var each : List.of(first, second)) {
            kernel.run(each);
            kernel.trap(new Context(), TrapCause.LOAD_PAGE_FAULT, KernelFixture.DATA);
        }
        assertThat(node.tlb).hasSize(2);
        kernel.run(second);
        assertThat(call(second, SystemCall.EXCEPTION_ENTRY, KernelFixture.TEXT)).isZero();
        assertThat(node.tlbProbe(first.addressSpace(), KernelFixture.DATA >>> 12))
                .as("the first has no library OS yet")
                .isNotNegative();
        assertThat(node.tlbProbe(second.addressSpace(), KernelFixture.DATA >>> 12))
                .isNegative();
    }

    @Test
    void eachHasFramesOfItsOwn() {
        long data = KernelFixture.DATA >>> 12;
        assertThat(first.loadedFrame(data)).isLessThan(KernelFixture.FRAMES);
        assertThat(second.loadedFrame(data)).isBetween((long) KernelFixture.FRAMES, 2L * KernelFixture.FRAMES - 1);
        long handle = memory(second);
        int available = second.frames().available();
        assertThat(call(second, SystemCall.FRAME_ALLOCATE, handle, available)).isPositive();
        assertThat(call(second, SystemCall.FRAME_ALLOCATE, handle, 1)).isEqualTo(KernelError.OUT_OF_FRAMES.number());
        assertThat(first.frames().hasRun(1)).isTrue();
    }

    /// Frames are named within the part of the memory that is the job's.
    @Test
    void noneLearnsFromNamesWhereItsFramesAre() {
        for (var each : List.of(first, second)) {
            long frames = call(each, SystemCall.FRAME_ALLOCATE, memory(each), 2);
            long name = call(each, SystemCall.CAP_INSPECT, frames, 2);
            assertThat(call(each, SystemCall.FRAME_FREE, frames)).isZero();
            long again = call(each, SystemCall.FRAME_ALLOCATE, memory(each), 1, name + 1);
            assertThat(call(each, SystemCall.CAP_INSPECT, again, 1)).isEqualTo(name);
            assertThat(name).isBetween(0L, (long) KernelFixture.FRAMES - 1);
        }
    }

    private static long memory(Environment environment) {
        for (int handle = 0; handle < 1 << 13; handle++) {
            var capability = environment.capabilities().find(handle);
            if (capability != null && capability.object() instanceof KernelObject.Memory) return handle;
        }
        throw new AssertionError("no memory");
    }

    @Test
    void oneOfThemHasTheProcessorAndTheNextOneWhenItHasEnded() {
        kernel.run(second);
        kernel.run(first);
        assertThat(node.programs).isEqualTo(1);
        assertThat(second.program().isOnProcessor()).isFalse();
        call(first, SystemCall.EXIT, 3);
        assertThat(node.programs).isEqualTo(1);
        assertThat(second.program().isOnProcessor()).isTrue();
        assertThat(node.group).isEqualTo(40);
    }

    @Test
    void theInstructionLimitIsThatOfWhoHasTheProcessor() {
        first.program().limitInstructions(node.privileged(), 1_000);
        second.program().limitInstructions(node.privileged(), 2_000);
        kernel.run(first);
        assertThat(node.instructionLimit).isEqualTo(1_000);
        kernel.instructionLimit();
        assertThat(first.end().hasStopped()).isTrue();
        assertThat(second.end().hasStopped()).isFalse();
        assertThat(second.program().isOnProcessor()).isTrue();
        assertThat(node.instructionLimit).isEqualTo(2_000);
    }

    @Test
    void theProcessorStopsWithTheLastOfThem() {
        call(second, SystemCall.EXIT, 3);
        assertThat(second.end().hasStopped()).isTrue();
        assertThat(second.end().verdict()).as("rank 1 says nothing of its job").isNull();
        assertThat(node.halted).isFalse();
        call(first, SystemCall.EXIT, 4);
        assertThat(first.end().verdict()).isNotNull();
        assertThat(node.halted).isTrue();
    }

    @Test
    void theEndOfAJobIsToldToItsOwnNodesAndStopsItsOwnEnvironments() {
        kernel.end(second, Ending.Stopped.INSTRUCTION_LIMIT);
        assertThat(node.packets).containsExactly(new FakeNode.Packet(new NodeId(5), List.of(7L << 56 | 1)));
        assertThat(first.end().hasStopped()).isFalse();

        kernel.packet(1, new KernelPacket.JobEnded(3, 0).words());
        kernel.packet(1, new KernelPacket.JobEnded(0, 1).words());
        assertThat(first.end().hasStopped())
                .as("neither its job nor its environment")
                .isFalse();
        kernel.packet(1, new KernelPacket.JobEnded(0, 0).words());
        assertThat(first.end().hasStopped()).isTrue();
    }

    @Test
    void aShootdownIsAnsweredForTheEnvironmentThatItNames() {
        for (var each : List.of(first, second)) {
            kernel.run(each);
            kernel.trap(new Context(), TrapCause.LOAD_PAGE_FAULT, KernelFixture.TEXT);
            bind(each);
        }
        kernel.packet(5, new KernelPacket.Drop(7, 0, PAGE >>> 12).words());
        assertThat(second.bindings().at(PAGE >>> 12)).isNull();
        assertThat(first.bindings().at(PAGE >>> 12)).isNotNull();
        assertThat(node.packets.getLast().words()).containsExactly(7L << 56 | 3, PAGE >>> 12);

        kernel.packet(5, new KernelPacket.Drop(9, 0, PAGE >>> 12).words());
        assertThat(node.packets.getLast().words())
                .as("who is not here has no translation")
                .containsExactly(9L << 56 | 3, PAGE >>> 12);
    }

    private void bind(Environment environment) {
        for (int handle = 0; handle < 1 << 13; handle++) {
            var capability = environment.capabilities().find(handle);
            if (capability == null || capability.object().frames() == null) continue;
            assertThat(call(environment, SystemCall.TLB_WRITE, handle, 0, PAGE, Right.READ.bit()))
                    .isZero();
            return;
        }
        throw new AssertionError("no segment");
    }
}

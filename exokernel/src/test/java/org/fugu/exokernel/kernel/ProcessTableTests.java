package org.fugu.exokernel.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.fugu.exokernel.abi.ContextField;
import org.fugu.exokernel.abi.KernelError;
import org.fugu.exokernel.abi.Right;
import org.fugu.exokernel.abi.SystemCall;
import org.fugu.exokernel.capability.EnvironmentName;
import org.fugu.exokernel.environment.Environment;
import org.fugu.exokernel.environment.Identity;
import org.fugu.machine.topology.NodeId;
import org.fugu.machine.trap.TrapCause;
import org.junit.jupiter.api.Test;

/// A rank that makes environments, through the kernel's calls.
class ProcessTableTests {
    private static final long PAGE = 0x50000;
    private static final long MAPPING = ContextField.MAPPING.number();
    private static final long READ = Right.READ.bit();

    /// Handles of what an environment that was made begins with.
    private static final long ITS_MEMORY = 0x1001;

    private final KernelFixture it = new KernelFixture();

    private long make(int frames) {
        return it.call(SystemCall.ENVIRONMENT_MAKE, it.memoryHandle(), frames, KernelFixture.TEXT, PAGE, 1, 2);
    }

    /// The n-th that was made.
    private Environment made(int number) {
        var processes = it.kernel.processes();
        return Objects.requireNonNull(processes.named(new EnvironmentName(new NodeId(0), 0, number)));
    }

    private long map(long environment, long frames, long rights) {
        return it.call(SystemCall.ENVIRONMENT_SET, environment, MAPPING, PAGE, frames, rights);
    }

    private long frames(int count) {
        return it.call(SystemCall.FRAME_ALLOCATE, it.memoryHandle(), count);
    }

    private boolean isTranslated(Environment environment) {
        return it.node.tlbProbe(environment.addressSpace(), PAGE >>> 12) >= 0;
    }

    @Test
    void aMappingIsRefilledAsLongAsWhatItWasDerivedFromIsThere() {
        long environment = make(2);
        long frames = frames(1);
        assertThat(map(environment, frames, READ)).isPositive();
        var other = made(1);
        assertThat(it.call(SystemCall.SLICE_YIELD, environment)).isZero();
        it.kernel.trap(it.context, TrapCause.LOAD_PAGE_FAULT, PAGE);
        assertThat(isTranslated(other)).isTrue();
        assertThat(other.end().hasStopped()).isFalse();

        assertThat(it.call(SystemCall.SLICE_YIELD, 0)).isZero();
        it.call(SystemCall.CAP_REVOKE, frames);
        assertThat(isTranslated(other)).isFalse();
        it.call(SystemCall.SLICE_YIELD, environment);
        it.kernel.trap(it.context, TrapCause.LOAD_PAGE_FAULT, PAGE);
        assertThat(isTranslated(other)).isFalse();
        assertThat(other.end().hasStopped()).as("nobody handles its page fault").isTrue();
        assertThat(it.end().hasStopped()).isFalse();
    }

    @Test
    void aMappingGivesNoMoreRightsThanItSays() {
        long environment = make(2);
        long frames = frames(1);
        map(environment, frames, READ);
        it.call(SystemCall.SLICE_YIELD, environment);
        it.kernel.trap(it.context, TrapCause.STORE_PAGE_FAULT, PAGE);
        assertThat(isTranslated(made(1))).isFalse();
        assertThat(made(1).end().hasStopped()).isTrue();
    }

    @Test
    void whatItHadIsItsMakersAgain() {
        int available = it.environment().frames().available();
        long environment = make(10);
        assertThat(it.environment().frames().available()).isEqualTo(available - 10);
        it.call(SystemCall.SLICE_YIELD, environment);
        assertThat(it.call(SystemCall.FRAME_ALLOCATE, ITS_MEMORY, 10)).isPositive();
        assertThat(it.call(SystemCall.FRAME_ALLOCATE, ITS_MEMORY, 1)).isEqualTo(KernelError.OUT_OF_FRAMES.number());
        it.call(SystemCall.SLICE_YIELD, 0);
        assertThat(it.call(SystemCall.ENVIRONMENT_END, environment)).isZero();
        assertThat(it.environment().frames().available()).isEqualTo(available);
    }

    /// Also where what was made has made something itself, whose frames are cut from its own.
    @Test
    void whoEndsTakesWithItWhatItMade() {
        int available = it.environment().frames().available();
        long environment = make(10);
        it.call(SystemCall.SLICE_YIELD, environment);
        long inner = it.call(SystemCall.ENVIRONMENT_MAKE, ITS_MEMORY, 4, KernelFixture.TEXT, PAGE, 1, 2);
        assertThat(inner).isPositive();
        it.call(SystemCall.SLICE_YIELD, 0);
        it.call(SystemCall.SLICE_YIELD, 0);
        assertThat(it.call(SystemCall.ENVIRONMENT_END, environment)).isZero();
        assertThat(made(1).end().hasStopped()).isTrue();
        assertThat(made(2).end().hasStopped()).isTrue();
        assertThat(it.environment().frames().available()).isEqualTo(available);
    }

    @Test
    void aRankMakesOnlySoManyAndOnlyFromFramesThatItHas() {
        int available = it.environment().frames().available();
        assertThat(make(available + 1)).isEqualTo(KernelError.OUT_OF_FRAMES.number());
        for (int made = 1; made < Identity.MOST; made++) {
            long environment = make(1);
            assertThat(environment).isPositive();
            it.call(SystemCall.ENVIRONMENT_END, environment);
            it.call(SystemCall.CAP_DELETE, environment);
        }
        assertThat(make(1)).isEqualTo(KernelError.OUT_OF_SLOTS.number());
        assertThat(it.environment().frames().available()).isEqualTo(available);
    }

    /// Its time is its rank's: no other rank and no other job can have a part in it.
    @Test
    void anEnvironmentIsGrantedOnlyToThoseOfItsRank() {
        long environment = make(2);
        long right = Right.EXECUTE.bit();
        long sibling = new EnvironmentName(new NodeId(0), 0, 1).word();
        long ofOtherJob = new EnvironmentName(new NodeId(0), 7, 0).word();
        long ofOtherRank = new EnvironmentName(new NodeId(1), 0, 0).word();
        assertThat(it.call(SystemCall.CAP_GRANT, environment, right, sibling)).isPositive();
        for (long stranger : new long[] {ofOtherJob, ofOtherRank}) {
            assertThat(it.call(SystemCall.CAP_GRANT, environment, right, stranger))
                    .isEqualTo(KernelError.WRONG_OBJECT.number());
        }
    }

    @Test
    void whatWasMadeCannotDoWhatItWasGivenNoCapabilityFor() {
        long environment = make(2);
        it.call(SystemCall.SLICE_YIELD, environment);
        for (long handle : new long[] {environment, it.processorHandle(), it.memoryHandle(), 0x1002, ITS_MEMORY}) {
            assertThat(it.call(SystemCall.SLICE_TAKE, handle, 0, 10_000)).isNegative();
            assertThat(it.call(SystemCall.ENVIRONMENT_END, handle)).isNegative();
            assertThat(it.call(SystemCall.SLICE_YIELD, handle)).isNegative();
        }
    }
}

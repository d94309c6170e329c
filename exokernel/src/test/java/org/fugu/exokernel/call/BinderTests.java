package org.fugu.exokernel.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.fugu.exokernel.abi.Rights;
import org.fugu.exokernel.capability.KernelObject;
import org.fugu.exokernel.environment.Bindings;
import org.fugu.exokernel.frame.BindWords;
import org.fugu.exokernel.frame.Frames;
import org.junit.jupiter.api.Test;

class BinderTests {
    private static final long PAGE = 0x50;

    private final CallFixture it = new CallFixture();
    private final Binder binder = it.binder();

    private Bindings.Binding binding(long page, KernelObject of) {
        var source = it.capabilities.grant(of, Rights.FRAME_OWNER);
        return new Bindings.Binding(page, 5, 1, source);
    }

    private Frames.Run run() {
        return new Frames.Run(it.node.id, 5, 1);
    }

    @Test
    void whatIsRecordedIsWrittenAndDroppedAgain() {
        binder.record(it.environment, binding(PAGE, new KernelObject.Allocation(run())), PageTableWord.NONE);
        assertThat(it.node.tlb).containsOnlyKeys(PAGE);
        assertThat(it.node.bound.getLast().bindWord()).isEqualTo(new BindWords(CallFixture.FRAMES).of(5));
        assertThat(binder.drop(it.environment, PAGE)).isTrue();
        assertThat(it.node.tlb).isEmpty();
        assertThat(binder.drop(it.environment, PAGE)).isFalse();
    }

    @Test
    void whatTheKernelMapsByItselfIsNoProgramsToDrop() {
        binder.record(it.environment, new Bindings.Binding(PAGE, 5, 1, null), PageTableWord.NONE);
        assertThat(binder.drop(it.environment, PAGE)).isFalse();
        assertThat(it.node.tlb).containsOnlyKeys(PAGE);
    }

    @Test
    void framesOfSegmentsAndOfTheKernelAreNotRevoked() {
        var segment = binding(PAGE, new KernelObject.Segment(run()));
        var guaranteed = new Bindings.Binding(PAGE + 1, 6, 1, null);
        var allocation = binding(PAGE + 2, new KernelObject.Allocation(run()));
        assertThat(binder.revoke(List.of(segment, guaranteed, allocation, allocation)))
                .isTrue();
        assertThat(it.node.revoked).containsExactly(new BindWords(CallFixture.FRAMES).of(5));
    }

    @Test
    void framesThatAreGivenBackAreEmptyAndFree() {
        int first = it.environment.frames().allocate(2);
        it.node.localFrame(first)[7] = 1;
        int available = it.environment.frames().available();
        binder.giveBack(it.environment, new Frames.Run(it.node.id, first, 2));
        assertThat(it.environment.frames().available()).isEqualTo(available + 2);
        assertThat(it.node.localFrame(first)[7]).isZero();
    }
}

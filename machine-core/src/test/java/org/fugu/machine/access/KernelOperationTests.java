package org.fugu.machine.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.fugu.machine.clock.EventQueue;
import org.fugu.machine.clock.NodeClock;
import org.fugu.machine.coherence.CoherenceMessage.Kind;
import org.fugu.machine.cpu.Bytes;
import org.fugu.machine.cpu.Contexts;
import org.fugu.machine.memory.Dram;
import org.fugu.machine.memory.LineShape;
import org.fugu.machine.memory.PhysicalAddress;
import org.fugu.machine.network.Outbox;
import org.fugu.machine.network.Packet;
import org.fugu.machine.observe.NodeRecorder;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.tlb.Tlb;
import org.fugu.machine.tlb.Translation;
import org.junit.jupiter.api.Test;

/// On the memory side of node 0 alone; the words are at home on node 1, whose answers the test makes
/// up.
class KernelOperationTests {
    private static final Preset PRESET = Preset.named("fugu");
    private static final LineShape LINES = new LineShape(16);
    private static final long FRAME = PhysicalAddress.ofFrame(PhysicalAddress.frame(1, 0));
    private static final long BIND_WORD = FRAME;
    private static final long TABLE_WORD = FRAME + 0x808;
    private static final long VALUE = 77;

    private final NodeClock clock = new NodeClock();
    private final Contexts contexts = new Contexts(1, LINES);
    private final Mmu mmu = new Mmu(8, LINES, contexts);
    private final Dram[] memories = {new Dram(), new Dram()};
    private final Outbox outbox = new Outbox(0);

    /// Asked for, in this order.
    private final List<Packet> sent = new ArrayList<>();

    private final Processor processor = new Processor();
    private int revocations;
    private final CoherentMemory memory = new CoherentMemory(
            0,
            clock,
            mmu,
            contexts,
            LINES,
            memories,
            PRESET,
            8,
            false,
            (time, traffic, to, bytes, lead) -> {
                sent.add(outbox.launch(time, traffic, to, bytes, lead));
                return sent.getLast();
            },
            new NoEvents(),
            new NodeRecorder(0));
    private final List<String> ends = new ArrayList<>();
    private final KernelOperation operation = new KernelOperation(clock, memory, mmu, processor, new Kernel(), true, 1);

    KernelOperationTests() {
        memory.add(operation);
        Bytes.putLong(memory.frameAt(TABLE_WORD), PhysicalAddress.offsetInFrame(TABLE_WORD), VALUE);
    }

    private final class Kernel implements KernelOperation.Kernel {
        @Override
        public void revoked() {
            revocations++;
        }

        @Override
        public void bound(Translation translation, boolean written) {
            ends.add((written ? "written, bound at " : "not written, bound at ") + translation.bound());
        }
    }

    private static final class Processor implements KernelOperation.Pipeline {
        boolean waits;

        @Override
        public boolean isInKernel() {
            return waits;
        }

        @Override
        public void waitInKernel() {
            waits = true;
        }

        @Override
        public void leaveKernel() {
            waits = false;
        }
    }

    private static final class NoEvents implements CoherentMemory.Schedule {
        @Override
        public long headTime() {
            return EventQueue.NEVER;
        }

        @Override
        public void delivered() {
            // Nothing is counted.
        }

        @Override
        public void deliver(long time, Kind kind, long line) {
            throw new AssertionError("the words are at home elsewhere");
        }

        @Override
        public void releaseHeld(long time) {
            throw new AssertionError("nothing is reserved");
        }

        @Override
        public void handled(long time, long line) {
            throw new AssertionError("no software runs here");
        }
    }

    private void bind() {
        operation.bind(new Translation(1, 5, 9, Tlb.READ, BIND_WORD, TABLE_WORD, VALUE));
    }

    /// The line that was asked for last.
    private long wanted() {
        return sent.getLast().line();
    }

    private void come(long word, Kind kind) {
        memory.accept(clock.now, kind, LINES.of(word), 1);
    }

    private void come(long word) {
        come(word, Kind.GRANT_SHARED);
    }

    private void lose(long word) {
        come(word, Kind.INVALIDATE);
    }

    private boolean isMapped() {
        return mmu.tlb().find(1, 5) != Tlb.MISS;
    }

    @Test
    void aTranslationIsWrittenWhenBothWordsHaveBeenRead() {
        bind();
        assertThat(wanted()).isEqualTo(LINES.of(BIND_WORD));
        assertThat(processor.waits).isTrue();
        come(BIND_WORD);
        assertThat(wanted()).isEqualTo(LINES.of(TABLE_WORD));
        assertThat(isMapped()).isFalse();
        come(TABLE_WORD);
        assertThat(processor.waits).isFalse();
        assertThat(isMapped()).isTrue();
        assertThat(operation.isActive()).isFalse();
    }

    @Test
    void aLineThatMadeRoomForTheOtherStillCounts() {
        bind();
        come(BIND_WORD);
        come(BIND_WORD + PRESET.value("cache.bytes"));
        come(TABLE_WORD);
        assertThat(isMapped()).isTrue();
    }

    @Test
    void aLineThatWasLostMeanwhileLeavesThePageUnmapped() {
        bind();
        come(BIND_WORD);
        lose(BIND_WORD);
        come(TABLE_WORD);
        assertThat(processor.waits).as("nothing more is asked for").isFalse();
        assertThat(isMapped()).isFalse();
    }

    @Test
    void aLineThatWasLostBeforeItWasReadIsNoMatter() {
        bind();
        lose(BIND_WORD);
        come(BIND_WORD);
        come(TABLE_WORD);
        assertThat(isMapped()).isTrue();
    }

    @Test
    void aWordThatChangedLeavesThePageUnmapped() {
        bind();
        Bytes.putLong(memory.frameAt(TABLE_WORD), PhysicalAddress.offsetInFrame(TABLE_WORD), VALUE + 1);
        come(BIND_WORD);
        come(TABLE_WORD);
        assertThat(processor.waits).isFalse();
        assertThat(isMapped()).isFalse();
    }

    private void bindAgain(long bound) {
        operation.bind(new Translation(1, 5, 9, Tlb.READ, BIND_WORD, TABLE_WORD, VALUE).boundAt(bound));
        come(BIND_WORD);
        come(TABLE_WORD);
    }

    @Test
    void theKernelIsToldWhatItsWordWas() {
        Bytes.putLong(memory.frameAt(BIND_WORD), PhysicalAddress.offsetInFrame(BIND_WORD), 17);
        bind();
        assertThat(ends).isEmpty();
        come(BIND_WORD);
        come(TABLE_WORD);
        assertThat(ends).containsExactly("written, bound at 17");
        bindAgain(17);
        assertThat(isMapped()).isTrue();
        assertThat(ends).hasSize(2).endsWith("written, bound at 17");
    }

    /// It is not written, and what the TLB had goes: it was not to be so any more either.
    @Test
    void aKernelsWordThatChangedSinceLeavesThePageUnmapped() {
        bindAgain(Translation.UNKNOWN);
        assertThat(isMapped()).isTrue();
        bindAgain(1);
        assertThat(isMapped()).isFalse();
        assertThat(ends).containsExactly("written, bound at 0", "not written, bound at 1");
    }

    @Test
    void whatStoodThereBeforeGoesWithAWordThatIsNotAsExpected() {
        mmu.tlb().write(1, 5, 8, Tlb.READ);
        operation.bind(new Translation(1, 5, 9, Tlb.READ, BIND_WORD, TABLE_WORD, VALUE + 1));
        come(BIND_WORD);
        come(TABLE_WORD);
        assertThat(isMapped()).isFalse();
    }

    @Test
    void aPageThatIsDroppedMeanwhileStaysDropped() {
        bind();
        come(BIND_WORD);
        operation.dropped(1, 5);
        come(TABLE_WORD);
        assertThat(isMapped()).isFalse();
    }

    @Test
    void bindWordsAreWrittenOneAfterTheOther() {
        operation.write(new long[] {BIND_WORD, BIND_WORD + 16});
        assertThat(Kind.of(sent.getLast().kind())).isEqualTo(Kind.GET_MODIFIED);
        assertThat(wanted()).isEqualTo(LINES.of(BIND_WORD));
        come(BIND_WORD, Kind.GRANT_MODIFIED);
        assertThat(wanted()).isEqualTo(LINES.of(BIND_WORD + 16));
        come(BIND_WORD + 16, Kind.GRANT_MODIFIED);
        assertThat(processor.waits).isFalse();
        var frame = memory.frameAt(BIND_WORD);
        assertThat(Bytes.getLong(frame, 0)).isOne();
        assertThat(Bytes.getLong(frame, 16)).isOne();
    }

    @Test
    void thereIsOneAtATime() {
        bind();
        assertThatThrownBy(this::bind).isInstanceOf(IllegalStateException.class);
        operation.cancel();
        processor.waits = false;
        bind();
    }

    @Test
    void theKernelIsToldOfARevocationWhenTheLastWordIsItsOwn() {
        assertThat(operation.write(new long[] {BIND_WORD, TABLE_WORD})).isFalse();
        come(BIND_WORD, Kind.GRANT_MODIFIED);
        assertThat(revocations).isZero();
        assertThat(processor.waits).isTrue();
        come(TABLE_WORD, Kind.GRANT_MODIFIED);
        assertThat(revocations).isOne();
        assertThat(processor.waits).isFalse();

        assertThat(operation.write(new long[] {BIND_WORD}))
                .as("the line is still here")
                .isTrue();
        assertThat(revocations).as("who began it knows").isOne();
    }
}

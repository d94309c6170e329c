package org.fugu.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.fugu.machine.cpu.Bytes;
import org.fugu.machine.memory.LineShape;
import org.fugu.machine.memory.PhysicalAddress;
import org.fugu.machine.tlb.Tlb;
import org.fugu.machine.tlb.Translation;
import org.junit.jupiter.api.Test;

class KernelAccessTests {
    private static final long BIND_WORD = 0x1000;
    private static final long TABLE_WORD = 0x2008;
    private static final long VALUE = 77;
    private static final LineShape LINES = new LineShape(16);

    private final byte[] memory = new byte[PhysicalAddress.FRAME_BYTES];
    private final Set<Long> lines = new TreeSet<>();
    private final List<Long> stored = new ArrayList<>();
    private final Tlb tlb = new Tlb(8, LINES);
    private final KernelAccess access = new KernelAccess(new Memory(), tlb, true, LINES);

    /// One frame behind all addresses, with the lines that a test says are there.
    private final class Memory implements KernelAccess.Port {
        @Override
        public boolean has(long physicalAddress, boolean write) {
            return lines.contains(LINES.of(physicalAddress));
        }

        @Override
        public byte[] frameAt(long physicalAddress) {
            return memory;
        }

        @Override
        public void stored(long line) {
            stored.add(line);
        }
    }

    private void bind() {
        Bytes.putLong(memory, (int) TABLE_WORD & 0xfff, VALUE);
        access.bind(new Translation(1, 5, 9, Tlb.READ, BIND_WORD, TABLE_WORD, VALUE));
    }

    private void come(long word) {
        lines.add(LINES.of(word));
    }

    private boolean isMapped() {
        return tlb.find(1, 5) != Tlb.MISS;
    }

    @Test
    void aTranslationIsWrittenWhenBothWordsHaveBeenRead() {
        bind();
        assertThat(access.advance()).isFalse();
        assertThat(access.wanted()).isEqualTo(LINES.of(BIND_WORD));
        come(BIND_WORD);
        assertThat(access.advance()).isFalse();
        assertThat(access.wanted()).isEqualTo(LINES.of(TABLE_WORD));
        assertThat(isMapped()).isFalse();
        come(TABLE_WORD);
        assertThat(access.advance()).isTrue();
        assertThat(isMapped()).isTrue();
        assertThat(access.isActive()).isFalse();
    }

    @Test
    void aLineThatMadeRoomForTheOtherStillCounts() {
        bind();
        come(BIND_WORD);
        access.advance();
        lines.clear();
        come(TABLE_WORD);
        assertThat(access.advance()).isTrue();
        assertThat(isMapped()).isTrue();
    }

    @Test
    void aLineThatWasLostMeanwhileLeavesThePageUnmapped() {
        bind();
        come(BIND_WORD);
        access.advance();
        access.lost(LINES.of(BIND_WORD));
        assertThat(access.advance()).as("nothing more is asked for").isTrue();
        assertThat(isMapped()).isFalse();
    }

    @Test
    void aLineThatWasLostBeforeItWasReadIsNoMatter() {
        bind();
        access.lost(LINES.of(BIND_WORD));
        come(BIND_WORD);
        come(TABLE_WORD);
        access.advance();
        assertThat(isMapped()).isTrue();
    }

    @Test
    void aWordThatChangedLeavesThePageUnmapped() {
        bind();
        Bytes.putLong(memory, (int) TABLE_WORD & 0xfff, VALUE + 1);
        come(BIND_WORD);
        come(TABLE_WORD);
        assertThat(access.advance()).isTrue();
        assertThat(isMapped()).isFalse();
    }

    @Test
    void aPageThatIsDroppedMeanwhileStaysDropped() {
        bind();
        come(BIND_WORD);
        access.advance();
        access.dropped(1, 5);
        access.advance();
        assertThat(isMapped()).isFalse();
    }

    @Test
    void bindWordsAreWrittenOneAfterTheOther() {
        access.write(new long[] {BIND_WORD, BIND_WORD + 16});
        assertThat(access.wantsToWrite()).isTrue();
        come(BIND_WORD);
        assertThat(access.advance()).isFalse();
        assertThat(stored).containsExactly(LINES.of(BIND_WORD));
        come(BIND_WORD + 16);
        assertThat(access.advance()).isTrue();
        assertThat(Bytes.getLong(memory, 0)).isOne();
        assertThat(Bytes.getLong(memory, 16)).isOne();
    }

    @Test
    void thereIsOneAccessAtATime() {
        bind();
        assertThatThrownBy(this::bind).isInstanceOf(IllegalStateException.class);
        access.cancel();
        bind();
    }
}

package org.fugu.machine.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.fugu.machine.cpu.Bytes;
import org.junit.jupiter.api.Test;

class StoreJournalTests {
    private final StoreJournal journal = new StoreJournal();
    private final byte[] frame = new byte[4096];
    private final byte[] other = new byte[4096];

    private void store(byte[] into, int offset, long value) {
        journal.keep(into, offset);
        Bytes.putLong(into, offset, value);
    }

    @Test
    void allStoresAreTakenBackWhateverTheirOrder() {
        var random = new Random(1);
        random.nextBytes(frame);
        random.nextBytes(other);
        var before = frame.clone();
        var otherBefore = other.clone();
        for (int i = 0; i < 500; i++) {
            store(random.nextBoolean() ? frame : other, 8 * random.nextInt(40), random.nextLong());
        }
        assertThat(frame).isNotEqualTo(before);
        journal.undo();
        assertThat(frame).isEqualTo(before);
        assertThat(other).isEqualTo(otherBefore);
        assertThat(journal.size()).isZero();
    }

    @Test
    void whatWasClearedIsMadeForGood() {
        store(frame, 8, 5);
        journal.clear();
        store(frame, 8, 6);
        journal.undo();
        assertThat(Bytes.getLong(frame, 8)).isEqualTo(5);
    }

    @Test
    void storesThatCameToNothingAreFound() {
        store(frame, 8, 5);
        int mark = journal.size();
        store(frame, 16, 7);
        assertThat(journal.isAsBefore(mark)).isFalse();
        store(frame, 16, 0);
        assertThat(journal.isAsBefore(mark)).isTrue();
        assertThat(journal.isAsBefore(0)).as("the first store still shows").isFalse();
    }
}

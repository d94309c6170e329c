package org.fugu.machine.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OutputDescriptorTests {
    private static final int MOST = UserMessage.MOST_BULK_BYTES;

    /// Words at the end are pairs of bulk data; the receiver sees those before them.
    @Test
    void theImmediateSaysHowManyWordsAndPairsThereAre() {
        var output = new long[] {0, 1, 2, 3, 0x100, 8, 0x200, 16};
        for (int pairs = 0; pairs < 4; pairs++) {
            for (int words = 1; words <= OutputDescriptor.WORDS; words++) {
                long immediate = (long) pairs << 3 | words - 1;
                assertThat(OutputDescriptor.words(immediate)).isEqualTo(words - 2 * pairs);
                if (words <= 2 * pairs)
                    assertThat(OutputDescriptor.isMeant(output, immediate)).isFalse();
            }
        }
        long twoPairs = 2 << 3 | 7;
        assertThat(OutputDescriptor.isMeant(output, twoPairs)).isTrue();
        assertThat(OutputDescriptor.bulkBytes(output, twoPairs)).isEqualTo(24);
        assertThat(OutputDescriptor.pieces(output, twoPairs)).containsExactly(0x100, 8, 0x200, 16);
        assertThat(OutputDescriptor.isMeant(output, 1 << 5 | 1))
                .as("a bit that means nothing")
                .isFalse();
    }

    @Test
    void bulkDataAreWholeDoubleWordsAndNotTooManyInAll() {
        long onePair = 1 << 3 | 2;
        for (long bytes : new long[] {0, 8, MOST}) {
            assertThat(OutputDescriptor.isMeant(new long[] {0, 0x100, bytes, 0, 0, 0, 0, 0}, onePair))
                    .isTrue();
        }
        for (long bytes : new long[] {-8, 4, MOST + 8, Long.MAX_VALUE - 7}) {
            assertThat(OutputDescriptor.isMeant(new long[] {0, 0x100, bytes, 0, 0, 0, 0, 0}, onePair))
                    .isFalse();
        }
        assertThat(OutputDescriptor.isMeant(new long[] {0, 0x104, 8, 0, 0, 0, 0, 0}, onePair))
                .isFalse();
        long twoPairs = 2 << 3 | 4;
        assertThat(OutputDescriptor.isMeant(new long[] {0, 0x100, MOST, 0x200, 8, 0, 0, 0}, twoPairs))
                .isFalse();
    }

    @Test
    void theReceiverSeesTagAndSlotAsTheyWereSentAndTheRestFromTheHardware() {
        var output = new long[] {0xabcd_1234_fff3_0002L};
        assertThat(OutputDescriptor.rank(output)).isEqualTo(2);
        assertThat(OutputDescriptor.slot(output)).isEqualTo(3);
        assertThat(OutputDescriptor.header(output, 9, 0)).isEqualTo(0xabcd_1234_0003_0009L);
        assertThat(OutputDescriptor.header(output, 9, 0x5a5)).isEqualTo(0xabcd_1234_5a53_0009L);
    }
}

package org.fugu.exokernel.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.fugu.exokernel.abi.AddressSpace;
import org.fugu.exokernel.abi.Right;
import org.fugu.exokernel.call.FakeNode;
import org.fugu.exokernel.frame.FramePool;
import org.fugu.exokernel.frame.Frames;
import org.fugu.machine.cpu.Bytes;
import org.fugu.machine.message.UserMessage;
import org.fugu.machine.state.SnapshotReader;
import org.fugu.machine.state.SnapshotWriter;
import org.fugu.machine.topology.NodeId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VirtualBufferTests {
    private static final int STEPS = 20_000;
    private static final Identity WHO =
            new Identity(new JobIdentity(0, 1, 0, List.of(new NodeId(0), new NodeId(3))), 0, 1, 1);

    private final FakeNode node = new FakeNode(3);
    private final FramePool pool = new FramePool(16, 40);
    private VirtualBuffer buffer = new VirtualBuffer();

    private static UserMessage message(Random random) {
        var words = random.longs(1 + random.nextInt(8)).toArray();
        int bulkWords = random.nextInt(10) == 0 ? random.nextInt(1024) : random.nextInt(4);
        var bulk = new byte[bulkWords * Long.BYTES];
        random.nextBytes(bulk);
        return new UserMessage(random.nextInt(1 << 16), words, bulk);
    }

    private void assertFirst(UserMessage expected) {
        var first = Objects.requireNonNull(buffer.first(node.privileged()));
        assertThat(first.group()).isEqualTo(expected.group());
        assertThat(first.words()).isEqualTo(expected.words());
        assertThat(first.bulk()).isEqualTo(expected.bulk());
    }

    private void copyByWayOfSnapshot() {
        var out = new SnapshotWriter();
        buffer.save(out);
        buffer = new VirtualBuffer();
        var in = new SnapshotReader(out.toBytes());
        buffer.restore(in);
        in.end();
    }

    /// Against a queue on the host.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void whatWasPutInComesOutWholeAndInOrder(long seed) {
        var random = new Random(seed);
        var expected = new ArrayDeque<UserMessage>();
        int refused = 0;
        boolean grows = true;
        for (int step = 0; step < STEPS; step++) {
            if (step % 500 == 0) grows = random.nextBoolean();
            if (random.nextInt(10) < (grows ? 7 : 3)) {
                var message = message(random);
                int free = pool.available();
                int needed = buffer.pagesFor(message);
                if (buffer.add(node.privileged(), pool, message)) {
                    expected.add(message);
                    assertThat(pool.available()).isEqualTo(free - needed);
                } else {
                    refused++;
                    assertThat(pool.available()).isEqualTo(free).isLessThan(needed);
                }
            } else if (!expected.isEmpty()) {
                assertFirst(expected.remove());
                buffer.remove(node.privileged(), pool);
            }
            if (step % 1000 == 0) copyByWayOfSnapshot();
            assertThat(buffer.count()).isEqualTo(expected.size());
            assertThat(pool.available()).as("nobody else has any").isEqualTo(40 - buffer.pages());
        }
        assertThat(refused).as("it was full at times").isPositive();
        while (!expected.isEmpty()) {
            assertFirst(expected.remove());
            buffer.remove(node.privileged(), pool);
        }
        assertThat(buffer.first(node.privileged())).isNull();
        assertThat(buffer.pages()).as("the last page stays").isOne();
    }

    @Test
    void itHasNoMorePagesThanItMay() {
        var large = new FramePool(0, 1000);
        var message = new UserMessage(1, new long[] {1, 2, 3}, new byte[AddressSpace.PAGE_BYTES - 32]);
        while (buffer.add(node.privileged(), large, message)) {}
        assertThat(buffer.pages()).isEqualTo(VirtualBuffer.MOST_PAGES);
        assertThat(buffer.mostPages()).isEqualTo(VirtualBuffer.MOST_PAGES);
    }

    @Test
    void filledAndEmptiedInTurnItTakesNoPageEachTime() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(buffer.add(node.privileged(), pool, new UserMessage(1, i, i)))
                    .isTrue();
            buffer.remove(node.privileged(), pool);
        }
        assertThat(buffer.mostPages()).isOne();
    }

    /// The environment sees at the virtual address what the kernel has written there, and nothing beside.
    @Test
    void theReceiverCanReadWhatWaits() {
        long first = AddressSpace.MESSAGES_START >>> AddressSpace.PAGE_SHIFT;
        assertThat(buffer.mapping(WHO, first)).isNull();
        buffer.add(node.privileged(), pool, new UserMessage(7, new long[] {11, 12}, new byte[8]));

        var mapping = Objects.requireNonNull(buffer.mapping(WHO, first));
        assertThat(mapping.rights().contains(Right.WRITE)).isFalse();
        var bytes = node.localFrame(Frames.withinHome(mapping.frame(first)));
        assertThat(Bytes.getLong(bytes, 0)).isEqualTo(7 | 2L << 16 | 8L << 32);
        assertThat(Bytes.getLong(bytes, 8)).isEqualTo(11);
        assertThat(Bytes.getLong(bytes, 16)).isEqualTo(12);
        assertThat(buffer.mapping(WHO, first + 1)).isNull();
        assertThat(buffer.mapping(WHO, first - 1)).isNull();
    }

    /// Its virtual pages are used in a ring, however long it runs.
    @Test
    void theRingComesRound() {
        long first = AddressSpace.MESSAGES_START >>> AddressSpace.PAGE_SHIFT;
        long pages = AddressSpace.MESSAGES_END - AddressSpace.MESSAGES_START >>> AddressSpace.PAGE_SHIFT;
        var message = new UserMessage(1, new long[] {1, 2, 3}, new byte[AddressSpace.PAGE_BYTES - 32]);
        buffer.add(node.privileged(), pool, message);
        buffer.add(node.privileged(), pool, message);
        for (int i = 1; i < 3 * pages; i++) {
            assertThat(buffer.add(node.privileged(), pool, message)).isTrue();
            buffer.remove(node.privileged(), pool);
            assertThat(buffer.mapping(WHO, first + i % pages)).isNotNull();
            assertThat(buffer.mapping(WHO, first + (i + 1) % pages)).isNotNull();
            assertThat(buffer.mapping(WHO, first + (i + 2) % pages)).isNull();
        }
    }

    @Test
    void nothingCanBeTakenFromAnEmptyOne() {
        assertThatThrownBy(() -> buffer.remove(node.privileged(), pool)).isInstanceOf(IllegalStateException.class);
    }
}

package org.fugu.machine.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Random;
import org.fugu.machine.network.Outbox;
import org.fugu.machine.network.Packet;
import org.fugu.machine.network.Traffic;
import org.junit.jupiter.api.Test;

class InputQueueTests {
    private static final int GROUP = 7;

    private final UnitState program = new UnitState(1).member(GROUP, 0, 1, 0);
    private final InputQueue queue = new InputQueue(true, program);
    private final Outbox outbox = new Outbox(0);

    private Packet packet(int group, long word) {
        var packet = outbox.launch(0, Traffic.USER, 0, 0, 0);
        packet.user(group, new long[] {word}, 0, 1, new byte[0]);
        return packet;
    }

    private void add(int group, long word) {
        queue.add(packet(group, word), word, 0);
    }

    /// Places are used again in a ring that grows.
    @Test
    void whatComesFirstLeavesFirstHoweverMuchWaits() {
        var random = new Random(3);
        var expected = new ArrayDeque<Long>();
        for (long word = 0; word < 2_000; word++) {
            if (random.nextInt(5) < 3) {
                add(GROUP, word);
                expected.add(word);
            } else if (!expected.isEmpty()) {
                queue.remove();
                expected.remove();
            }
            assertThat(queue.size()).isEqualTo(expected.size());
            if (!expected.isEmpty()) assertThat(queue.first().word(0)).isEqualTo(expected.peek());
        }
    }

    @Test
    void theProgramSeesItsOwnGroupOnlyAndTheKernelTheRest() {
        add(GROUP + 1, 1);
        add(GROUP, 2);
        assertThat(queue.head()).isNull();
        assertThat(queue.isKernelMessageWaiting()).isTrue();
        queue.remove();
        assertThat(Objects.requireNonNull(queue.head()).word(0)).isEqualTo(2);
        queue.divert(true);
        assertThat(queue.head()).isNull();
        assertThat(queue.isKernelMessageWaiting()).isTrue();
        queue.show(new UserMessage(GROUP + 1, 3));
        assertThat(Objects.requireNonNull(queue.head()).word(0))
                .as("what the kernel shows")
                .isEqualTo(3);
    }

    @Test
    void aUnitThatDoesNotCheckShowsEverything() {
        var open = new InputQueue(false, program);
        open.add(packet(GROUP + 1, 1), 0, 0);
        assertThat(Objects.requireNonNull(open.head()).word(0)).isEqualTo(1);
    }

    @Test
    void nothingLeavesAnEmptyQueue() {
        assertThat(queue.isEmpty()).isTrue();
        assertThatThrownBy(queue::remove).isInstanceOf(IllegalStateException.class);
    }
}

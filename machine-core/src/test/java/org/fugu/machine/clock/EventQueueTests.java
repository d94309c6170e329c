package org.fugu.machine.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventQueueTests {
    @Test
    void anEmptyQueueIsNeverDue() {
        assertThat(new EventQueue<String>().headTime()).isEqualTo(EventQueue.NEVER);
    }

    @Test
    void atEqualTimesWhatWasDeliveredComesBeforeWhatTheNodeMadeItself() {
        var queue = new EventQueue<String>();
        queue.addLocal(5, "own first");
        queue.addLocal(5, "own second");
        queue.addDelivered(5, 9, "delivered later");
        queue.addDelivered(5, 8, "delivered earlier");

        assertThat(drain(queue)).containsExactly("delivered earlier", "delivered later", "own first", "own second");
    }

    record Entry(long time, long order) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void theOrderDoesNotDependOnWhenEventsWereEntered(long seed) {
        var random = new Random(seed);
        var queue = new EventQueue<Entry>();
        var expected = new ArrayList<Entry>();
        for (int i = 0; i < 500; i++) expected.add(new Entry(random.nextInt(50), i));
        var shuffled = new ArrayList<>(expected);
        java.util.Collections.shuffle(shuffled, random);
        for (var entry : shuffled) queue.addDelivered(entry.time(), entry.order(), entry);
        expected.sort(Comparator.comparingLong(Entry::time).thenComparingLong(Entry::order));

        assertThat(drain(queue)).containsExactlyElementsOf(expected);
    }

    private static <E> ArrayList<E> drain(EventQueue<E> queue) {
        var taken = new ArrayList<E>();
        while (!queue.isEmpty()) taken.add(queue.take());
        return taken;
    }
}

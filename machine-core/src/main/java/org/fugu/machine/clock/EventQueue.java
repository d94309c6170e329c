package org.fugu.machine.clock;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.jspecify.annotations.Nullable;

/// What will happen at one node, in the order (time, class, key). The order never depends on when
/// an event was entered, so that a run in short windows and a run in long ones process the same
/// sequence.
///
/// @param <E> what the events are
public final class EventQueue<E> {
    /// The time of an empty queue's head.
    public static final long NEVER = Long.MAX_VALUE;

    private static final int INITIAL = 16;

    // For reading: what a snapshot may hold at the most.
    private static final int MOST = 1 << 24;

    // A binary heap in parallel arrays: this is on the miss path, and nothing is allocated here but by growth.
    private long[] times = new long[INITIAL];
    private long[] keys = new long[INITIAL];
    private @Nullable Object[] events = new Object[INITIAL];
    private int size;

    /// When the first is due, or [#NEVER]: kept here because it is asked for at every step of a node.
    private long headTime = NEVER;

    private long localKeys;

    /// Enters an event that the networks delivered; `order` is the number of its settlement, the
    /// same in every run.
    public void addDelivered(long time, long order, E event) {
        add(time, order, event);
    }

    /// Enters an event that this node made itself. At equal times it comes after those delivered.
    public void addLocal(long time, E event) {
        add(time, Long.MIN_VALUE >>> 1 | localKeys++, event);
    }

    /// An event that this node would have entered itself has happened without.
    public void skipLocal() {
        localKeys++;
    }

    private void add(long time, long key, E event) {
        if (size == times.length) grow();
        int child = size++;
        while (child > 0) {
            int parent = (child - 1) >>> 1;
            if (!before(time, key, parent)) break;
            move(parent, child);
            child = parent;
        }
        set(child, time, key, event);
        headTime = times[0];
    }

    public boolean isEmpty() {
        return size == 0;
    }

    public int size() {
        return size;
    }

    /// When the next event is due, or [#NEVER].
    public long headTime() {
        return headTime;
    }

    /// When the event behind the next is due, or [#NEVER].
    public long secondTime() {
        if (size < 2) return NEVER;
        return size == 2 ? times[1] : Math.min(times[1], times[2]);
    }

    /// The next event. The queue must not be empty.
    @SuppressWarnings("unchecked")
    public E head() {
        return (E) Objects.requireNonNull(events[0]);
    }

    /// Takes the next event out. The queue must not be empty.
    @SuppressWarnings("unchecked")
    public E take() {
        var head = events[0];
        if (head == null) throw new IllegalStateException("the event queue is empty");
        size--;
        long time = times[size];
        long key = keys[size];
        var event = events[size];
        events[size] = null;
        if (size > 0) sink(time, key, event);
        headTime = size > 0 ? times[0] : NEVER;
        return (E) head;
    }

    private void sink(long time, long key, @Nullable Object event) {
        int parent = 0;
        while (true) {
            int child = 2 * parent + 1;
            if (child >= size) break;
            if (child + 1 < size && before(times[child + 1], keys[child + 1], child)) child++;
            if (before(time, key, child)) break;
            move(child, parent);
            parent = child;
        }
        set(parent, time, key, event);
    }

    /// Writes the events in the order in which they will be taken.
    ///
    /// @param saver writes one event
    @SuppressWarnings("unchecked")
    public void save(StateWriter out, BiConsumer<E, StateWriter> saver) {
        out.add(localKeys).add(size);
        IntStream.range(0, size).boxed().sorted(this::compare).forEach(at -> {
            out.add(times[at]).add(keys[at]);
            saver.accept((E) Objects.requireNonNull(events[at]), out);
        });
    }

    private int compare(int one, int other) {
        return times[one] != times[other]
                ? Long.compare(times[one], times[other])
                : Long.compare(keys[one], keys[other]);
    }

    /// Replaces everything by the events of a snapshot.
    public void restore(StateReader in, Function<StateReader, E> reader) {
        Arrays.fill(events, null);
        size = 0;
        headTime = NEVER;
        localKeys = in.next();
        for (int left = in.nextInt(0, MOST); left > 0; left--) add(in.next(), in.next(), reader.apply(in));
    }

    private boolean before(long time, long key, int other) {
        return time != times[other] ? time < times[other] : key < keys[other];
    }

    private void move(int from, int to) {
        times[to] = times[from];
        keys[to] = keys[from];
        events[to] = events[from];
    }

    private void set(int at, long time, long key, @Nullable Object event) {
        times[at] = time;
        keys[at] = key;
        events[at] = event;
    }

    private void grow() {
        times = Arrays.copyOf(times, size * 2);
        keys = Arrays.copyOf(keys, size * 2);
        events = Arrays.copyOf(events, size * 2);
    }
}

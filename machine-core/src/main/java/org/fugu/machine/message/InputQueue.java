package org.fugu.machine.message;

import org.fugu.machine.network.Packet;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.jspecify.annotations.Nullable;

/// The messages that have arrived and were not disposed of, and which of them the program may see:
/// those of its own group at the head, unless the kernel diverts them all, or what the kernel shows in
/// place of the head (the buffered case of two-case delivery, HPCA 1998).
final class InputQueue {
    private static final int MOST_MESSAGES = 1 << 16;

    private final boolean checksGroups;
    private final UnitState program;

    /// A ring of places; those without a message are used again.
    private QueuedMessage[] places = {};

    private int first;
    private int size;
    private @Nullable QueuedMessage shown;
    private boolean diverts;

    /// @param checksGroups false for a unit that gives its program every message
    /// @param program whose messages are shown
    InputQueue(boolean checksGroups, UnitState program) {
        this.checksGroups = checksGroups;
        this.program = program;
    }

    void divert(boolean all) {
        diverts = all;
    }

    void show(@Nullable UserMessage message) {
        shown = null;
        if (message == null) return;
        shown = new QueuedMessage();
        shown.set(message);
    }

    boolean isShown() {
        return shown != null;
    }

    private QueuedMessage place(int index) {
        return places[first + index & places.length - 1];
    }

    /// The place behind the last message, which is the last from now on.
    private QueuedMessage next() {
        if (size == places.length) grow();
        return place(size++);
    }

    private void grow() {
        var more = new QueuedMessage[Math.max(4, 2 * size)];
        for (int i = 0; i < more.length; i++) more[i] = i < size ? place(i) : new QueuedMessage();
        places = more;
        first = 0;
    }

    /// @param number and `time`: for observers
    void add(Packet packet, long number, long time) {
        next().set(packet, number, time);
    }

    /// Whether there is nothing to see, for the program or the kernel.
    boolean isEmpty() {
        return size == 0 && shown == null;
    }

    /// What the program may see at the head.
    @Nullable
    QueuedMessage head() {
        if (shown != null) return shown;
        return size > 0 && isForProgram(place(0)) ? place(0) : null;
    }

    private boolean isForProgram(QueuedMessage message) {
        return !diverts && (!checksGroups || isOfGroup(message));
    }

    boolean isOfGroup(QueuedMessage message) {
        return message.group() == program.group();
    }

    /// Whether the first message is one that only the kernel may take.
    boolean isKernelMessageWaiting() {
        return size > 0 && !isForProgram(place(0));
    }

    /// The message that came first. There must be one.
    QueuedMessage first() {
        if (size == 0) throw new IllegalStateException("the input queue is empty");
        return place(0);
    }

    /// Takes the first message out.
    void remove() {
        first().clear();
        first = first + 1 & places.length - 1;
        size--;
    }

    int size() {
        return size;
    }

    void save(StateWriter out) {
        out.add(size);
        for (int i = 0; i < size; i++) place(i).save(out);
        out.add(shown != null);
        if (shown != null) shown.save(out);
        out.add(diverts);
        program.saveGroup(out);
    }

    void restore(StateReader in) {
        while (size > 0) remove();
        for (int left = in.nextInt(0, MOST_MESSAGES); left > 0; left--) next().restore(in);
        show(in.nextBoolean() ? UserMessage.restored(in) : null);
        diverts = in.nextBoolean();
        program.restoreGroup(in);
    }

    void saveArrivals(StateWriter out) {
        out.add(size);
        for (int i = 0; i < size; i++) place(i).saveArrival(out);
    }

    void restoreArrivals(StateReader in) {
        in.nextInt(size, size);
        for (int i = 0; i < size; i++) place(i).restoreArrival(in);
    }
}

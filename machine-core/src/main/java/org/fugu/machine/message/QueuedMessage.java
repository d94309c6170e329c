package org.fugu.machine.message;

import java.util.Arrays;
import org.fugu.machine.network.Packet;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// A place of the input queue, with the message that is in it.
final class QueuedMessage {
    private static final byte[] NOTHING = {};

    private int group;
    private final long[] words = new long[Packet.MOST_WORDS];
    private int length;
    private byte[] bulk = NOTHING;

    /// Which message it is, for observers.
    private long number;

    /// Since when it waits, for observers.
    private long arrived;

    void set(Packet packet, long messageNumber, long time) {
        group = packet.group();
        packet.wordsTo(words);
        length = packet.length();
        bulk = packet.bulk();
        number = messageNumber;
        arrived = time;
    }

    void set(UserMessage message) {
        group = message.group();
        length = message.words().length;
        System.arraycopy(message.words(), 0, words, 0, length);
        bulk = message.bulk();
    }

    /// Lets go what it held.
    void clear() {
        bulk = NOTHING;
    }

    UserMessage copy() {
        return new UserMessage(group, Arrays.copyOf(words, length), bulk);
    }

    int group() {
        return group;
    }

    /// In double-words.
    int length() {
        return length;
    }

    /// One of its double-words, 0 behind its end.
    long word(int index) {
        return index < length ? words[index] : 0;
    }

    byte[] bulk() {
        return bulk;
    }

    long number() {
        return number;
    }

    long arrived() {
        return arrived;
    }

    void save(StateWriter out) {
        copy().save(out);
    }

    void restore(StateReader in) {
        set(UserMessage.restored(in));
    }

    void saveArrival(StateWriter out) {
        out.add(number).add(arrived);
    }

    void restoreArrival(StateReader in) {
        number = in.next();
        arrived = in.next();
    }
}

package org.fugu.machine.network;

import java.util.Arrays;
import org.fugu.machine.state.BadSnapshotException;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// One thing that a node hands to a network: where it goes, and what it carries.
///
/// There is a packet for each that is on its way, and no more: what has arrived is empty, and is used
/// again ([PacketPool]). So nobody keeps one, or anything of it that is not a copy.
public final class Packet {
    /// What a packet carries.
    public enum Content {
        NOTHING(0),
        /// A message of the coherence protocol: [#kind] and [#line].
        COHERENCE(1),
        /// A user message: [#group], [#words], [#bulk].
        USER(2),
        /// Whether its source must launch no more, or may go on: [#blocked].
        BACKPRESSURE(3),
        /// What one kernel tells another: [#words].
        SYSTEM(4);

        private static final Content[] ALL = values();

        /// Tells the contents apart in a snapshot.
        private final int tag;

        Content(int tag) {
            this.tag = tag;
        }
    }

    /// How much comes at a time of what does not come at once, in bytes.
    public static final int PIECE = 16;

    /// Bulk data of one user message, in bytes.
    public static final int MOST_BULK_BYTES = 8192;

    /// Double-words of one message.
    public static final int MOST_WORDS = 8;

    private static final Traffic[] TRAFFIC = Traffic.values();
    private static final int MOST_NODES = 1 << 16;
    private static final int MOST_KINDS = 8;
    private static final byte[] NOTHING = {};
    private static final long MULTIPLIER = 0x9e3779b97f4a7c15L;

    private long time;
    private Traffic traffic = Traffic.CREDIT;
    private int source;
    private int destination;
    private long sequence;
    private int bytes;
    private long lead;

    private Content content = Content.NOTHING;

    /// The line, or the group of a user message, or 1 for "launch no more".
    private long number;

    /// The kind of a coherence message, or how many words there are.
    private int count;

    private final long[] words = new long[MOST_WORDS];
    private byte[] bulk = NOTHING;

    /// Says where it goes. It carries nothing.
    Packet address(long when, Traffic which, int from, int to, long counted, int size, long leads) {
        time = when;
        traffic = which;
        source = from;
        destination = to;
        sequence = counted;
        bytes = size;
        lead = leads;
        content = Content.NOTHING;
        return this;
    }

    // What it carries.

    /// @param kind 0 to 7
    public void coherence(int kind, long line) {
        content = Content.COHERENCE;
        count = kind;
        number = line;
    }

    /// @param from where the first word is in the array
    /// @param bulkData what user DMA took from the sender's memory; nobody changes it any more
    public void user(int group, long[] data, int from, int length, byte[] bulkData) {
        content = Content.USER;
        number = group;
        System.arraycopy(data, from, words, 0, length);
        count = length;
        bulk = bulkData;
    }

    public void backpressure(boolean blocked) {
        content = Content.BACKPRESSURE;
        number = blocked ? 1 : 0;
    }

    /// @param data one to four
    public void system(long... data) {
        if (data.length < 1 || data.length * Long.BYTES > SystemNetwork.PACKET_BYTES) {
            throw new IllegalArgumentException(data.length + " words do not fit a packet of the system network");
        }
        content = Content.SYSTEM;
        System.arraycopy(data, 0, words, 0, data.length);
        count = data.length;
    }

    public Content content() {
        return content;
    }

    /// Of a coherence message.
    public int kind() {
        return count;
    }

    /// Of a coherence message.
    public long line() {
        return number;
    }

    /// Of a user message.
    public int group() {
        return (int) number;
    }

    /// Of a user message or of one between kernels.
    public int length() {
        return count;
    }

    /// A copy of them.
    public long[] words() {
        return Arrays.copyOf(words, count);
    }

    /// Copies them to the beginning of an array.
    public void wordsTo(long[] to) {
        System.arraycopy(words, 0, to, 0, count);
    }

    /// Of a user message; not to be changed.
    public byte[] bulk() {
        return bulk;
    }

    public boolean blocked() {
        return number == 1;
    }

    // Where it goes.

    /// When it was launched, in cycles.
    public long time() {
        return time;
    }

    public Traffic traffic() {
        return traffic;
    }

    public int source() {
        return source;
    }

    public int destination() {
        return destination;
    }

    /// Counts the launches of its source.
    public long sequence() {
        return sequence;
    }

    /// On the wire, header included.
    public int bytes() {
        return bytes;
    }

    /// Cycles before [#time] at which the first bytes were there; 0 if they all came at once.
    public long lead() {
        return lead;
    }

    /// The order in which packets of one time are settled: by kind of traffic, then by source. That would
    /// favour low numbers, so it is turned round with time. Of one source and kind, the [#sequence] decides.
    long rank(int nodes) {
        // Dividing takes the host long, and most machines have a power of two of nodes.
        long turn = (nodes & nodes - 1) == 0 ? source + time & nodes - 1 : (source + time) % nodes;
        return (long) traffic.ordinal() << Integer.SIZE | turn;
    }

    /// Whether this one is settled before another: by time, [#rank], sequence.
    boolean isBefore(Packet other, int nodes) {
        if (time != other.time) return time < other.time;
        long mine = rank(nodes);
        long its = other.rank(nodes);
        return mine != its ? mine < its : sequence < other.sequence;
    }

    long where() {
        return (long) traffic.ordinal() << 48 | (long) source << 24 | destination;
    }

    /// A number that differs when the content does, and depends on nothing else.
    long fingerprint() {
        return switch (content) {
            case NOTHING -> 0;
            case COHERENCE -> number << 4 | count;
            case BACKPRESSURE -> blocked() ? 1 : 2;
            case USER -> mixedBulk(mixedWords(number));
            case SYSTEM -> mixedWords(count);
        };
    }

    private long mixedWords(long start) {
        long mixed = start;
        for (int i = 0; i < count; i++) mixed = mix(mixed, words[i]);
        return mixed;
    }

    private long mixedBulk(long start) {
        long mixed = start;
        for (byte each : bulk) mixed = mix(mixed, each);
        return mixed;
    }

    private static long mix(long mixed, long value) {
        return Long.rotateLeft(mixed * MULTIPLIER ^ value, 23);
    }

    /// It has arrived.
    void clear() {
        content = Content.NOTHING;
        bulk = NOTHING;
    }

    public void save(StateWriter out) {
        out.add(time).add(traffic.ordinal()).add(source).add(destination);
        out.add(sequence).add(bytes).add(lead).add(content.tag);
        switch (content) {
            case NOTHING -> {}
            case COHERENCE -> out.add(count).add(number).add(source);
            case USER -> out.add(number).add(words()).add(bulk.length).add(bulk);
            case BACKPRESSURE -> out.add(blocked());
            case SYSTEM -> out.add(words());
        }
    }

    public static Packet restored(StateReader in) {
        var packet = new Packet();
        packet.restore(in);
        return packet;
    }

    private void restore(StateReader in) {
        time = in.next();
        traffic = TRAFFIC[in.nextInt(0, TRAFFIC.length - 1)];
        source = in.nextInt(0, MOST_NODES);
        destination = in.nextInt(0, MOST_NODES);
        sequence = in.next();
        bytes = in.nextInt(0, Integer.MAX_VALUE);
        lead = in.next();
        content = Content.ALL[in.nextInt(0, Content.ALL.length - 1)];
        switch (content) {
            case NOTHING -> throw new BadSnapshotException("the snapshot holds a packet that carries nothing");
            case COHERENCE -> {
                count = in.nextInt(0, MOST_KINDS - 1);
                number = in.next();
                in.nextInt(source, source);
            }
            case USER -> {
                number = in.nextInt(0, 0xffff);
                restoreWords(in, MOST_WORDS);
                bulk = new byte[in.nextInt(0, MOST_BULK_BYTES)];
                in.next(bulk);
            }
            case BACKPRESSURE -> number = in.nextInt(0, 1);
            case SYSTEM -> restoreWords(in, SystemNetwork.PACKET_BYTES / Long.BYTES);
        }
    }

    private void restoreWords(StateReader in, int most) {
        var read = in.nextLongs(most);
        System.arraycopy(read, 0, words, 0, read.length);
        count = read.length;
    }

    @Override
    public String toString() {
        return content + " packet " + sequence + " from node " + source + " to node " + destination;
    }
}

package org.fugu.machine.message;

import java.util.Arrays;
import org.fugu.machine.network.Packet;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// A user message that the kernel has taken, or shows.
///
/// @param group identifier that the sending hardware stamped on it
/// @param words one to eight double-words; the first already in the receiver's form: source rank
///     [15:0], endpoint slot [19:16], badge [31:20], user tag [63:32]
/// @param bulk what user DMA took from the sender's memory, at most [#MOST_BULK_BYTES]; mostly
///     nothing
public record UserMessage(int group, long[] words, byte[] bulk) {
    /// Bulk data of one message, in bytes.
    public static final int MOST_BULK_BYTES = Packet.MOST_BULK_BYTES;

    /// The largest badge.
    public static final int MOST_BADGE = 0xfff;

    static final int BADGE_SHIFT = 20;

    private static final byte[] NOTHING = {};

    /// A message without bulk data.
    public UserMessage(int group, long... words) {
        this(group, words, NOTHING);
    }

    /// What its receiver knows the sender by, where that is not of the receiver's group; else 0.
    public int badge() {
        return (int) (words[0] >>> BADGE_SHIFT) & MOST_BADGE;
    }

    public void save(StateWriter out) {
        out.add(group).add(words).add(bulk.length).add(bulk);
    }

    public static UserMessage restored(StateReader in) {
        int group = in.nextInt(0, 0xffff);
        var words = in.nextLongs(Packet.MOST_WORDS);
        var bulk = new byte[in.nextInt(0, MOST_BULK_BYTES)];
        in.next(bulk);
        return new UserMessage(group, words, bulk);
    }

    @Override
    public String toString() {
        return "message of group " + group + " with " + Arrays.toString(words) + " and " + bulk.length + " bytes";
    }
}

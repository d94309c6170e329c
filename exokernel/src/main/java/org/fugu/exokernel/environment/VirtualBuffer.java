package org.fugu.exokernel.environment;

import java.util.ArrayDeque;
import org.fugu.exokernel.abi.AddressSpace;
import org.fugu.exokernel.abi.Right;
import org.fugu.exokernel.abi.Rights;
import org.fugu.exokernel.frame.FramePool;
import org.fugu.exokernel.frame.Frames;
import org.fugu.machine.kernel.PrivilegedNode;
import org.fugu.machine.message.UserMessage;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.jspecify.annotations.Nullable;

/// The messages that the kernel has taken in for an environment, oldest first, in the environment's own
/// virtual memory: virtual buffering (HPCA 1998). Pages are taken from its frames when they are needed
/// and given back when their messages have gone; the last one stays, so that a buffer that is filled and
/// emptied in turn takes no page each time. The environment may read what waits; only the kernel writes.
///
/// A message takes a double-word that describes it (group [15:0], double-words [19:16], bytes of bulk
/// data [63:32]), its double-words, and its bulk data.
public final class VirtualBuffer {
    /// Pages that may hold messages at a time.
    public static final int MOST_PAGES = 64;

    private static final Rights RIGHTS = Rights.of(Right.READ);
    private static final int WORDS_SHIFT = 16;
    private static final int BULK_SHIFT = 32;
    private static final int MOST_MESSAGES = MOST_PAGES * AddressSpace.PAGE_BYTES / (2 * Long.BYTES);

    /// Of the pages from that of [#head] on.
    private final ArrayDeque<Integer> frames = new ArrayDeque<>();

    /// Frames that the environment has given for messages, and that hold none now.
    private final ArrayDeque<Integer> given = new ArrayDeque<>();

    /// Frames that it has given and not taken back: those, and some of those that hold messages.
    private int reserve;

    /// Where the first message begins, and where the next one will. They only grow; the virtual pages are
    /// used in a ring.
    private long head;

    private long tail;
    private int count;
    private long buffered;
    private int mostPages;

    /// Whether nothing has ever been buffered.
    public boolean isUnused() {
        return buffered == 0;
    }

    /// Frames that were given for messages.
    public int reserve() {
        return reserve;
    }

    /// Of these, frames that hold none.
    public int spare() {
        return given.size();
    }

    /// The environment gives frames, which are nobody's now, for messages.
    public void give(Frames.Run run) {
        for (int i = 0; i < run.count(); i++) given.add(run.first() + i);
        reserve += run.count();
    }

    /// The environment takes frames back that hold no messages. There are so many.
    public void takeBack(FramePool pool, int frames) {
        for (int i = 0; i < frames; i++) pool.free(given.remove(), 1);
        reserve -= frames;
    }

    public boolean isEmpty() {
        return count == 0;
    }

    /// Messages that wait.
    public int count() {
        return count;
    }

    /// Pages that it has.
    public int pages() {
        return frames.size();
    }

    /// Messages that it has held.
    public long buffered() {
        return buffered;
    }

    /// Pages that it has had at a time.
    public int mostPages() {
        return mostPages;
    }

    private static int bytes(UserMessage message) {
        return Long.BYTES * (1 + message.words().length + bulkWords(message.bulk().length));
    }

    private static int bulkWords(int bytes) {
        return Math.ceilDiv(bytes, Long.BYTES);
    }

    /// Pages that one more message would need.
    public int pagesFor(UserMessage message) {
        long end = tail + bytes(message);
        return (int) (Math.ceilDiv(end, AddressSpace.PAGE_BYTES) - head / AddressSpace.PAGE_BYTES) - frames.size();
    }

    /// Puts a message behind the others.
    ///
    /// @param pool of the environment's frames
    /// @return false if there is no room for it; nothing has changed
    public boolean add(PrivilegedNode node, FramePool pool, UserMessage message) {
        int more = pagesFor(message);
        if (frames.size() + more > MOST_PAGES || pool.available() + given.size() < more) return false;
        for (int i = 0; i < more; i++) frames.add(given.isEmpty() ? pool.allocate(1) : given.remove());
        mostPages = Math.max(mostPages, frames.size());
        var words = message.words();
        var bulk = message.bulk();
        put(node, message.group() | (long) words.length << WORDS_SHIFT | (long) bulk.length << BULK_SHIFT);
        for (long word : words) put(node, word);
        for (int i = 0; i < bulkWords(bulk.length); i++) put(node, bulkWord(bulk, i));
        count++;
        buffered++;
        return true;
    }

    private static long bulkWord(byte[] bulk, int index) {
        long word = 0;
        for (int i = Math.min(Long.BYTES, bulk.length - index * Long.BYTES) - 1; i >= 0; i--) {
            word = word << Byte.SIZE | bulk[index * Long.BYTES + i] & 0xff;
        }
        return word;
    }

    private void put(PrivilegedNode node, long word) {
        node.frames().store(frameAt(tail), offset(tail), word);
        tail += Long.BYTES;
    }

    private long get(PrivilegedNode node, long at) {
        var bytes = node.frames().localFrame(frameAt(at));
        long word = 0;
        for (int i = Long.BYTES - 1; i >= 0; i--) word = word << Byte.SIZE | bytes[offset(at) + i] & 0xff;
        return word;
    }

    private int frameAt(long at) {
        int index = (int) (at / AddressSpace.PAGE_BYTES - head / AddressSpace.PAGE_BYTES);
        for (int frame : frames) if (index-- == 0) return frame;
        throw new IllegalStateException("the buffer has no page there");
    }

    private static int offset(long at) {
        return (int) (at % AddressSpace.PAGE_BYTES);
    }

    /// The oldest message, as memory holds it.
    ///
    /// @return null if none waits
    public @Nullable UserMessage first(PrivilegedNode node) {
        if (count == 0) return null;
        long description = get(node, head);
        var words = new long[words(description)];
        for (int i = 0; i < words.length; i++) words[i] = get(node, head + Long.BYTES * (1L + i));
        var bulk = new byte[bulkBytes(description)];
        for (int i = 0; i < bulk.length; i++) {
            long at = head + Long.BYTES * (1L + words.length) + i;
            bulk[i] = node.frames().localFrame(frameAt(at))[offset(at)];
        }
        return new UserMessage((int) description & 0xffff, words, bulk);
    }

    private static int words(long description) {
        return (int) (description >>> WORDS_SHIFT) & 0xf;
    }

    private static int bulkBytes(long description) {
        return (int) (description >>> BULK_SHIFT);
    }

    /// Drops the oldest message, and gives back the pages that held nothing but what has gone.
    public void remove(PrivilegedNode node, FramePool pool) {
        if (count == 0) throw new IllegalStateException("no message waits");
        long description = get(node, head);
        long page = head / AddressSpace.PAGE_BYTES;
        head += Long.BYTES * (1L + words(description) + bulkWords(bulkBytes(description)));
        count--;
        // Emptied, it begins again where its last page does.
        if (count == 0) head = tail = (tail - 1) / AddressSpace.PAGE_BYTES * AddressSpace.PAGE_BYTES;
        for (; page < head / AddressSpace.PAGE_BYTES; page++) giveBack(node, pool, frames.remove());
    }

    /// What was given for messages stays for them.
    private void giveBack(PrivilegedNode node, FramePool pool, int frame) {
        node.translations().tlbDropFrame(new Frames.Run(node.id(), frame, 1).physical(0));
        node.frames().clearFrame(frame);
        if (given.size() < reserve) given.add(frame);
        else pool.free(frame, 1);
    }

    /// The frame that a page of the buffer has now, to be read.
    ///
    /// @return null if there is nothing
    @Nullable
    GuaranteedMapping mapping(Identity identity, long virtualPage) {
        if (frames.isEmpty()) return null;
        long first = AddressSpace.MESSAGES_START >>> AddressSpace.PAGE_SHIFT;
        if (virtualPage < first || virtualPage >= AddressSpace.MESSAGES_END >>> AddressSpace.PAGE_SHIFT) return null;
        long ring = AddressSpace.MESSAGES_END - AddressSpace.MESSAGES_START >>> AddressSpace.PAGE_SHIFT;
        long index = Math.floorMod(virtualPage - first - head / AddressSpace.PAGE_BYTES, ring);
        if (index >= frames.size()) return null;
        int frame = frameAt(head + index * AddressSpace.PAGE_BYTES);
        return new GuaranteedMapping(virtualPage, new Frames.Run(identity.node(), frame, 1), RIGHTS, true);
    }

    public void save(StateWriter out) {
        out.add(head).add(tail).add(count).add(buffered).add(mostPages).add(frames.size());
        for (int frame : frames) out.add(frame);
    }

    /// Apart from the rest: most environments give nothing.
    public void saveReserve(StateWriter out) {
        out.add(reserve).add(given.size());
        for (int frame : given) out.add(frame);
    }

    public void restoreReserve(StateReader in) {
        reserve = in.nextInt(0, FramePool.MOST_FRAMES);
        given.clear();
        for (int left = in.nextInt(0, reserve); left > 0; left--) {
            given.add(in.nextInt(0, FramePool.MOST_FRAMES - 1));
        }
    }

    public void restore(StateReader in) {
        head = in.next();
        tail = in.next();
        count = in.nextInt(0, MOST_MESSAGES);
        buffered = in.next();
        mostPages = in.nextInt(0, MOST_PAGES);
        frames.clear();
        for (int left = in.nextInt(0, MOST_PAGES); left > 0; left--) {
            frames.add(in.nextInt(0, FramePool.MOST_FRAMES - 1));
        }
    }
}

package org.fugu.machine.cpu;

import java.util.Arrays;
import java.util.TreeMap;
import org.fugu.machine.cache.CodeEpoch;
import org.fugu.machine.isa.Decoder;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.jspecify.annotations.Nullable;

/// The instructions that one node has fetched, decoded, by physical line.
///
/// A line is here a *fetch group* of 16 bytes, whatever the caches' lines are: what the processor
/// takes from its cache at a time.
///
/// A line is decoded when it is fetched for the first time, because only then has the node the
/// right to read it; until `fence.i` it stays as it was. Each node has its own, so what other nodes
/// do cannot show here.
///
/// A decoded line is an array of [#LENGTH]: eight instructions, one for each possible start; the
/// line's 16 bytes in two words; the instruction that straddles its end and the physical line that
/// this one was completed from.
public final class DecodedLines {
    public static final int LINE_BYTES = 16;
    static final int RAW = 8;
    static final int STRADDLING = 10;
    static final int STRADDLING_INTO = 11;
    private static final int LENGTH = 12;

    private static final int PAGE_SHIFT = 12;
    private static final int LINES_PER_PAGE = 256;

    /// Beyond this, all are dropped and decoded again, so that a program that runs through all of
    /// its memory cannot make the host's overflow.
    static final int MOST_FRAMES = 1024;

    private static final long FREE = -1;

    /// Open addressing over frame numbers; a frame is never removed alone, only emptied.
    private long[] frames = new long[16];

    private @Nullable Page[] pages = new Page[16];
    private int count;

    /// The page asked for last: instructions seldom leave one.
    private long recentFrame = FREE;

    private Page recent = new Page();

    private static final class Page {
        final long[] @Nullable [] lines = new long[LINES_PER_PAGE][];

        int count() {
            int found = 0;
            for (var line : lines) if (line != null) found++;
            return found;
        }
    }

    private final CodeEpoch epoch;

    /// @param epoch ends when lines are forgotten
    public DecodedLines(CodeEpoch epoch) {
        this.epoch = epoch;
        clear();
    }

    void clear() {
        epoch.end();
        frames = new long[16];
        Arrays.fill(frames, FREE);
        pages = new Page[16];
        count = 0;
        recentFrame = FREE;
    }

    /// Forgets what was decoded of a physical frame, because its bytes have been changed by other
    /// means than this node's stores. Contexts that may run there also need [Context#dropFetched].
    ///
    /// @param frame physical address without its low 12 bits
    public void forget(long frame) {
        epoch.end();
        int slot = slot(frame);
        if (frames[slot] == frame) pages[slot] = new Page();
        recentFrame = FREE;
    }

    /// The line at a physical address, or null if it has not been decoded.
    public long @Nullable [] find(long physicalLine) {
        long frame = physicalLine >>> PAGE_SHIFT;
        var page = frame == recentFrame ? recent : pages[slot(frame)];
        return page == null ? null : page.lines[lineWithin(physicalLine)];
    }

    /// Decodes the line unless that has been done.
    ///
    /// @param frame the bytes of its frame
    long[] decode(long physicalLine, byte[] frame) {
        var page = page(physicalLine >>> PAGE_SHIFT);
        int index = lineWithin(physicalLine);
        var line = page.lines[index];
        if (line == null) {
            line = decode(frame, index * LINE_BYTES);
            page.lines[index] = line;
        }
        return line;
    }

    /// Writes the bytes of every line as it was when it was fetched: memory may hold others by now.
    public void save(StateWriter out) {
        var byFrame = new TreeMap<Long, Page>();
        for (int slot = 0; slot < frames.length; slot++) {
            var page = pages[slot];
            if (page != null) byFrame.put(frames[slot], page);
        }
        out.add(byFrame.size());
        byFrame.forEach((frame, page) -> {
            out.add(frame).add(page.count());
            for (int index = 0; index < LINES_PER_PAGE; index++) {
                var line = page.lines[index];
                if (line != null) out.add(index).add(line[RAW]).add(line[RAW + 1]);
            }
        });
    }

    public void restore(StateReader in) {
        clear();
        for (int left = in.nextInt(0, MOST_FRAMES); left > 0; left--) {
            var page = page(in.next());
            for (int lines = in.nextInt(0, LINES_PER_PAGE); lines > 0; lines--) {
                page.lines[in.nextInt(0, LINES_PER_PAGE - 1)] = decode(in.next(), in.next());
            }
        }
    }

    private static int lineWithin(long physicalLine) {
        return (int) physicalLine >>> 4 & LINES_PER_PAGE - 1;
    }

    private static long[] decode(byte[] frame, int offset) {
        return decode(Bytes.getLong(frame, offset), Bytes.getLong(frame, offset + 8));
    }

    private static long[] decode(long low, long high) {
        var line = new long[LENGTH];
        line[RAW] = low;
        line[RAW + 1] = high;
        for (int i = 0; i < 8; i++) line[i] = instruction(line, i);
        line[STRADDLING_INTO] = FREE;
        return line;
    }

    private static long instruction(long[] line, int index) {
        int half = half(line, index);
        if (Decoder.isShort(half)) return Decoder.decodeShort(half);
        return index == 7 ? Decoder.straddling(half) : Decoder.decode(half | half(line, index + 1) << 16);
    }

    /// The instruction that straddles the end of a line.
    public static long straddling(long[] line, long[] next) {
        return Decoder.decode(half(line, 7) | half(next, 0) << 16);
    }

    /// One of a line's two words, 0 or 1.
    public static long word(long[] line, int index) {
        return line[RAW + index];
    }

    /// One of the line's eight half words.
    static int half(long[] line, int index) {
        return (int) (line[RAW + (index >> 2)] >>> (index & 3) * 16) & 0xffff;
    }

    private Page page(long frame) {
        if (frame != recentFrame) {
            var found = pages[slot(frame)];
            recent = found == null ? add(frame) : found;
            recentFrame = frame;
        }
        return recent;
    }

    private Page add(long frame) {
        if (count == MOST_FRAMES) clear();
        if (count * 2 >= frames.length) grow();
        var page = new Page();
        put(frame, page);
        count++;
        return page;
    }

    private void put(long frame, Page page) {
        int slot = slot(frame);
        frames[slot] = frame;
        pages[slot] = page;
    }

    private void grow() {
        var oldFrames = frames;
        var oldPages = pages;
        frames = new long[oldFrames.length * 2];
        Arrays.fill(frames, FREE);
        pages = new Page[oldFrames.length * 2];
        for (int i = 0; i < oldFrames.length; i++) {
            var page = oldPages[i];
            if (page != null) put(oldFrames[i], page);
        }
    }

    /// Where the frame is or would be put.
    private int slot(long frame) {
        int mask = frames.length - 1;
        int slot = (int) ((frame ^ frame >>> 20) * 0x9e37_79b1L) & mask;
        while (frames[slot] != FREE && frames[slot] != frame) slot = slot + 1 & mask;
        return slot;
    }
}

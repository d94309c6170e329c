package org.fugu.machine.tlb;

import java.util.Arrays;
import java.util.function.LongUnaryOperator;
import org.fugu.machine.memory.LineShape;
import org.fugu.machine.memory.PhysicalAddress;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// A fully associative TLB whose entries are tagged with an address space. Replacement is first in,
/// first out, so that it can be foretold.
///
/// An entry also remembers which two words in memory it follows from, see [Translation]. The node
/// is a sharer of their lines as long as the entry is there: whoever writes one of them takes the
/// line away first, and then the entry goes, by [#lose]. That the cache has forgotten a line by
/// itself is no matter; the home still counts the node as a sharer.
///
/// Hot: [#find] runs for every access of a program. A table of hints, indexed by the low bits of
/// the page, says where the entry probably is, and another how many entries there are of such pages.
/// A wrong hint is slow, never wrong, because the entry itself is compared. [#watches] runs for every
/// store; a table counts the watched lines by the hash of their number, so that most stores look at
/// one number.
public final class Tlb {
    /// Somebody who keeps what was found here.
    public interface Listener {
        /// A page is not translated any more, or otherwise.
        ///
        /// @param rights that there were
        void dropped(int addressSpace, long virtualPage, int rights);

        /// An entry follows from a word of that line.
        void watched(long line);

        /// Nothing is as it was.
        void restored();

        /// Nobody.
        Listener NOBODY = new Listener() {
            @Override
            public void dropped(int addressSpace, long virtualPage, int rights) {
                // Nobody kept it.
            }

            @Override
            public void watched(long line) {
                // Nobody stores without looking.
            }

            @Override
            public void restored() {
                // Nobody kept anything.
            }
        };
    }

    public static final int READ = 1;
    public static final int WRITE = 2;
    public static final int EXECUTE = 4;

    /// No entry.
    public static final int MISS = -1;

    private static final long FREE = -1;
    private static final int SPACE_SHIFT = 48;
    private static final long PAGES = 1L << SPACE_SHIFT;
    private static final long NO_WORD = Translation.NO_WORD;
    private static final int HINTS = 256;
    private static final int WATCHED_PER_ENTRY = 64;

    private final LineShape lines;
    private final int perFrameShift;
    private final int homeShift;
    private final long[] tags;
    private final long[] frames;
    private final byte[] rights;
    private final long[] bindWords;
    private final long[] tableWords;
    private final long[] expected;
    private final short[] hints = new short[HINTS];
    private final short[] alike = new short[HINTS];
    private final short[] watched;
    private Listener listener = Listener.NOBODY;
    private int tabled;
    private int next;
    private long misses;
    private long writes;
    private long lost;

    /// @param lines of the memory that translations follow from
    public Tlb(int entries, LineShape lines) {
        this.lines = lines;
        perFrameShift = lines.perFrameShift();
        homeShift = lines.homeShift();
        tags = new long[entries];
        frames = new long[entries];
        rights = new byte[entries];
        bindWords = new long[entries];
        tableWords = new long[entries];
        expected = new long[entries];
        watched = new short[Integer.highestOneBit(entries) * WATCHED_PER_ENTRY];
        Arrays.fill(tags, FREE);
        Arrays.fill(bindWords, NO_WORD);
        Arrays.fill(tableWords, NO_WORD);
    }

    /// Lets somebody hear of changes from now on.
    public void listen(Listener each) {
        listener = each;
    }

    private static long tag(int addressSpace, long virtualPage) {
        return (long) addressSpace << SPACE_SHIFT | virtualPage;
    }

    /// Which entry translates the page, or [#MISS]. Virtual pages have 36 bits.
    public int find(int addressSpace, long virtualPage) {
        long tag = tag(addressSpace, virtualPage);
        int hinted = hints[(int) virtualPage & (HINTS - 1)];
        return tags[hinted] == tag ? hinted : search(tag, (int) virtualPage & (HINTS - 1));
    }

    private static int hint(long tag) {
        return (int) tag & HINTS - 1;
    }

    private int search(long tag, int hint) {
        if (alike[hint] == 0) return MISS;
        for (int i = 0; i < tags.length; i++) {
            if (tags[i] == tag) {
                hints[hint] = (short) i;
                return i;
            }
        }
        return MISS;
    }

    public long frameOf(int entry) {
        return frames[entry];
    }

    public int rightsOf(int entry) {
        return rights[entry];
    }

    /// Whose entry makes room for the next new one, or -1 if there is room.
    public int spaceOfNext() {
        return (int) (tags[next] >> SPACE_SHIFT);
    }

    /// The rights of that entry.
    public int rightsOfNext() {
        return rights[next];
    }

    /// Writes an entry that follows from no word; one for the same page is replaced where it is.
    public void write(int addressSpace, long virtualPage, long frame, int granted) {
        write(new Translation(addressSpace, virtualPage, frame, granted, NO_WORD, NO_WORD, 0));
    }

    /// Writes an entry; one for the same page is replaced where it is. The node must be a sharer of
    /// both words' lines.
    public void write(Translation translation) {
        int entry = find(translation.addressSpace(), translation.virtualPage());
        if (entry == MISS) insert(translation);
        else replace(entry, translation);
    }

    /// The same for a page of which there is no entry.
    public void insert(Translation translation) {
        int entry = next;
        next = entry + 1 < tags.length ? entry + 1 : 0;
        replace(entry, translation);
    }

    private void replace(int entry, Translation translation) {
        writes++;
        if (tags[entry] != FREE) clear(entry);
        tags[entry] = tag(translation.addressSpace(), translation.virtualPage());
        frames[entry] = translation.frame();
        rights[entry] = (byte) translation.rights();
        bindWords[entry] = translation.bindWord();
        tableWords[entry] = translation.tableWord();
        expected[entry] = translation.expected();
        alike[hint(tags[entry])]++;
        count(entry, 1);
        tellWatched(bindWords[entry]);
        tellWatched(tableWords[entry]);
        hints[(int) translation.virtualPage() & (HINTS - 1)] = (short) entry;
    }

    private void clear(int entry) {
        count(entry, -1);
        alike[hint(tags[entry])]--;
        listener.dropped((int) (tags[entry] >>> SPACE_SHIFT), tags[entry] & PAGES - 1, rights[entry]);
        tags[entry] = FREE;
        bindWords[entry] = NO_WORD;
        tableWords[entry] = NO_WORD;
    }

    private void count(int entry, int change) {
        if (bindWords[entry] != NO_WORD) watched[slot(lines.of(bindWords[entry]))] += (short) change;
        if (tableWords[entry] == NO_WORD) return;
        watched[slot(lines.of(tableWords[entry]))] += (short) change;
        tabled += change;
    }

    private void tellWatched(long word) {
        if (word != NO_WORD) listener.watched(lines.of(word));
    }

    private int slot(long line) {
        return (int) (line ^ line >>> perFrameShift ^ line >>> homeShift) & (watched.length - 1);
    }

    /// @return whether there was an entry
    public boolean drop(int addressSpace, long virtualPage) {
        int entry = find(addressSpace, virtualPage);
        if (entry == MISS) return false;
        clear(entry);
        return true;
    }

    /// Drops every entry that leads to a frame.
    public void dropFrame(long frame) {
        for (int i = 0; i < tags.length; i++) if (tags[i] != FREE && frames[i] == frame) clear(i);
    }

    /// Whether an entry may follow from a word of the line; true for some lines of which none does.
    public boolean watches(long line) {
        return watched[slot(line)] != 0;
    }

    /// Whether an entry follows from a word of the frame.
    public boolean watchesFrame(long frame) {
        for (int i = 0; i < tags.length; i++) {
            if (isInFrame(bindWords[i], frame) || isInFrame(tableWords[i], frame)) return true;
        }
        return false;
    }

    private static boolean isInFrame(long word, long frame) {
        return word != NO_WORD && word >> PhysicalAddress.FRAME_SHIFT == frame;
    }

    /// Drops every entry that follows from a word of the line.
    ///
    /// @return how many there were
    public int lose(long line) {
        if (!watches(line)) return 0;
        int dropped = 0;
        for (int i = 0; i < tags.length; i++) {
            if (!isIn(bindWords[i], line) && !isIn(tableWords[i], line)) continue;
            clear(i);
            dropped++;
        }
        lost += dropped;
        return dropped;
    }

    private boolean isIn(long word, long line) {
        return word != NO_WORD && lines.of(word) == line;
    }

    /// Drops every entry whose page-table word is no longer what it was: for machines without
    /// caches, where nobody is told of a store.
    ///
    /// @param memory reads eight bytes at a physical address
    /// @return how many there were
    public int loseChanged(LongUnaryOperator memory) {
        if (tabled == 0) return 0;
        int dropped = 0;
        for (int i = 0; i < tags.length; i++) {
            if (tableWords[i] == NO_WORD || memory.applyAsLong(tableWords[i]) == expected[i]) continue;
            clear(i);
            dropped++;
        }
        lost += dropped;
        return dropped;
    }

    public void countMiss() {
        misses++;
    }

    public long misses() {
        return misses;
    }

    public long writes() {
        return writes;
    }

    /// Entries that went because a word they followed from was lost.
    public long lost() {
        return lost;
    }

    public void save(StateWriter out) {
        out.add(tags).add(frames).add(rights).add(bindWords).add(tableWords).add(expected);
        out.add(next).add(misses).add(writes).add(lost);
    }

    public void restore(StateReader in) {
        in.next(tags);
        in.next(frames);
        in.next(rights);
        in.next(bindWords);
        in.next(tableWords);
        in.next(expected);
        next = in.nextInt(0, tags.length - 1);
        misses = in.next();
        writes = in.next();
        lost = in.next();
        listener.restored();
        Arrays.fill(hints, (short) 0);
        Arrays.fill(alike, (short) 0);
        Arrays.fill(watched, (short) 0);
        tabled = 0;
        for (int i = 0; i < tags.length; i++) {
            if (tags[i] != FREE) alike[hint(tags[i])]++;
            count(i, 1);
        }
    }
}

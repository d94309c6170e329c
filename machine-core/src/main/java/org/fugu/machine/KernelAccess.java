package org.fugu.machine;

import java.util.Arrays;
import org.fugu.machine.cpu.Bytes;
import org.fugu.machine.memory.LineShape;
import org.fugu.machine.memory.PhysicalAddress;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.fugu.machine.tlb.Tlb;
import org.fugu.machine.tlb.Translation;
import org.jspecify.annotations.Nullable;

/// What the kernel does with coherent memory for a context that waits meanwhile: it writes a
/// translation once it has read the words that it follows from, or it writes bind words. It is
/// data, so that waiting needs nothing of the host.
///
/// A line that has been read counts as read until it is lost, even if the next one takes its place
/// in the cache: the home goes on counting this node as a sharer. If it is lost before the
/// translation is written, the translation is not written; the program faults again and decides
/// anew. So an entry that was invalid when it was written cannot come into being, and nothing is
/// tried twice.
final class KernelAccess {
    /// What an access needs of its node.
    interface Port {
        /// Whether the node has the line of a double-word now. Where nobody has to be asked for it, it
        /// has, and the time of the access passes.
        boolean has(long physicalAddress, boolean write);

        /// The bytes of the frame with that physical address, whose line the node has.
        byte[] frameAt(long physicalAddress);

        /// This node has written to a line.
        void stored(long line);
    }

    private static final int MOST_WORDS = 1 << 20;

    private final Port port;
    private final Tlb tlb;
    private final boolean byDirectory;
    private final LineShape lines;

    private @Nullable Translation translation;
    private boolean readBind;
    private boolean readTable;
    private boolean lost;

    private long[] toWrite = {};
    private int written;

    /// What [#advance] waits for.
    private long wanted;

    /// @param byDirectory whether translations go with the words that they follow from; otherwise
    ///     a page-table word is only compared when the translation is written
    KernelAccess(Port port, Tlb tlb, boolean byDirectory, LineShape lines) {
        this.port = port;
        this.tlb = tlb;
        this.byDirectory = byDirectory;
        this.lines = lines;
    }

    boolean isActive() {
        return translation != null || written < toWrite.length;
    }

    void bind(Translation wish) {
        requireIdle();
        translation = wish;
        readBind = !byDirectory || wish.bindWord() == Translation.NO_WORD;
        readTable = wish.tableWord() == Translation.NO_WORD;
        lost = false;
    }

    void write(long[] words) {
        requireIdle();
        toWrite = words.clone();
        written = 0;
    }

    private void requireIdle() {
        if (isActive()) throw new IllegalStateException("the kernel waits for another access");
    }

    void cancel() {
        translation = null;
        toWrite = new long[0];
        written = 0;
    }

    /// Goes on as far as the lines that the node has allow.
    ///
    /// @return whether it has ended; if not, [#wanted] is the line to ask for
    boolean advance() {
        return translation != null ? advanceBinding(translation) : advanceWriting();
    }

    long wanted() {
        return wanted;
    }

    boolean wantsToWrite() {
        return translation == null;
    }

    private boolean advanceBinding(Translation wish) {
        readBind = readBind || read(wish.bindWord());
        if (!readBind && !lost) return false;
        readTable = readTable || read(wish.tableWord());
        if (!readTable && !lost) return false;
        if (!lost && isAsExpected(wish)) tlb.write(byDirectory ? wish : wish.unwatched());
        translation = null;
        return true;
    }

    private boolean read(long word) {
        wanted = lines.of(word);
        return port.has(word, false);
    }

    private boolean isAsExpected(Translation wish) {
        return wish.tableWord() == Translation.NO_WORD || wordAt(wish.tableWord()) == wish.expected();
    }

    /// Eight bytes of memory that this node may read now.
    long wordAt(long physicalAddress) {
        return Bytes.getLong(port.frameAt(physicalAddress), PhysicalAddress.offsetInFrame(physicalAddress));
    }

    private boolean advanceWriting() {
        while (written < toWrite.length) {
            long word = toWrite[written];
            wanted = lines.of(word);
            if (!port.has(word, true)) return false;
            int offset = PhysicalAddress.offsetInFrame(word);
            var frame = port.frameAt(word);
            Bytes.putLong(frame, offset, Bytes.getLong(frame, offset) + 1);
            written++;
            port.stored(wanted);
        }
        return true;
    }

    /// The node is no longer a sharer of a line, or has written to it.
    void lost(long line) {
        if (translation == null) return;
        lost |= readBind && isIn(translation.bindWord(), line);
        lost |= readTable && isIn(translation.tableWord(), line);
    }

    private boolean isIn(long word, long line) {
        return word != Translation.NO_WORD && lines.of(word) == line;
    }

    /// The page is not to be mapped as the kernel was about to.
    void dropped(int addressSpace, long virtualPage) {
        if (translation == null) return;
        lost |= translation.addressSpace() == addressSpace && translation.virtualPage() == virtualPage;
    }

    void save(StateWriter out) {
        out.add(translation != null);
        if (translation != null) translation.save(out);
        out.add(readBind).add(readTable).add(lost).add(wanted);
        out.add(toWrite.length - written);
        for (int i = written; i < toWrite.length; i++) out.add(toWrite[i]);
    }

    void restore(StateReader in) {
        translation = in.nextBoolean() ? Translation.restored(in) : null;
        readBind = in.nextBoolean();
        readTable = in.nextBoolean();
        lost = in.nextBoolean();
        wanted = in.next();
        toWrite = new long[in.nextInt(0, MOST_WORDS)];
        written = 0;
        Arrays.setAll(toWrite, _ -> in.next());
    }
}

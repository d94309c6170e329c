package org.fugu.machine.access;

import java.util.Arrays;
import org.fugu.machine.clock.NodeClock;
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
/// translation is written, the translation is not written, and whatever the TLB had for the page
/// goes; the program faults again and decides anew. So an entry that was invalid when it was written
/// cannot come into being, and nothing is tried twice.
public final class KernelOperation implements LineWaiter {
    /// The processor, which stands still while its kernel waits.
    public interface Pipeline {
        /// Whether the kernel waits by [#waitInKernel].
        boolean isInKernel();

        /// The kernel waits for memory.
        void waitInKernel();

        /// What it waited for is done.
        void leaveKernel();
    }

    /// The kernel, which is told of what its context waited for.
    public interface Kernel {
        /// What [#write] began has ended.
        void revoked();

        /// What [#bind] began has ended.
        ///
        /// @param translation with what the kernel's word was, where it was read
        /// @param written whether the TLB has it; if not, it has nothing for the page
        default void bound(Translation translation, boolean written) {}
    }

    private static final int MOST_WORDS = 1 << 20;

    private final NodeClock clock;
    private final MemorySystem memory;
    private final Tlb tlb;
    private final Pipeline pipeline;
    private final Kernel kernel;
    private final boolean byDirectory;
    private final long fillCycles;
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
    /// @param fillCycles from a line's coming until the kernel goes on
    public KernelOperation(
            NodeClock clock,
            MemorySystem memory,
            Mmu mmu,
            Pipeline pipeline,
            Kernel kernel,
            boolean byDirectory,
            long fillCycles) {
        this.clock = clock;
        this.memory = memory;
        tlb = mmu.tlb();
        this.pipeline = pipeline;
        this.kernel = kernel;
        this.byDirectory = byDirectory;
        this.fillCycles = fillCycles;
        lines = memory.lines();
    }

    /// The line of a word that the kernel waits for may be this one.
    @Override
    public void lineCame(long now, long line) {
        if (!pipeline.isInKernel() || wanted != line) return;
        clock.reach(now + fillCycles);
        boolean revokes = wantsToWrite();
        if (!goOn()) return;
        if (revokes) kernel.revoked();
        pipeline.leaveKernel();
    }

    /// Goes on with what was begun, or waits for the next line.
    ///
    /// @return whether it has ended
    private boolean goOn() {
        if (advance()) return true;
        pipeline.waitInKernel();
        memory.fetch(clock.now, lines.address(wanted), wantsToWrite());
        return false;
    }

    boolean isActive() {
        return translation != null || written < toWrite.length;
    }

    /// Begins to write a translation.
    public void bind(Translation wish) {
        requireIdle();
        translation = wish;
        readBind = !readsBind(wish);
        readTable = wish.tableWord() == Translation.NO_WORD;
        lost = false;
        if (goOn()) pipeline.leaveKernel();
    }

    /// Does what [#bind] does for a page that the TLB has not got, if that ends at once, with the
    /// translation written; else nothing. The kernel is not told.
    ///
    /// @return what [Kernel#bound] would be told, or null
    public @Nullable Translation bindAtOnce(Translation wish) {
        if (isActive()) return null;
        boolean readsBind = readsBind(wish);
        boolean readsTable = wish.tableWord() != Translation.NO_WORD;
        if (readsTable && !memory.isAtHand(wish.tableWord())) return null;
        boolean comes = readsBind && !memory.isAtHand(wish.bindWord());
        if (comes && (readsTable || !wasRead(wish))) return null;
        var bound = readsBind ? wish.boundAt(wordAt(wish.bindWord())) : wish;
        if (bound != wish && wish.bound() != Translation.UNKNOWN) return null;
        if (readsTable && wordAt(wish.tableWord()) != wish.expected()) return null;
        if (comes && !memory.comesToKernelAtOnce(lines.of(wish.bindWord()))) return null;
        if (readsBind) wanted = lines.of(wish.bindWord());
        if (readsTable) wanted = lines.of(wish.tableWord());
        readBind = true;
        readTable = true;
        lost = false;
        tlb.insert(byDirectory ? wish : wish.unwatched());
        return bound;
    }

    /// Whether the kernel's word is this node's own and has been read: its frame is there.
    private boolean wasRead(Translation wish) {
        return wish.bound() != Translation.UNKNOWN && memory.isOwn(wish.bindWord());
    }

    /// Begins to write bind words.
    ///
    /// @param words physical addresses
    /// @return whether it has ended already; if not, the kernel is told when it has
    public boolean write(long[] words) {
        requireIdle();
        toWrite = words.clone();
        written = 0;
        if (!goOn()) return false;
        pipeline.leaveKernel();
        return true;
    }

    private void requireIdle() {
        if (isActive()) throw new IllegalStateException("the kernel waits for another access");
    }

    /// The job is over: nobody waits any more.
    public void cancel() {
        translation = null;
        toWrite = new long[0];
        written = 0;
    }

    /// Goes on as far as the lines that the node has allow.
    ///
    /// @return whether it has ended; if not, [#wanted] is the line to ask for
    private boolean advance() {
        return translation != null ? advanceBinding(translation) : advanceWriting();
    }

    private boolean wantsToWrite() {
        return translation == null;
    }

    private boolean advanceBinding(Translation wish) {
        readBind = readBind || read(wish.bindWord());
        if (!readBind && !lost) return false;
        readTable = readTable || read(wish.tableWord());
        if (!readTable && !lost) return false;
        boolean holds = !lost && isAsExpected(wish);
        if (holds) tlb.write(byDirectory ? wish : wish.unwatched());
        else tlb.drop(wish.addressSpace(), wish.virtualPage());
        translation = null;
        kernel.bound(holds && readsBind(wish) ? wish.boundAt(wordAt(wish.bindWord())) : wish, holds);
        return true;
    }

    private boolean readsBind(Translation wish) {
        return byDirectory && wish.bindWord() != Translation.NO_WORD;
    }

    private boolean read(long word) {
        wanted = lines.of(word);
        return memory.permitsKernel(word, false);
    }

    private boolean isAsExpected(Translation wish) {
        boolean table = wish.tableWord() == Translation.NO_WORD || wordAt(wish.tableWord()) == wish.expected();
        boolean bind =
                !readsBind(wish) || wish.bound() == Translation.UNKNOWN || wordAt(wish.bindWord()) == wish.bound();
        return table && bind;
    }

    private long wordAt(long physicalAddress) {
        return Bytes.getLong(memory.frameAt(physicalAddress), PhysicalAddress.offsetInFrame(physicalAddress));
    }

    private boolean advanceWriting() {
        while (written < toWrite.length) {
            long word = toWrite[written];
            wanted = lines.of(word);
            if (!memory.permitsKernel(word, true)) return false;
            int offset = PhysicalAddress.offsetInFrame(word);
            var frame = memory.frameAt(word);
            Bytes.putLong(frame, offset, Bytes.getLong(frame, offset) + 1);
            written++;
            memory.storedByKernel(wanted);
        }
        return true;
    }

    /// The node is no longer a sharer of a line, or has written to it.
    @Override
    public void lineLost(long line) {
        if (translation == null) return;
        lost |= readBind && isIn(translation.bindWord(), line);
        lost |= readTable && isIn(translation.tableWord(), line);
    }

    private boolean isIn(long word, long line) {
        return word != Translation.NO_WORD && lines.of(word) == line;
    }

    /// The page is not to be mapped as the kernel was about to.
    public void dropped(int addressSpace, long virtualPage) {
        if (translation == null) return;
        lost |= translation.addressSpace() == addressSpace && translation.virtualPage() == virtualPage;
    }

    public void save(StateWriter out) {
        out.add(translation != null);
        if (translation != null) translation.save(out);
        out.add(readBind).add(readTable).add(lost).add(wanted);
        out.add(toWrite.length - written);
        for (int i = written; i < toWrite.length; i++) out.add(toWrite[i]);
    }

    public void restore(StateReader in) {
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

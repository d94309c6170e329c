package org.fugu.exokernel.job;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fugu.exokernel.environment.ConsoleLog;
import org.fugu.exokernel.environment.Ending;
import org.fugu.exokernel.environment.Verdict;
import org.fugu.machine.state.BadSnapshotException;
import org.fugu.machine.state.StateHash;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.jspecify.annotations.Nullable;

/// The console of the whole job: what the nodes wrote, by cycle, then node, then in the order
/// written, up to the job's limit.
public final class ConsoleMerge {
    private static final Comparator<ConsoleLog.Piece> ORDER =
            Comparator.comparingLong(ConsoleLog.Piece::cycle).thenComparing(ConsoleLog.Piece::node);

    private final List<ConsoleLog> logs;
    private final long limit;
    private final Reader reader;
    private final ConsolePieces accepted = new ConsolePieces();
    private long collected;
    private @Nullable Verdict overflow;

    /// Reads the console as it comes together.
    public interface Reader {
        /// Called once for every piece, in simulated-time order.
        ///
        /// @param cycle when the piece was written
        /// @param node who wrote it
        void console(long cycle, int node, byte[] bytes);
    }

    ConsoleMerge(List<ConsoleLog> logs, long limit, Reader reader) {
        this.logs = List.copyOf(logs);
        this.limit = limit;
        this.reader = reader;
    }

    /// Collects what was written before a cycle that every node has reached.
    public void collectBefore(long cycle) {
        var pieces = new ArrayList<ConsoleLog.Piece>();
        for (var log : logs) {
            for (var piece = log.pollBefore(cycle); piece != null; piece = log.pollBefore(cycle)) pieces.add(piece);
        }
        pieces.sort(ORDER); // stable: pieces of one node and cycle stay in the order written
        for (var piece : pieces) accept(piece);
    }

    private void accept(ConsoleLog.Piece piece) {
        if (overflow != null) return;
        var bytes = piece.bytes();
        if (bytes.length > limit - collected) {
            overflow = new Verdict(piece.cycle(), piece.node(), Ending.Stopped.CONSOLE_LIMIT);
            bytes = Arrays.copyOf(bytes, (int) (limit - collected));
            if (bytes.length == 0) return;
        }
        collected += bytes.length;
        accepted.add(new ConsoleLog.Piece(piece.cycle(), piece.node(), bytes));
        reader.console(piece.cycle(), piece.node().index(), bytes.clone());
    }

    /// When the limit was first exceeded, or null.
    @Nullable
    Verdict overflow() {
        return overflow;
    }

    public SortedMap<Integer, byte[]> byNode() {
        var gathered = new TreeMap<Integer, ByteArrayOutputStream>();
        accepted.forEach(piece -> gathered.computeIfAbsent(piece.node().index(), _ -> new ByteArrayOutputStream())
                .writeBytes(piece.bytes()));
        var console = new TreeMap<Integer, byte[]>();
        gathered.forEach((node, bytes) -> console.put(node, bytes.toByteArray()));
        return console;
    }

    /// SHA-256 over every piece with its cycle and node.
    public String digest() {
        var hash = new StateHash();
        accepted.forEach(piece -> piece.save(hash));
        return hash.hex();
    }

    void save(StateWriter out) {
        out.add(accepted.count());
        accepted.forEach(piece -> piece.save(out));
        out.add(overflow != null);
        if (overflow != null) overflow.save(out);
    }

    /// Tells all that was collected once more.
    public void tellAgain() {
        accepted.forEach(piece -> reader.console(piece.cycle(), piece.node().index(), piece.bytes()));
    }

    /// Takes back what was collected before the snapshot, and tells nobody.
    void restore(StateReader in) {
        accepted.clear();
        collected = 0;
        for (int left = in.nextInt(0, ConsoleLog.MOST_PIECES); left > 0; left--) {
            var piece = ConsoleLog.Piece.restored(in);
            collected += piece.bytes().length;
            if (collected > limit)
                throw new BadSnapshotException("the snapshot has more console than the job may write");
            accepted.add(piece);
        }
        overflow = in.nextBoolean() ? Verdict.restored(in) : null;
    }
}

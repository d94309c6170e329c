package org.fugu.exokernel.job;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.fugu.exokernel.environment.ConsoleLog;
import org.fugu.machine.topology.NodeId;

/// What was written, in order, packed: a program may print letter by letter, and an object for each
/// would take sixty times what it printed.
final class ConsolePieces {
    private static final int BLOCK = 64 << 10;
    private static final int MORE = 0x80;

    private final List<byte[]> full = new ArrayList<>();
    private byte[] block = new byte[BLOCK];
    private int at;
    private long lastCycle;
    private int count;

    int count() {
        return count;
    }

    /// @param piece not earlier than the one added last
    void add(ConsoleLog.Piece piece) {
        number(piece.cycle() - lastCycle);
        number(piece.node().index());
        number(piece.bytes().length);
        for (byte each : piece.bytes()) put(each);
        lastCycle = piece.cycle();
        count++;
    }

    void clear() {
        full.clear();
        at = 0;
        lastCycle = 0;
        count = 0;
    }

    void forEach(Consumer<ConsoleLog.Piece> action) {
        var reader = new Reader();
        for (int left = count; left > 0; left--) action.accept(reader.next());
    }

    /// Seven bits a byte, the lowest first.
    private void number(long value) {
        long rest = value;
        while (rest >>> 7 != 0) {
            put((byte) (rest | MORE));
            rest >>>= 7;
        }
        put((byte) rest);
    }

    private void put(byte value) {
        if (at == BLOCK) {
            full.add(block);
            block = new byte[BLOCK];
            at = 0;
        }
        block[at++] = value;
    }

    private final class Reader {
        private int index;
        private int from;
        private long cycle;

        ConsoleLog.Piece next() {
            cycle += number();
            var node = new NodeId((int) number());
            var bytes = new byte[(int) number()];
            for (int i = 0; i < bytes.length; i++) bytes[i] = get();
            return new ConsoleLog.Piece(cycle, node, bytes);
        }

        private long number() {
            long value = 0;
            for (int shift = 0; ; shift += 7) {
                byte read = get();
                value |= (long) (read & MORE - 1) << shift;
                if (read >= 0) return value;
            }
        }

        private byte get() {
            if (from == BLOCK) {
                index++;
                from = 0;
            }
            return index < full.size() ? full.get(index)[from++] : block[from++];
        }
    }
}

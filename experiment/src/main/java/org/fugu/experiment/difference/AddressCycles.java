package org.fugu.experiment.difference;

import java.util.SortedMap;
import java.util.TreeMap;
import org.fugu.machine.observe.CycleAccount.Category;

/// Cycles by address and category, of all nodes.
final class AddressCycles {
    private static final int KINDS = Category.values().length;

    /// Addresses of one piece; instructions begin at even ones.
    private static final int PIECE_SHIFT = 9;

    private static final int PIECE = 1 << PIECE_SHIFT;

    /// Of a sorted map, with its key and an array's head.
    private static final long ENTRY = 88;

    /// So that a program that is everywhere does not fill the host's memory: 2 MB of code.
    private static final int MOST_PIECES = 4096;

    /// What is behind the last piece; no program can be there.
    private static final long ELSEWHERE = Long.MAX_VALUE >>> PIECE_SHIFT;

    private final TreeMap<Long, long[]> pieces = new TreeMap<>();
    private long lastPiece = -1;
    private long[] last = {};

    void add(long address, Category category, long cycles) {
        long piece = address >>> PIECE_SHIFT;
        if (piece != lastPiece) {
            boolean hasRoom = pieces.size() < MOST_PIECES || pieces.containsKey(piece);
            last = pieces.computeIfAbsent(hasRoom ? piece : ELSEWHERE, _ -> new long[PIECE / 2 * KINDS]);
            lastPiece = piece;
        }
        last[(int) (address & (PIECE - 1)) / 2 * KINDS + category.ordinal()] += cycles;
    }

    /// What one of these may take of the host's memory, with what is made of it: each place of the code has
    /// its categories here, by address, and by line.
    ///
    /// @param code bytes of it
    static long hostBytes(long code) {
        long places = Math.min(code + PIECE, (long) MOST_PIECES * PIECE) / 2;
        return places * (4L * KINDS * Long.BYTES + 4 * ENTRY);
    }

    /// By address, each with its cycles by category; addresses without any are absent.
    SortedMap<Long, long[]> byAddress() {
        var all = new TreeMap<Long, long[]>();
        pieces.forEach((piece, cycles) -> {
            for (int slot = 0; slot < PIECE / 2; slot++) {
                var own = new long[KINDS];
                System.arraycopy(cycles, slot * KINDS, own, 0, KINDS);
                for (long each : own) {
                    if (each == 0) continue;
                    all.put((piece << PIECE_SHIFT) + 2L * slot, own);
                    break;
                }
            }
        });
        return all;
    }
}

package org.fugu.machine.translate;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.fugu.machine.cpu.DecodedLines;
import org.jspecify.annotations.Nullable;

/// What has been translated, for all nodes of a machine, which mostly run the same program, and for
/// machines that come after it. Code is known by where it is and what it says, so a node whose page says
/// something else finds nothing.
///
/// A program that goes on making new code comes to the bound of [TranslationPolicy#mostRegions]. All
/// regions are then forgotten at once; nodes that use one keep it until they end.
public final class CodeCache {
    /// HotSpot never compiles a longer method.
    private static final int MOST_BYTECODES = 7_900;

    private final TranslationPolicy policy;
    private final TreeMap<Long, List<Piece>> pieces = new TreeMap<>();
    private int count;

    /// A region and its code.
    ///
    /// @param groups places of its groups in their page
    /// @param content two words of each
    /// @param entries places, in order
    /// @param lastActs of each entry: how long after it the last act of its block begins
    record Piece(
            Timing timing,
            TranslatedCode code,
            long page,
            int[] groups,
            long[] content,
            int[] entries,
            int[] lastActs) {
        int entry(long pc) {
            return Arrays.binarySearch(entries, (int) (pc - page));
        }

        boolean says(int group, long @Nullable [] line) {
            return line != null
                    && DecodedLines.word(line, 0) == content[2 * group]
                    && DecodedLines.word(line, 1) == content[2 * group + 1];
        }
    }

    public CodeCache(TranslationPolicy policy) {
        this.policy = policy;
    }

    /// How many regions there are.
    public synchronized int regions() {
        return count;
    }

    /// Whether anything is translated.
    public boolean isUsed() {
        return policy.mostRegions() > 0;
    }

    TranslationPolicy policy() {
        return policy;
    }

    /// What was translated of a page as it is, with an entry there.
    ///
    /// @param groups of the page, decoded, by place
    synchronized @Nullable Piece find(long pc, IntFunction<long @Nullable []> groups, Timing timing) {
        var found = pieces.get(pc);
        if (found == null) return null;
        for (var piece : found) if (piece.timing.equals(timing) && isSame(piece, pc, groups)) return piece;
        return null;
    }

    private static boolean isSame(Piece piece, long pc, IntFunction<long @Nullable []> groups) {
        int root = (int) (pc - piece.page) & -16;
        for (int i = 0; i < piece.groups.length; i++) {
            var line = groups.apply(piece.groups[i]);
            if (line == null ? piece.groups[i] == root : !piece.says(i, line)) return false;
        }
        return true;
    }

    /// Translates what can be reached from an instruction.
    ///
    /// @param timing the same for all nodes of the machine
    /// @return null if there is nothing worth translating
    synchronized @Nullable Piece translate(long pc, IntFunction<long @Nullable []> groups, Timing timing) {
        if (count >= policy.mostRegions()) {
            pieces.clear();
            count = 0;
        }
        for (int most = policy.mostInstructions(); ; most /= 2) {
            var region = new GuestRegion(pc, groups, most);
            if (!region.isWorthwhile((int) (pc - region.page()))) return null;
            var emitted = Emitter.emit(region, timing);
            if (emitted.bytecodes() > MOST_BYTECODES && most > 1) continue;
            return add(region, emitted, timing);
        }
    }

    private Piece add(GuestRegion region, Emitter.Emitted emitted, Timing timing) {
        count++;
        var piece = new Piece(
                timing,
                define(region.page(), emitted),
                region.page(),
                region.groups(),
                region.content(),
                region.entries(),
                emitted.lastActs());
        for (int entry : piece.entries) {
            pieces.computeIfAbsent(region.page() + entry, _ -> new ArrayList<>())
                    .add(piece);
        }
        return piece;
    }

    private static TranslatedCode define(long page, Emitter.Emitted emitted) {
        try {
            var lookup = MethodHandles.lookup().defineHiddenClass(emitted.bytes(), true);
            var constructor = lookup.findConstructor(
                    lookup.lookupClass(), MethodType.methodType(void.class, long.class, Exits.class));
            return (TranslatedCode) constructor.invoke(page, emitted.exits());
        } catch (Throwable e) {
            throw new IllegalStateException("translated code cannot be loaded", e);
        }
    }
}

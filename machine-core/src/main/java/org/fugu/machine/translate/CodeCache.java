package org.fugu.machine.translate;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import jdk.jfr.FlightRecorder;
import org.fugu.machine.cpu.DecodedLines;
import org.jspecify.annotations.Nullable;

/// What has been translated, for all nodes of a machine, which mostly run the same program, and for
/// machines that come after it. Code is known by where it is and what it says, so a node whose page says
/// something else finds nothing.
///
/// There is room for [TranslationPolicy#mostRegions]. A machine that has filled half of it loses what it
/// has had translated itself, at once; where all of it is full, the machine that began first does. Nodes
/// that use a region keep it until they end.
public final class CodeCache {
    /// HotSpot never compiles a longer method.
    private static final int MOST_BYTECODES = 7_900;

    private static final int MOST_INCLUDED = 10_000;

    private final TranslationPolicy policy;
    private final @Nullable RegionListener listener;
    private final TreeMap<Long, List<Piece>> pieces = new TreeMap<>();

    /// Who has regions here, in the order in which they began to.
    private final Deque<MachineCode> owners = new ArrayDeque<>();

    private int count;

    /// Where tight loops begin that belong to the regions around them, since they are soon left.
    private final TreeSet<Long> included = new TreeSet<>();

    /// A region and its code.
    ///
    /// @param loop whether it is a tight loop
    /// @param leavesTo where tight loops begin that are regions of their own
    /// @param groups places of its groups in their page
    /// @param bits by group of the page: which of the piece's it is, or [GuestRegion#NO_BIT]
    /// @param content two words of each
    /// @param entries places, in order
    /// @param lastActs of each entry: how long after it the last act of its block begins
    record Piece(
            Timing timing,
            boolean loop,
            int[] leavesTo,
            TranslatedCode code,
            long page,
            int[] groups,
            byte[] bits,
            long[] content,
            int[] entries,
            int[] lastActs) {
        int entry(long pc) {
            return Arrays.binarySearch(entries, (int) (pc - page));
        }

        /// Whether control is left to a tight loop there.
        boolean leavesTo(long pc) {
            return Arrays.binarySearch(leavesTo, (int) (pc - page)) >= 0;
        }

        /// The bit of the group at a physical address, if it is one of the piece's.
        ///
        /// @param frame where the page is
        long bitAt(long address, long frame) {
            if ((address & -GuestRegion.PAGE) != frame) return 0;
            int bit = bits[(int) (address - frame) / GuestRegion.GROUP];
            return bit == GuestRegion.NO_BIT ? 0 : 1L << bit;
        }

        /// The bits of all its groups.
        long allBits() {
            return -1L >>> Long.SIZE - groups.length;
        }

        boolean says(int group, long @Nullable [] line) {
            return line != null
                    && DecodedLines.word(line, 0) == content[2 * group]
                    && DecodedLines.word(line, 1) == content[2 * group + 1];
        }
    }

    public CodeCache(TranslationPolicy policy) {
        this(policy, null);
    }

    /// @param listener is told of each region; null if nobody listens
    public CodeCache(TranslationPolicy policy, @Nullable RegionListener listener) {
        this.policy = policy;
        this.listener = listener;
    }

    /// What a new machine uses.
    public MachineCode forMachine() {
        return new MachineCode(this);
    }

    /// How many regions there are.
    public synchronized int regions() {
        return count;
    }

    boolean isUsed() {
        return policy.mostRegions() > 0;
    }

    TranslationPolicy policy() {
        return policy;
    }

    /// What was translated last of a page as it is, with an entry there.
    ///
    /// @param groups of the page, decoded, by place
    /// @param suits what may be taken
    synchronized @Nullable Piece find(long pc, IntFunction<long @Nullable []> groups, Predicate<Piece> suits) {
        for (var piece : pieces.getOrDefault(pc, List.of()).reversed()) {
            if (suits.test(piece) && isSame(piece, pc, groups)) return piece;
        }
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

    synchronized boolean isApart(long pc) {
        return !included.contains(pc);
    }

    /// Regions that left to it are not found any more.
    synchronized void includeLoop(long pc) {
        if (included.size() == MOST_INCLUDED) included.clear();
        included.add(pc);
        long page = pc & -GuestRegion.PAGE;
        for (var there : pieces.subMap(page, page + GuestRegion.PAGE).values()) {
            there.removeIf(piece -> piece.leavesTo(pc) || piece.loop && piece.entry(pc) >= 0);
        }
    }

    /// See [MachineCode#translate].
    synchronized @Nullable Piece translate(
            MachineCode by, long pc, IntFunction<@Nullable GuestRegion> regions, Timing timing) {
        var event = isRecorded() ? new RegionTranslated() : null;
        if (event != null) event.begin();
        for (int most = policy.mostInstructions(); ; most /= 2) {
            if (by.isExhausted()) return null;
            var region = regions.apply(most);
            if (region == null) return null;
            by.spend(region.size());
            if (!region.isWorthwhile((int) (pc - region.page()))) return null;
            var emitted = Emitter.emit(region, timing);
            if (emitted.bytecodes() > MOST_BYTECODES && most > 1) continue;
            makeRoom(by);
            var piece = add(by, region, emitted, timing);
            if (event != null) {
                event.tell(
                        pc,
                        region,
                        emitted,
                        piece.entries.length,
                        piece.code.getClass().getName());
            }
            if (listener != null) listener.translated(RegionListing.of(region, emitted.bytes()));
            return piece;
        }
    }

    /// Whether anything was ever recorded. Java reads the class of an event by starting the flight recorder,
    /// which takes as long as a short run.
    private static boolean isRecorded() {
        return FlightRecorder.isInitialized();
    }

    private void makeRoom(MachineCode by) {
        if (by.pieces().size() >= Math.max(1, policy.mostRegions() / 2)) forget(by);
        if (count >= policy.mostRegions()) forget(owners.getFirst());
    }

    private void forget(MachineCode owner) {
        for (var piece : owner.pieces()) {
            for (int entry : piece.entries) {
                pieces.computeIfPresent(piece.page + entry, (_, all) -> {
                    all.remove(piece);
                    return all.isEmpty() ? null : all;
                });
            }
        }
        count -= owner.pieces().size();
        if (isRecorded()) RegionsForgotten.tell(owner.pieces().size(), count);
        owner.pieces().clear();
        owners.remove(owner);
    }

    private Piece add(MachineCode by, GuestRegion region, Emitter.Emitted emitted, Timing timing) {
        var piece = new Piece(
                timing,
                region.isLoop(),
                region.leavesTo(),
                define(region.page(), emitted),
                region.page(),
                region.groups(),
                region.bits(),
                region.content(),
                region.entries(),
                emitted.lastActs());
        count++;
        if (by.pieces().isEmpty()) owners.add(by);
        by.pieces().add(piece);
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

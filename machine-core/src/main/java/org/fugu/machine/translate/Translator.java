package org.fugu.machine.translate;

import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.fugu.machine.cache.CodeEpoch;
import org.fugu.machine.cache.HitTable;
import org.fugu.machine.clock.NodeClock;
import org.fugu.machine.cpu.AccessPort;
import org.fugu.machine.cpu.CodePort;
import org.fugu.machine.cpu.Context;
import org.fugu.machine.cpu.DecodedLines;
import org.fugu.machine.cpu.InstructionLatencies;
import org.fugu.machine.isa.Instruction;
import org.fugu.machine.isa.RegisterUse;
import org.jspecify.annotations.Nullable;

/// Finds out what a node executes often, has it translated, and executes that.
///
/// Whether code that was translated is what the node would fetch is looked at once, and again when
/// the [CodeEpoch] has ended.
public final class Translator implements CodePort {
    private static final int SLOTS = 1024;

    /// How often control comes somewhere before it is asked whether that was translated.
    private static final int KNOWN = 32;

    /// How many instructions could have been interpreted instead of a call.
    private static final long CALL = 6;

    private static final long MOST_GAIN = 200;
    private static final int REST = 500;

    /// How many instructions the registers are worth that a tight loop has to itself.
    private static final long LOOP = 200;

    /// How often a tight loop may be left at once until it is none.
    private static final long TRIALS = 60;

    /// How many instructions could be executed instead of leaving for an access and coming back.
    private static final long MISS = 500;

    private static final long PATIENCE = 100 * MISS;

    // What was learnt of what begins somewhere: its accesses are often not in the table of hits; it is a loop, but
    // soon left.
    private static final int MISSES = 1;
    private static final int SHORT = 2;

    /// Never again, as good as.
    private static final int HOPELESS = Integer.MIN_VALUE;

    private static final long NO_PC = -1;
    private static final long NEVER = -1;

    private final NodeClock clock;
    private final AccessPort port;
    private final HitTable hits;
    private final CodeEpoch epoch;
    private final DecodedLines decoded;
    private final MachineCode code;
    private final Timing certain;
    private final Timing uncertain;
    private final int hot;
    private final int known;

    /// The lines of a page that the node has fetched, by place.
    private final IntFunction<long @Nullable []> groups = this::group;

    private long page;

    /// Instructions of translated code that have not paid for anything yet.
    private long executed;

    /// Where control comes to, how often, and what begins there; behind that, the same for a processor that
    /// runs ahead.
    private final long[] pcs = new long[2 * SLOTS];

    private final int[] counts = new int[2 * SLOTS];
    private final int[] learnt = new int[2 * SLOTS];
    private final @Nullable Link[] links = new Link[2 * SLOTS];

    /// A node's use of a piece.
    private static final class Link {
        final long pc;
        final CodeCache.Piece piece;
        final TranslatedCode code;
        final int entry;

        /// How long after the entry the last act of its block begins.
        final int lastAct;

        /// When the following was found out.
        long epoch = NEVER;

        /// How many departures of the epoch were looked at.
        long departures;

        long absent;
        long frame;

        /// Whether control came to a group that was not there, and that may be there now.
        boolean metAbsent;

        /// What a call costs, in instructions.
        private final long cost;

        /// Instructions executed, without what the calls cost.
        private long gain;

        /// The same, without what the accesses cost for which it was left.
        private long patience = PATIENCE;

        /// How often to interpret instead.
        private int rest;

        /// Whether what was found out holds, but for what has left, which is noted.
        boolean isKnown(CodeEpoch now) {
            if (epoch != now.number || !now.remembers(departures)) return false;
            while (departures < now.departures) absent |= piece.bitAt(now.departed(departures++), frame);
            return true;
        }

        /// Whether its last calls gained so little that it is left alone for a while.
        boolean rests() {
            if (rest == 0) return false;
            rest--;
            return true;
        }

        /// @return what was learnt
        int gained(long instructions, int end) {
            if (end == TranslatedCode.MISSED) {
                patience = Math.min(patience + instructions - MISS, PATIENCE);
                if (patience < 0) return MISSES;
            }
            gain = Math.min(gain + instructions - cost, MOST_GAIN * cost);
            if (gain > -MOST_GAIN * cost) return 0;
            if (piece.loop()) return SHORT;
            gain = 0;
            rest = REST;
            return 0;
        }

        Link(CodeCache.Piece piece, long pc) {
            this.pc = pc;
            this.piece = piece;
            code = piece.code();
            entry = piece.entry(pc);
            lastAct = piece.lastActs()[entry];
            cost = piece.loop() ? LOOP : CALL;
            gain = piece.loop() ? -(MOST_GAIN - TRIALS) * LOOP : 0;
        }
    }

    /// @param decoded what the node has fetched
    public Translator(
            NodeClock clock, AccessPort port, DecodedLines decoded, InstructionLatencies latencies, MachineCode code) {
        this.clock = clock;
        this.port = port;
        this.hits = port.hits;
        this.epoch = port.epoch;
        this.decoded = decoded;
        this.code = code;
        certain = new Timing(latencies, hits, false);
        uncertain = new Timing(latencies, hits, true);
        hot = code.policy().hot();
        known = Math.min(KNOWN, hot);
        Arrays.fill(pcs, NO_PC);
    }

    private int slot(long pc) {
        return (int) (pc >>> 1) & SLOTS - 1 | (port.ahead ? SLOTS : 0);
    }

    private Timing timing() {
        return port.ahead ? uncertain : certain;
    }

    @Override
    public boolean isEntry(long pc) {
        int slot = slot(pc);
        var link = links[slot];
        if (link != null && link.pc == pc) return true;
        if (pcs[slot] == pc) return ++counts[slot] >= known;
        pcs[slot] = pc;
        counts[slot] = 0;
        learnt[slot] = 0;
        links[slot] = null;
        return false;
    }

    @Override
    public boolean isReady(long pc) {
        var link = links[slot(pc)];
        return link != null && link.pc == pc;
    }

    @Override
    public void run(Context context) {
        if (clock.interrupting || context.frm > Instruction.NEAREST_AWAY) return;
        while (clock.now < clock.limit && context.loaded == RegisterUse.NONE) {
            int slot = slot(context.pc);
            var link = links[slot];
            if (link == null && (link = find(slot, context.pc)) == null) return;
            if (clock.now + link.lastAct >= clock.limit || link.rests()) return;
            if (!isKnown(slot, link)) return;
            if (port.ahead) epoch.lastUse = clock.now;
            long before = context.instret;
            int next = link.code.run(context, hits, port, clock, link.absent, link.frame, link.entry);
            long instructions = context.instret - before;
            executed += instructions;
            learn(slot, link.gained(instructions, next));
            link.metAbsent = next == TranslatedCode.ABSENT;
            if (next != TranslatedCode.GO_ON || !isEntry(context.pc)) return;
        }
    }

    private void learn(int slot, int what) {
        if (what == 0) return;
        learnt[slot] |= what;
        links[slot] = null;
        if (what != SHORT) return;
        code.includeLoop(pcs[slot]);
        for (int other = 0; other < links.length; other++) {
            var link = links[other];
            if (link != null && link.piece.leavesTo(pcs[slot])) links[other] = null;
        }
    }

    private long @Nullable [] group(int place) {
        return decoded.find(page | place);
    }

    /// Now and then it is asked whether another node has it translated, and at last it is.
    private @Nullable Link find(int slot, long pc) {
        if (counts[slot] < hot && Integer.bitCount(counts[slot]) != 1) return null;
        long frame = port.instructionsAt(pc) & -GuestRegion.PAGE;
        if (frame < 0) return null;
        page = frame;
        int known = learnt[slot];
        var piece = code.find(pc, groups, found -> suits(found, known));
        if (piece == null && counts[slot] >= hot) {
            piece = translate(pc, known);
            if (piece == null) counts[slot] = code.isExhausted() ? 0 : HOPELESS;
        }
        if (piece == null) return null;
        var link = new Link(piece, pc);
        links[slot] = link;
        return link;
    }

    private boolean suits(CodeCache.Piece piece, int known) {
        return piece.timing().equals(timing()) || known == 0 && piece.timing().equals(timing().leaving());
    }

    private CodeCache.@Nullable Piece translate(long pc, int known) {
        code.earn(executed);
        executed = 0;
        if (code.isApart(pc)) {
            var timing = known == MISSES ? timing() : timing().leaving();
            var loop = code.translate(pc, most -> GuestRegion.loop(pc, groups, most), timing);
            if (loop != null) return loop;
        }
        var targets = targets(pc);
        long virtual = pc & -GuestRegion.PAGE;
        IntPredicate apart = place -> code.isApart(virtual + place);
        return code.translate(pc, most -> new GuestRegion(pc, groups, targets, apart, most), timing());
    }

    /// Where in the page of an instruction control often comes to.
    private int[] targets(long pc) {
        int first = port.ahead ? SLOTS : 0;
        return IntStream.range(first, first + SLOTS)
                .filter(slot -> (pcs[slot] & -GuestRegion.PAGE) == (pc & -GuestRegion.PAGE) && counts[slot] >= known)
                .map(slot -> (int) pcs[slot] & GuestRegion.PAGE - 1)
                .toArray();
    }

    /// @return false if nothing can be executed from there now
    private boolean isKnown(int slot, Link link) {
        if (!link.isKnown(epoch)) return look(slot, link);
        return !link.metAbsent || lookForAbsent(slot, link);
    }

    /// Looks at where a piece's instructions are, and which of their lines.
    private boolean look(int slot, Link link) {
        link.epoch = epoch.number;
        link.departures = epoch.departures;
        link.absent = link.piece.allBits();
        link.frame = port.instructionsAt(link.piece.page()) & -GuestRegion.PAGE;
        if (link.frame < 0) {
            link.epoch = NEVER;
            return false;
        }
        return lookForAbsent(slot, link);
    }

    /// Looks for those of a piece's lines that were not there.
    private boolean lookForAbsent(int slot, Link link) {
        var piece = link.piece;
        for (long left = link.absent; left != 0; left &= left - 1) {
            int i = Long.numberOfTrailingZeros(left);
            long address = link.frame | piece.groups()[i];
            var line = decoded.find(address);
            if (line != null && !piece.says(i, line)) {
                // The page says something else now.
                links[slot] = null;
                counts[slot] = 0;
                return false;
            }
            if (line != null && port.executesFrom(address)) link.absent &= ~(1L << i);
        }
        return true;
    }
}

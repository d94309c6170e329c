package org.fugu.experiment.benchmark;

import java.math.BigInteger;
import org.fugu.bundle.Threshold;
import org.fugu.exokernel.run.LibraryInputs;
import org.jspecify.annotations.Nullable;

/// One line of a comparison.
public sealed interface Finding {
    /// The benchmark it is about.
    String benchmark();

    /// The measure that it is about, or null for all of the benchmark.
    default @Nullable String measure() {
        return null;
    }

    /// One sentence for people.
    String sentence();

    /// What it does to the gate.
    Effect effect();

    /// From the worst. The worst of all findings decides.
    enum Effect {
        /// A program does not end well.
        FAILS,
        /// Something is worse, or gone.
        WORSE,
        /// There is nothing to hold it against.
        NO_BASELINE,
        NONE
    }

    /// How a measure moved.
    enum Verdict {
        /// Moved further in the wrong direction than its threshold allows.
        REGRESSION,
        /// Moved in the direction that its threshold does not guard.
        IMPROVEMENT,
        /// Moved, within its threshold or without one.
        CHANGED,
        UNCHANGED
    }

    /// A measure that both sides have.
    ///
    /// @param unit what the new version counts it in; null when it has none
    /// @param threshold null when nothing was said about this measure
    record Compared(
            String benchmark,
            String measure,
            long base,
            long head,
            @Nullable String unit,
            @Nullable Threshold threshold,
            Verdict verdict)
            implements Finding {
        static Compared of(
                String benchmark,
                String measure,
                long base,
                long head,
                @Nullable String unit,
                @Nullable Threshold threshold) {
            return new Compared(benchmark, measure, base, head, unit, threshold, verdict(base, head, threshold));
        }

        private static Verdict verdict(long base, long head, @Nullable Threshold threshold) {
            return base == head ? Verdict.UNCHANGED : moved(base, head, threshold);
        }

        static Verdict moved(long base, long head, @Nullable Threshold threshold) {
            if (threshold == null) return Verdict.CHANGED;
            if (threshold.exceededBy(base, head)) return Verdict.REGRESSION;
            var guarded = head > base ? threshold.increase() : threshold.decrease();
            return guarded == null ? Verdict.IMPROVEMENT : Verdict.CHANGED;
        }

        /// Head minus base, which need not fit into 64 bits.
        public BigInteger difference() {
            return BigInteger.valueOf(head).subtract(BigInteger.valueOf(base));
        }

        @Override
        public String sentence() {
            if (base == head) return benchmark + ", " + measure + ": unchanged";
            var moved = difference().abs() + (head > base ? " more" : " fewer");
            var counted = unit == null ? "than before" : unit;
            return benchmark + ", " + measure + ": " + moved + " " + counted + " (" + base + " to " + head + ")";
        }

        @Override
        public Effect effect() {
            return verdict == Verdict.REGRESSION ? Effect.WORSE : Effect.NONE;
        }
    }

    /// A measure that both sides have, in several layouts of the program's parts.
    ///
    /// @param usual how it moved where parts usually lie
    /// @param base over the layouts, like what follows
    /// @param difference of head and base in each layout
    record Swept(Compared usual, Moved moved, Spread base, Spread head, Spread difference, Verdict verdict)
            implements Finding {
        static Swept of(Compared usual, Moved moved, Spread base, Spread head, Spread difference) {
            return new Swept(usual, moved, base, head, difference, verdict(usual, moved, base, difference));
        }

        private static Verdict verdict(Compared usual, Moved moved, Spread base, Spread difference) {
            if (moved.up() == 0 && moved.down() == 0) return Verdict.UNCHANGED;
            if (!moved.isReal() || difference.median() == 0) return Verdict.CHANGED;
            long median =
                    Spread.nearest(BigInteger.valueOf(base.median()).add(BigInteger.valueOf(difference.median())));
            return Compared.moved(base.median(), median, usual.threshold());
        }

        @Override
        public String benchmark() {
            return usual.benchmark();
        }

        @Override
        public String measure() {
            return usual.measure();
        }

        @Override
        public String sentence() {
            var about = usual.benchmark() + ", " + usual.measure() + ": ";
            if (verdict == Verdict.UNCHANGED) return about + "unchanged in " + moved.all() + " layouts";
            var unit = usual.unit() == null ? "" : " " + usual.unit();
            var counts = "more in " + moved.up() + " of " + moved.all() + " layouts, fewer in " + moved.down();
            return about + signed(difference.median()) + unit + " in the median (" + signed(difference.least()) + " to "
                    + signed(difference.most()) + "; was " + base + ", is " + head + "); " + counts
                    + (moved.isReal() ? "" : ": the luck of layouts");
        }

        private static String signed(long number) {
            return number > 0 ? "+" + number : Long.toString(number);
        }

        @Override
        public Effect effect() {
            return verdict == Verdict.REGRESSION ? Effect.WORSE : Effect.NONE;
        }
    }

    /// The new version does not end well, whatever the old one did.
    ///
    /// @param outcome wire name
    /// @param layout number of the layout in which it does not; 0 is the usual one
    record Broken(
            String benchmark, String outcome, @Nullable Integer exitCode, int layout) implements Finding {
        @Override
        public String sentence() {
            return benchmark + ": the program does not end well" + (layout == 0 ? "" : " in layout " + layout) + ": "
                    + ending(outcome, exitCode);
        }

        @Override
        public Effect effect() {
            return Effect.FAILS;
        }
    }

    /// The two cannot be compared, as somebody may have meant.
    ///
    /// @param measure null for all of the benchmark
    /// @param why in words
    /// @param reason why it is meant; null when nobody has acknowledged it
    record NotComparable(
            String benchmark,
            @Nullable String measure,
            Why why,
            String words,
            @Nullable String reason) implements Finding {
        @Override
        public String sentence() {
            var about = measure == null ? benchmark : benchmark + ", " + measure;
            return about + ": " + words + (reason == null ? "" : "; acknowledged: " + reason);
        }

        @Override
        public Effect effect() {
            if (reason != null) return Effect.NONE;
            return why == Why.GONE ? Effect.WORSE : Effect.NO_BASELINE;
        }

        /// What acknowledges it.
        public String subject() {
            return subject(benchmark, measure);
        }

        static String subject(String benchmark, @Nullable String measure) {
            return measure == null ? benchmark : benchmark + "/" + measure;
        }
    }

    /// Why two cannot be compared.
    enum Why {
        /// The baseline has it, the new version does not.
        GONE,
        /// The new version has it, the baseline does not.
        ADDED,
        /// Program, arguments, machine, mesh, fidelity or seed differ.
        OTHER_SETTING,
        /// The same measure is counted in something else.
        OTHER_UNIT,
        /// The baseline's program did not end well: it is no baseline.
        BAD_BASELINE
    }

    /// The machine model changed: a new epoch, in which no old figure is a baseline.
    record OtherEpoch(String benchmark, String base, String head) implements Finding {
        @Override
        public String sentence() {
            return benchmark + ": not compared, the baseline is of machine version " + base + " and this is " + head
                    + "; measure the baseline again with this version";
        }

        @Override
        public Effect effect() {
            return Effect.NO_BASELINE;
        }
    }

    /// The two ran on library OSes of different content. They are compared, for a library OS is software as the
    /// program is; but what moved may be its doing.
    ///
    /// @param base null where it is linked into the program, like `head`
    record OtherLibrary(
            @Nullable LibraryInputs base, @Nullable LibraryInputs head) implements Finding {
        private static final int DIGEST_LETTERS = 12;

        @Override
        public String benchmark() {
            return "all";
        }

        @Override
        public String sentence() {
            return "the library OS was " + text(base) + " and is " + text(head) + "; what moved may be its doing";
        }

        private static String text(@Nullable LibraryInputs library) {
            if (library == null) return "in the program";
            var digest = library.digest();
            return library + " (" + digest.substring(0, Math.min(digest.length(), DIGEST_LETTERS)) + ")";
        }

        @Override
        public Effect effect() {
            return Effect.NONE;
        }
    }

    /// The manifest asks for a measure that neither run has.
    record Unreported(String benchmark, String measure) implements Finding {
        @Override
        public String sentence() {
            return benchmark + ", " + measure
                    + ": the benchmark asks for it, and the program reported none of that name";
        }

        @Override
        public Effect effect() {
            return Effect.NO_BASELINE;
        }
    }

    /// The two versions have different thresholds for a measure.
    ///
    /// @param counted whose counted here
    record OtherThreshold(
            String benchmark,
            String measure,
            @Nullable Threshold base,
            @Nullable Threshold head,
            Rules.Side counted) implements Finding {
        @Override
        public String sentence() {
            var whose = counted == Rules.Side.BASE ? "that of the baseline counts here" : "the new one counts here";
            return benchmark + ", " + measure + ": the threshold was " + text(base) + " and is " + text(head) + "; "
                    + whose;
        }

        private static String text(@Nullable Threshold threshold) {
            return threshold == null ? "none" : threshold.toString();
        }

        @Override
        public Effect effect() {
            return Effect.NONE;
        }
    }

    /// An acknowledgement that had nothing to excuse.
    ///
    /// @param subject `BENCHMARK` or `BENCHMARK/MEASURE`
    /// @param spent whether the baseline has it too, so that it cannot count again
    record IdleAcknowledgement(String benchmark, String subject, boolean spent) implements Finding {
        @Override
        public String sentence() {
            return subject + ": the acknowledgement "
                    + (spent
                            ? "is in the baseline too, so it no longer counts; remove it"
                            : "excuses nothing here; remove it");
        }

        @Override
        public Effect effect() {
            return Effect.NONE;
        }
    }

    /// Not one measure could be held against another.
    record NothingCompared() implements Finding {
        @Override
        public String benchmark() {
            return "all";
        }

        @Override
        public String sentence() {
            return "nothing could be compared";
        }

        @Override
        public Effect effect() {
            return Effect.NO_BASELINE;
        }
    }

    private static String ending(String outcome, @Nullable Integer exitCode) {
        return exitCode == null ? outcome : outcome + " with code " + exitCode;
    }
}

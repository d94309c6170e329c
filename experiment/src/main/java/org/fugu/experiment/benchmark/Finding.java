package org.fugu.experiment.benchmark;

import java.math.BigInteger;
import org.fugu.bundle.Threshold;
import org.jspecify.annotations.Nullable;

/// One line of a comparison.
public sealed interface Finding {
    /// The benchmark it is about.
    String benchmark();

    /// One sentence for people.
    String sentence();

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
            if (base == head) return Verdict.UNCHANGED;
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
    }

    /// The baseline has it, the new version does not.
    record Missing(String benchmark, String what) implements Finding {
        @Override
        public String sentence() {
            return benchmark + ": " + what + " is in the baseline only";
        }
    }

    /// The new version has it, the baseline does not.
    record Added(String benchmark, String what) implements Finding {
        @Override
        public String sentence() {
            return benchmark + ": " + what + " is new, without a baseline";
        }
    }

    /// The new version does not end well, where the old one did.
    record Broken(String benchmark, String outcome) implements Finding {
        @Override
        public String sentence() {
            return benchmark + ": ended well before, and now as " + outcome;
        }
    }

    /// The baseline's program did not end well: it is no baseline.
    record BadBaseline(String benchmark, String outcome) implements Finding {
        @Override
        public String sentence() {
            return benchmark + ": not compared, the baseline ended as " + outcome;
        }
    }

    /// Program, arguments, machine, mesh, fidelity or seed differ.
    record OtherSetting(String benchmark, String difference) implements Finding {
        @Override
        public String sentence() {
            return benchmark + ": not compared, it now runs with another " + difference;
        }
    }

    /// The same measure is counted in something else.
    record OtherUnit(String benchmark, String measure, String base, String head) implements Finding {
        @Override
        public String sentence() {
            return benchmark + ", " + measure + ": not compared, the baseline counts " + base + " and this " + head;
        }
    }

    /// The machine model changed: a new epoch, in which no old figure is a baseline.
    record OtherEpoch(String benchmark, String base, String head) implements Finding {
        @Override
        public String sentence() {
            return benchmark + ": not compared, the baseline is of machine version " + base + " and this is " + head
                    + "; measure the baseline again with this version";
        }
    }
}

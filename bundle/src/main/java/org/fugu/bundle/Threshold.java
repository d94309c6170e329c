package org.fugu.bundle;

import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How far a measure may move before it counts as a regression. All arithmetic is exact.
///
/// @param increase how far up; null for as far as it likes
/// @param decrease how far down; null for as far as it likes
public record Threshold(
        @Nullable Allowance increase, @Nullable Allowance decrease) {
    /// No rise at all, any fall: what time should do.
    public static final Threshold NO_INCREASE = new Threshold(Allowance.NONE, null);

    /// True when the move from `base` to `head` is too large.
    public boolean exceededBy(long base, long head) {
        var move = BigDecimal.valueOf(head).subtract(BigDecimal.valueOf(base));
        return increase != null && increase.exceededBy(base, move)
                || decrease != null && decrease.exceededBy(base, move.negate());
    }

    /// As in `increase 0, decrease 1%`.
    @Override
    public String toString() {
        if (increase == null && decrease == null) return "free";
        if (decrease == null) return "increase " + increase;
        return increase == null ? "decrease " + decrease : "increase " + increase + ", decrease " + decrease;
    }

    /// An amount, or a share of the baseline in percent.
    ///
    /// @param amount zero or more
    public record Allowance(BigDecimal amount, boolean percent) {
        /// No movement at all.
        public static final Allowance NONE = new Allowance(BigDecimal.ZERO, false);

        private static final Pattern PERCENT = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,6})?) ?%");
        private static final Pattern COUNT = Pattern.compile("[0-9]{1,18}");

        /// Reads `12`, `1%` or `0.5%`.
        ///
        /// @throws IllegalArgumentException with a sentence for the person who wrote the text
        public static Allowance parse(String text) {
            var percent = PERCENT.matcher(text);
            if (percent.matches()) return new Allowance(new BigDecimal(percent.group(1)), true);
            if (COUNT.matcher(text).matches()) return new Allowance(new BigDecimal(text), false);
            throw new IllegalArgumentException(
                    "'" + text + "' is no threshold: write a whole number, or a share as in \"1%\"");
        }

        boolean exceededBy(long base, BigDecimal move) {
            if (!percent) return move.compareTo(amount) > 0;
            var share = amount.multiply(BigDecimal.valueOf(base).abs());
            return move.movePointRight(2).compareTo(share) > 0;
        }

        @Override
        public String toString() {
            return percent ? amount.toPlainString() + "%" : amount.toPlainString();
        }
    }
}

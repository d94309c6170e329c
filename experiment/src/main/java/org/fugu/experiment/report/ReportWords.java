package org.fugu.experiment.report;

import java.util.Locale;
import org.fugu.experiment.benchmark.Spread;
import org.fugu.experiment.difference.RunDifference;
import org.jspecify.annotations.Nullable;

/// What several reports say alike.
final class ReportWords {
    private ReportWords() {}

    /// As in `+20,055 (+19.136 %)`.
    static String difference(GateReport.Line line) {
        var base = line.base();
        var difference = line.difference();
        if (base == null || difference == null || difference.signum() == 0) return "0";
        var absolute = String.format(Locale.ROOT, "%+,d", difference);
        if (base == 0) return absolute;
        double share = difference.doubleValue() / base;
        return absolute + String.format(Locale.ROOT, " (%+.3f %%)", 100 * share);
    }

    /// A figure, and over a sweep from where to where it goes.
    static String base(GateReport.Line line) {
        return over(line.base(), line.layouts() == null ? null : line.layouts().base());
    }

    static String head(GateReport.Line line) {
        return over(line.head(), line.layouts() == null ? null : line.layouts().head());
    }

    private static String over(@Nullable Long figure, @Nullable Spread spread) {
        if (spread == null) return count(figure);
        return count(figure) + " (" + count(spread.least()) + " to " + count(spread.most()) + ")";
    }

    static String count(@Nullable Long count) {
        return count == null ? "" : String.format(Locale.ROOT, "%,d", count);
    }

    /// As in `relax (solve.c:41)`.
    static String place(String function, @Nullable String line) {
        return line == null ? function : function + " (" + line + ")";
    }

    /// What follows a cause's place.
    static String cause(RunDifference.Cause cause) {
        return String.format(
                Locale.ROOT,
                "%+,d cycles, %+,d of them on node %d, mostly %s",
                cause.cycles(),
                cause.nodeCycles(),
                cause.node(),
                cause.category().replace('_', ' '));
    }
}

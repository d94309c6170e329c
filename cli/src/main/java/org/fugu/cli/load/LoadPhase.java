package org.fugu.cli.load;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// What came of one kind of request.
///
/// @param name as the table shows it, such as `submit`
/// @param seconds how long it went on
/// @param micros of each that succeeded
/// @param failures how many did not, by status and code
/// @param host the busy share of the host's processors meanwhile, from 0 to 1; NaN where nobody looked
/// @param generator what of it the generator took; NaN as above
record LoadPhase(
        String name,
        double seconds,
        Histogram micros,
        SortedMap<String, Long> failures,
        double host,
        double generator) {
    /// Longer times count as this one.
    static final long MOST_MICROS = Duration.ofMinutes(2).toNanos() / 1000;

    private static final int DIGITS = 3;

    /// For times in microseconds.
    static ConcurrentHistogram histogram() {
        return new ConcurrentHistogram(MOST_MICROS, DIGITS);
    }

    /// What the service says of requests that another phase has sent.
    static LoadPhase told(String name, double seconds, Histogram micros) {
        return new LoadPhase(name, seconds, micros, Collections.emptySortedMap(), Double.NaN, Double.NaN);
    }

    long succeeded() {
        return micros.getTotalCount();
    }

    double perSecond() {
        return seconds > 0 ? succeeded() / seconds : 0;
    }

    double millisAt(double percentile) {
        return micros.getValueAtPercentile(percentile) / 1000.0;
    }

    double mostMillis() {
        return micros.getMaxValue() / 1000.0;
    }

    Map<String, @Nullable Object> json() {
        var json = new LinkedHashMap<String, @Nullable Object>();
        json.put("name", name);
        json.put("seconds", seconds);
        json.put("succeeded", succeeded());
        json.put("perSecond", perSecond());
        json.put("p50Millis", millisAt(50));
        json.put("p99Millis", millisAt(99));
        json.put("maxMillis", mostMillis());
        json.put("failures", failures);
        json.put("hostShare", Double.isNaN(host) ? null : host);
        json.put("generatorShare", Double.isNaN(generator) ? null : generator);
        return json;
    }
}

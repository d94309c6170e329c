package org.fugu.service.comparison;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.fugu.experiment.benchmark.Rules;

/// Whose thresholds count.
enum ThresholdSide {
    BASE(Rules.Side.BASE),
    HEAD(Rules.Side.HEAD);

    private final Rules.Side side;

    ThresholdSide(Rules.Side side) {
        this.side = side;
    }

    Rules.Side side() {
        return side;
    }

    @JsonValue
    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static ThresholdSide ofWire(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}

package org.fugu.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.ToLongFunction;
import org.assertj.core.api.SoftAssertions;
import org.assertj.core.data.Percentage;
import org.fugu.machine.EventBenchmarks.Events;
import org.junit.jupiter.api.Test;

/// What the benchmarks measure is what their names say, as often as they say.
class EventBenchmarksTests {
    private static final Percentage FEW = Percentage.withPercentage(1);

    private final EventBenchmarks benchmarks = new EventBenchmarks();

    private static long events(Events events, ToLongFunction<Events> count) {
        long before = count.applyAsLong(events);
        assertThat(events.next()).isEqualTo(RunEnd.CYCLE);
        return count.applyAsLong(events) - before;
    }

    @Test
    void eachHasItsEvents() {
        long all = EventBenchmarks.EVENTS;
        SoftAssertions.assertSoftly(softly -> {
            softly.assertThat(events(benchmarks.localMisses, events -> events.count("cache.misses.local")))
                    .isCloseTo(all, FEW);
            softly.assertThat(events(benchmarks.remoteMisses, events -> events.count("cache.misses.remote")))
                    .isCloseTo(all, FEW);
            // Each takes the line from five, which take their words from the one: six misses of remote lines each.
            softly.assertThat(events(benchmarks.upgrades, events -> events.count("directory.invalidations")))
                    .isCloseTo(all * 10, FEW);
            softly.assertThat(events(benchmarks.messages, events -> events.count("messages.received")))
                    .isCloseTo(all, FEW);
            softly.assertThat(events(benchmarks.windows16, Events::windows)).isCloseTo(all, FEW);
            softly.assertThat(events(benchmarks.windows1024, Events::windows)).isCloseTo(all, FEW);
        });
    }
}

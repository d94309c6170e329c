package org.fugu.cli.ci;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class BisectionTests {
    @Test
    void theFirstVersionWithAnotherFigureIsFoundInFewLooks() {
        for (int last = 1; last < 200; last++) {
            for (int change = 1; change <= last; change += 1 + last / 20) {
                int other = change;
                var found = Bisection.of(last, 7, version -> OptionalLong.of(version < other ? 7 : 8));

                assertThat(found.before()).isEqualTo(change - 1);
                assertThat(found.after()).isEqualTo(change);
                assertThat(found.measured()).isLessThanOrEqualTo(32 - Integer.numberOfLeadingZeros(last));
            }
        }
    }

    /// Whatever the figures do in between and whichever versions have none: between the two found there is
    /// no version with a figure, the one before has the first figure and the one after has another.
    @Test
    void versionsWithoutAFigureArePassedOver() {
        var random = new Random(3);
        for (int trial = 0; trial < 500; trial++) {
            int last = 1 + random.nextInt(40);
            var figures = random.longs(last + 1, 0, 3).toArray();
            var none = new boolean[last + 1];
            for (int i = 1; i < last; i++) none[i] = random.nextInt(3) == 0;
            figures[last] = figures[0] + 1;
            var asked = new TreeSet<Integer>();
            var found = Bisection.of(last, figures[0], version -> {
                assertThat(asked.add(version)).as("asked once").isTrue();
                assertThat(version).isStrictlyBetween(0, last);
                return none[version] ? OptionalLong.empty() : OptionalLong.of(figures[version]);
            });

            assertThat(figures[found.before()]).isEqualTo(figures[0]);
            assertThat(figures[found.after()]).isNotEqualTo(figures[0]);
            for (int i = found.before() + 1; i < found.after(); i++)
                assertThat(none[i]).isTrue();
        }
    }
}

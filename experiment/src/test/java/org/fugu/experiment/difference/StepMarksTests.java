package org.fugu.experiment.difference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class StepMarksTests {
    /// Marks of a run of so many cycles, whose steps take 1 to 9 of them; the one that begins at or after
    /// a cycle is somewhere else.
    private static StepMarks run(long cycles, long otherFrom) {
        var marks = StepMarks.growing();
        var random = new Random(5);
        boolean changed = false;
        for (long begin = 0; begin < cycles; begin += 1 + random.nextInt(9)) {
            long place = random.nextInt(1000);
            boolean change = !changed && begin >= otherFrom;
            changed |= change;
            marks.add(begin, random.nextInt(10), change ? place + 1 : place);
        }
        return marks;
    }

    @Test
    void marksAreEqualUpToTheFirstDifferenceAndNeverAgain() {
        for (long length : new long[] {100, 5_000, 300_000}) {
            for (long other : new long[] {0, length / 3, length - 20}) {
                var one = run(length, Long.MAX_VALUE);
                var two = run(length, other);
                assertThat(two.interval()).isEqualTo(one.interval()).isLessThanOrEqualTo(Math.max(1, length / 1024));
                for (long to = one.interval(); to < one.end(); to += one.interval()) {
                    if (to <= other) assertThat(two.before(to)).isEqualTo(one.before(to));
                    if (to > other + 9) assertThat(two.before(to)).isNotEqualTo(one.before(to));
                }
                assertThat(two.last()).isNotEqualTo(one.last());
            }
        }
    }

    @Test
    void marksOfALongerRunAgreeWithThoseOfAShorterOneWhereBothHaveThem() {
        var brief = run(5_000, Long.MAX_VALUE);
        var extended = run(300_000, Long.MAX_VALUE);

        assertThat(extended.interval()).isGreaterThan(brief.interval());
        for (long to = extended.interval(); to < 4_900; to += extended.interval()) {
            assertThat(brief.before(to)).isEqualTo(extended.before(to));
        }
    }

    @Test
    void aPartHasMarksOfItsOwn() {
        var marks = StepMarks.between(1_000, 10);
        long nothing = marks.last();
        marks.add(1_005, 1, 7);
        marks.add(1_010, 1, 7);

        assertThat(marks.before(1_010)).isNotEqualTo(nothing).isNotEqualTo(marks.last());
        assertThat(marks.before(1_020)).isEqualTo(marks.last());
    }
}

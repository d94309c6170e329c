package org.fugu.service.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LevelTests {
    private static final Epoch ONE = new Epoch("one");
    private static final Epoch TWO = new Epoch("two");

    private static Level.Figure<String> figure(Epoch epoch, long value) {
        return new Level.Figure<>("commit", epoch, value);
    }

    private static List<@Nullable BigInteger> differences(List<Level.Figure<String>> figures) {
        var differences = new ArrayList<@Nullable BigInteger>();
        Level.of(figures).forEach(level -> differences.add(level.difference()));
        return differences;
    }

    @Test
    void aLevelChangesWhereAFigureIsNotThatBeforeIt() {
        assertThat(differences(List.of(figure(ONE, 100), figure(ONE, 100), figure(ONE, 103), figure(ONE, 90))))
                .containsExactly(null, BigInteger.ZERO, BigInteger.valueOf(3), BigInteger.valueOf(-13));
    }

    @Test
    void theFirstOfAnEpochIsComparedWithNothingAndOthersWithTheLastOfTheirs() {
        assertThat(differences(List.of(figure(ONE, 100), figure(TWO, 200), figure(TWO, 201), figure(ONE, 98))))
                .containsExactly(null, null, BigInteger.ONE, BigInteger.valueOf(-2));
    }

    @Test
    void noDifferenceIsTooLarge() {
        assertThat(differences(List.of(figure(ONE, Long.MIN_VALUE), figure(ONE, Long.MAX_VALUE))))
                .containsExactly(null, BigInteger.TWO.pow(64).subtract(BigInteger.ONE));
    }

    @Test
    void aHistoryWithoutFiguresHasNoLevels() {
        assertThat(Level.of(List.of())).isEmpty();
    }
}

package org.fugu.experiment.difference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineAlignmentTests {
    private static int[] letters(String text) {
        return text == null ? new int[0] : text.chars().toArray();
    }

    private static String common(String one, String other) {
        var text = new StringBuilder();
        for (var pair : LineAlignment.common(letters(one), letters(other))) {
            assertThat(one.charAt(pair[0])).isEqualTo(other.charAt(pair[1]));
            text.append(one.charAt(pair[0]));
        }
        return text.toString();
    }

    @ParameterizedTest
    @CsvSource({
        "abc, abc, abc",
        "abc, abxc, abc",
        "abxc, abc, abc",
        "abcd, xy, ''",
        "abcbdab, bdcaba, 4",
        "aa, aaa, aa",
    })
    void theLongestCommonSequenceIsFound(String one, String other, String longest) {
        if (longest.matches("\\d")) assertThat(common(one, other)).hasSize(Integer.parseInt(longest));
        else assertThat(common(one, other)).isEqualTo(longest);
    }

    @Test
    void pairsRiseOnBothSides() {
        var random = new Random(11);
        for (int trial = 0; trial < 200; trial++) {
            var one = random.ints(random.nextInt(40), 0, 4).toArray();
            var other = random.ints(random.nextInt(40), 0, 4).toArray();
            var pairs = LineAlignment.common(one, other);
            for (int i = 1; i < pairs.size(); i++) {
                assertThat(pairs.get(i)[0]).isGreaterThan(pairs.get(i - 1)[0]);
                assertThat(pairs.get(i)[1]).isGreaterThan(pairs.get(i - 1)[1]);
            }
        }
    }

    /// Not in the middle, where the table would be too large.
    @Test
    void ofHugeFunctionsOnlyBeginningAndEndAreHeldAgainstEachOther() {
        var one = IntStream.range(0, 100_000).toArray();
        var other = IntStream.range(0, 100_000)
                .map(i -> i < 10 || i >= 99_990 ? i : -i)
                .toArray();

        assertThat(LineAlignment.common(one, other)).hasSize(20);
    }
}

package org.fugu.experiment.reproduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The table of published results shows what the record of rows has, which is measured by a test.
class TableOfRowsTests {
    private static final Path PAGE = Path.of(System.getProperty("fugu.root", ".."), "docs/reproduce.md");
    private static final Pattern LINE =
            Pattern.compile("(?m)^\\| (?<target>\\d+) \\| (?<title>.*?) \\| .*? \\| (?<here>.*?) \\| \\w+ \\|$");

    /// Lines that sum several rows up have titles of their own.
    private static final int LINES_OF_ONE_ROW = 40;

    @Test
    void eachLineOfOneRowShowsItsFigures() throws IOException {
        var rows = Rows.load();
        var lines = LINE.matcher(Files.readString(PAGE));
        int compared = 0;
        while (lines.find()) {
            for (var row : rows.rows()) {
                boolean same = row.title().equals(lines.group("title"))
                        && row.target() == Integer.parseInt(lines.group("target"));
                if (!same) continue;
                compared++;
                var shown = Arrays.stream(
                                lines.group("here").replace(" (shape)", "").split(", "))
                        .map(BigDecimal::new)
                        .toList();
                var recorded = rows.sensitivity().of(row).here();
                assertThat(shown).as(row.name()).hasSameSizeAs(recorded);
                for (int i = 0; i < shown.size(); i++) {
                    double lastPlace = Math.pow(10, -shown.get(i).scale());
                    assertThat(recorded.get(i))
                            .as("%s, which docs/reproduce.md shows as %s", row.name(), shown)
                            .isCloseTo(shown.get(i).doubleValue(), within(lastPlace * 0.5001));
                }
            }
        }
        assertThat(compared).isGreaterThanOrEqualTo(LINES_OF_ONE_ROW);
    }
}

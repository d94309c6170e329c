package org.fugu.service.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.fugu.machine.observe.CycleAccount.Category;
import org.junit.jupiter.api.Test;

/// The dashboard has a name and a meaning for everything that cycles go to: what it did not know would
/// be missing from its bars and their totals.
class CycleCategoriesTests {
    private static final Path LIST =
            Path.of(System.getProperty("fugu.root", "..")).resolve("frontend/src/features/runs/cycle-account.ts");

    @Test
    void theDashboardKnowsEachCategoryOfTheMachine() throws IOException {
        var keys = Pattern.compile("key: '(\\w+)'")
                .matcher(Files.readString(LIST))
                .results()
                .map(found -> found.group(1));
        assertThat(keys)
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Category.values()).map(Category::wireName).toList());
    }
}

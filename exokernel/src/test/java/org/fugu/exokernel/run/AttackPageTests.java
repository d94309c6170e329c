package org.fugu.exokernel.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The page of attacks has the table that follows from the tests, and every attack of the programs is in
/// it.
class AttackPageTests {
    private static final Path ROOT = Path.of(System.getProperty("fugu.root", ".."));
    private static final Pattern LISTED = Pattern.compile("\\{\"(\\w+)\", \\w+\\}");

    private static List<String> table() {
        var table = new ArrayList<>(
                List.of("| attack | tries | protected by | without it | then |", "|---|---|---|---|---|"));
        for (var attack : Attack.ALL) {
            table.add(row(
                    "`" + attack + "`",
                    attack.tries(),
                    attack.protection(),
                    attack.gap().get().toString(),
                    attack.harm().toString()));
        }
        GalleryTests.attacks()
                .forEach(attempt -> table.add(row(
                        "`GalleryTests`", attempt.name(), attempt.protection(), attempt.gap(), "the victim notices")));
        return table;
    }

    private static String row(String... cells) {
        return "| " + String.join(" | ", cells) + " |";
    }

    @Test
    void thePageHasTheTableThatFollowsFromTheTests() throws IOException {
        var page = Files.readAllLines(ROOT.resolve("docs/attacks.md"));
        var shown = page.stream().filter(line -> line.startsWith("|")).collect(Collectors.joining("\n"));
        assertThat(shown).isEqualTo(String.join("\n", table()));
    }

    @Test
    void everyAttackOfTheProgramsIsInTheGallery() throws IOException {
        for (var program : List.of("intruder", "burglar")) {
            var source = Files.readString(ROOT.resolve("guest/hostile/" + program + "/main.c"));
            var listed =
                    LISTED.matcher(source).results().map(each -> each.group(1)).toList();
            assertThat(listed).hasSizeGreaterThan(10);
            assertThat(Attack.ALL.stream()
                            .filter(attack -> attack.program().equals(program))
                            .map(Attack::name))
                    .containsExactlyInAnyOrderElementsOf(listed);
        }
    }
}

package org.fugu.machine.coherence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.fugu.machine.coherence.Transition.Event;
import org.junit.jupiter.api.Test;

class TransitionTests {
    private static final Path DOCUMENT =
            Path.of(System.getProperty("fugu.root", "..")).resolve("docs/coherence.md");

    private static boolean isRow(String line) {
        return Arrays.stream(Event.values()).anyMatch(event -> line.contains("| " + event + " |"));
    }

    @Test
    void theTableInTheDocumentationIsTheTableOfTheCode() throws IOException {
        var documented = Files.readAllLines(DOCUMENT).stream()
                .filter(TransitionTests::isRow)
                .toList();
        assertThat(documented)
                .containsExactlyElementsOf(
                        Arrays.stream(Transition.values()).map(Transition::row).toList());
    }

    @Test
    void aLockedLineAnswersEveryRequestByWaiting() {
        for (var state : LineState.values()) {
            for (var event : new Event[] {Event.GET_SHARED, Event.GET_MODIFIED}) {
                var rows = Arrays.stream(Transition.values())
                        .filter(row -> row.from() == state && row.event() == event)
                        .toList();
                assertThat(rows).as(state + " " + event).isNotEmpty();
                if (state.isBusy()) assertThat(rows).singleElement().matches(row -> row.to() == state);
            }
        }
    }
}

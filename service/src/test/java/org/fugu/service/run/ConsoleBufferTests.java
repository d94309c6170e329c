package org.fugu.service.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsoleBufferTests {
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> texts(List<RunEvent> events) {
        return events.stream()
                .map(event -> (RunEvent.Printed) event)
                .map(printed -> printed.node() + ":" + new String(printed.bytes(), StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void whatOneNodePrintsInOneGoIsOnePiece() {
        var buffer = new ConsoleBuffer(Map.of());
        buffer.print(1, 0, bytes("he"));
        buffer.print(2, 0, bytes("llo"));
        buffer.print(3, 1, bytes("you"));
        buffer.print(4, 0, bytes("!"));

        assertThat(texts(buffer.take())).containsExactly("0:hello", "1:you", "0:!");
        assertThat(buffer.take()).isEmpty();
    }

    @Test
    void whatAnEarlierAttemptKeptIsNotTakenAgain() {
        var buffer = new ConsoleBuffer(Map.of(0, 7L, 1, 1L));
        buffer.print(1, 0, bytes("hello"));
        buffer.print(2, 1, bytes("you"));
        buffer.print(3, 0, bytes(", world"));

        assertThat(texts(buffer.takeRest(4))).containsExactly("1:ou", "0:world");
    }

    @Test
    void aLetterIsNeverCutInTwo() {
        var buffer = new ConsoleBuffer(Map.of());
        var fish = bytes("a🐡b");
        for (byte part : fish) {
            buffer.print(1, 0, new byte[] {part});
            assertThat(texts(buffer.take())).allMatch(text -> !text.contains("\ufffd"));
        }
    }

    @Test
    void aLetterThatIsNeverCompletedIsTakenAtTheEnd() {
        var buffer = new ConsoleBuffer(Map.of());
        buffer.print(1, 0, new byte[] {'a', (byte) 0xf0, (byte) 0x9f});

        assertThat(texts(buffer.take())).containsExactly("0:a");
        assertThat(buffer.takeRest(9))
                .singleElement()
                .satisfies(
                        event -> assertThat(((RunEvent.Printed) event).bytes()).containsExactly(0xf0, 0x9f));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void everyByteOfEveryNodeComesThroughOnceAndInOrder(long seed) {
        var random = new Random(seed);
        var kept = new TreeMap<Integer, Long>();
        var events = new ArrayList<RunEvent>();
        // Three attempts of one run, of which the first two are lost at some moment.
        var stream = stream(random);
        for (int attempt = 0; attempt < 3; attempt++) {
            var buffer = new ConsoleBuffer(kept);
            int end = attempt == 2 ? stream.size() : random.nextInt(stream.size());
            for (int i = 0; i < end; i++) {
                buffer.print(i, stream.get(i).node(), stream.get(i).bytes());
                if (random.nextInt(5) == 0) keep(buffer.take(), kept, events);
            }
            if (attempt == 2) keep(buffer.takeRest(end), kept, events);
        }

        assertThat(joined(events)).isEqualTo(joined(new ArrayList<>(stream)));
    }

    private static List<RunEvent.Printed> stream(Random random) {
        var stream = new ArrayList<RunEvent.Printed>();
        for (int i = 0; i < 2000; i++) {
            var bytes = new byte[1 + random.nextInt(6)];
            random.nextBytes(bytes);
            stream.add(new RunEvent.Printed(i, random.nextInt(5), bytes));
        }
        return stream;
    }

    private static void keep(List<RunEvent> taken, Map<Integer, Long> kept, List<RunEvent> events) {
        events.addAll(taken);
        for (var event : taken) {
            var piece = (RunEvent.Printed) event;
            kept.merge(piece.node(), (long) piece.bytes().length, Long::sum);
        }
    }

    private static Map<Integer, String> joined(List<RunEvent> events) {
        var joined = new TreeMap<Integer, String>();
        for (var event : events) {
            var piece = (RunEvent.Printed) event;
            joined.merge(piece.node(), new String(piece.bytes(), StandardCharsets.ISO_8859_1), String::concat);
        }
        return joined;
    }
}

package org.fugu.exokernel.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.fugu.exokernel.environment.ConsoleLog;
import org.fugu.machine.topology.NodeId;
import org.junit.jupiter.api.Test;

class ConsolePiecesTests {
    private static List<String> shown(Iterable<ConsoleLog.Piece> pieces) {
        var shown = new ArrayList<String>();
        pieces.forEach(piece -> shown.add(show(piece)));
        return shown;
    }

    private static String show(ConsoleLog.Piece piece) {
        return piece.cycle() + " " + piece.node() + " " + new String(piece.bytes(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void whatWasAddedComesBackInOrder() {
        var random = new Random(5);
        var added = new ArrayList<ConsoleLog.Piece>();
        var pieces = new ConsolePieces();
        long cycle = 0;
        for (int i = 0; i < 20_000; i++) {
            cycle += random.nextInt(4) == 0 ? 0 : random.nextLong(1L << random.nextInt(1, 40));
            var bytes = new byte[random.nextInt(50) == 0 ? 4096 : random.nextInt(4)];
            random.nextBytes(bytes);
            var piece = new ConsoleLog.Piece(cycle, new NodeId(random.nextInt(1024)), bytes);
            added.add(piece);
            pieces.add(piece);
        }

        var read = new ArrayList<String>();
        pieces.forEach(piece -> read.add(show(piece)));
        assertThat(read).isEqualTo(shown(added));
        assertThat(pieces.count()).isEqualTo(added.size());
        pieces.clear();
        pieces.forEach(piece -> {
            throw new AssertionError(piece);
        });
    }
}

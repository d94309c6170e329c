package org.fugu.machine.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.fugu.machine.cache.HitTable;
import org.fugu.machine.cpu.Context;
import org.fugu.machine.cpu.Contexts;
import org.fugu.machine.memory.LineShape;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReservationsTests {
    private static final LineShape LINES = new LineShape(16);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everyStoreFindsTheReservationsOfItsLine(long seed) {
        var random = new Random(seed);
        int nodes = 1 + random.nextInt(20);
        var reservations = new Reservations(nodes, LINES);
        List<Contexts> all = new ArrayList<>();
        for (int node = 0; node < nodes; node++) {
            all.add(new Contexts(1, LINES));
            reservations.join(node, all.get(node), HitTable.empty());
        }
        // Many lines, so that some share a slot, and few, so that some share a line.
        var lines = random.longs(40, 0, (long) nodes << LINES.homeShift()).toArray();
        long ended = 0;
        for (int i = 0; i < 20_000; i++) {
            int by = random.nextInt(nodes);
            long line = random.nextInt(3) == 0 ? random.nextLong(0, 1L << 20) : lines[random.nextInt(lines.length)];
            if (random.nextBoolean()) {
                reservations.reserve(by, line);
                all.get(by).current().reservation = LINES.address(line);
                continue;
            }
            var before = all.stream().map(each -> each.current().reservation).toList();
            reservations.stored(by, line);
            for (int node = 0; node < nodes; node++) {
                boolean ends = node != by && before.get(node) == LINES.address(line);
                long after = all.get(node).current().reservation;
                assertThat(after).as("node " + node).isEqualTo(ends ? Context.NO_RESERVATION : before.get(node));
                if (ends) ended++;
            }
        }
        if (nodes > 1) assertThat(ended).isPositive();
    }
}

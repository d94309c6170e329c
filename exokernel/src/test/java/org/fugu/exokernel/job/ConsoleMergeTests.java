package org.fugu.exokernel.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.fugu.exokernel.environment.ConsoleLog;
import org.fugu.machine.topology.NodeId;
import org.junit.jupiter.api.Test;

class ConsoleMergeTests {
    private final ConsoleLog first = new ConsoleLog(new NodeId(0), 1000);
    private final ConsoleLog second = new ConsoleLog(new NodeId(1), 1000);
    private final List<String> seen = new ArrayList<>();

    private ConsoleMerge merge(long limit) {
        return new ConsoleMerge(
                List.of(first, second),
                limit,
                (cycle, node, bytes) -> seen.add(cycle + "/" + node + " " + new String(bytes, StandardCharsets.UTF_8)));
    }

    private static void write(ConsoleLog log, long cycle, String text) {
        log.append(cycle, text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void piecesComeByCycleThenNodeThenInTheOrderWritten() {
        write(second, 10, "c");
        write(first, 10, "a");
        write(first, 10, "b");
        write(first, 30, "e");
        write(second, 20, "d");
        merge(100).collectBefore(100);
        assertThat(seen).containsExactly("10/0 a", "10/0 b", "10/1 c", "20/1 d", "30/0 e");
    }

    @Test
    void whatIsNotYetPastIsLeftForLater() {
        var merge = merge(100);
        write(first, 10, "a");
        write(first, 20, "b");
        merge.collectBefore(20);
        assertThat(seen).containsExactly("10/0 a");
        write(second, 20, "c");
        merge.collectBefore(21);
        assertThat(seen).containsExactly("10/0 a", "20/0 b", "20/1 c");
    }

    @Test
    void theLimitCutsThePieceThatExceedsItAndNamesItsCycle() {
        var merge = merge(5);
        write(first, 10, "abc");
        write(second, 11, "def");
        write(first, 12, "ghi");
        merge.collectBefore(100);
        assertThat(seen).containsExactly("10/0 abc", "11/1 de");
        var overflow = Objects.requireNonNull(merge.overflow());
        assertThat(overflow.cycle()).isEqualTo(11);
        assertThat(overflow.node()).isEqualTo(new NodeId(1));
        assertThat(merge.byNode().get(1)).hasSize(2);
    }

    @Test
    void exactlyTheLimitIsNoOverflow() {
        var merge = merge(3);
        write(first, 10, "abc");
        merge.collectBefore(100);
        assertThat(merge.overflow()).isNull();
    }

    @Test
    void theSameBytesAtAnotherCycleHaveAnotherDigest() {
        var one = merge(100);
        write(first, 10, "a");
        one.collectBefore(100);
        var other = merge(100);
        write(first, 11, "a");
        other.collectBefore(100);
        assertThat(one.digest()).isNotEqualTo(other.digest());
    }
}

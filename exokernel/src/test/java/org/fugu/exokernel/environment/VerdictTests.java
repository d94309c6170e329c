package org.fugu.exokernel.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.fugu.machine.state.BadSnapshotException;
import org.fugu.machine.state.SnapshotReader;
import org.fugu.machine.state.SnapshotWriter;
import org.fugu.machine.state.StateHash;
import org.fugu.machine.topology.NodeId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class VerdictTests {
    static List<Ending> endings() {
        var endings = new ArrayList<Ending>(List.of(Ending.Stopped.values()));
        endings.add(new Ending.Exited(0));
        endings.add(new Ending.Exited(-1));
        endings.add(new Ending.Trapped(0x10004, "store_page_fault", -8, "a sentence"));
        return endings;
    }

    @ParameterizedTest
    @MethodSource("endings")
    void aVerdictIsReadAsItWasWritten(Ending ending) {
        var verdict = new Verdict(1_234_567_890_123L, new NodeId(9), ending);
        var file = new SnapshotWriter();
        verdict.save(file);
        var in = new SnapshotReader(file.toBytes());
        assertThat(Verdict.restored(in)).isEqualTo(verdict);
        in.end();
    }

    @Test
    void everyEndingHasADigestOfItsOwn() {
        assertThat(endings().stream().map(VerdictTests::digest)).doesNotHaveDuplicates();
    }

    private static String digest(Ending ending) {
        var hash = new StateHash();
        new Verdict(1, new NodeId(0), ending).save(hash);
        return hash.hex();
    }

    @Test
    void anEndingThatThereIsNotIsRefused() {
        var file = new SnapshotWriter();
        file.add(1).add(0).add("boredom").add(false).add(0).add(false);
        assertThatThrownBy(() -> Verdict.restored(new SnapshotReader(file.toBytes())))
                .isInstanceOf(BadSnapshotException.class)
                .hasMessageContaining("boredom");
    }

    @Test
    void anEndingWithTheNameOfAnotherIsRefused() {
        var file = new SnapshotWriter();
        file.add(1).add(0).add("deadlock").add(true).add(3).add(false);
        assertThatThrownBy(() -> Verdict.restored(new SnapshotReader(file.toBytes())))
                .isInstanceOf(BadSnapshotException.class);
    }

    @Test
    void theEarlierCountsAndAtOneCycleTheLowerNode() {
        var late = new Verdict(5, new NodeId(0), new Ending.Exited(1));
        var early = new Verdict(4, new NodeId(3), Ending.Stopped.DEADLOCK);
        var lower = new Verdict(4, new NodeId(2), new Ending.Exited(2));
        assertThat(List.of(late, early, lower).stream().sorted(Verdict.ORDER)).containsExactly(lower, early, late);
    }
}

package org.fugu.exokernel.environment;

import static org.assertj.core.api.Assertions.assertThat;

import org.fugu.exokernel.frame.Frames;
import org.fugu.machine.topology.NodeId;
import org.junit.jupiter.api.Test;

class AwaitedTests {
    private final Awaited awaited = new Awaited();

    @Test
    void theLastAnswerEndsTheWaitAndNoneDoesSoTwice() {
        awaited.answers(2);
        assertThat(awaited.answered()).isFalse();
        assertThat(awaited.answered()).isTrue();
        assertThat(awaited.answered()).as("nobody asked").isFalse();
    }

    @Test
    void aValueThatNobodyWaitsForIsNone() {
        assertThat(awaited.valueCame()).isFalse();
        awaited.value();
        assertThat(awaited.valueCame()).isTrue();
        assertThat(awaited.valueCame()).isFalse();
    }

    @Test
    void framesLeaveOnce() {
        var run = new Frames.Run(new NodeId(0), 3, 2);
        assertThat(awaited.left()).isNull();
        awaited.leave(run);
        assertThat(awaited.left()).isEqualTo(run);
        assertThat(awaited.left()).isNull();
    }
}

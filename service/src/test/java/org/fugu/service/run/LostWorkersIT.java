package org.fugu.service.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.fugu.service.TestDatabase;
import org.fugu.service.worker.ChildCommand;
import org.fugu.service.worker.Children;
import org.fugu.service.worker.RealChildren;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Primary;

/// Runs whose processes end, in a service whose children have small heaps.
class LostWorkersIT {
    private static final RunningService SERVICE = RunningService.startWith(
            List.of(SmallChildren.class),
            TestDatabase.fresh(),
            // The bound that keeps such runs out, which this test wants to see fail.
            "--fugu.runs.memory-megabytes=1000000",
            "--fugu.runs.workers=2");

    private final Caller hostile = SERVICE.newUser();
    private final Caller other = SERVICE.newUser();

    /// Children with 96 MB of heap.
    @Primary
    static final class SmallChildren extends RealChildren {
        SmallChildren() {
            super(new Children(ChildCommand.ofThisProgram(96)));
        }
    }

    /// Children that cannot be prepared at first: Java itself fails.
    @Primary
    static final class FaultyChildren extends RealChildren {
        private static final int FAILURES = 6;

        private final AtomicInteger attempts = new AtomicInteger();

        FaultyChildren() {
            super(new Children(ChildCommand.ofThisProgram(256)));
        }

        @Override
        public void prepare() {
            if (attempts.incrementAndGet() <= FAILURES) throw new StackOverflowError("made by a test");
            super.prepare();
        }
    }

    @Test
    void workersStayWhenJavaItselfFails() {
        try (var service = RunningService.startWith(
                List.of(FaultyChildren.class), TestDatabase.fresh(), "--fugu.runs.workers=2")) {
            var user = service.newUser();
            var run = user.awaitEnd(
                    user.submitted("{\"bundle\":\"" + user.uploaded(RunningService.prebuilt("hello.zip")) + "\"}"));
            assertThat(run.path("outcome").asString()).as(run.toString()).isEqualTo("exited");
        }
    }

    @AfterAll
    static void stop() {
        SERVICE.close();
    }

    @Test
    void aRunThatTakesAllMemoryIsGivenUpAndNobodyElseNotices() {
        var hello = "{\"bundle\":\"" + other.uploaded(RunningService.prebuilt("hello.zip")) + "\"}";
        var undisturbed = other.awaitEnd(other.submitted(hello)).path("digest").asString();
        var large = hostile.submitted("{\"bundle\":\"" + hostile.uploaded(RunningService.prebuilt("hello.zip"))
                + "\",\"mesh\":\"8x8\",\"overrides\":{\"cache.bytes\":16777216,\"cache.l1.bytes\":16777216}}");

        var others = new ArrayList<String>();
        for (int i = 0; i < 10; i++) others.add(other.submitted(hello));
        for (var id : others) {
            var run = other.awaitEnd(id);
            assertThat(run.path("outcome").asString()).as(run.toString()).isEqualTo("exited");
            assertThat(run.path("digest").asString()).isEqualTo(undisturbed);
            assertThat(run.path("attempts").asInt()).isEqualTo(1);
        }
        var lost = hostile.awaitEnd(large);
        assertThat(lost.path("state").asString()).as(lost.toString()).isEqualTo("infrastructure_error");
        assertThat(lost.path("attempts").asInt()).isEqualTo(3);
        assertThat(lost.path("message").asString()).isEqualTo("the process that carried it out ran out of memory");
        assertThat(other.awaitEnd(other.submitted(hello)).path("digest").asString())
                .isEqualTo(undisturbed);
    }
}

package org.fugu.service.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fugu.service.run.ScriptedSimulator.exited;
import static org.fugu.service.run.ScriptedSimulator.idle;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.fugu.service.RunningService;
import org.fugu.service.signal.SignalListener;
import org.junit.jupiter.api.Test;

/// A thousand event streams at once, each of which hears of its run's end.
class ManyStreamsIT {
    private static final int USERS = 100;
    private static final int STREAMS_A_USER = 10;
    /// The worst of a thousand on a busy host.
    private static final Duration LONGEST_TO_THE_END = Duration.ofSeconds(30);

    private final RunningService service = RunningService.shared();

    @Test
    void aThousandStreamsHearTheEndOfTheirRuns() throws Exception {
        var go = new CountDownLatch(1);
        var script = ScriptedSimulator.script(UUID.randomUUID().toString(), (request, observer) -> {
            while (go.getCount() > 0) idle(observer, 20);
            return exited(request, 10, Map.of());
        });
        var open = new ArrayList<ServerEvents>();
        for (int i = 0; i < USERS; i++) {
            var user = service.newUser();
            var bundle = user.uploaded(RunningService.prebuilt("hello.zip"));
            var id = user.submitted("{\"bundle\":\"" + bundle + "\",\"args\":[\"" + script + "\"]}");
            for (int j = 0; j < STREAMS_A_USER; j++) {
                open.add(new ServerEvents(
                        user.stream("/api/v1/runs/" + id + "/events").body()));
            }
        }
        for (var stream : open) assertThat(stream.take(1)).hasSize(1);
        assertThat(open).hasSize(1000);
        assertThat(service.bean(SignalListener.class).watched()).isGreaterThanOrEqualTo(USERS);
        service.nobody().get("/actuator/health").requireStatus(200);

        var begun = Instant.now();
        go.countDown();

        try (var readers = Executors.newVirtualThreadPerTaskExecutor()) {
            var ends = new ArrayList<Callable<String>>();
            for (var stream : open) ends.add(() -> stream.all().getLast().name());
            for (var end : readers.invokeAll(ends)) assertThat(end.get()).isEqualTo("end");
        }
        assertThat(Duration.between(begun, Instant.now())).isLessThan(LONGEST_TO_THE_END);
    }
}

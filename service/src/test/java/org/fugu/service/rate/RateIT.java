package org.fugu.service.rate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Requests a second, with bounds that a test can reach.
class RateIT {
    private static final int USER = 2;
    private static final int ADDRESS = 15;
    private static final RunningService SERVICE =
            RunningService.start("--fugu.rate.user=" + USER, "--fugu.rate.address=" + ADDRESS, "--fugu.role=web");

    @AfterAll
    static void stop() {
        SERVICE.close();
    }

    /// @param why a part of the refusals that count
    /// @return how many were refused
    private static int refused(Caller caller, String path, int times, String why) throws Exception {
        var asked = new ArrayList<Callable<Caller.Answer>>();
        for (int i = 0; i < times; i++) asked.add(() -> caller.get(path));
        int refused = 0;
        try (var threads = Executors.newFixedThreadPool(8)) {
            for (var each : threads.invokeAll(asked)) {
                if (each.get().status() != 429) continue;
                var answer = each.get().requireProblem(429, "too-many-requests");
                assertThat(Integer.parseInt(answer.header("Retry-After"))).isPositive();
                if (answer.json().path("detail").asString().contains(why)) refused++;
            }
        }
        return refused;
    }

    @Test
    void oneUserIsBoundedAndAnotherIsNotHeldUp() throws Exception {
        var ann = SERVICE.newUser();
        Caller.pause(2500);
        var ben = SERVICE.newUser();
        Caller.pause(2500);

        // More than the full bucket has, faster than it is filled.
        assertThat(refused(ann, "/api/v1/machines", 25, "this user")).isPositive();

        ben.get("/api/v1/machines").requireStatus(200);
        Caller.pause(2500);
        ann.get("/api/v1/machines").requireStatus(200);
    }

    @Test
    void oneAddressIsBoundedWhoeverAsksAndHealthIsNot() throws Exception {
        var nobody = Caller.from("127.0.0.5", SERVICE.address());

        assertThat(refused(nobody, "/api/v1/session/ways", 400, "this address")).isPositive();

        assertThat(refused(nobody, "/actuator/health/liveness", 200, "")).isZero();
        Caller.from("127.0.0.6", SERVICE.address()).get("/api/v1/session/ways").requireStatus(200);
    }
}

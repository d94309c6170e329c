package org.fugu.service.measurement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.fugu.service.run.Claim;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/// What is done for measurements and verifications counts for whoever asked for it, and whose turn it is goes by that.
class MeasuredShareIT {
    private static String id(Caller user) {
        return user.get("/api/v1/users/me").json().path("id").asString();
    }

    private static long usedToday(Caller user) {
        return user.get("/api/v1/users/me")
                .requireStatus(200)
                .json()
                .path("use")
                .path("nodeCyclesToday")
                .path("used")
                .asLong();
    }

    private static void used(RunningService service, Caller user, double nodeCycles) {
        service.bean(JdbcClient.class)
                .sql("""
                        insert into user_usage (user_id, node_cycles, runs, at) values (:user, :used, 1, now())
                        on conflict (user_id) do update set node_cycles = :used
                        """)
                .param("user", id(user))
                .param("used", nodeCycles)
                .update();
    }

    private static String asked(MeasuredProject project, int rounds) throws Exception {
        return project.measure(project.owner.uploaded(MeasuredProject.pingpong(rounds)))
                .requireStatus(202)
                .json()
                .path("id")
                .asString();
    }

    @Test
    void whoHasUsedTheLeastIsMeasuredFirstAndWhatIsUnderWayCounts() throws Exception {
        try (var web = RunningService.start("--fugu.role=web")) {
            var ann = new MeasuredProject(web.newUser());
            var ben = new MeasuredProject(web.newUser());
            used(web, ann.owner, 1e12);
            used(web, ben.owner, 1e11);
            var anns = asked(ann, 611);
            var bens = asked(ben, 612);
            var bensNext = asked(ben, 613);
            var attempts = web.bean(MeasurementAttempts.class);

            // Half of it is forgotten in a day.
            assertThat(attempts.share().orElseThrow()).isBetween(0.99e11, 1e11);
            var first = attempts.claim().orElseThrow();
            assertThat(first.id()).isEqualTo(bens);
            attempts.keep(first, 100, 3e12);
            assertThat(usedToday(ben.owner)).isEqualTo(3_000_000_000_000L);
            assertThat(attempts.claim().map(Claim::id)).hasValue(anns);
            attempts.stopCanceled(first);

            assertThat(usedToday(ben.owner)).isEqualTo(3_000_000_000_000L);
            assertThat(web.bean(JdbcClient.class)
                            .sql("select round(node_cycles / 1e9) from user_usage where user_id = :user")
                            .param("user", id(ben.owner))
                            .query(Long.class)
                            .single())
                    .isEqualTo(3100);

            // A day's node-cycles are a bound on what begins.
            web.bean(JdbcClient.class)
                    .sql("insert into user_quotas (user_id, node_cycles_a_day) values (:user, 2000000000000)")
                    .param("user", id(ben.owner))
                    .update();
            assertThat(attempts.claim()).isEmpty();
            assertThat(attempts.share()).isEmpty();
            var held = ben.owner.get(ben.measurements() + "/" + bensNext).requireStatus(200);
            assertThat(held.json().path("waitingFor").asString())
                    .isEqualTo("tomorrow, by UTC: the node-cycles are used that the project's owner may use a day");
            assertThat(ben.owner
                            .get(ben.measurements())
                            .json()
                            .path("items")
                            .path(0)
                            .path("waitingFor"))
                    .isEqualTo(held.json().path("waitingFor"));
            web.bean(JdbcClient.class).sql("delete from user_quotas").update();
            var free = ben.owner
                    .get(
                            ben.measurements() + "/" + bensNext,
                            "If-None-Match",
                            Objects.requireNonNull(held.header("etag")))
                    .requireStatus(200);
            assertThat(free.json().path("waitingFor").asString()).isEqualTo("its turn");
            assertThat(ben.owner
                            .get(ben.measurements() + "/" + bens)
                            .json()
                            .path("waitingFor")
                            .isNull())
                    .isTrue();
            var early = ben.owner
                    .post(ben.path() + "/comparisons", "{\"base\":\"" + bensNext + "\",\"head\":\"" + bensNext + "\"}")
                    .requireStatus(202)
                    .json();
            assertThat(early.path("waitingFor").asString()).isEqualTo("its measurements to finish");
            assertThat(attempts.claim().map(Claim::id)).hasValue(bensNext);
        }
    }

    @Test
    void whatAMeasurementAndAVerificationTakeIsCountedExactly() throws Exception {
        var service = RunningService.shared();
        var project = new MeasuredProject(service.newUser());
        var owner = project.owner;
        var measurement = project.ended(asked(project, 614));
        long measured = service.bean(JdbcClient.class)
                .sql("select node_cycles from measurements where id = :id")
                .param("id", measurement.path("id").asString())
                .query(Double.class)
                .single()
                .longValue();
        assertThat(measured).isPositive();
        assertThat(usedToday(owner)).isEqualTo(measured);

        var bundle = owner.uploaded(RunningService.prebuilt("hello.zip"));
        var run =
                owner.awaitEnd(owner.submitted("{\"bundle\":\"" + bundle + "\",\"limits\":{\"memoryBytes\":655360}}"));
        var path = "/api/v1/runs/" + run.path("id").asString();
        long one = usedToday(owner) - measured;
        assertThat(one).isPositive();
        owner.post(path + "/verify", "", "Prefer", "wait=30");
        for (int look = 0; look < 200 && usedToday(owner) < measured + 2 * one; look++) Caller.pause(100);
        assertThat(usedToday(owner)).isEqualTo(measured + 2 * one);

        // The same again is answered with what is known, and costs nothing.
        project.measure(project.owner.uploaded(MeasuredProject.pingpong(614)));
        assertThat(usedToday(owner)).isEqualTo(measured + 2 * one);
    }
}

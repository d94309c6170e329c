package org.fugu.service.metric;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.fugu.service.audit.Act;
import org.fugu.service.audit.AuditLog;
import org.fugu.service.measurement.MeasuredProject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/// The service's log has one line for each thing that happened, with what its reader looks for as fields.
class LogIT {
    private static final RunningService SERVICE = RunningService.shared();

    private final Logger logger = (Logger) LoggerFactory.getLogger("org.fugu.service");
    private final Queue<ILoggingEvent> events = new ConcurrentLinkedQueue<>();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            event.prepareForDeferredProcessing();
            events.add(event);
        }
    };

    private final Caller user = SERVICE.newUser();

    @BeforeEach
    void listen() {
        appender.start();
        logger.addAppender(appender);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(appender);
    }

    private List<ILoggingEvent> about(String text) {
        return events.stream()
                .filter(event -> event.getFormattedMessage().contains(text))
                .toList();
    }

    private static String field(ILoggingEvent event, String key) {
        return Objects.requireNonNullElse(event.getKeyValuePairs(), List.<KeyValuePair>of()).stream()
                .filter(pair -> pair.key.equals(key))
                .map(pair -> String.valueOf(pair.value))
                .findFirst()
                .orElse("");
    }

    private String name() {
        return user.get("/api/v1/users/me").json().path("name").asString();
    }

    /// The line is written once the end is stored, and may come after that is seen.
    private List<ILoggingEvent> twoAbout(String run) {
        return awaited(run, 2);
    }

    private List<ILoggingEvent> awaited(String text, int lines) {
        for (int look = 0; look < 100 && about(text).size() < lines; look++) Caller.pause(50);
        return about(text);
    }

    /// The one line of an end, behind its kind.
    private ILoggingEvent end(String kind, JsonNode ended) {
        var text = kind + "_ended " + ended.path("id").asString() + " ";
        var lines = awaited(text, 1);
        assertThat(lines).as(text).hasSize(1);
        return lines.getFirst();
    }

    private void assertOf(ILoggingEvent end, String whose, String project) {
        assertThat(field(end, "userName")).isEqualTo(whose);
        assertThat(field(end, "project")).isEqualTo(project);
        assertThat(Long.parseLong(field(end, "waitedMillis"))).isNotNegative();
    }

    @Test
    void aRunHasALineWhenItIsSubmittedAndOneWhenItEnds() {
        var bundle = user.uploaded(RunningService.prebuilt("hello.zip"));
        var run = user.submitted("{\"bundle\":\"" + bundle + "\"}");
        var ended = user.awaitEnd(run);

        var lines = twoAbout(run);

        assertThat(lines)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly("run_submitted " + run, "run_ended " + run + " exited");
        assertThat(lines).allSatisfy(line -> assertThat(field(line, "userName")).isEqualTo(name()));
        assertThat(field(lines.getFirst(), "detail")).isEqualTo(bundle);
        assertThat(field(lines.getFirst(), "clientAddress")).isEqualTo("127.0.0.1");
        assertThat(lines.getFirst().getMDCPropertyMap()).containsKey("requestId");
        var end = lines.getLast();
        assertThat(end.getMDCPropertyMap()).containsEntry("run", run).containsEntry("attempt", "1");
        assertThat(field(end, "exitCode")).isEqualTo("0");
        assertThat(field(end, "cycles")).isEqualTo(ended.path("cycles").toString());
        assertThat(field(end, "attempts")).isEqualTo("1");
        assertThat(Long.parseLong(field(end, "waitedMillis"))).isNotNegative();
        assertThat(Long.parseLong(field(end, "tookMillis"))).isNotNegative();
    }

    @Test
    void whatIsCanceledHasItsLineToo() {
        var loop = user.uploaded(RunningService.prebuilt("test/loop.zip"));
        var stays = user.submitted("{\"bundle\":\"" + loop + "\",\"limits\":{\"cycles\":900000000000}}");
        user.post("/api/v1/runs/" + stays + "/cancel", "").requireStatus(202);
        user.awaitState(stays, "canceled");
        awaited("run_ended " + stays, 1);

        assertThat(about(stays))
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactlyInAnyOrder(
                        "run_submitted " + stays, "run_canceled " + stays, "run_ended " + stays + " canceled");
        assertThat(field(about("run_ended " + stays).getFirst(), "reason")).isEqualTo("canceled");
    }

    @Test
    void aMeasurementHasALineWhenItEndsAndSoHasAComparison() throws Exception {
        var project = new MeasuredProject(user);
        var measured = project.measured(MeasuredProject.pingpong(710));
        var end = end("measurement", measured);
        assertOf(end, name(), project.id);
        assertThat(end.getFormattedMessage()).endsWith(" succeeded");
        assertThat(field(end, "attempts")).isEqualTo("1");
        assertThat(Long.parseLong(field(end, "tookMillis"))).isNotNegative();
        assertThat(field(end, "reason")).isEmpty();

        var compared = user.post(project.path() + "/comparisons", sides(measured, measured))
                .requireStatus(202)
                .json();
        var verdict = end("comparison", awaitedEnd(project.path() + "/comparisons/", compared));
        assertOf(verdict, name(), project.id);
        assertThat(verdict.getFormattedMessage()).endsWith(" passed");
        assertThat(field(verdict, "attempts")).isEqualTo("1");
        assertThat(Long.parseLong(field(verdict, "tookMillis"))).isNotNegative();
    }

    @Test
    void aCanceledMeasurementHasItsLineAndTheComparisonThatWaitedForItToo() throws Exception {
        var project = new MeasuredProject(user);
        var slow = project.measure(user.uploaded(MeasuredProject.pingpong(1_000_010)))
                .requireStatus(202)
                .json();
        var waits = user.post(project.path() + "/comparisons", sides(slow, slow))
                .requireStatus(202)
                .json();
        var measurement = slow.path("id").asString();
        user.post(project.measurements() + "/" + measurement + "/cancel", "").requireStatus(202);

        var end = end("measurement", project.ended(measurement));
        assertOf(end, name(), project.id);
        assertThat(end.getFormattedMessage()).endsWith(" canceled");
        var given = end("comparison", awaitedEnd(project.path() + "/comparisons/", waits));
        assertOf(given, name(), project.id);
        assertThat(given.getFormattedMessage()).endsWith(" infrastructure_error");
        assertThat(field(given, "attempts")).isEqualTo("0");
        assertThat(field(given, "tookMillis")).isEmpty();
        assertThat(field(given, "reason")).contains(measurement, "canceled");
    }

    @Test
    void aVerificationHasALineWhenItEnds() {
        var run = user.submitted("{\"bundle\":\"" + user.uploaded(RunningService.prebuilt("hello.zip")) + "\"}");
        user.awaitEnd(run);
        var asked = user.post("/api/v1/runs/" + run + "/verify", "").json();
        var end = end("verification", awaitedEnd("/api/v1/runs/" + run + "/verifications/", asked));
        assertOf(end, name(), "");
        assertThat(end.getFormattedMessage()).endsWith(" same");
        assertThat(field(end, "attempts")).isEqualTo("1");
        assertThat(Long.parseLong(field(end, "tookMillis"))).isNotNegative();
    }

    private static String sides(JsonNode base, JsonNode head) {
        return "{\"base\":\"" + base.path("id").asString() + "\",\"head\":\""
                + head.path("id").asString() + "\"}";
    }

    private JsonNode awaitedEnd(String path, JsonNode asked) {
        for (int tries = 0; tries < 10; tries++) {
            var seen = user.get(path + asked.path("id").asString(), "Prefer", "wait=30")
                    .requireStatus(200)
                    .json();
            if (!seen.path("finishedAt").isNull()) return seen;
        }
        throw new AssertionError("waited too long for " + asked);
    }

    @Test
    void whatIsRolledBackHasNoLineAndWhatSomebodyTypedMakesNone() {
        var audit = SERVICE.bean(AuditLog.class);
        SERVICE.bean(TransactionTemplate.class).executeWithoutResult(status -> {
            audit.record(Act.KEY_REVOKED, null, "key_of_nobody", null);
            status.setRollbackOnly();
        });
        assertThat(about("key_of_nobody")).isEmpty();
        audit.record(Act.SIGN_IN_FAILED, null, "x\n12:00 \"odd\"", "by \"somebody\"\r");
        var line = about("sign_in_failed x").getFirst();
        assertThat(line.getFormattedMessage()).isEqualTo("sign_in_failed x?12:00 ?odd?");
        assertThat(field(line, "detail")).isEqualTo("by ?somebody??");
        assertThat(SERVICE.bean(JdbcClient.class)
                        .sql("select detail from audit_log where subject = :subject")
                        .param("subject", "x\n12:00 \"odd\"")
                        .query(String.class)
                        .single())
                .isEqualTo("by \"somebody\"\r");
    }
}

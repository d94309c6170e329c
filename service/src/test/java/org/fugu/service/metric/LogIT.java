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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

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
        for (int look = 0; look < 100 && about(run).size() < 2; look++) Caller.pause(50);
        return about(run);
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
        for (int look = 0; look < 100 && about("run_ended " + stays).isEmpty(); look++) Caller.pause(50);

        assertThat(about(stays))
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactlyInAnyOrder(
                        "run_submitted " + stays, "run_canceled " + stays, "run_ended " + stays + " canceled");
        assertThat(field(about("run_ended " + stays).getFirst(), "reason")).isEqualTo("canceled");
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

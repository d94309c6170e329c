package org.fugu.service.metric;

import org.fugu.service.run.RunEnded;
import org.fugu.service.run.WorkEnded;
import org.fugu.service.run.WorkTimes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;

/// Says in the log what each run and other long work came to, in one line, for those who follow one by its name: of all
/// that end, also of those without a result.
@Component
class EndLog {
    private static final Logger LOG = LoggerFactory.getLogger(EndLog.class);

    @TransactionalEventListener
    public void ended(RunEnded run) {
        var line = LOG.atInfo();
        line = with(line, "userName", run.user());
        line = with(line, "project", run.project());
        line = with(line, "coRunId", run.coRun());
        line = with(line, "exitCode", run.exitCode());
        line = with(line, "cycles", run.cycle());
        line = with(line, "attempts", run.attempts());
        line = with(line, run.times());
        line = with(line, "from", run.from());
        line = with(line, "reason", run.message());
        line.log("run_ended {} {}", run.id(), run.outcome() == null ? run.state() : run.outcome());
    }

    @TransactionalEventListener
    public void ended(WorkEnded work) {
        var line = LOG.atInfo();
        line = with(line, "userName", work.user());
        line = with(line, "project", work.project());
        line = with(line, "attempts", work.attempts());
        line = with(line, work.times());
        line = with(line, "reason", work.failure());
        line.log("{}_ended {} {}", work.kind(), work.id(), work.outcome() == null ? work.state() : work.outcome());
    }

    private static LoggingEventBuilder with(LoggingEventBuilder line, WorkTimes times) {
        var took = times.took();
        var waited = with(line, "waitedMillis", times.waited().toMillis());
        return with(waited, "tookMillis", took == null ? null : took.toMillis());
    }

    private static LoggingEventBuilder with(LoggingEventBuilder line, String key, @Nullable Object value) {
        return value == null ? line : line.addKeyValue(key, value);
    }
}

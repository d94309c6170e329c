package org.fugu.service.metric;

import org.fugu.service.run.RunEnded;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;

/// Says in the log what each run came to, in one line, for those who follow one by its name: of all that end, also of
/// those without a result.
@Component
class RunLog {
    private static final Logger LOG = LoggerFactory.getLogger(RunLog.class);

    @TransactionalEventListener
    public void ended(RunEnded run) {
        var took = run.took();
        var line = LOG.atInfo();
        line = with(line, "userName", run.user());
        line = with(line, "project", run.project());
        line = with(line, "coRunId", run.coRun());
        line = with(line, "exitCode", run.exitCode());
        line = with(line, "cycles", run.cycle());
        line = with(line, "attempts", run.attempts());
        line = with(line, "waitedMillis", run.waited().toMillis());
        line = with(line, "tookMillis", took == null ? null : took.toMillis());
        line = with(line, "from", run.from());
        line = with(line, "reason", run.message());
        line.log("run_ended {} {}", run.id(), run.outcome() == null ? run.state() : run.outcome());
    }

    private static LoggingEventBuilder with(LoggingEventBuilder line, String key, @Nullable Object value) {
        return value == null ? line : line.addKeyValue(key, value);
    }
}

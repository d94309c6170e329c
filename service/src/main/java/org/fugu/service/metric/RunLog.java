package org.fugu.service.metric;

import org.fugu.service.run.RunFinished;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/// Says in the log what each run came to, for those who follow one by its name.
@Component
final class RunLog {
    private static final Logger LOG = LoggerFactory.getLogger(RunLog.class);

    @EventListener
    void finished(RunFinished run) {
        LOG.info(
                "Run {} {} after {} cycles, in {} ms",
                run.id(),
                run.outcome(),
                run.cycles(),
                run.hostNanos() / 1_000_000);
    }
}

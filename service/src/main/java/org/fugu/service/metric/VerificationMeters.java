package org.fugu.service.metric;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.fugu.service.verification.VerificationFinished;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/// The meters of runs that are carried out once more.
@Component
final class VerificationMeters {
    private final MeterRegistry registry;

    VerificationMeters(MeterRegistry registry) {
        this.registry = registry;
        for (boolean audit : new boolean[] {true, false}) {
            // There from the start, so that a rule can watch for the first that is different.
            for (boolean same : new boolean[] {true, false}) counter(audit, same);
        }
    }

    private Counter counter(boolean audit, boolean same) {
        return Counter.builder("fugu.verifications.finished")
                .description("Runs that were carried out once more, by who wanted that and what was found")
                .tag("for", audit ? "audit" : "owner")
                .tag("found", same ? "same" : "different")
                .register(registry);
    }

    @EventListener
    void finished(VerificationFinished verification) {
        counter(verification.audit(), verification.same()).increment();
    }
}

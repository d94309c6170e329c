package org.fugu.service.metric;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import org.fugu.service.run.QueueLength;
import org.fugu.service.run.RunFinished;
import org.fugu.service.run.RunState;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/// The meters of runs.
@Component
final class RunMeters {
    private final MeterRegistry registry;
    private final Counter cycles;
    private final Counter instructions;
    private final DistributionSummary hostMips;

    RunMeters(MeterRegistry registry, QueueLength queue) {
        this.registry = registry;
        this.cycles = Counter.builder("fugu.simulated.cycles")
                .description("Simulated cycles of finished runs")
                .register(registry);
        this.instructions = Counter.builder("fugu.simulated.instructions")
                .description("Guest instructions retired by finished runs")
                .register(registry);
        this.hostMips = DistributionSummary.builder("fugu.host.mips")
                .description("Millions of guest instructions a second of host time, by run")
                .register(registry);
        Gauge.builder("fugu.runs.queued", queue, length -> length.in(RunState.QUEUED))
                .description("Runs that wait")
                .register(registry);
        Gauge.builder("fugu.runs.running", queue, length -> length.in(RunState.RUNNING))
                .description("Runs under way")
                .register(registry);
    }

    @EventListener
    void finished(RunFinished run) {
        Counter.builder("fugu.runs.finished")
                .description("Finished runs by outcome")
                .tag("outcome", run.outcome())
                .register(registry)
                .increment();
        cycles.increment((double) run.cycles());
        instructions.increment((double) run.instructions());
        hostMips.record(run.instructions() * 1000.0 / Math.max(1, run.hostNanos()));
        Timer.builder("fugu.runs.host.time")
                .description("Host time of finished runs")
                .register(registry)
                .record(Duration.ofNanos(run.hostNanos()));
    }
}

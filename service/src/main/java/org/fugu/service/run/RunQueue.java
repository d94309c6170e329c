package org.fugu.service.run;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.boot.autoconfigure.Jackson3Serializer;
import com.github.kagkarlsson.scheduler.boot.config.DbSchedulerCustomizer;
import com.github.kagkarlsson.scheduler.serializer.Serializer;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;

/// The queue: one task a run, named by the run, picked by one worker at a time.
///
/// The scheduler may hand a run to a second worker when the first stopped answering, so it is the
/// claim in [Runs], and not the queue, that keeps a result from being recorded twice.
@Configuration(proxyBeanMethods = false)
class RunQueue {
    static final TaskDescriptor<Void> RUN = TaskDescriptor.of("run");

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(2);

    @Bean
    CustomTask<Void> runTask(RunWorker worker) {
        return Tasks.custom(RUN)
                .onFailure(new FailureHandler.OnFailureRetryLater<>(AFTER_FAILURE))
                .onDeadExecutionRevive()
                .execute((run, context) -> {
                    var again = worker.work(
                            run.getId(), () -> context.getSchedulerState().isShuttingDown());
                    return again ? later() : new CompletionHandler.OnCompleteRemove<>();
                });
    }

    private static CompletionHandler<Void> later() {
        return (complete, operations) ->
                operations.reschedule(complete, Instant.now().plus(LOOK_AGAIN));
    }

    static void enqueue(SchedulerClient scheduler, String runId) {
        scheduler.scheduleIfNotExists(RUN.instance(runId).scheduledTo(Instant.now()));
    }

    /// What a process submits with that carries out no runs itself.
    @Bean
    @ConditionalOnProperty(name = "db-scheduler.enabled", havingValue = "false")
    SchedulerClient submitOnly(DataSource database, CustomTask<Void> runTask) {
        return SchedulerClient.Builder.create(new TransactionAwareDataSourceProxy(database), runTask)
                .serializer(new Jackson3Serializer())
                .build();
    }

    /// Task data are empty; should they ever not be, they are JSON and not serialised Java.
    @Bean
    DbSchedulerCustomizer jsonTaskData() {
        return new DbSchedulerCustomizer() {
            @Override
            public Optional<Serializer> serializer() {
                return Optional.of(new Jackson3Serializer());
            }
        };
    }
}

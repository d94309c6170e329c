package org.fugu.service.webhook;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.CompletionHandler.OnCompleteRemove;
import com.github.kagkarlsson.scheduler.task.ExecutionContext;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import javax.sql.DataSource;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.fugu.service.identifier.Identifiers;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.stereotype.Component;

/// Sends what is to be delivered when it is due, in the processes that answer requests.
///
/// Its tasks are in a table of their own, and none of this is a bean of the queue library's: what it
/// finds of those is the housekeeping's.
@Component
final class DeliveryQueue implements SmartLifecycle {
    private static final String TABLE = "webhook_tasks";
    private static final int THREADS = 8;
    private static final String AGAIN = "/";
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);
    private static final Duration LONGEST_ATTEMPT = Duration.ofSeconds(20);
    /// How often a process says that it still sends what it took; after four times in vain others take it.
    private static final Duration ALIVE = Duration.ofSeconds(5);

    private static final int MISSED = 4;
    /// For an attempt of which not even the end could be kept.
    private static final Duration MISHAP = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final DataSource database;
    private final Deliveries deliveries;
    private final AddressPolicy policy;
    private final WebhookSettings settings;
    private final boolean sends;
    private final Task<Void> task;
    private final SchedulerClient client;

    private @Nullable WebhookClient webhooks;
    private @Nullable Scheduler scheduler;

    DeliveryQueue(
            DataSource database,
            Deliveries deliveries,
            AddressPolicy policy,
            WebhookSettings settings,
            @Value("${fugu.role}") String role) {
        this.database = new TransactionAwareDataSourceProxy(database);
        this.deliveries = deliveries;
        this.policy = policy;
        this.settings = settings;
        this.sends = settings.on() && !role.equals("worker");
        this.task = Tasks.custom("webhook delivery", Void.class)
                .onFailure((done, queue) -> queue.reschedule(done, Instant.now().plus(MISHAP)))
                .onDeadExecutionRevive()
                .execute(this::attempt);
        this.client = SchedulerClient.Builder.create(this.database, task)
                .tableName(TABLE)
                .build();
    }

    /// Within the transaction that wrote the delivery: both are there, or neither.
    void add(String delivery) {
        client.schedule(task.instance(delivery), Instant.now());
    }

    /// The same of one that was delivered or given up. Its last task may still be there, so this is another one.
    void addAgain(String delivery) {
        add(delivery + AGAIN + Identifiers.fresh(""));
    }

    private CompletionHandler<Void> attempt(TaskInstance<Void> instance, ExecutionContext context) {
        var id = instance.getId().split(AGAIN, 2)[0];
        var begun = deliveries.begin(id);
        if (begun.isEmpty()) return new OnCompleteRemove<>();
        var attempt = begun.get();
        var answer = send(id, attempt);
        var next = answer.delivered() || answer.isFinal() || attempt.isLast() ? null : next(attempt, answer);
        deliveries.end(id, answer, next);
        if (next == null) return new OnCompleteRemove<>();
        return (done, queue) -> queue.reschedule(done, next);
    }

    private WebhookClient.Answer send(String id, Deliveries.Attempt attempt) {
        // What was permitted when the webhook was made need not be now.
        if (webhooks == null || !settings.permit(attempt.address())) {
            return new WebhookClient.Answer(null, "only " + settings.permitted() + " may be called from here", null);
        }
        var body = attempt.body().getBytes(StandardCharsets.UTF_8);
        return webhooks.post(attempt.address(), id, attempt.secret(), body);
    }

    private Instant next(Deliveries.Attempt attempt, WebhookClient.Answer answer) {
        var pause = new Pauses(settings.retryAfter())
                .after(attempt.number(), ThreadLocalRandom.current().nextDouble());
        var asked = answer.pause();
        if (asked != null && asked.compareTo(pause) > 0) {
            pause = asked.compareTo(Pauses.LONGEST) < 0 ? asked : Pauses.LONGEST;
        }
        return Instant.now().plus(pause);
    }

    @Override
    public void start() {
        if (!sends) return;
        webhooks = new WebhookClient(SystemDefaultDnsResolver.INSTANCE, policy, LONGEST_ATTEMPT);
        scheduler = Scheduler.create(database, task)
                .tableName(TABLE)
                .threads(THREADS)
                .pollingInterval(LOOK_AGAIN)
                .heartbeatInterval(ALIVE)
                .missedHeartbeatsLimit(MISSED)
                .shutdownMaxWait(PATIENCE)
                .build();
        scheduler.start();
    }

    @Override
    public void stop() {
        if (scheduler != null) scheduler.stop();
        if (webhooks != null) webhooks.close();
        scheduler = null;
    }

    @Override
    public boolean isRunning() {
        return scheduler != null;
    }
}

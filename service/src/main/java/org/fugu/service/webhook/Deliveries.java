package org.fugu.service.webhook;

import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.fugu.service.identifier.Identifiers;
import org.fugu.service.listing.Paging;
import org.fugu.service.problem.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// What is to be delivered, and the log of what was.
@Component
class Deliveries {
    /// After which a delivery is given up; with the usual pauses that is some days.
    static final int MOST_ATTEMPTS = 9;

    record Row(long number, WebhookDelivery delivery) {}

    /// What one attempt needs.
    ///
    /// @param number of the attempt, from 1
    record Attempt(URI address, WebhookSecret secret, String body, int number) {
        boolean isLast() {
            return number >= MOST_ATTEMPTS;
        }
    }

    private final JdbcClient database;

    Deliveries(JdbcClient database) {
        this.database = database;
    }

    /// The webhooks of a project that want to hear of such events.
    List<String> listeners(String project, EventKind event) {
        return database.sql("select id from webhooks where project_id = :project and :event = any (events)")
                .param("project", project)
                .param("event", event.toString())
                .query(String.class)
                .list();
    }

    /// Projects that a user owns and that have a webhook for such events.
    List<String> projectsListening(String userId, EventKind event) {
        return database.sql("""
                        select p.id from projects p where p.user_id = :user and exists (
                            select 1 from webhooks w where w.project_id = p.id and :event = any (w.events))
                        order by p.number
                        """)
                .param("user", userId)
                .param("event", event.toString())
                .query(String.class)
                .list();
    }

    /// @return its identifier
    @Transactional(propagation = Propagation.MANDATORY)
    public String write(String webhook, String event, String body) {
        var id = Identifiers.fresh("msg_");
        database.sql("""
                        insert into webhook_deliveries (id, webhook_id, event, body, state, next_attempt_at)
                        values (:id, :webhook, :event, :body, 'pending', now())
                        """)
                .param("id", id)
                .param("webhook", webhook)
                .param("event", event)
                .param("body", body)
                .update();
        return id;
    }

    /// Counts an attempt before it is made: one that ends with this process counts too.
    ///
    /// @return empty if there is nothing to deliver any more
    @Transactional
    public Optional<Attempt> begin(String id) {
        return database.sql("""
                        update webhook_deliveries d set attempts = attempts + 1 from webhooks w
                        where d.id = :id and d.state = 'pending' and w.id = d.webhook_id
                        returning w.url, w.secret, d.body, d.attempts
                        """).param("id", id).query(Deliveries::attempt).optional();
    }

    private static Attempt attempt(ResultSet row, int index) throws SQLException {
        return new Attempt(
                URI.create(row.getString("url")),
                new WebhookSecret(row.getString("secret")),
                row.getString("body"),
                row.getInt("attempts"));
    }

    /// @param next when it is tried again; null if it is not
    @Transactional
    public void end(String id, WebhookClient.Answer answer, @Nullable Instant next) {
        var state = answer.delivered()
                ? DeliveryState.DELIVERED
                : next == null ? DeliveryState.FAILED : DeliveryState.PENDING;
        database.sql("""
                        update webhook_deliveries set state = :state, last_status = :status, last_error = :error,
                            next_attempt_at = :next
                        where id = :id
                        """)
                .param("id", id)
                .param("state", state.wireName())
                .param("status", answer.status())
                .param("error", answer.error())
                .param("next", next == null ? null : next.atOffset(ZoneOffset.UTC))
                .update();
    }

    /// Begins again with what has ended, as if it had never been tried.
    ///
    /// Its identifier stays, so that who has it already knows it.
    ///
    /// @throws Refusal `delivery-pending`
    @Transactional(propagation = Propagation.MANDATORY)
    public void renew(String webhook, String id) {
        var state = database.sql("""
                        select state from webhook_deliveries where webhook_id = :webhook and id = :id for update
                        """)
                .param("webhook", webhook)
                .param("id", id)
                .query(String.class)
                .optional()
                .orElseThrow(() -> Refusal.notFound("delivery"));
        if (state.equals(DeliveryState.PENDING.wireName())) {
            throw Refusal.of(409, "delivery-pending", "the delivery has not ended; it is tried again by itself");
        }
        database.sql("""
                        update webhook_deliveries set state = 'pending', attempts = 0, next_attempt_at = now()
                        where id = :id
                        """).param("id", id).update();
    }

    /// Whether something of that kind is still on its way.
    boolean isPending(String webhook, String event) {
        return database.sql("""
                        select count(*) > 0 from webhook_deliveries
                        where webhook_id = :webhook and event = :event and state = 'pending'
                        """)
                .param("webhook", webhook)
                .param("event", event)
                .query(Boolean.class)
                .single();
    }

    WebhookDelivery find(String id) {
        return database.sql("select * from webhook_deliveries where id = :id")
                .param("id", id)
                .query(Deliveries::row)
                .single()
                .delivery();
    }

    List<Row> list(String webhook, Paging paging) {
        return database.sql("""
                        select * from webhook_deliveries where webhook_id = :webhook and number < :before
                        order by number desc limit :limit
                        """)
                .param("webhook", webhook)
                .param("before", paging.before())
                .param("limit", paging.fetch())
                .query(Deliveries::row)
                .list();
    }

    private static Row row(ResultSet row, int index) throws SQLException {
        var next = row.getObject("next_attempt_at", OffsetDateTime.class);
        return new Row(
                row.getLong("number"),
                new WebhookDelivery(
                        row.getString("id"),
                        row.getString("event"),
                        row.getString("state"),
                        row.getInt("attempts"),
                        row.getObject("last_status", Integer.class),
                        row.getString("last_error"),
                        row.getObject("created_at", OffsetDateTime.class).toInstant(),
                        next == null ? null : next.toInstant(),
                        row.getString("body")));
    }
}

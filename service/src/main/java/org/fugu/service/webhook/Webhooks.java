package org.fugu.service.webhook;

import java.net.URI;
import java.net.URISyntaxException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.fugu.service.account.Account;
import org.fugu.service.audit.Act;
import org.fugu.service.audit.AuditLog;
import org.fugu.service.document.IfMatch;
import org.fugu.service.identifier.Identifiers;
import org.fugu.service.listing.Paging;
import org.fugu.service.problem.Refusal;
import org.fugu.service.project.ProjectAccess;
import org.fugu.service.project.ProjectRole;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// The webhooks of projects. All of it is for a project's owner: the address alone can be a secret.
@Component
class Webhooks {
    /// Of one project.
    static final int MOST = 10;

    record Row(long number, long revision, Webhook webhook) {
        String etag() {
            return "\"" + revision + "\"";
        }
    }

    private final JdbcClient database;
    private final ProjectAccess access;
    private final WebhookSettings settings;
    private final WebhookEvents events;
    private final AuditLog audit;

    Webhooks(
            JdbcClient database, ProjectAccess access, WebhookSettings settings, WebhookEvents events, AuditLog audit) {
        this.database = database;
        this.access = access;
        this.settings = settings;
        this.events = events;
        this.audit = audit;
    }

    /// @throws Refusal `webhooks-off`, `webhook-address`, `too-many-webhooks`
    @Transactional
    public IssuedWebhook make(Account owner, String project, NewWebhook wanted) {
        access.lock(owner, project, ProjectRole.OWNER);
        requireOn();
        var url = address(wanted.url());
        requireRoom(project);
        var secret = WebhookSecret.fresh();
        var made = database.sql("""
                        insert into webhooks (id, project_id, url, secret, events)
                        values (:id, :project, :url, :secret, :events) returning *
                        """)
                .param("id", Identifiers.fresh("whk_"))
                .param("project", project)
                .param("url", url.toString())
                .param("secret", secret.text())
                .param("events", names(wanted))
                .query(Webhooks::row)
                .single();
        audit.record(Act.WEBHOOK_MADE, owner.id(), made.webhook().id(), url.getHost());
        return IssuedWebhook.of(made.webhook(), secret);
    }

    private void requireOn() {
        if (settings.on()) return;
        throw Refusal.of(
                409,
                "webhooks-off",
                "this service sends no webhooks; those who run it can turn them on with FUGU_WEBHOOKS");
    }

    private static String[] names(NewWebhook wanted) {
        return wanted.events().stream().map(EventKind::toString).sorted().toArray(String[]::new);
    }

    /// What is still to be sent goes to the new address. The secret stays.
    ///
    /// @param match the `If-Match`, or null
    /// @throws Refusal `webhook-address`, `webhook-changed`
    @Transactional
    public Row change(Account owner, String project, String id, @Nullable String match, NewWebhook wanted) {
        access.lock(owner, project, ProjectRole.OWNER);
        var row = find(project, id).orElseThrow(() -> Refusal.notFound("webhook"));
        IfMatch.require(match, row.etag(), "webhook", "/api/v1/projects/" + project + "/webhooks/" + id);
        var url = address(wanted.url());
        audit.record(Act.WEBHOOK_CHANGED, owner.id(), id, url.getHost());
        return database.sql("""
                        update webhooks set url = :url, events = :events, revision = revision + 1
                        where id = :id returning *
                        """)
                .param("id", id)
                .param("url", url.toString())
                .param("events", names(wanted))
                .query(Webhooks::row)
                .single();
    }

    /// @return the delivery's identifier
    /// @throws Refusal `webhooks-off`, `ping-pending`
    @Transactional
    public String ping(Account owner, String project, String id) {
        lock(owner, project, id);
        return events.ping(project, id);
    }

    /// @throws Refusal `webhooks-off`, `delivery-pending`
    @Transactional
    public void redeliver(Account owner, String project, String id, String delivery) {
        lock(owner, project, id);
        events.redeliver(id, delivery);
    }

    private void lock(Account owner, String project, String id) {
        access.lock(owner, project, ProjectRole.OWNER);
        requireOn();
        if (find(project, id).isEmpty()) throw Refusal.notFound("webhook");
    }

    private URI address(String text) {
        try {
            var address = new URI(text);
            if (address.getHost() != null
                    && address.getRawUserInfo() == null
                    && address.getRawFragment() == null
                    && text.chars().allMatch(letter -> letter < 128)
                    && settings.permit(address)) {
                return address;
            }
        } catch (URISyntaxException e) {
            // Answered below, like an address of another kind.
        }
        throw Refusal.ofField(
                422,
                "webhook-address",
                "/url",
                "url must be an address with a host (" + settings.permitted()
                        + "), in ASCII, without user, password and fragment");
    }

    private void requireRoom(String project) {
        var count = database.sql("select count(*) from webhooks where project_id = :project")
                .param("project", project)
                .query(Integer.class)
                .single();
        if (count < MOST) return;
        throw Refusal.of(409, "too-many-webhooks", "the project has " + count + " webhooks, and may have " + MOST);
    }

    List<Row> list(Account owner, String project, Paging paging) {
        access.require(owner, project, ProjectRole.OWNER);
        return database.sql("""
                        select * from webhooks where project_id = :project and number < :before
                        order by number desc limit :limit
                        """)
                .param("project", project)
                .param("before", paging.before())
                .param("limit", paging.fetch())
                .query(Webhooks::row)
                .list();
    }

    Row get(Account owner, String project, String id) {
        access.require(owner, project, ProjectRole.OWNER);
        return find(project, id).orElseThrow(() -> Refusal.notFound("webhook"));
    }

    private Optional<Row> find(String project, String id) {
        return database.sql("select * from webhooks where project_id = :project and id = :id")
                .param("project", project)
                .param("id", id)
                .query(Webhooks::row)
                .optional();
    }

    /// With what it was told of and with what it was yet to be told.
    @Transactional
    public void delete(Account owner, String project, String id) {
        access.lock(owner, project, ProjectRole.OWNER);
        int deleted = database.sql("delete from webhooks where project_id = :project and id = :id")
                .param("project", project)
                .param("id", id)
                .update();
        if (deleted == 0) throw Refusal.notFound("webhook");
        audit.record(Act.WEBHOOK_DELETED, owner.id(), id, null);
    }

    private static Row row(ResultSet row, int index) throws SQLException {
        var events = (String[]) row.getArray("events").getArray();
        return new Row(
                row.getLong("number"),
                row.getLong("revision"),
                new Webhook(
                        row.getString("id"),
                        row.getString("url"),
                        Arrays.stream(events).map(EventKind::ofWire).toList(),
                        row.getObject("created_at", OffsetDateTime.class).toInstant()));
    }
}

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
import org.fugu.service.identifier.Identifiers;
import org.fugu.service.listing.Paging;
import org.fugu.service.problem.Refusal;
import org.fugu.service.project.ProjectAccess;
import org.fugu.service.project.ProjectRole;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// The webhooks of projects. All of it is for a project's owner: the address alone can be a secret.
@Component
class Webhooks {
    /// Of one project.
    static final int MOST = 10;

    record Row(long number, Webhook webhook) {}

    private final JdbcClient database;
    private final ProjectAccess access;
    private final WebhookSettings settings;
    private final AuditLog audit;

    Webhooks(JdbcClient database, ProjectAccess access, WebhookSettings settings, AuditLog audit) {
        this.database = database;
        this.access = access;
        this.settings = settings;
        this.audit = audit;
    }

    /// @throws Refusal `webhooks-off`, `webhook-address`, `too-many-webhooks`
    @Transactional
    public IssuedWebhook make(Account owner, String project, NewWebhook wanted) {
        access.lock(owner, project, ProjectRole.OWNER);
        if (!settings.on()) {
            throw Refusal.of(
                    409,
                    "webhooks-off",
                    "this service sends no webhooks; those who run it can turn them on with FUGU_WEBHOOKS");
        }
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
                .param(
                        "events",
                        wanted.events().stream()
                                .map(EventKind::toString)
                                .sorted()
                                .toArray(String[]::new))
                .query(Webhooks::row)
                .single();
        audit.record(Act.WEBHOOK_MADE, owner.id(), made.webhook().id(), url.getHost());
        return IssuedWebhook.of(made.webhook(), secret);
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

    Webhook get(Account owner, String project, String id) {
        access.require(owner, project, ProjectRole.OWNER);
        return find(project, id).map(Row::webhook).orElseThrow(() -> Refusal.notFound("webhook"));
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
                new Webhook(
                        row.getString("id"),
                        row.getString("url"),
                        Arrays.stream(events).map(EventKind::ofWire).toList(),
                        row.getObject("created_at", OffsetDateTime.class).toInstant()));
    }
}

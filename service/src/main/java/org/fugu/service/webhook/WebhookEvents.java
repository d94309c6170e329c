package org.fugu.service.webhook;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.fugu.service.problem.Refusal;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/// Has events told to the webhooks that want to hear of them.
@Component
class WebhookEvents {
    private static final String PING = "ping";

    private final JdbcClient database;
    private final Deliveries deliveries;
    private final DeliveryQueue queue;
    private final JsonMapper json;

    WebhookEvents(JdbcClient database, Deliveries deliveries, DeliveryQueue queue, JsonMapper json) {
        this.database = database;
        this.deliveries = deliveries;
        this.queue = queue;
        this.json = json;
    }

    /// What is posted.
    record Event(String type, Instant timestamp, Map<String, Object> data) {}

    record NamedProject(String id, String name) {}

    /// Within the transaction of the event: it is told if it happened, and only then.
    ///
    /// @param what it is about, in one word, for example `measurement`
    /// @param resource as a `GET` shows it
    @Transactional(propagation = Propagation.MANDATORY)
    public void tell(EventKind kind, String project, String what, Object resource) {
        var listeners = deliveries.listeners(project, kind);
        if (listeners.isEmpty()) return;
        var data = new LinkedHashMap<String, Object>();
        data.put("project", named(project));
        data.put(what, resource);
        var body = json.writeValueAsString(new Event(kind.toString(), Instant.now(), data));
        for (var webhook : listeners) queue.add(deliveries.write(webhook, kind.toString(), body));
    }

    /// Sends one webhook a message that nothing has happened for.
    ///
    /// @return the delivery's identifier
    /// @throws Refusal `ping-pending`
    @Transactional(propagation = Propagation.MANDATORY)
    public String ping(String project, String webhook) {
        if (deliveries.isPending(webhook, PING)) {
            throw Refusal.of(409, "ping-pending", "a ping is on its way there already; see its deliveries");
        }
        var body = json.writeValueAsString(new Event(PING, Instant.now(), Map.of("project", named(project))));
        var delivery = deliveries.write(webhook, PING, body);
        queue.add(delivery);
        return delivery;
    }

    /// Sends once more what was delivered or given up.
    ///
    /// @throws Refusal `delivery-pending`
    @Transactional(propagation = Propagation.MANDATORY)
    public void redeliver(String webhook, String delivery) {
        deliveries.renew(webhook, delivery);
        queue.addAgain(delivery);
    }

    private NamedProject named(String project) {
        return database.sql("select id, name from projects where id = :id")
                .param("id", project)
                .query((row, _) -> new NamedProject(row.getString("id"), row.getString("name")))
                .single();
    }
}

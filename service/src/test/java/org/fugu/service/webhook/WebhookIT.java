package org.fugu.service.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.fugu.service.TestDatabase;
import org.fugu.service.history.MeasuredBranches;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class WebhookIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final AtomicInteger PROJECTS = new AtomicInteger();
    private static final HttpServer SERVER = receiver();
    private static final String HOST = "http://127.0.0.1:" + SERVER.getAddress().getPort();
    private static final String[] ON = {
        "--fugu.webhooks.delivery=http",
        "--fugu.webhooks.ports=1," + SERVER.getAddress().getPort(),
        "--fugu.webhooks.retry-after=10ms"
    };
    private static final RunningService SERVICE =
            RunningService.startWith(List.of(LoopbackPermitted.class), TestDatabase.fresh(), ON);

    private final Caller owner = SERVICE.newUser();
    private final String project = project(owner);

    private static HttpServer receiver() {
        try {
            var server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterAll
    static void stop() {
        SERVICE.close();
        SERVER.stop(0);
    }

    /// What came to a receiver in one attempt.
    private record Message(String id, String time, String signature, String body) {}

    /// A path of its own at the receiver, which answers with these statuses, the last again and again.
    private static BlockingQueue<Message> listen(String path, int... statuses) {
        var messages = new LinkedBlockingQueue<Message>();
        var attempts = new AtomicInteger();
        SERVER.createContext(path, exchange -> {
            var headers = exchange.getRequestHeaders();
            messages.add(new Message(
                    headers.getFirst("webhook-id"),
                    headers.getFirst("webhook-timestamp"),
                    headers.getFirst("webhook-signature"),
                    new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
            exchange.sendResponseHeaders(statuses[Math.min(attempts.getAndIncrement(), statuses.length - 1)], -1);
            exchange.close();
        });
        return messages;
    }

    private static String project(Caller owner) {
        return owner.post("/api/v1/projects", "{\"name\":\"p" + PROJECTS.incrementAndGet() + "\"}")
                .requireStatus(201)
                .json()
                .path("id")
                .asString();
    }

    private String webhooks() {
        return "/api/v1/projects/" + project + "/webhooks";
    }

    private Caller.Answer make(String url, String... events) {
        return owner.post(
                webhooks(), "{\"url\":\"" + url + "\",\"events\":[\"" + String.join("\",\"", events) + "\"]}");
    }

    private JsonNode made(String path, String... events) {
        return make(HOST + path, events).requireStatus(201).json();
    }

    private static void tell(RunningService service, String project, EventKind kind) {
        transaction(service)
                .executeWithoutResult(_ -> service.bean(WebhookEvents.class)
                        .tell(kind, project, "alert", Map.of("id", "alr_1", "sentence", "é")));
    }

    private static TransactionTemplate transaction(RunningService service) {
        return new TransactionTemplate(service.bean(PlatformTransactionManager.class));
    }

    private JsonNode deliveries(JsonNode webhook) {
        return owner.get(webhooks() + "/" + webhook.path("id").asString() + "/deliveries")
                .requireStatus(200)
                .json()
                .path("items");
    }

    private JsonNode await(JsonNode webhook, Predicate<JsonNode> wanted) {
        var until = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(until)) {
            var items = deliveries(webhook);
            if (!items.isEmpty() && wanted.test(items.get(0))) return items.get(0);
            Caller.pause(100);
        }
        throw new AssertionError("waited too long for " + deliveries(webhook));
    }

    private static JsonNode body(Message message) {
        return new JsonMapper().readTree(message.body());
    }

    /// Each once, and of a set when its last run has ended.
    @Test
    void runsAndSetsOfTheProjectAreToldWithWhatCameOfThem() throws InterruptedException {
        var received = listen("/runs", 200);
        var webhook = made("/runs", "run.finished", "run-set.finished");
        var bundle = owner.uploaded(RunningService.prebuilt("hello.zip"));
        var order =
                "{\"bundle\":\"" + bundle + "\",\"project\":\"" + project + "\",\"limits\":{\"memoryBytes\":655360}}";
        var run = owner.awaitEnd(owner.submitted(order));
        var alone = owner.awaitEnd(owner.submitted(order.replace(",\"project\":\"" + project + "\"", "")));

        var told = body(received.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        assertThat(told.path("type").asString()).isEqualTo("run.finished");
        assertThat(told.path("data").path("project").path("id").asString()).isEqualTo(project);
        var shown = told.path("data").path("run");
        for (var field : List.of("id", "state", "outcome", "exitCode", "digest", "resultDigest")) {
            assertThat(shown.path(field)).as(field).isEqualTo(run.path(field));
        }
        assertThat(shown.path("link").asString())
                .isEqualTo("/runs/" + run.path("id").asString());

        var set = owner.post("/api/v1/run-sets", "{\"run\":" + order + ",\"axes\":{\"seeds\":[1,2,3]}}")
                .requireStatus(202)
                .json()
                .path("id")
                .asString();
        var types = new TreeMap<String, Integer>();
        JsonNode ofSet = null;
        for (int i = 0; i < 4; i++) {
            var message = body(received.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS));
            types.merge(message.path("type").asString(), 1, Integer::sum);
            if (message.path("type").asString().equals("run-set.finished"))
                ofSet = message.path("data").path("runSet");
        }
        assertThat(types).isEqualTo(Map.of("run.finished", 3, "run-set.finished", 1));
        var ended = Objects.requireNonNull(ofSet);
        assertThat(ended.path("id").asString()).isEqualTo(set);
        assertThat(ended.path("state").asString()).isEqualTo("ended");
        assertThat(ended.path("runs").size()).isEqualTo(3);
        assertThat(ended.path("runs").get(0).path("digest").asString()).hasSize(64);
        // What is for no project, and what is told already, is told to nobody.
        assertThat(deliveries(webhook)).hasSize(5);
        assertThat(received).isEmpty();
        assertThat(alone.path("state").asString()).isEqualTo("finished");
    }

    private static JsonNode lease(Caller user, int side, String more) {
        var machine = "\"machine\":\"fugu\"";
        return user.post(
                        "/api/v1/partitions",
                        "{" + machine + ",\"columns\":" + side + ",\"rows\":" + side + ",\"minutes\":30" + more + "}")
                .json();
    }

    /// Those of the webhook's owner, and of nobody else.
    @Test
    void aLeaseThatWaitedIsToldWhenItHasItsNodesAndWhenItIsGivenUp() throws InterruptedException {
        var received = listen("/leases", 200);
        var webhook = made("/leases", "lease.allocated", "lease.expired");
        made("/leases-of-none", "run.finished");
        var holder = SERVICE.newUser();
        var whole = lease(holder, 8, "").path("id").asString();
        var waits = lease(owner, 4, ",\"wait\":true");
        assertThat(waits.path("state").asString()).as(waits.toString()).isEqualTo("waiting");
        var others = lease(SERVICE.newUser(), 4, ",\"wait\":true");
        holder.delete("/api/v1/partitions/" + whole).requireStatus(204);

        var told = body(received.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        assertThat(told.path("type").asString()).isEqualTo("lease.allocated");
        assertThat(told.path("data").path("project").path("id").asString()).isEqualTo(project);
        var shown = told.path("data").path("partition");
        assertThat(shown)
                .isEqualTo(owner.get("/api/v1/partitions/" + waits.path("id").asString())
                        .json());
        assertThat(shown.path("state").asString()).isEqualTo("active");

        // One that does not wait is not told, nor one that runs out.
        var room = lease(owner, 1, "");
        SERVICE.bean(JdbcClient.class)
                .sql("update partitions set expires_at = now() where id = :id")
                .param("id", room.path("id").asString())
                .update();
        var all = lease(owner, 8, ",\"wait\":true");
        assertThat(all.path("state").asString()).as(all.toString()).isEqualTo("waiting");
        SERVICE.bean(JdbcClient.class)
                .sql("update partitions set expires_at = now(), waits_until = now() where id = :id")
                .param("id", all.path("id").asString())
                .update();
        var over = body(received.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        assertThat(over.path("type").asString()).isEqualTo("lease.expired");
        assertThat(over.path("data").path("partition").path("id")).isEqualTo(all.path("id"));
        assertThat(over.path("data").path("partition").path("state").asString()).isEqualTo("expired");
        assertThat(deliveries(webhook)).hasSize(2);
        assertThat(others.path("state").asString()).isEqualTo("waiting");
    }

    private static Predicate<JsonNode> is(String state) {
        return delivery -> delivery.path("state").asString().equals(state);
    }

    @Test
    void anEventIsPostedSignedAndLogged() throws InterruptedException {
        var received = listen("/signed", 200);
        var webhook = made("/signed", "alert.raised", "measurement.finished");
        assertThat(webhook.path("secret").asString()).startsWith("whsec_");

        tell(SERVICE, project, EventKind.ALERT_RAISED);

        var message = received.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        var secret = new WebhookSecret(webhook.path("secret").asString());
        assertThat(message.signature())
                .isEqualTo(secret.signature(
                        message.id(),
                        Instant.ofEpochSecond(Long.parseLong(message.time())),
                        message.body().getBytes(UTF_8)));
        assertThat(message.body())
                .startsWith("{\"type\":\"alert.raised\",\"timestamp\":\"")
                .contains("\"data\":{\"project\":{\"id\":\"" + project + "\",\"name\":\"p")
                .contains("\"alert\":{");
        var delivery = await(webhook, is("delivered"));
        assertThat(delivery.path("id").asString()).isEqualTo(message.id());
        assertThat(delivery.path("event").asString()).isEqualTo("alert.raised");
        assertThat(delivery.path("attempts").asInt()).isEqualTo(1);
        assertThat(delivery.path("lastStatus").asInt()).isEqualTo(200);
        assertThat(delivery.path("lastError").isNull()).isTrue();
        assertThat(delivery.path("nextAttemptAt").isNull()).isTrue();
        assertThat(delivery.path("body").asString()).isEqualTo(message.body());
    }

    @Test
    void aPingIsSentAndWhatWasGivenUpIsSentOnceMore() throws InterruptedException {
        var received = listen("/gone-and-back", 410, 200);
        var webhook = made("/gone-and-back", "alert.raised");
        var path = webhooks() + "/" + webhook.path("id").asString();

        var ping = owner.post(path + "/ping", "").requireStatus(202).json();
        assertThat(ping.path("event").asString()).isEqualTo("ping");
        assertThat(next(received).path("data").path("project").path("id").asString())
                .isEqualTo(project);
        // After 410 it is not tried again by itself.
        var failed = await(webhook, is("failed"));
        assertThat(failed.path("id")).isEqualTo(ping.path("id"));

        var again = path + "/deliveries/" + ping.path("id").asString() + "/redeliver";
        owner.post(again, "").requireStatus(202);
        var message = received.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(message.id()).isEqualTo(ping.path("id").asString());
        assertThat(message.body()).isEqualTo(ping.path("body").asString());
        var delivered = await(webhook, is("delivered"));
        assertThat(delivered.path("attempts").asInt()).isEqualTo(1);
        owner.post(path + "/deliveries/msg_none/redeliver", "").requireProblem(404, "not-found");
        var others = made("/gone-and-back", "alert.raised");
        owner.post(
                        webhooks() + "/" + others.path("id").asString() + "/deliveries/"
                                + ping.path("id").asString() + "/redeliver",
                        "")
                .requireProblem(404, "not-found");
    }

    @Test
    void oneThatIsOnItsWayIsNotSentASecondTime() {
        var webhook = make("http://127.0.0.1:1/nobody", "alert.raised")
                .requireStatus(201)
                .json();
        var path = webhooks() + "/" + webhook.path("id").asString();
        // It stays on its way, whatever becomes of its attempts.
        SERVICE.bean(JdbcClient.class)
                .sql("""
                        insert into webhook_deliveries (id, webhook_id, event, body, state)
                        values ('msg_' || :webhook, :webhook, 'ping', '{}', 'pending')
                        """)
                .param("webhook", webhook.path("id").asString())
                .update();
        owner.post(path + "/ping", "").requireProblem(409, "ping-pending");
        owner.post(path + "/deliveries/msg_" + webhook.path("id").asString() + "/redeliver", "")
                .requireProblem(409, "delivery-pending");
    }

    @Test
    void aWebhookIsChangedByWhoHasSeenIt() throws InterruptedException {
        var received = listen("/moved", 200);
        var webhook = made("/nowhere", "alert.raised");
        var path = webhooks() + "/" + webhook.path("id").asString();
        var changed = "{\"url\":\"" + HOST + "/moved\",\"events\":[\"alert.resolved\"]}";
        owner.put(path, changed).requireProblem(428, "if-match-missing");
        var tag = owner.get(path).requireStatus(200).header("etag");
        var answer = owner.put(path, changed, "If-Match", tag).requireStatus(200);
        assertThat(answer.json().path("url").asString()).isEqualTo(HOST + "/moved");
        assertThat(answer.header("etag")).isNotEqualTo(tag);
        owner.put(path, changed, "If-Match", tag).requireProblem(412, "webhook-changed");
        owner.put(path, changed.replace("http://", "ftp://"), "If-Match", "*").requireProblem(422, "webhook-address");

        tell(SERVICE, project, EventKind.ALERT_RAISED);
        tell(SERVICE, project, EventKind.ALERT_RESOLVED);
        var message = received.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(message.body()).startsWith("{\"type\":\"alert.resolved\"");
        assertThat(message.signature())
                .isEqualTo(new WebhookSecret(webhook.path("secret").asString())
                        .signature(
                                message.id(),
                                Instant.ofEpochSecond(Long.parseLong(message.time())),
                                message.body().getBytes(UTF_8)));
    }

    @Test
    void whatHappensInAProjectIsTold() throws InterruptedException {
        var branches = new MeasuredBranches(SERVICE, owner);
        var received = listen("/happened", 200);
        owner.post(
                        branches.path() + "/webhooks",
                        "{\"url\":\"" + HOST + "/happened\",\"events\":"
                                + "[\"measurement.finished\",\"alert.raised\",\"alert.resolved\"]}")
                .requireStatus(201);

        var first = branches.record("main", 1, MeasuredBranches.well("solve", Map.of("cycles", 100L)));
        assertThat(next(received).path("type").asString()).isEqualTo("measurement.finished");
        var slower = branches.record("main", 2, MeasuredBranches.well("solve", Map.of("cycles", 101L)));

        var told = List.of(next(received), next(received));
        assertThat(told)
                .extracting(event -> event.path("type").asString())
                .containsExactlyInAnyOrder("measurement.finished", "alert.raised");
        for (var event : told) {
            var data = event.path("data");
            assertThat(data.path("project").path("id").asString()).isEqualTo(branches.id());
            if (event.path("type").asString().equals("measurement.finished")) {
                assertThat(data.path("measurement"))
                        .isEqualTo(owner.get(branches.path() + "/measurements/" + slower)
                                .json());
            } else {
                assertThat(data.path("alert").path("baseMeasurement").asString())
                        .isEqualTo(first);
                assertThat(data.path("alert"))
                        .isEqualTo(owner.get(branches.path() + "/alerts")
                                .json()
                                .path("items")
                                .get(0));
            }
        }
        branches.record("main", 3, MeasuredBranches.well("solve", Map.of("cycles", 100L)));
        assertThat(List.of(next(received), next(received)))
                .extracting(event -> event.path("type").asString())
                .containsExactlyInAnyOrder("measurement.finished", "alert.resolved");
    }

    @Test
    void theEndOfAComparisonIsTold() throws InterruptedException {
        var branches = new MeasuredBranches(SERVICE, owner);
        var received = listen("/compared", 200);
        owner.post(
                        branches.path() + "/webhooks",
                        "{\"url\":\"" + HOST + "/compared\",\"events\":[\"comparison.finished\"]}")
                .requireStatus(201);
        var base = branches.record("main", 1, MeasuredBranches.well("solve", Map.of("cycles", 100L)));
        var head = branches.record("main", 2, MeasuredBranches.well("solve", Map.of("cycles", 101L)));
        var asked = owner.post(
                        branches.path() + "/comparisons",
                        "{\"base\":\"" + base + "\",\"head\":\"" + head + "\",\"explain\":false}")
                .requireStatus(202);

        var event = next(received);
        assertThat(event.path("type").asString()).isEqualTo("comparison.finished");
        assertThat(event.path("data").path("comparison").path("exitCode").asInt())
                .isEqualTo(3);
        assertThat(event.path("data").path("comparison"))
                .isEqualTo(owner.get(asked.header("location")).json());
    }

    private static JsonNode next(BlockingQueue<Message> received) throws InterruptedException {
        return new JsonMapper()
                .readTree(received.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS).body());
    }

    @Test
    void onlyWhatWasAskedForIsTold() throws InterruptedException {
        var received = listen("/some", 200);
        var webhook = made("/some", "alert.resolved");

        tell(SERVICE, project, EventKind.ALERT_RAISED);
        tell(SERVICE, project(owner), EventKind.ALERT_RESOLVED);
        tell(SERVICE, project, EventKind.ALERT_RESOLVED);

        assertThat(received.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS).body()).contains("\"alert.resolved\"");
        assertThat(await(webhook, is("delivered"))).isNotNull();
        assertThat(deliveries(webhook)).hasSize(1);
    }

    @Test
    void aReceiverThatFailsIsTriedAgainWithTheSameIdentifierAndAnotherTime() throws InterruptedException {
        var received = listen("/failing", 500, 302, 200);
        var webhook = made("/failing", "alert.raised");

        tell(SERVICE, project, EventKind.ALERT_RAISED);

        var delivery = await(webhook, is("delivered"));
        assertThat(delivery.path("attempts").asInt()).isEqualTo(3);
        assertThat(received).hasSize(3);
        assertThat(received)
                .extracting(Message::id)
                .containsOnly(delivery.path("id").asString());
        assertThat(received)
                .extracting(Message::body)
                .containsOnly(delivery.path("body").asString());
    }

    @Test
    void aReceiverThatIsAwayIsTriedUntilItIsGivenUp() {
        // Nobody listens at port 1.
        var webhook =
                make("http://127.0.0.1:1/", "alert.raised").requireStatus(201).json();
        tell(SERVICE, project, EventKind.ALERT_RAISED);

        var waiting = await(
                webhook,
                delivery -> delivery.path("attempts").asInt() > 0
                        && is("pending").test(delivery)
                        && !delivery.path("lastError").isNull());
        assertThat(waiting.path("lastError").asString()).isEqualTo("nothing can be connected to there");
        assertThat(waiting.path("lastStatus").isNull()).isTrue();
        assertThat(Instant.parse(waiting.path("nextAttemptAt").asString()))
                .isAfter(Instant.parse(waiting.path("createdAt").asString()));
        SERVICE.bean(JdbcClient.class)
                .sql("update webhook_deliveries set attempts = :most where id = :id and state = 'pending'")
                .param("most", Deliveries.MOST_ATTEMPTS - 1)
                .param("id", waiting.path("id").asString())
                .update();

        var failed = await(webhook, is("failed"));
        assertThat(failed.path("attempts").asInt()).isEqualTo(Deliveries.MOST_ATTEMPTS);
        assertThat(failed.path("nextAttemptAt").isNull()).isTrue();
    }

    @Test
    void aReceiverThatIsGoneForGoodIsNotTriedAgain() {
        listen("/gone", 410);
        var webhook = made("/gone", "alert.raised");

        tell(SERVICE, project, EventKind.ALERT_RAISED);

        assertThat(await(webhook, is("failed")).path("attempts").asInt()).isEqualTo(1);
    }

    @Test
    void whatAProcessTookThatIsGoneIsSentByAnother() {
        var received = listen("/taken", 200);
        var webhook = made("/taken", "alert.raised");
        // As if taken at once by a process that ended then, and was counted as an attempt.
        transaction(SERVICE).executeWithoutResult(_ -> {
            SERVICE.bean(WebhookEvents.class).tell(EventKind.ALERT_RAISED, project, "alert", Map.of());
            var id = onlyDelivery(webhook);
            SERVICE.bean(JdbcClient.class)
                    .sql("update webhook_tasks set picked = true, picked_by = 'gone',"
                            + " last_heartbeat = now() - interval '1 hour' where task_instance = :id")
                    .param("id", id)
                    .update();
            SERVICE.bean(JdbcClient.class)
                    .sql("update webhook_deliveries set attempts = 1 where id = :id")
                    .param("id", id)
                    .update();
        });

        assertThat(await(webhook, is("delivered")).path("attempts").asInt()).isEqualTo(2);
        assertThat(received).hasSize(1);
    }

    private static String onlyDelivery(JsonNode webhook) {
        return SERVICE.bean(JdbcClient.class)
                .sql("select id from webhook_deliveries where webhook_id = :id")
                .param("id", webhook.path("id").asString())
                .query(String.class)
                .single();
    }

    @Test
    void anEventThatDidNotHappenIsNotTold() {
        listen("/undone", 200);
        var webhook = made("/undone", "alert.raised");

        assertThatThrownBy(() -> transaction(SERVICE).executeWithoutResult(_ -> {
                    SERVICE.bean(WebhookEvents.class).tell(EventKind.ALERT_RAISED, project, "alert", Map.of());
                    throw new IllegalStateException("undone");
                }))
                .hasMessage("undone");
        assertThatThrownBy(() ->
                        SERVICE.bean(WebhookEvents.class).tell(EventKind.ALERT_RAISED, project, "alert", Map.of()))
                .isInstanceOf(IllegalTransactionStateException.class);

        assertThat(deliveries(webhook)).isEmpty();
        assertThat(SERVICE.bean(JdbcClient.class)
                        .sql("select count(*) from webhook_tasks t where not exists (select 1 from webhook_deliveries d"
                                + " where d.id = t.task_instance)")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void aWebhookIsItsProjectsOwnersAndItsSecretIsShownOnce() {
        var webhook = made("/owned", "alert.raised");
        var one = webhooks() + "/" + webhook.path("id").asString();
        var member = SERVICE.newUser();
        var stranger = SERVICE.newUser();
        var name =
                member.get("/api/v1/session").json().path("user").path("name").asString();
        owner.put("/api/v1/projects/" + project + "/members/" + name, "{\"role\":\"member\"}")
                .requireStatus(200);

        assertThat(owner.get(one).requireStatus(200).json().path("url").asString())
                .isEqualTo(HOST + "/owned");
        assertThat(owner.get(one).text() + owner.get(webhooks()).text())
                .doesNotContain(webhook.path("secret").asString());
        for (var path : List.of(webhooks(), one, one + "/deliveries")) {
            member.get(path).requireProblem(403, "role-too-low");
            stranger.get(path).requireProblem(404, "not-found");
        }
        stranger.delete(one).requireProblem(404, "not-found");
        owner.get("/api/v1/projects/" + project(owner) + "/webhooks/"
                        + webhook.path("id").asString())
                .requireProblem(404, "not-found");
        owner.delete(one).requireStatus(204);
        owner.get(one).requireProblem(404, "not-found");
    }

    @Test
    void anAddressThatIsNotPermittedIsRefused() {
        for (var url : List.of(
                "https://example.org/",
                "http://example.org:81/",
                "ftp://example.org/",
                "http://user:password@127.0.0.1:1/",
                "http://127.0.0.1:1/#fragment",
                "http:///path",
                "http://exämple.org:1/",
                "http://a b/",
                "no address",
                "mailto:a@example.org")) {
            make(url, "alert.raised").requireProblem(422, "webhook-address");
        }
        make("", "alert.raised").requireProblem(422, "invalid-body");
        make(HOST + "/" + "x".repeat(2000), "alert.raised").requireProblem(422, "invalid-body");
        make(HOST, "alert.forgotten").requireProblem(422, "bad-field");
        owner.post(webhooks(), "{\"url\":\"" + HOST + "\",\"events\":[]}").requireProblem(422, "invalid-body");
    }

    @Test
    void aProjectHasSoManyWebhooksAndNoMore() {
        for (int i = 0; i < Webhooks.MOST; i++) made("/many", "alert.raised");

        make(HOST + "/many", "alert.raised").requireProblem(409, "too-many-webhooks");
    }

    @Test
    void withoutTheSettingThereAreNone() {
        var shared = RunningService.shared();
        var caller = shared.newUser();
        caller.post(
                        "/api/v1/projects/" + project(caller) + "/webhooks",
                        "{\"url\":\"https://example.org/\",\"events\":[\"alert.raised\"]}")
                .requireProblem(409, "webhooks-off");
    }

    @Test
    void whatAWorkerTellsIsSentByAProcessThatAnswersAndNeverToThisHost() {
        var database = TestDatabase.fresh();
        var received = listen("/never", 200);
        try (var web = RunningService.startOn(database, ON)) {
            var caller = web.newUser();
            var other = project(caller);
            var path = "/api/v1/projects/" + other + "/webhooks";
            var id = caller.post(path, "{\"url\":\"" + HOST + "/never\",\"events\":[\"alert.raised\"]}")
                    .requireStatus(201)
                    .json()
                    .path("id")
                    .asString();
            try (var worker = RunningService.startOn(database, "--fugu.role=worker", "--fugu.webhooks.delivery=off")) {
                tell(worker, other, EventKind.ALERT_RAISED);
            }
            var until = Instant.now().plus(PATIENCE);
            var delivery = caller.get(path + "/" + id + "/deliveries")
                    .json()
                    .path("items")
                    .get(0);
            while (delivery.path("lastError").isNull() && Instant.now().isBefore(until)) {
                Caller.pause(100);
                delivery = caller.get(path + "/" + id + "/deliveries")
                        .json()
                        .path("items")
                        .get(0);
            }
            assertThat(delivery.path("lastError").asString())
                    .isEqualTo("its address is none that may be called from here");
            assertThat(received).isEmpty();
        }
    }
}

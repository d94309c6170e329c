package org.fugu.cli.serve;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.fugu.bundle.Bundle;
import org.fugu.cli.argument.BundleSource;
import org.fugu.cli.service.RemoteRuns;
import org.fugu.cli.service.ServiceAccess;
import org.fugu.cli.service.ServiceClient;
import org.fugu.cli.terminal.CommandFailure;
import org.fugu.cli.terminal.Terminal;
import tools.jackson.databind.JsonNode;

/// The demo's second user, whose job shares a machine with the administrator's.
final class DemoCompany {
    static final String GUEST = "guest";

    private static final String CO_RUNS = "/api/v1/co-runs";
    private static final String PARTITIONS = "/api/v1/partitions";
    /// The demo is alone with the co-run: whatever its state is, it is the one that was seen.
    private static final Map<String, String> AS_IT_IS = Map.of("If-Match", "*");

    private final Terminal terminal;
    private final Path bundles;
    private final Consumer<String> say;

    DemoCompany(Terminal terminal, Path bundles, Consumer<String> say) {
        this.terminal = terminal;
        this.bundles = bundles;
        this.say = say;
    }

    /// Lets both run in one machine of four by two nodes, and waits for their ends.
    ///
    /// @param admin signed in
    /// @param password of both
    void meet(ServiceClient admin, String password) {
        make(admin, password);
        try (var guest = new ServiceClient(new ServiceAccess(admin.base(), null))) {
            guest.signIn(GUEST, password);
            var partition = shared(admin);
            try {
                meet(admin, guest, partition);
            } finally {
                release(admin, partition);
            }
        }
    }

    private static void make(ServiceClient admin, String password) {
        try {
            admin.post("/api/v1/users", Map.of("name", GUEST, "password", password, "role", "user"), Map.of());
        } catch (CommandFailure e) {
            // An earlier demo has made it; what else it may be, signing in tells.
            return;
        }
    }

    private static String shared(ServiceClient admin) {
        var wanted = Map.of(
                "machine", "fugu", "columns", 4, "rows", 2, "minutes", 10, "kind", "shared", "users", List.of(GUEST));
        return admin.post(PARTITIONS, wanted, Map.of()).path("id").asString("");
    }

    private void meet(ServiceClient admin, ServiceClient guest, String partition) {
        var id = admin.post(CO_RUNS, Map.of("partition", partition), Map.of())
                .path("id")
                .asString("");
        var first = join(admin, id, "pingpong.zip", "2x1+0+0");
        var second = join(guest, id, "sum.zip", "2x2+2+0");
        var ofAdmin = new RemoteRuns(admin, terminal).await(first);
        var ofGuest = new RemoteRuns(guest, terminal).await(second);
        say.accept("co-run " + id + ": pingpong of admin " + end(ofAdmin) + " beside sum of " + GUEST + " "
                + end(ofGuest) + "; " + admin.base() + "/co-runs/" + id);
    }

    /// @return the run of the job
    private String join(ServiceClient user, String id, String file, String rectangle) {
        var bundle = BundleSource.load(bundles.resolve(file));
        new RemoteRuns(user, terminal).upload(bundle);
        user.putJson(CO_RUNS + "/" + id + "/job", job(bundle, rectangle), AS_IT_IS);
        var coRun = user.post(CO_RUNS + "/" + id + "/confirm", Map.of(), AS_IT_IS);
        for (var member : coRun.path("members")) {
            if (member.path("me").asBoolean(false)) return member.path("run").asString("");
        }
        throw new IllegalStateException("a member is no member of " + id);
    }

    private static Map<String, Object> job(Bundle bundle, String rectangle) {
        return Map.of("bundle", bundle.identity(), "rectangle", rectangle);
    }

    private static String end(JsonNode run) {
        return "(" + run.path("outcome").asString(run.path("state").asString("")) + ")";
    }

    /// A lease that stays ends by itself: no reason to fail.
    private void release(ServiceClient admin, String partition) {
        try {
            admin.delete(PARTITIONS + "/" + partition);
        } catch (CommandFailure e) {
            say.accept("the shared partition was not released: " + e.getMessage());
        }
    }
}

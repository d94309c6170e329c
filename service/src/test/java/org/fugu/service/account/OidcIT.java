package org.fugu.service.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Signing in at a real identity provider, step by step as a browser does.
class OidcIT {
    private static final TestIdentityProvider PROVIDER = TestIdentityProvider.start();
    private static final RunningService LINKED = RunningService.start(PROVIDER.settings("--fugu.oidc.name=Example"));
    private static final RunningService CREATING =
            RunningService.start(PROVIDER.settings("--fugu.oidc.users=create", "--fugu.oidc.domains=fugu.example"));

    @AfterAll
    static void end() {
        LINKED.close();
        CREATING.close();
        PROVIDER.close();
    }

    /// Follows redirections from the service to the provider and back, and signs in at the provider on the way.
    private static final class Browser {
        private static final Pattern CSRF = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");

        final CookieManager cookies = new CookieManager();
        final HttpClient client = HttpClient.newBuilder().cookieHandler(cookies).build();
        final List<URI> visited = new ArrayList<>();
        private final String name;

        Browser(String name) {
            this.name = name;
        }

        /// @return where it ends up
        URI follow(URI address) {
            for (int steps = 0; steps < 12; steps++) {
                visited.add(address);
                var answer = get(address);
                if (answer.statusCode() == 200 && address.getPath().equals("/login"))
                    answer = signInAt(address, answer.body());
                if (answer.statusCode() / 100 != 3) return address;
                address =
                        address.resolve(answer.headers().firstValue("location").orElseThrow());
            }
            throw new AssertionError("too many redirections: " + visited);
        }

        HttpResponse<String> get(URI address) {
            return send(HttpRequest.newBuilder(address)
                    .header("Accept", "text/html, */*;q=0.8")
                    .GET());
        }

        private HttpResponse<String> signInAt(URI address, String page) {
            var token = CSRF.matcher(page);
            assertThat(token.find()).as(page).isTrue();
            var form = "username=" + name + "&password="
                    + URLEncoder.encode(TestIdentityProvider.PASSWORD, StandardCharsets.UTF_8) + "&_csrf="
                    + URLEncoder.encode(token.group(1), StandardCharsets.UTF_8);
            return send(HttpRequest.newBuilder(address)
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString(form)));
        }

        private HttpResponse<String> send(HttpRequest.Builder request) {
            try {
                return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        URI signInTo(RunningService service, String next) {
            return follow(service.address().resolve("/sign-in/with/oidc?next=" + next));
        }

        int status(RunningService service, String path) {
            return get(service.address().resolve(path)).statusCode();
        }

        String body(RunningService service, String path) {
            return get(service.address().resolve(path)).body();
        }

        String cookie(String name) {
            return cookies.getCookieStore().getCookies().stream()
                    .filter(cookie -> cookie.getName().equals(name))
                    .map(HttpCookie::getValue)
                    .findFirst()
                    .orElse("");
        }
    }

    private static String userId(RunningService service, String name) {
        for (var user :
                service.admin().get("/api/v1/users?search=" + name).json().path("items")) {
            if (user.path("name").asString().equals(name))
                return user.path("id").asString();
        }
        throw new AssertionError("there is no " + name);
    }

    private static void link(RunningService service, String user, String subject) {
        service.admin()
                .put("/api/v1/users/" + userId(service, user) + "/identity", "{\"subject\":\"" + subject + "\"}")
                .requireStatus(200);
    }

    @Test
    void whoIsLinkedComesInAndGoesWhereTheyWanted() {
        var user = LINKED.someone();
        var stranger = new Browser("ada").signInTo(LINKED, "/runs");
        assertThat(stranger.getQuery()).isEqualTo("failed=not-linked");
        link(LINKED, user.name(), "sub-ada");

        var browser = new Browser("ada");
        var end = browser.signInTo(LINKED, "/runs");

        assertThat(end.getPath()).isEqualTo("/sign-in");
        assertThat(end.getQuery()).isEqualTo("welcome&next=/runs");
        assertThat(browser.body(LINKED, "/api/v1/session")).contains("\"name\":\"" + user.name() + "\"");
        assertThat(browser.status(LINKED, "/api/v1/runs")).isEqualTo(200);
        assertThat(browser.cookie("fugu-sign-in")).isEmpty();
        var asked = browser.visited.stream()
                .filter(uri -> uri.getPath().equals("/oauth2/authorize"))
                .findFirst();
        assertThat(asked.orElseThrow().getQuery())
                .contains("response_type=code", "state=", "nonce=", "code_challenge_method=S256");
    }

    @Test
    void aNameIsNoIdentity() {
        // The provider has an admin too, who is nobody here.
        var browser = new Browser("admin");
        assertThat(browser.signInTo(LINKED, "/").getQuery()).isEqualTo("failed=not-linked");
        assertThat(browser.status(LINKED, "/api/v1/runs")).isEqualTo(401);

        var other = new Browser("admin");
        assertThat(other.signInTo(CREATING, "/").getQuery()).startsWith("welcome");
        assertThat(other.body(CREATING, "/api/v1/session")).contains("\"name\":\"admin-2\"", "\"role\":\"user\"");
    }

    @Test
    void theFirstTimeMakesAUserAndTheNextTimeFindsThem() {
        var first = new Browser("ada");
        first.signInTo(CREATING, "/");
        var second = new Browser("ada");
        second.signInTo(CREATING, "/");

        assertThat(first.body(CREATING, "/api/v1/session")).contains("\"name\":\"ada\"");
        assertThat(second.body(CREATING, "/api/v1/session")).isEqualTo(first.body(CREATING, "/api/v1/session"));
        CREATING.nobody().tryToSignIn("ada", "").requireProblem(401, "wrong-credentials");
        CREATING.nobody().tryToSignIn("ada", "a long password").requireProblem(401, "wrong-credentials");
    }

    @Test
    void onlyVerifiedAddressesOfTheDomainsMakeUsers() {
        assertThat(new Browser("mallory").signInTo(CREATING, "/").getQuery()).isEqualTo("failed=domain-not-allowed");
        assertThat(new Browser("ben").signInTo(CREATING, "/").getQuery()).isEqualTo("failed=domain-not-allowed");
    }

    @Test
    void whoIsDisabledStaysOutAndWhoIsUnlinkedToo() {
        var user = LINKED.someone();
        var id = userId(LINKED, user.name());
        link(LINKED, user.name(), "sub-ben");
        var browser = new Browser("ben");
        browser.signInTo(LINKED, "/");
        var admin = LINKED.admin();
        var etag = admin.get("/api/v1/users/" + id).header("etag");
        admin.put("/api/v1/users/" + id, "{\"role\":\"user\",\"disabled\":true}", "If-Match", etag)
                .requireStatus(200);

        assertThat(browser.status(LINKED, "/api/v1/runs")).isEqualTo(401);
        assertThat(new Browser("ben").signInTo(LINKED, "/").getQuery()).isEqualTo("failed=user-disabled");

        etag = admin.get("/api/v1/users/" + id).header("etag");
        admin.put("/api/v1/users/" + id, "{\"role\":\"user\",\"disabled\":false}", "If-Match", etag)
                .requireStatus(200);
        var again = new Browser("ben");
        assertThat(again.signInTo(LINKED, "/").getQuery()).startsWith("welcome");
        admin.delete("/api/v1/users/" + id + "/identity").requireStatus(204);
        assertThat(again.status(LINKED, "/api/v1/runs")).isEqualTo(401);
        assertThat(new Browser("ben").signInTo(LINKED, "/").getQuery()).isEqualTo("failed=not-linked");
        assertThat(admin.get("/api/v1/audit?act=identity_linked&subject=" + id).text())
                .contains("sub-ben");
        assertThat(admin.get("/api/v1/audit?act=sign_in_failed&subject=sub-ben").text())
                .contains("not-linked");
    }

    @Test
    void anIdentityIsOneUsers() {
        link(LINKED, LINKED.someone().name(), "sub-one");
        LINKED.admin()
                .put(
                        "/api/v1/users/" + userId(LINKED, LINKED.someone().name()) + "/identity",
                        "{\"subject\":\"sub-one\"}")
                .requireProblem(409, "identity-taken");
        LINKED.admin()
                .put("/api/v1/users/usr_00000000000000000000/identity", "{\"subject\":\"sub-two\"}")
                .requireProblem(404, "not-found");
        RunningService.shared()
                .admin()
                .put("/api/v1/users/usr_00000000000000000000/identity", "{\"subject\":\"sub-two\"}")
                .requireProblem(409, "no-identity-provider");
    }

    @Test
    void anAnswerToAnotherBrowserSignsNobodyIn() {
        // Somebody begins, and has a victim's browser end it: the victim would be signed in as them.
        var attacker = new Browser("ada");
        var begun = attacker.get(CREATING.address().resolve("/sign-in/with/oidc"));
        var authorize = URI.create(begun.headers().firstValue("location").orElseThrow());
        attacker.get(authorize);
        var login = attacker.get(authorize.resolve("/login"));
        var sent = attacker.signInAt(authorize.resolve("/login"), login.body());
        var callback = attacker.get(
                        authorize.resolve(sent.headers().firstValue("location").orElseThrow()))
                .headers()
                .firstValue("location")
                .orElseThrow();
        assertThat(callback).contains("/sign-in/callback/oidc?code=");

        var victim = new Browser("ben");
        assertThat(victim.follow(URI.create(callback)).getQuery()).isEqualTo("failed=sign-in-failed");
        assertThat(victim.cookie("FUGU_SESSION")).isEmpty();
        // Nor with a state that is not the one of the browser.
        victim.get(CREATING.address().resolve("/sign-in/with/oidc"));
        assertThat(victim.follow(URI.create(callback)).getQuery()).isEqualTo("failed=sign-in-failed");
        // The one who began is let in, once.
        assertThat(attacker.follow(URI.create(callback)).getQuery()).startsWith("welcome");
        assertThat(attacker.follow(URI.create(callback)).getQuery()).isEqualTo("failed=sign-in-failed");
    }

    @Test
    void oddCookiesAndAddressesAreNobodys() {
        for (var value : List.of("", ".", "....", "a.b.c.d.e", "!.!.!.!.!", "x".repeat(4000))) {
            CREATING.nobody()
                    .get("/sign-in/callback/oidc?code=x&state=y", "Cookie", "fugu-sign-in=" + value)
                    .requireStatus(302);
        }
        for (var next : List.of(
                "//evil.example", "https://evil.example", "/%5Cevil.example", "/a%20b%0d%0aX:1", "javascript:1")) {
            var browser = new Browser("ada");
            assertThat(browser.signInTo(CREATING, next).getQuery()).isEqualTo("welcome&next=/");
        }
    }

    @Test
    void onlyBeginningKeepsNothingAndSessionsBeginAnew() {
        var database = CREATING.bean(JdbcClient.class);
        var browser = new Browser("ada");
        var sessions = "select count(*) from web_sessions";
        var before = database.sql(sessions).query(Long.class).single();
        browser.get(CREATING.address().resolve("/sign-in/with/oidc"));
        assertThat(database.sql(sessions).query(Long.class).single()).isEqualTo(before);
        browser.signInTo(CREATING, "/");
        var first = browser.cookie("FUGU_SESSION");
        browser.signInTo(CREATING, "/");
        assertThat(browser.cookie("FUGU_SESSION")).isNotEqualTo(first);
        assertThat(database.sql(sessions).query(Long.class).single()).isEqualTo(before + 1);
    }

    @Test
    void theDashboardLearnsHowToSignIn() {
        var provider = LINKED.nobody()
                .get("/api/v1/session/ways")
                .requireStatus(200)
                .json()
                .path("provider");
        assertThat(provider.path("name").asString()).isEqualTo("Example");
        assertThat(provider.path("path").asString()).isEqualTo("/sign-in/with/oidc");
        assertThat(RunningService.shared()
                        .nobody()
                        .get("/api/v1/session/ways")
                        .json()
                        .path("provider")
                        .isNull())
                .isTrue();
        RunningService.shared().nobody().get("/sign-in/with/oidc").requireStatus(404);
    }

    @Test
    void aProviderThatIsAwayKeepsNobodyElseOut() {
        try (var alone = RunningService.start(
                "--fugu.oidc.issuer=http://127.0.0.1:9", "--fugu.oidc.client-id=x", "--fugu.oidc.client-secret=y")) {
            Caller nobody = alone.nobody();
            assertThat(nobody.get("/sign-in/with/oidc").requireStatus(302).header("location"))
                    .endsWith("/sign-in?failed=provider-unreachable");
            alone.admin().get("/api/v1/runs").requireStatus(200);
        }
    }
}

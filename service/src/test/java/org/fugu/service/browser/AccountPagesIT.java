package org.fugu.service.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.fugu.service.RunningService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// An administrator and a user at two browsers: passwords, keys, disabling and deleting.
class AccountPagesIT {
    private static final Chromium CHROMIUM = new Chromium();
    private static final RunningService SERVICE = RunningService.start();
    private static final String NEXT = "another long password";

    private final List<Visitor> visitors = new ArrayList<>();

    @AfterAll
    static void stop() {
        CHROMIUM.close();
        SERVICE.close();
    }

    @AfterEach
    void close() {
        visitors.forEach(Visitor::close);
        for (var visitor : visitors) assertThat(visitor.complaints()).isEmpty();
    }

    private Visitor visitor() {
        var visitor = new Visitor(CHROMIUM, SERVICE);
        visitors.add(visitor);
        return visitor;
    }

    private Visitor administrator() {
        var visitor = visitor();
        var users =
                SERVICE.admin().get("/api/v1/users?search=" + visitor.name()).json();
        var id = users.path("items").path(0).path("id").asString();
        SERVICE.admin()
                .put("/api/v1/users/" + id, "{\"role\":\"admin\",\"disabled\":false}", "If-Match", "*")
                .requireStatus(200);
        visitor.goTo("/");
        return visitor;
    }

    private static void choose(Visitor visitor, String old, String next) {
        visitor.field("Old password").fill(old);
        visitor.field("New password").fill(next);
        visitor.field("Once more").fill(next);
        visitor.button("Change password").click();
    }

    @Test
    void aPasswordIsResetAndChosenAndItsUserDisabledAndDeleted() throws IOException {
        var admin = administrator();
        var ben = visitor();
        admin.goTo("/users");
        admin.picture("users");
        assertThat(admin.findings()).isEmpty();
        admin.button("Reset the password of " + ben.name()).click();
        admin.inDialog("Reset").click();
        var given = admin.page().getByTestId("password").textContent();
        admin.picture("reset");
        assertThat(admin.findings()).isEmpty();

        // The session has ended; with the new one there is nothing to do but to choose a password.
        ben.goTo("/runs");
        ben.field("Name").fill(ben.name());
        ben.field("Password").fill(given);
        ben.button("Sign in").click();
        assertThat(ben.field("New password")).isVisible();
        ben.picture("choose-password");
        assertThat(ben.findings()).isEmpty();
        choose(ben, given, NEXT);
        assertThat(ben.link("Submit a run").first()).isVisible();

        ben.goTo("/account");
        assertThat(ben.part("What you did")).containsText("password changed");
        ben.picture("account");
        assertThat(ben.findings()).isEmpty();

        var lease = ben.key().leased();
        admin.goTo("/everybody?user=" + ben.name());
        assertThat(admin.part("Leases")).containsText(lease);
        admin.picture("everybody");
        assertThat(admin.findings()).isEmpty();
        admin.button("Release " + lease).click();
        admin.inDialog("Release").click();
        assertThat(admin.part("Leases")).containsText("Nobody has a lease");

        admin.goTo("/users");
        admin.button("Change " + ben.name()).click();
        admin.page().getByLabel("Disabled").check();
        admin.inDialog("Change").click();
        assertThat(admin.button("Delete " + ben.name())).isVisible();
        admin.button("Delete " + ben.name()).click();
        admin.inDialog("Delete").click();
        assertThat(admin.button("Delete " + ben.name())).hasCount(0);

        admin.goTo("/audit?act=user_deleted");
        assertThat(admin.page().locator("main")).containsText(ben.name());
        admin.picture("audit");
        assertThat(admin.findings()).isEmpty();
    }

    @Test
    void aKeyIsMadeForReadingAlone() throws IOException {
        var ben = visitor();
        ben.goTo("/keys");
        ben.field("Name").fill("for reading");
        ben.field("It may").selectOption("read");
        ben.button("Create key").click();
        var token = ben.page().getByTestId("token").textContent();
        assertThat(ben.page().getByRole(com.microsoft.playwright.options.AriaRole.TABLE))
                .containsText("read");
        ben.picture("keys");
        assertThat(ben.findings()).isEmpty();

        var key = SERVICE.nobody().withToken(token);
        key.get("/api/v1/runs").requireStatus(200);
        key.post("/api/v1/runs", "{}").requireProblem(403, "key-too-narrow");
    }
}

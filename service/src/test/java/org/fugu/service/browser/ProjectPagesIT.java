package org.fugu.service.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.fugu.service.RunningService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A team measures its program, commit by commit.
class ProjectPagesIT {
    private static final Chromium CHROMIUM = new Chromium();
    private static final RunningService SERVICE = RunningService.start();

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

    /// Creates a project in the browser.
    ///
    /// @return its path
    private static String created(Visitor ada, String name) {
        ada.goTo("/projects");
        ada.field("Name").fill(name);
        ada.button("Create project").click();
        assertThat(ada.page()).hasURL(Pattern.compile("/projects/prj_"));
        return ada.path();
    }

    @Test
    void aProjectIsCreatedSharedAndGivenToAPipeline() throws IOException {
        var ada = visitor();
        var ben = visitor();
        ada.goTo("/projects");
        assertThat(ada.page().locator("main")).containsText("Four steps to a gate");
        var project = created(ada, "solver");
        ada.goTo(project + "/settings");
        ada.field("Add somebody").fill(ben.name());
        ada.field("As").selectOption("viewer");
        ada.button("Add").click();
        assertThat(ada.field("Role of " + ben.name())).hasValue("viewer");
        ada.field("Name of a new key").fill("ci");
        ada.button("Make a run key").click();
        assertThat(ada.page().getByTestId("token")).hasText(Pattern.compile("fugu_run_\\w{20,}"));
        assertThat(ada.part("Run keys")).containsText("export FUGU_URL=" + SERVICE.address());
        var token = ada.page().getByTestId("token").innerText();
        var known = SERVICE.nobody().withToken(token).get("/api/v1/key").json();
        assertThat(known.path("project").path("name").asString()).isEqualTo("solver");
        ada.picture("settings");
        assertThat(ada.findings()).isEmpty();

        ben.goTo("/projects");
        ben.link("solver").click();
        assertThat(ben.page().locator("main h1")).hasText("solver viewer");
        ben.goTo(project + "/settings");
        assertThat(ben.part("Members")).containsText(ben.name() + " (you)");
        assertThat(ben.field("Add somebody")).hasCount(0);
        assertThat(ben.part("Run keys")).containsText("Ask the owner or a member");
        ada.field("Role of " + ben.name()).selectOption("member");
        assertThat(ada.page().getByText(ben.name() + " is a member now.")).isVisible();
        ben.goTo(project + "/settings");
        assertThat(ben.field("Name of a new key")).isVisible();
        ben.button("Leave solver").click();
        ben.inDialog("Leave").click();
        assertThat(ben.page()).hasURL(Pattern.compile("/projects$"));
        assertThat(ben.page().locator("main")).containsText("Four steps to a gate");
        ben.goTo(project);
        assertThat(ben.page().locator("main").getByRole(AriaRole.ALERT)).isVisible();
    }
}

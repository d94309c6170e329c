package org.fugu.service.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.fugu.service.RunningService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

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

    /// Has the versions of a program measured, a commit each.
    ///
    /// @param project its path
    private static List<JsonNode> measured(Visitor ada, String project, List<byte[]> bundles) {
        var all = new ArrayList<JsonNode>();
        for (var bundle : bundles) {
            int place = all.size() + 1;
            var digest = ada.key().uploaded(bundle);
            var measurements = "/api/v1" + project + "/measurements";
            var asked = ada.key()
                    .post(measurements, """
                            {"bundle": "%s", "commit": "%s", "branch": "main", "subject": "Commit %d",
                             "committedAt": "2026-11-2%dT10:00:00Z"}
                            """.formatted(digest, commit(place), place, place))
                    .requireStatus(202);
            var path = measurements + "/" + asked.json().path("id").asString();
            JsonNode seen;
            do {
                seen = ada.key()
                        .get(path, "Prefer", "wait=30")
                        .requireStatus(200)
                        .json();
            } while (seen.path("finishedAt").isNull());
            assertThat(seen.path("succeeded").asBoolean()).as(seen.toString()).isTrue();
            all.add(ada.key().get(path + "/results").requireStatus(200).json());
        }
        return all;
    }

    private static String commit(int place) {
        return ("c" + place).repeat(20);
    }

    private static long cycles(JsonNode results) {
        return results.path("benchmarks").get(0).path("measures").path("cycles").asLong();
    }

    private static String shown(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    @Test
    void aSlowerCommitIsMarkedExplainedAndAnswered(@TempDir Path folder) throws Exception {
        var versions = WorkVersions.in(folder);
        var ada = visitor();
        var project = created(ada, "worker");
        var results = measured(
                ada,
                project,
                List.of(
                        versions.zip(false, "1.0.1"),
                        versions.zip(false, "1.0.2"),
                        versions.zip(true, "1.0.3"),
                        versions.zip(true, "1.0.4")));
        long before = cycles(results.get(0));
        long after = cycles(results.get(2));
        assertThat(List.of(cycles(results.get(1)), cycles(results.get(3)))).containsExactly(before, after);
        assertThat(after).isGreaterThan(before);
        var moved = "+" + shown(after - before);

        ada.goTo(project);
        assertThat(ada.page().locator(".trend-change")).hasCount(1);
        assertThat(ada.page().locator("main")).containsText("Active alerts");
        assertThat(ada.page().locator("main")).containsText(shown(before) + " → " + shown(after));
        ada.picture("project");
        assertThat(ada.findings()).isEmpty();

        historyIsReadInEveryWay(ada, before, after, moved);
        ada.button("Compare c3c3c3c3c3 with the commit before").click();
        comparisonSaysWhy(ada, before, after, moved, versions.withLines());
        alertIsAnsweredAndUndone(ada, project);
    }

    private static void historyIsReadInEveryWay(Visitor ada, long before, long after, String moved) throws IOException {
        ada.link("work").first().click();
        ada.field("Measure").selectOption("cycles");
        var rows = ada.part("Figures").locator("tbody tr");
        assertThat(rows).hasCount(4);
        assertThat(rows.nth(0)).containsText("Commit 4" + shown(after) + "same");
        assertThat(rows.nth(1)).containsText("Commit 3" + shown(after) + moved);
        assertThat(rows.nth(2)).containsText("Commit 2" + shown(before) + "same");
        assertThat(rows.nth(3)).containsText("Commit 1" + shown(before) + "first");
        assertThat(ada.page().locator(".history-change")).hasCount(1);
        assertThat(ada.page().locator(".history-border")).hasCount(0);

        var reading = ada.page().getByTestId("reading");
        assertThat(reading).containsText("c4c4c4c4c4");
        ada.page().getByRole(AriaRole.SLIDER).press("ArrowLeft");
        assertThat(reading).containsText(shown(after) + " cycles " + moved);
        assertThat(ada.page().getByRole(AriaRole.SLIDER))
                .hasAttribute("aria-valuetext", "c3c3c3c3c3: " + shown(after) + " cycles, " + moved + ". Commit 3");
        // By pointer too: the leftmost point is the first commit.
        var plot = ada.page().locator(".history svg");
        var box = plot.boundingBox();
        plot.hover(new Locator.HoverOptions().setPosition(box.width * 0.12, box.height / 2));
        assertThat(reading).containsText("c1c1c1c1c1");
        ada.picture("history");
        assertThat(ada.findings()).isEmpty();
        ada.page().setViewportSize(390, 900);
        assertThat(ada.page().locator(".history svg")).hasAttribute("width", Pattern.compile("^3\\d\\d"));
        ada.picture("history-phone");
        ada.page().setViewportSize(1280, 900);
        // The address leads to the same series.
        assertThat(ada.page()).hasURL(Pattern.compile("measure=cycles"));
    }

    private static void comparisonSaysWhy(Visitor ada, long before, long after, String moved, boolean withLines)
            throws IOException {
        assertThat(ada.page()).hasURL(Pattern.compile("/comparisons/cmp_"));
        assertThat(ada.page().locator("main h1 .badge")).hasText(Pattern.compile("\\d regressions?"));
        var worst = ada.part("Findings").locator("tbody tr").first();
        assertThat(worst).containsText("worse");
        assertThat(ada.part("Findings")).containsText(shown(before) + shown(after) + moved);
        var why = ada.part("Why work moved");
        assertThat(why).containsText(Pattern.compile("At cycle [0-9,]+ on node 0"));
        var first = why.locator("ol > li").first();
        assertThat(first).containsText(Pattern.compile("\\+20,0\\d\\d"));
        if (withLines) assertThat(first).containsText(Pattern.compile("main\\.c:\\d+"));
        var frames = ada.page().getByRole(AriaRole.TREEITEM);
        assertThat(frames.first()).hasAttribute("aria-label", Pattern.compile("^all functions: \\+19,9\\d\\d "));
        frames.first().focus();
        ada.page().keyboard().press("ArrowDown");
        assertThat(ada.page().getByTestId("flame")).containsText(Pattern.compile("^(main|step): \\+20,\\d{3} "));
        ada.page().getByText("All differences").click();
        assertThat(ada.part("What processors did")).containsText("compute");
        ada.picture("comparison");
        assertThat(ada.findings()).isEmpty();
        var download = ada.page()
                .waitForDownload(() -> ada.link("Download for speedscope").click());
        assertThat(download.suggestedFilename()).isEqualTo("work.speedscope.json");
        assertThat(Files.readString(download.path())).contains("work: more in head");
    }

    private static void alertIsAnsweredAndUndone(Visitor ada, String project) throws IOException {
        ada.goTo(project + "/alerts");
        var alerts = ada.page().getByRole(AriaRole.LIST, new Page.GetByRoleOptions().setName("Alerts"));
        var alert = alerts.getByRole(AriaRole.LISTITEM).filter(new Locator.FilterOptions().setHasText("work · cycles"));
        assertThat(alert).containsText("c3c3c3c3c3");
        ada.picture("alerts");
        assertThat(ada.findings()).isEmpty();
        ada.button("Acknowledge: work, cycles").click();
        ada.field("Reason").fill("the new steps are worth it");
        ada.inDialog("Acknowledge it").click();
        assertThat(alert).hasCount(0);

        ada.field("Show").selectOption("acknowledged");
        assertThat(alert).containsText("Acknowledged by " + ada.name());
        assertThat(alert).containsText("the new steps are worth it");
        ada.button("Undo: work, cycles").click();
        ada.inDialog("Make it active").click();
        assertThat(alert).hasCount(0);

        ada.field("Show").selectOption("active");
        ada.button("Resolve: work, cycles").click();
        ada.inDialog("Resolve it").click();
        ada.field("Show").selectOption("resolved");
        assertThat(alert).containsText("Resolved by " + ada.name());
        ada.picture("resolved");
    }
}

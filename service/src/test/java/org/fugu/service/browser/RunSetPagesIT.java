package org.fugu.service.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.fugu.service.RunningService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Somebody compares structures of the operating system in a browser.
class RunSetPagesIT {
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

    @Test
    void placementsAndPageTablesAreComparedOnOnePage() throws IOException {
        var ada = visitor();
        ada.goTo("/run-sets");
        assertThat(ada.page().locator("main")).containsText("No run-sets yet");
        assertThat(ada.findings()).isEmpty();
        var key = ada.key();
        var exos = key.uploaded(RunningService.prebuilt("libos/exos-1.0.zip"));
        key.post("/api/v1/libraries", "{\"bundle\":\"" + exos + "\",\"visibility\":\"private\"}")
                .requireStatus(201);
        var program = key.uploaded(RunningService.prebuilt("bench/structures.zip"));

        ada.goTo("/runs/new?bundle=" + program + "&libos=exos@1.0");
        ada.page()
                .getByText("Many runs", new Page.GetByTextOptions().setExact(true))
                .click();
        for (var choice : List.of("library", "server", "monolithic", "two-level", "flat")) {
            ada.page()
                    .getByRole(
                            AriaRole.CHECKBOX,
                            new Page.GetByRoleOptions().setName(choice).setExact(true))
                    .check();
        }
        ada.picture("many-runs");
        assertThat(ada.findings()).isEmpty();
        ada.button("Submit 6 runs").click();

        assertThat(ada.page()).hasURL(Pattern.compile("/run-sets/rst_"));
        assertThat(ada.page().getByText("All print the same"))
                .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(120_000));
        var table = ada.page().getByRole(AriaRole.TABLE, new Page.GetByRoleOptions().setName("Runs of the set"));
        assertThat(table.getByRole(AriaRole.ROW)).hasCount(7);
        assertThat(table.getByText("exited 0")).hasCount(6);
        assertThat(table.getByText(Pattern.compile("^\\+[0-9.]+ %$"))).hasCount(4);
        assertThat(ada.part("Cycles").getByRole(AriaRole.IMG)).hasCount(6);
        assertThat(ada.part("Beside published figures")).containsText("ultrix.getpid.5000-125");
        assertThat(ada.part("Beside published figures")).containsText("l3.ipc");
        ada.picture("run-set");
        assertThat(ada.findings()).isEmpty();

        var saved = ada.page().waitForDownload(() -> ada.button("Save as CSV").click());
        assertThat(saved.suggestedFilename()).matches("rst_.*\\.csv");
        assertThat(Files.readAllLines(saved.path())).hasSize(7);

        ada.goTo("/run-sets");
        assertThat(ada.page().locator("main")).containsText("page table, placement");
        ada.picture("run-sets");
        assertThat(ada.findings()).isEmpty();
        ada.page()
                .getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(Pattern.compile("^rst_")))
                .click();
        ada.button("Delete").click();
        ada.inDialog("Delete the set").click();
        assertThat(ada.page().locator("main")).containsText("No run-sets yet");
    }

    @Test
    void whatIsWrongWithAnAxisStandsThere() {
        var ada = visitor();
        var program = ada.key().uploaded(RunningService.prebuilt("hello.zip"));
        ada.goTo("/runs/new?bundle=" + program);
        ada.page()
                .getByText("Many runs", new Page.GetByTextOptions().setExact(true))
                .click();
        ada.field("Numbers of nodes").fill("1, 5000");
        ada.button("Submit 2 runs").click();
        assertThat(ada.field("Numbers of nodes")).hasAttribute("aria-invalid", "true");
        assertThat(ada.page().getByRole(AriaRole.ALERT)).containsText("nodes 5000");
        ada.field("Numbers of nodes").fill("");
        assertThat(ada.button("Submit")).isVisible();
    }
}

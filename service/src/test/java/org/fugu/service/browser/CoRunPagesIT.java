package org.fugu.service.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.fugu.service.RunningService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Two people at two browsers share a machine.
class CoRunPagesIT {
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

    private static void upload(Visitor visitor, String bundle) {
        visitor.goTo("/bundles");
        visitor.field("choose a file")
                .setInputFiles(new FilePayload(bundle, "application/zip", RunningService.prebuilt(bundle)));
        assertThat(visitor.link("Run it")).not().hasCount(0);
    }

    /// Leases a shared partition in the browser and opens a co-run on it.
    ///
    /// @return the co-run's path
    private static String opened(Visitor visitor, String guest, String columns, String row) {
        visitor.goTo("/machines/fugu");
        visitor.field("First row").fill(row);
        visitor.field("Columns").fill(columns);
        visitor.field("Rows").fill("2");
        visitor.button("Clear").waitFor();
        visitor.page().getByText("Share it, for co-runs").click();
        visitor.field("With").fill("No name");
        visitor.button("Lease " + columns + "×2").click();
        assertThat(visitor.field("With")).hasAttribute("aria-invalid", "true");
        visitor.field("With").fill(guest);
        visitor.button("Lease " + columns + "×2").click();
        visitor.link("Open a co-run").click();
        visitor.button("Open a co-run").click();
        assertThat(visitor.page()).hasURL(Pattern.compile("/co-runs/cor_"));
        return visitor.path();
    }

    @Test
    void twoUsersAddConfirmAndWatchTheirJobsOfOneMachine() throws IOException {
        var ada = visitor();
        var ben = visitor();
        upload(ada, "sum.zip");
        upload(ben, "hello.zip");
        var path = opened(ada, ben.name(), "4", "0");
        assertThat(ada.page().getByRole(AriaRole.STATUS).first()).containsText("Add your job");
        ada.field("Columns").fill("2");
        ada.button("Add my job").click();
        assertThat(ada.page().getByLabel("Members")).containsText("joined");
        ada.button("Confirm my job").click();
        assertThat(ada.page().getByRole(AriaRole.STATUS).first()).containsText("starts when " + ben.name());
        ada.picture("waiting");

        ben.goTo("/co-runs");
        ben.page().locator("main a[href='" + path + "']").click();
        assertThat(ben.page().getByLabel("Members")).containsText("2x2+0+0");
        ben.field("First column").fill("1");
        ben.button("Add my job").click();
        // hello wants one node, and that one is taken.
        assertThat(ben.page().getByRole(AriaRole.ALERT)).containsText("overlap");
        ben.field("First column").fill("2");
        ben.button("Add my job").click();
        ben.button("Confirm my job").waitFor();
        ben.picture("joined");
        assertThat(ben.findings()).isEmpty();
        ben.button("Confirm my job").click();

        for (var visitor : List.of(ada, ben)) {
            assertThat(visitor.page().getByLabel("Identity")).containsText(Pattern.compile("[0-9a-f]{64}"));
            assertThat(visitor.link("My run")).hasCount(1);
        }
        ada.picture("finished");
        assertThat(ada.findings()).isEmpty();
        ben.link("My run").click();
        assertThat(ben.page().getByTestId("console")).containsText("Hello from rank 0 of 1");
        assertThat(ben.page().getByText("exited 0")).isVisible();
        ben.picture("run");
    }

    @Test
    void aRunningJobIsCanceledByItsOwnerAloneAndTheOtherEnds() {
        var ada = visitor();
        var ben = visitor();
        upload(ada, "sum.zip");
        upload(ben, "test/loop.zip");
        var path = opened(ada, ben.name(), "3", "2");
        ada.field("Columns").fill("2");
        ada.button("Add my job").click();
        ada.button("Confirm my job").click();
        assertThat(ada.page().getByLabel("Members")).containsText("confirmed");
        ben.goTo(path);
        ben.field("Limit of cycles").fill("900000000000");
        ben.field("Columns").fill("1");
        ben.field("First column").fill("2");
        ben.button("Add my job").click();
        ben.button("Confirm my job").click();
        ben.button("Cancel my job").click();
        ben.inDialog("Cancel my job").click();

        assertThat(ada.page().getByLabel("Identity")).containsText(Pattern.compile("[0-9a-f]{64}"));
        assertThat(ben.page().getByLabel("Members")).containsText(Pattern.compile("canceled at cycle [0-9,]+"));
    }

    @Test
    void anInvitationCanBeDeclined() {
        var ada = visitor();
        var ben = visitor();
        opened(ada, ben.name(), "2", "4");
        ben.goTo("/machines/fugu");
        ben.button("Decline").click();
        ben.inDialog("Decline").click();
        assertThat(ben.page().getByLabel("My partitions")).containsText("None.");
        ada.goTo("/machines/fugu");
        assertThat(ada.page().getByLabel("My partitions")).containsText(ben.name() + " (declined)");
        ben.goTo("/co-runs");
        assertThat(ben.page().locator("main")).containsText("You have no shared partition");
    }
}

package org.fugu.service.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

    /// Opens the fold of a form that has that title.
    private static Visitor unfolded(Visitor visitor, String title) {
        visitor.page()
                .locator("summary", new Page.LocatorOptions().setHasText(Pattern.compile("^" + title + "$")))
                .click();
        return visitor;
    }

    private static FilePayload file(String name, String text) {
        return new FilePayload(name, "text/plain", text.getBytes(StandardCharsets.UTF_8));
    }

    /// @return the path of the run
    private static String ended(Visitor visitor) {
        visitor.link("My run").click();
        assertThat(visitor.page()).hasURL(Pattern.compile("/runs/run_"));
        assertThat(visitor.page().getByText("exited 0")).isVisible();
        return visitor.path();
    }

    @Test
    void whatAJobReadsAndWhatItsDiskHoldsIsTypedIntoItsForm() throws IOException {
        var ada = visitor();
        var ben = visitor();
        upload(ada, "test/input.zip");
        upload(ben, "test/files.zip");
        var path = opened(ada, ben.name(), "2", "6");
        ada.field("Arguments").fill("words.txt");
        unfolded(ada, "Input").field("Standard input").fill("one two\nthree\n");
        ada.field("Add a file").setInputFiles(file("my words.txt", "four five six"));
        assertThat(ada.field("Name of file 1")).hasValue("my_words.txt");
        ada.field("Name of file 1").fill("..");
        ada.button("Add my job").click();
        assertThat(ada.field("Name of file 1")).hasAttribute("aria-invalid", "true");
        ada.field("Name of file 1").fill("words.txt");
        ada.button("Add my job").click();
        ada.button("Confirm my job").waitFor();
        assertThat(ada.findings()).isEmpty();
        ada.button("Confirm my job").click();
        // Who adds a job has seen how the others stand.
        assertThat(ada.page().getByLabel("Members")).containsText("confirmed");
        ben.goTo(path);
        ben.field("Arguments").fill("4");
        unfolded(ben, "Disk").field("At the beginning").selectOption("run");
        ben.field("Earlier run").fill("run_00000000000000000000");
        ben.button("Add my job").click();
        assertThat(ben.field("Earlier run")).hasAttribute("aria-invalid", "true");
        ben.field("At the beginning").selectOption("blank");
        ben.field("Keep what is on it at the end").check();
        ben.button("Add my job").click();
        ben.button("Confirm my job").click();

        ended(ada);
        assertThat(ada.page().getByTestId("console"))
                .containsText(Pattern.compile("standard input: 2 lines, 3 words, 14 bytes"));
        assertThat(ada.page().getByTestId("console")).containsText("words.txt: 0 lines, 3 words, 13 bytes");
        assertThat(ada.part("Input")).containsText("words.txt");
        var first = ended(ben);
        assertThat(ben.part("Disk")).containsText("blank");
        assertThat(ben.link("Save the disk")).isVisible();

        ada.goTo("/machines/fugu");
        ada.link("Open a co-run").click();
        ada.button("Open a co-run").click();
        assertThat(ada.page()).hasURL(Pattern.compile("/co-runs/cor_"));
        var next = ada.path();
        ada.field("Arguments").fill("");
        unfolded(ada, "Input").field("Standard input from a file").setInputFiles(file("lines", "1\n2\n3\n"));
        assertThat(ada.page().getByText("The standard input is lines, 6 B.")).isVisible();
        ada.button("Add my job").click();
        ada.button("Confirm my job").click();
        // Who adds a job has seen how the others stand.
        assertThat(ada.page().getByLabel("Members")).containsText("confirmed");
        ben.goTo(next);
        ben.field("Arguments").fill("4");
        unfolded(ben, "Disk").field("At the beginning").selectOption("run");
        var left = first.substring(first.lastIndexOf('/') + 1);
        ben.field("Earlier run").fill(left);
        ben.button("Add my job").click();
        ben.button("Confirm my job").click();

        ended(ada);
        assertThat(ada.page().getByTestId("console")).containsText("standard input: 3 lines, 3 words, 6 bytes");
        ended(ben);
        assertThat(ben.part("Disk")).containsText("of " + left);
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

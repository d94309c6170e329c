package org.fugu.service.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Two people at two browsers share a machine.
class CoRunPagesIT {
    private static final double PATIENCE_MILLIS = 60_000;
    private static final Path AXE =
            Path.of(System.getProperty("fugu.root", "..")).resolve("frontend/node_modules/axe-core/axe.min.js");
    private static final Chromium CHROMIUM = new Chromium();
    private static final RunningService SERVICE = RunningService.start();

    private final List<BrowserContext> contexts = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();

    @AfterAll
    static void stop() {
        CHROMIUM.close();
        SERVICE.close();
    }

    @AfterEach
    void close() {
        for (int i = 0; i < contexts.size(); i++)
            pictured(contexts.get(i).pages().getFirst(), "last-" + i);
        contexts.forEach(BrowserContext::close);
        assertThat(complaints).isEmpty();
    }

    private static String newName() {
        Caller user = SERVICE.newUser();
        return user.get("/api/v1/users/me").json().path("name").asString();
    }

    private Page signedIn(String name) {
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
        var context = CHROMIUM.browser().newContext();
        contexts.add(context);
        context.setDefaultTimeout(PATIENCE_MILLIS);
        var page = context.newPage();
        page.onPageError(complaints::add);
        page.onConsoleMessage(message -> {
            if (message.text().contains("Content Security Policy")) complaints.add(message.text());
        });
        page.navigate(SERVICE.address().resolve("/bundles").toString());
        page.getByLabel("Name").fill(name);
        page.getByLabel("Password").fill("the password of " + name);
        button(page, "Sign in").click();
        assertThat(page.locator("main h1")).hasText("Bundles");
        return page;
    }

    private static void upload(Page page, String bundle) {
        goTo(page, "/bundles");
        page.getByLabel("choose a file")
                .setInputFiles(new FilePayload(bundle, "application/zip", RunningService.prebuilt(bundle)));
        assertThat(page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Run it")))
                .not()
                .hasCount(0);
    }

    private static void goTo(Page page, String path) {
        page.navigate(SERVICE.address().resolve(path).toString());
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static Locator inDialog(Page page, String name) {
        return page.getByRole(AriaRole.DIALOG)
                .getByRole(
                        AriaRole.BUTTON,
                        new Locator.GetByRoleOptions().setName(name).setExact(true));
    }

    private static Locator field(Page page, String label) {
        return page.getByLabel(label, new Page.GetByLabelOptions().setExact(true));
    }

    /// Leases a shared partition in the browser and opens a co-run on it.
    ///
    /// @return the co-run's path
    private static String opened(Page page, String guest, String columns, String row) {
        goTo(page, "/machines/fugu");
        field(page, "First row").fill(row);
        field(page, "Columns").fill(columns);
        field(page, "Rows").fill("2");
        button(page, "Clear").waitFor();
        page.getByText("Share it, for co-runs").click();
        field(page, "With").fill("No name");
        button(page, "Lease " + columns + "×2").click();
        assertThat(field(page, "With")).hasAttribute("aria-invalid", "true");
        field(page, "With").fill(guest);
        button(page, "Lease " + columns + "×2").click();
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Open a co-run"))
                .click();
        button(page, "Open a co-run").click();
        assertThat(page).hasURL(Pattern.compile("/co-runs/cor_"));
        return URI.create(page.url()).getPath();
    }

    private static void pictured(Page page, String name) {
        var folder = System.getProperty("fugu.pictures.co-runs");
        if (folder != null) {
            page.screenshot(new Page.ScreenshotOptions()
                    .setFullPage(true)
                    .setPath(Path.of(folder).resolve(name + ".png")));
        }
    }

    private static List<String> findings(Page page) throws IOException {
        page.evaluate(Files.readString(AXE));
        var found = page.evaluate("""
                async () => (await axe.run()).violations.flatMap(({ id, nodes }) =>
                    nodes.map((node) => `${location.pathname} at ${innerWidth}: ${id}, ${node.html.slice(0, 200)}`))
                """);
        return ((List<?>) found).stream().map(String::valueOf).toList();
    }

    @Test
    void twoUsersAddConfirmAndWatchTheirJobsOfOneMachine() throws IOException {
        var nameOfBen = newName();
        var ada = signedIn(newName());
        var ben = signedIn(nameOfBen);
        upload(ada, "sum.zip");
        upload(ben, "hello.zip");
        var path = opened(ada, nameOfBen, "4", "0");
        assertThat(ada.getByRole(AriaRole.STATUS).first()).containsText("Add your job");
        field(ada, "Columns").fill("2");
        button(ada, "Add my job").click();
        assertThat(ada.getByLabel("Members")).containsText("joined");
        button(ada, "Confirm my job").click();
        assertThat(ada.getByRole(AriaRole.STATUS).first()).containsText("starts when " + nameOfBen);
        pictured(ada, "waiting");

        goTo(ben, "/co-runs");
        ben.locator("main a[href='" + path + "']").click();
        assertThat(ben.getByLabel("Members")).containsText("2x2+0+0");
        field(ben, "First column").fill("1");
        button(ben, "Add my job").click();
        // hello wants one node, and that one is taken.
        assertThat(ben.getByRole(AriaRole.ALERT)).containsText("overlap");
        field(ben, "First column").fill("2");
        button(ben, "Add my job").click();
        button(ben, "Confirm my job").waitFor();
        pictured(ben, "joined");
        assertThat(findings(ben)).isEmpty();
        button(ben, "Confirm my job").click();

        for (var page : List.of(ada, ben)) {
            assertThat(page.getByLabel("Identity")).containsText(Pattern.compile("[0-9a-f]{64}"));
            assertThat(page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("My run")))
                    .hasCount(1);
        }
        pictured(ada, "finished");
        var found = new ArrayList<String>();
        for (var width : List.of(390, 1280)) {
            ada.setViewportSize(width, 900);
            found.addAll(findings(ada));
        }
        ada.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        found.addAll(findings(ada));
        assertThat(found).isEmpty();
        pictured(ada, "dark");
        ben.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("My run"))
                .click();
        assertThat(ben.getByTestId("console")).containsText("Hello from rank 0 of 1");
        assertThat(ben.getByText("exited 0")).isVisible();
        pictured(ben, "run");
    }

    @Test
    void aRunningJobIsCanceledByItsOwnerAloneAndTheOtherEnds() {
        var nameOfBen = newName();
        var ada = signedIn(newName());
        var ben = signedIn(nameOfBen);
        upload(ada, "sum.zip");
        upload(ben, "test/loop.zip");
        var path = opened(ada, nameOfBen, "3", "2");
        field(ada, "Columns").fill("2");
        button(ada, "Add my job").click();
        button(ada, "Confirm my job").click();
        assertThat(ada.getByLabel("Members")).containsText("confirmed");
        goTo(ben, path);
        field(ben, "Limit of cycles").fill("900000000000");
        field(ben, "Columns").fill("1");
        field(ben, "First column").fill("2");
        button(ben, "Add my job").click();
        button(ben, "Confirm my job").click();
        button(ben, "Cancel my job").click();
        inDialog(ben, "Cancel my job").click();

        assertThat(ada.getByLabel("Identity")).containsText(Pattern.compile("[0-9a-f]{64}"));
        assertThat(ben.getByLabel("Members")).containsText(Pattern.compile("canceled at cycle [0-9,]+"));
    }

    @Test
    void anInvitationCanBeDeclined() {
        var nameOfBen = newName();
        var ada = signedIn(newName());
        var ben = signedIn(nameOfBen);
        opened(ada, nameOfBen, "2", "4");
        goTo(ben, "/machines/fugu");
        button(ben, "Decline").click();
        inDialog(ben, "Decline").click();
        assertThat(ben.getByLabel("My partitions")).containsText("None.");
        goTo(ada, "/machines/fugu");
        assertThat(ada.getByLabel("My partitions")).containsText(nameOfBen + " (declined)");
        goTo(ben, "/co-runs");
        assertThat(ben.locator("main")).containsText("You have no shared partition");
    }
}

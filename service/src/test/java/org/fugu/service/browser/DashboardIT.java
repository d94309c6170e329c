package org.fugu.service.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.fugu.bundle.Bundle;
import org.fugu.service.RunningService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DashboardIT {
    private static final double PATIENCE_MILLIS = 60_000;
    private static final String HELLO = "Hello from rank 0 of 1, node 0 of a 1x1 mesh.";

    private static final Path AXE =
            Path.of(System.getProperty("fugu.root", "..")).resolve("frontend/node_modules/axe-core/axe.min.js");

    private static final Chromium CHROMIUM = new Chromium();

    private final RunningService service = RunningService.shared();
    private final BrowserContext context = CHROMIUM.browser().newContext();
    private final Page page = context.newPage();
    /// What the pages complained of: faults, and whatever the content security policy blocked.
    private final List<String> complaints = new ArrayList<>();

    @AfterAll
    static void stop() {
        CHROMIUM.close();
    }

    @BeforeAll
    static void requireTheDashboard() {
        assertThat(DashboardIT.class.getResource("/static/index.html"))
                .as("the dashboard is not in this build: build it without -Dfrontend.skip")
                .isNotNull();
    }

    @BeforeEach
    void watch() {
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
        context.setDefaultTimeout(PATIENCE_MILLIS);
        page.onPageError(complaints::add);
        page.onConsoleMessage(message -> {
            if (message.text().contains("Content Security Policy")) complaints.add(message.text());
        });
    }

    @AfterEach
    void close() {
        context.close();
        assertThat(complaints).isEmpty();
    }

    @Test
    void signsInUploadsABundleRunsItAndReadsItsConsole() {
        goTo("/bundles");
        signIn(RunningService.ADMIN_PASSWORD);
        assertThat(page).hasURL(Pattern.compile("/bundles$"));

        upload("hello.zip", RunningService.prebuilt("hello.zip"));
        link("Run it").click();
        button("Submit").click();

        assertThat(page.getByTestId("console")).containsText(HELLO);
        assertThat(page.getByText("exited 0")).isVisible();
        assertThat(page.getByLabel("Figures")).containsText(Pattern.compile("Cycles until the job ended[0-9,]+"));
        assertThat(page.getByLabel("Identity")).containsText(Pattern.compile("Digest[0-9a-f]{64}"));

        page.reload();
        assertThat(page.getByTestId("console")).containsText(HELLO);
    }

    /// A bundle that a run needs is kept until both are to go.
    @Test
    void aRunIsDeletedAndABundleWithItsRuns() {
        goTo("/bundles");
        signIn(RunningService.ADMIN_PASSWORD);
        upload("bare.zip", RunningService.prebuilt("bare.zip"));
        var bundle = link("Run it").first().getAttribute("href").replaceFirst(".*=", "/bundles/");
        var first = runToItsEnd(bundle);
        button("Delete " + first).click();
        inDialog("Delete the run").click();
        assertThat(page).hasURL(Pattern.compile("/runs$"));
        assertThat(page.locator("main h1")).hasText("Runs");
        assertThat(page.locator("main").getByText(first)).hasCount(0);
        goTo("/runs/" + first);
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("not-found");

        var second = runToItsEnd(bundle);
        goTo(bundle);
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(Pattern.compile("^Delete bare")))
                .click();
        inDialog("Delete the bundle").click();
        assertThat(page.getByLabel("Runs that need it")).containsText(second);
        inDialog("Delete it with these runs").click();
        assertThat(page).hasURL(Pattern.compile("/bundles$"));
        assertThat(page.locator("main a[href='" + bundle + "']")).hasCount(0);
        goTo("/runs/" + second);
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("not-found");
    }

    @Test
    void anAdministratorMakesChangesAndDeletesAMachine() {
        goTo("/machines");
        signIn(RunningService.ADMIN_PASSWORD);
        assertThat(page.locator("main h1")).hasText("Machines");
        page.getByLabel("Name").fill("classroom");
        page.getByLabel("Preset").selectOption("alewife");
        page.getByLabel("Columns").fill("1000");
        button("Make the machine").click();
        assertThat(page.getByLabel("Columns")).hasAttribute("aria-invalid", "true");
        page.getByLabel("Columns").fill("8");
        button("Make the machine").click();
        var card = page.locator("main section").filter(new Locator.FilterOptions().setHas(link("classroom")));
        assertThat(card).containsText("8×8, 64 nodes");

        button("Change classroom").click();
        var dialog = page.getByRole(AriaRole.DIALOG);
        dialog.getByLabel("Rows").fill("2");
        inDialog("Change the mesh").click();
        assertThat(card).containsText("8×2, 16 nodes");

        button("Delete classroom").click();
        inDialog("Delete the machine").click();
        assertThat(card).hasCount(0);
        goTo("/machines/classroom");
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("not-found");
    }

    /// @return the run's name
    private String runToItsEnd(String bundle) {
        goTo(bundle);
        link("Run this").click();
        button("Submit").click();
        assertThat(page.getByText("exited 0")).isVisible();
        return page.url().replaceFirst(".*/", "");
    }

    private Locator inDialog(String name) {
        return page.getByRole(AriaRole.DIALOG).getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name));
    }

    @Test
    void aTrapIsExplainedInWords() {
        goTo("/bundles");
        signIn(RunningService.ADMIN_PASSWORD);
        upload("trespass.zip", RunningService.prebuilt("test/trespass.zip"));
        link("Run it").click();
        button("Submit").click();

        assertThat(page.getByLabel("Trap report"))
                .containsText(Pattern.compile("Node 0 wrote to .* at pc 0x[0-9a-f]+"));
    }

    @Test
    void whatTheKernelRefusedIsToldWithWhatWouldBeAllowed() {
        goTo("/bundles");
        signIn(RunningService.ADMIN_PASSWORD);
        upload("forge.zip", RunningService.prebuilt("test/forge.zip"));
        link("Run it").click();
        button("Submit").click();

        var refused = page.getByLabel("What was refused");
        assertThat(refused).containsText("the capability is for memory");
        assertThat(refused.getByRole(AriaRole.ROW)).not().hasCount(1);
    }

    @Test
    void whereTheCyclesWentIsDrawnToScaleAndACategoryCanBeSeenAlone() {
        goTo("/bundles");
        signIn(RunningService.ADMIN_PASSWORD);
        upload("pingpong.zip", RunningService.prebuilt("pingpong.zip"));
        link("Run it").click();
        button("Submit").click();

        var account = page.getByLabel("Where the cycles went");
        var row = account.getByRole(AriaRole.ROW)
                .filter(new Locator.FilterOptions().setHas(button("Compute")))
                .locator("td");
        var share = Double.parseDouble(row.nth(1).innerText().replace(" %", ""));
        var bar = account.getByRole(AriaRole.IMG).first();
        assertThat(bar.locator(".cycles-compute").boundingBox().width * 100 / bar.boundingBox().width)
                .isCloseTo(share, within(0.5));

        var idle = bar.locator(".cycles-idle");
        assertThat(idle).not().hasCSS("background-image", "none");
        button("Compute").press("Enter");
        assertThat(button("Compute")).hasAttribute("aria-pressed", "true");
        assertThat(idle).hasCSS("background-image", "none");
        assertThat(account.getByRole(AriaRole.LISTITEM)).hasCount(2);
        assertThat(page.getByLabel("How long things took")).containsText("Message network");
    }

    @Test
    void aRefusedBundleSaysWhy() {
        goTo("/bundles");
        signIn(RunningService.ADMIN_PASSWORD);
        upload("broken.zip", "no zip at all".getBytes(StandardCharsets.UTF_8));

        assertThat(page.getByRole(AriaRole.ALERT)).containsText("bundle-not-a-zip");
    }

    @Test
    void aRectangleDrawnOnTheMapIsLeasedAndGivenBack() {
        goTo("/machines/fugu");
        signIn(RunningService.ADMIN_PASSWORD);
        dragOverTheMap(6, 6, 7, 7);
        button("Lease 2×2").click();

        var lease = page.getByLabel("My partitions")
                .getByRole(AriaRole.LISTITEM)
                .filter(new Locator.FilterOptions().setHasText("2×2 at column 6, row 6"));
        lease.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("An hour from now"))
                .click();
        assertThat(page.getByText("ends at")).isVisible();
        var week = page.getByLabel("Calendar").getByLabel(Pattern.compile("^Leased, yours: 2×2 at column 6, row 6"));
        assertThat(week).isVisible();
        lease.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Release"))
                .click();
        page.getByRole(AriaRole.DIALOG)
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Release"))
                .click();
        assertThat(lease).hasCount(0);
    }

    @Test
    void aLoneElfProgramIsUploadedAndRun() {
        goTo("/bundles");
        signIn(RunningService.ADMIN_PASSWORD);
        var elf = Bundle.read(RunningService.prebuilt("hello.zip")).image("hello");
        page.getByLabel("choose a file").setInputFiles(new FilePayload("hello", "application/octet-stream", elf));
        link("Run it").click();
        button("Submit").click();

        assertThat(page.getByTestId("console")).containsText(HELLO);
    }

    /// Such as that a request was refused: a page that is opened has nothing to complain of.
    @Test
    void theFirstLoadLogsNothing() {
        var logged = new ArrayList<String>();
        page.onConsoleMessage(message -> logged.add(message.type() + ": " + message.text()));
        goTo("/");
        assertThat(page.getByLabel("Password")).isVisible();
        signIn(RunningService.ADMIN_PASSWORD);
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("Overview")))
                .isVisible();
        page.reload();
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("Overview")))
                .isVisible();
        assertThat(logged).isEmpty();
    }

    @Test
    void assetsAreCompressedAndKeptForGoodAndThePageIsAskedForEachTime() {
        var index = service.nobody().get("/").requireStatus(200);
        assertThat(index.header("cache-control")).isEqualTo("no-cache");
        assertThat(index.header("last-modified")).isEmpty();
        assertThat(service.nobody().get("/runs/some").header("cache-control")).isEqualTo("no-cache");
        var assets = Pattern.compile("/assets/[^\"]+")
                .matcher(index.text())
                .results()
                .map(MatchResult::group)
                .toList();
        assertThat(assets).hasSizeGreaterThanOrEqualTo(2);
        for (var asset : assets) {
            var plain = service.nobody().get(asset).requireStatus(200);
            assertThat(plain.header("cache-control")).isEqualTo("max-age=31536000, public, immutable");
            assertThat(plain.header("content-encoding")).isEmpty();
            for (var encoding : List.of("br", "gzip")) {
                var packed = service.nobody().get(asset, "Accept-Encoding", encoding);
                assertThat(packed.header("content-encoding")).isEqualTo(encoding);
                assertThat(packed.header("content-type")).isEqualTo(plain.header("content-type"));
                assertThat(packed.header("vary")).contains("Accept-Encoding");
                assertThat(packed.header("cache-control")).contains("immutable");
                assertThat(packed.bytes().length).isLessThan(plain.bytes().length);
                // Of a few hundred bytes little can be left out.
                if (plain.bytes().length > 4096) {
                    assertThat(packed.bytes().length).isLessThan(plain.bytes().length * 2 / 5);
                }
            }
        }
        service.nobody().get("/assets/none.js").requireStatus(404);
    }

    /// axe-core looks at every page, in both colour schemes and on a phone.
    @Test
    void axeFindsNothingOnAnyPage() throws IOException {
        // What fades in has little contrast until it is there.
        page.emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));
        goTo("/sign-in");
        var found = new ArrayList<String>(findings());
        signIn(RunningService.ADMIN_PASSWORD);
        assertThat(page.locator("main h1")).hasText("Overview");
        goTo("/bundles");
        upload("pingpong.zip", RunningService.prebuilt("pingpong.zip"));
        link("Run it").click();
        button("Submit").click();
        assertThat(page.getByText("exited 0")).isVisible();
        var run = URI.create(page.url()).getPath();
        goTo("/bundles");
        var bundle = page.locator("main tbody a[href^='/bundles/']").first().getAttribute("href");
        for (var path : List.of(
                "/",
                "/bundles",
                bundle,
                "/machines",
                "/machines/fugu",
                "/runs",
                "/runs/new",
                run,
                "/projects",
                "/keys",
                "/users",
                "/status",
                "/nowhere")) {
            for (var width : List.of(390, 1280, 2560)) {
                page.setViewportSize(width, 900);
                goTo(path);
                found.addAll(findings());
            }
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
            found.addAll(findings());
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
        }
        assertThat(found).isEmpty();
    }

    private List<String> findings() throws IOException {
        assertThat(page.locator("main h1")).isVisible();
        assertThat(page.getByText(Pattern.compile("^Loading"))).hasCount(0);
        // What is put in by the debugger is no script of the page, for the content security policy.
        page.evaluate(Files.readString(AXE));
        var found = page.evaluate("""
                async () => (await axe.run()).violations.flatMap(({ id, nodes }) =>
                    nodes.map((node) => `${location.pathname} at ${innerWidth}: ${id}, ${node.html.slice(0, 200)}`))
                """);
        return ((List<?>) found).stream().map(String::valueOf).toList();
    }

    @Test
    void aWideScreenIsUsed() {
        goTo("/");
        signIn(RunningService.ADMIN_PASSWORD);
        assertThat(page.locator("main h1")).hasText("Overview");
        for (var path : List.of("/machines/fugu", "/bundles", "/runs")) {
            for (var width : List.of(390, 1280, 2560)) {
                page.setViewportSize(width, 900);
                goTo(path);
                assertThat(page.locator("main h1")).isVisible();
                assertThat(page.locator("main").boundingBox().width)
                        .as(path + " at " + width)
                        .isGreaterThan(width * 0.95);
                assertThat((int) page.evaluate("document.documentElement.scrollWidth"))
                        .as(path + " does not scroll sideways at " + width)
                        .isLessThanOrEqualTo(width);
            }
        }
    }

    @Test
    void aMistypedAddressIsToldInWords() {
        goTo("/nowhere");
        signIn(RunningService.ADMIN_PASSWORD);

        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("No such page")))
                .isVisible();
    }

    @Test
    void aWrongPasswordIsRefused() {
        goTo("/");
        signIn("not the password");
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("wrong-credentials");
    }

    private void goTo(String path) {
        page.navigate(service.address().resolve(path).toString());
    }

    private void signIn(String password) {
        page.getByLabel("Name").fill(RunningService.ADMIN);
        page.getByLabel("Password").fill(password);
        button("Sign in").click();
    }

    private void upload(String name, byte[] zip) {
        page.getByLabel("choose a file").setInputFiles(new FilePayload(name, "application/zip", zip));
    }

    /// Drags from one node to another, by their columns and rows on the 8x8 mesh.
    private void dragOverTheMap(int fromColumn, int fromRow, int toColumn, int toRow) {
        var map = page.getByRole(AriaRole.APPLICATION);
        map.scrollIntoViewIfNeeded();
        var box = map.boundingBox();
        double pitch = box.width / 8;
        page.mouse().move(box.x + (fromColumn + 0.5) * pitch, box.y + (fromRow + 0.5) * pitch);
        page.mouse().down();
        page.mouse().move(box.x + (toColumn + 0.5) * pitch, box.y + (toRow + 0.5) * pitch);
        page.mouse().up();
    }

    private Locator button(String name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
    }

    private Locator link(String name) {
        return page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(name));
    }
}

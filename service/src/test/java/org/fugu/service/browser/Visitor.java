package org.fugu.service.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;

/// Somebody who is signed in at a browser of their own.
final class Visitor implements AutoCloseable {
    private static final double PATIENCE_MILLIS = 60_000;
    private static final Path AXE =
            Path.of(System.getProperty("fugu.root", "..")).resolve("frontend/node_modules/axe-core/axe.min.js");

    private final URI service;
    private final BrowserContext context;
    private final Page page;
    /// What the pages complained of: faults, and whatever the content security policy blocked.
    private final List<String> complaints = new ArrayList<>();

    private final String name;
    private final Caller key;

    /// A new user of a service.
    Visitor(Chromium chromium, RunningService service) {
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
        this.service = service.address();
        key = service.newUser();
        name = key.get("/api/v1/users/me").json().path("name").asString();
        context = chromium.browser().newContext();
        context.setDefaultTimeout(PATIENCE_MILLIS);
        page = context.newPage();
        page.onPageError(complaints::add);
        page.onConsoleMessage(message -> {
            if (message.text().contains("Content Security Policy")) complaints.add(message.text());
        });
        // What fades in has little contrast until it is there.
        page.emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));
        goTo("/bundles");
        field("Name").fill(name);
        field("Password").fill("the password of " + name);
        button("Sign in").click();
        assertThat(page.locator("main h1")).hasText("Bundles");
    }

    String name() {
        return name;
    }

    /// The same user without a browser.
    Caller key() {
        return key;
    }

    Page page() {
        return page;
    }

    List<String> complaints() {
        return complaints;
    }

    void goTo(String path) {
        page.navigate(service.resolve(path).toString());
    }

    /// The path of the page that is shown.
    String path() {
        return URI.create(page.url()).getPath();
    }

    Locator button(String text) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(text).setExact(true));
    }

    Locator link(String text) {
        return page.getByRole(
                AriaRole.LINK, new Page.GetByRoleOptions().setName(text).setExact(true));
    }

    Locator field(String label) {
        return page.getByLabel(label, new Page.GetByLabelOptions().setExact(true));
    }

    /// A part of the page by its name.
    Locator part(String label) {
        return page.getByRole(
                AriaRole.REGION, new Page.GetByRoleOptions().setName(label).setExact(true));
    }

    Locator inDialog(String text) {
        return page.getByRole(AriaRole.DIALOG)
                .getByRole(
                        AriaRole.BUTTON,
                        new Locator.GetByRoleOptions().setName(text).setExact(true));
    }

    /// What axe-core finds on the page that is shown: on a phone, on a desk, and in the dark.
    List<String> findings() throws IOException {
        assertThat(page.locator("main h1")).isVisible();
        assertThat(page.getByText(Pattern.compile("^Loading"))).hasCount(0);
        var found = new ArrayList<String>();
        for (int width : List.of(390, 1280)) {
            page.setViewportSize(width, 900);
            found.addAll(findingsNow());
        }
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        found.addAll(findingsNow());
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
        return found;
    }

    private List<String> findingsNow() throws IOException {
        // What is put in by the debugger is no script of the page, for the content security policy.
        page.evaluate(Files.readString(AXE));
        var found = page.evaluate("""
                async () => (await axe.run()).violations.flatMap(({ id, nodes }) =>
                    nodes.map((node) => `${location.pathname} at ${innerWidth}: ${id}, ${node.html.slice(0, 200)}`))
                """);
        return ((List<?>) found).stream().map(String::valueOf).toList();
    }

    /// Keeps what is shown, where `fugu.pictures.pages` names a folder: for people who want to look.
    void picture(String file) {
        var folder = System.getProperty("fugu.pictures.pages");
        if (folder == null) return;
        page.screenshot(new Page.ScreenshotOptions()
                .setFullPage(true)
                .setPath(Path.of(folder).resolve(file + ".png")));
    }

    @Override
    public void close() {
        context.close();
    }
}

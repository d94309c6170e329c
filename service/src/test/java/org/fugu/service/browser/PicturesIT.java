package org.fugu.service.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import org.fugu.service.RunningService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// Takes the pictures of the dashboard that pages show, from real runs.
@EnabledIfSystemProperty(named = "fugu.pictures", matches = "write")
class PicturesIT {
    private static final Path IMAGES =
            Path.of(System.getProperty("fugu.root", "..")).resolve("docs/images");
    private static final double PATIENCE_MILLIS = 60_000;
    private static final int WIDTH = 1180;
    private static final int HEIGHT = 1120;

    @Test
    void aFinishedRun() {
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
        var service = RunningService.shared();
        var user = service.admin().withKey();
        var bundle = user.uploaded(RunningService.prebuilt("sum.zip"));
        var order = "{\"bundle\":\"" + bundle + "\"}";
        // What the host did the second time is nearer to what it always does.
        user.awaitEnd(user.submitted(order));
        var id = user.submitted(order);
        user.awaitEnd(id);
        try (var chromium = new Chromium();
                var context =
                        chromium.browser().newContext(new Browser.NewContextOptions().setViewportSize(WIDTH, HEIGHT))) {
            var page = context.newPage();
            page.navigate(service.address().resolve("/runs/" + id).toString());
            page.getByLabel("Name").fill(RunningService.ADMIN);
            page.getByLabel("Password").fill(RunningService.ADMIN_PASSWORD);
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign in"))
                    .click();
            assertThat(page.getByRole(
                            AriaRole.HEADING,
                            new Page.GetByRoleOptions().setName("By node").setExact(true)))
                    .isVisible();
            assertThat(page.getByTestId("console")).containsText("The sum of");
            page.screenshot(new Page.ScreenshotOptions().setPath(IMAGES.resolve("run.png")));
        }
    }
}

package org.fugu.service.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.FilePayload;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Locale;
import org.fugu.bundle.Bundle;
import org.fugu.bundle.observe.ProfileWriter;
import org.fugu.bundle.run.RunOptions;
import org.fugu.bundle.run.RunPlan;
import org.fugu.exokernel.job.CycleProfile;
import org.fugu.exokernel.run.Exokernel;
import org.fugu.exokernel.run.RunObserver;
import org.fugu.machine.observe.CycleAccount.Category;
import org.fugu.service.RunningService;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// speedscope itself, which the dashboard's development tools bring, opens a profile that Fugu wrote.
/// Nothing of the service is in it: this is where tests have a browser.
class ProfileViewerIT {
    private static final double PATIENCE_MILLIS = 60_000;
    private static final Path VIEWER = Path.of(System.getProperty("fugu.root", ".."))
            .resolve("frontend/node_modules/speedscope/dist/release/index.html")
            .toAbsolutePath();

    @BeforeAll
    static void bePatient() {
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
    }

    @Test
    void speedscopeOpensAProfileAndShowsTheCyclesOfItsFunctions() throws Exception {
        assertThat(VIEWER)
                .as("speedscope is not installed: build without -Dfrontend.skip")
                .exists();
        var profile = profileOfPingpong();
        var complaints = new ArrayList<String>();
        try (var chromium = new Chromium();
                var page = chromium.browser().newPage()) {
            page.onPageError(complaints::add);
            page.onDialog(dialog -> {
                complaints.add(dialog.message());
                dialog.dismiss();
            });
            page.navigate(VIEWER.toUri().toString());
            page.setInputFiles(
                    "input[type=file]",
                    new FilePayload(
                            "pingpong.json",
                            "application/json",
                            ProfileWriter.write("pingpong", profile).getBytes(StandardCharsets.UTF_8)));
            assertThat(page.getByText("all nodes (1/3)")).isVisible();
            assertThat(page).hasTitle("pingpong - speedscope");

            page.keyboard().press("3");
            var row = page.locator("tr").filter(new Locator.FilterOptions().setHasText("main"));
            assertThat(row.first()).containsText(String.format(Locale.ROOT, "%,d", cyclesOf("main", profile)));
        }
        assertThat(complaints).isEmpty();
    }

    /// Who is idle is in no function.
    private static long cyclesOf(String function, CycleProfile profile) {
        return profile.nodes().stream()
                .flatMap(node -> node.entries().stream())
                .filter(entry -> entry.function().equals(function) && entry.category() != Category.IDLE)
                .mapToLong(CycleProfile.Entry::cycles)
                .sum();
    }

    private static CycleProfile profileOfPingpong() throws Exception {
        var bundle = Bundle.read(RunningService.prebuilt("pingpong.zip"));
        var found = new ArrayList<CycleProfile>();
        Exokernel.run(RunPlan.of(bundle, RunOptions.NONE).request(), new RunObserver() {
            @Override
            public boolean wantsProfile() {
                return true;
            }

            @Override
            public void profile(CycleProfile profile) {
                found.add(profile);
            }
        });
        return found.getFirst();
    }
}

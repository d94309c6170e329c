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
import org.fugu.service.library.Libos;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Two people at two browsers: one publishes a library OS, the other runs a program on it.
class LibraryPagesIT {
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

    /// Uploads and publishes in one form.
    private static void publish(Visitor visitor, String version, String user) throws IOException {
        visitor.goTo("/libraries");
        visitor.field("Upload a bundle")
                .setInputFiles(new FilePayload(
                        "exos.zip", "application/zip", Libos.bundle("exos", version, "content of " + version)));
        assertThat(visitor.field("Bundle")).hasValue(Pattern.compile("[0-9a-f]{64}"));
        visitor.field("For").selectOption("named");
        visitor.field("Users").fill(user);
        visitor.button("Publish").click();
        assertThat(visitor.part("exos@" + version)).isVisible();
    }

    private static void run(Visitor visitor, String libos) {
        visitor.field("Library OS").fill(libos);
        visitor.button("Submit").click();
    }

    private static String ended(Visitor visitor) {
        assertThat(visitor.page().getByText("exited 0")).isVisible();
        return visitor.part("Identity").textContent();
    }

    @Test
    void oneUserPublishesAndAnotherRunsAProgramOnIt() throws IOException {
        var ada = visitor();
        var ben = visitor();
        ben.goTo("/libraries");
        assertThat(ben.page().locator("main")).containsText("The shelf is empty");
        ben.picture("shelf-empty");
        assertThat(ben.findings()).isEmpty();
        publish(ada, "1.0", ben.name());

        var program = ben.key().uploaded(Libos.program());
        ben.goTo("/libraries/exos");
        assertThat(ben.button("Retire exos@1.0")).hasCount(0);
        ben.link("Run on it").click();
        ben.field("Bundle").selectOption(program);
        assertThat(ben.field("Library OS")).hasValue("exos@1.0");
        ben.picture("submit");
        assertThat(ben.findings()).isEmpty();
        ben.button("Submit").click();
        var first = ended(ben);
        assertThat(ben.part("Parameters")).containsText("exos@1.0");
        ben.picture("run-on-it");
        var run = ben.path();

        publish(ada, "1.1", ben.name());
        ada.picture("versions");
        assertThat(ada.findings()).isEmpty();
        ada.button("Retire exos@1.0").click();
        ada.picture("retire");
        ada.inDialog("Retire it").click();
        assertThat(ada.part("exos@1.0")).containsText("retired");
        ada.goTo("/libraries?search=xo");
        assertThat(ada.page().getByRole(AriaRole.ROW)).hasCount(3);
        ada.picture("shelf");
        assertThat(ada.findings()).isEmpty();

        // The same run once more has the same digest; another one is refused, and told of the newer version.
        ben.goTo("/runs/new?again=" + run.substring(run.lastIndexOf('/') + 1));
        ben.button("Submit").click();
        assertThat(ben.page()).not().hasURL(Pattern.compile("runs/new"));
        assertThat(ended(ben)).isEqualTo(first);
        ben.goTo("/runs/new?bundle=" + program + "&libos=exos@1.0");
        ben.field("Seed").fill("7");
        ben.button("Submit").click();
        assertThat(ben.page().getByRole(AriaRole.ALERT)).containsText("exos@1.1");
        ben.picture("refused");
        run(ben, "exos@1.1");
        ended(ben);
        assertThat(ben.part("Parameters")).containsText("exos@1.1");

        // The same program with the same library OS as a server.
        ben.goTo("/runs/new?bundle=" + program + "&libos=exos@1.1");
        ben.field("Placement").selectOption("server");
        ben.button("Submit").click();
        ended(ben);
        assertThat(ben.part("Parameters")).containsText("server");
        ben.picture("server");

        ada.goTo("/libraries/exos");
        ada.button("Restore exos@1.0").click();
        assertThat(ada.part("exos@1.0")).containsText("takes runs");
        ada.button("Share exos@1.0").click();
        ada.field("For").selectOption("private");
        ada.picture("share");
        ada.inDialog("Change").click();
        assertThat(ada.part("exos@1.0")).containsText("you alone");
        ben.goTo("/libraries/exos");
        assertThat(ben.part("exos@1.1")).isVisible();
        assertThat(ben.part("exos@1.0")).hasCount(0);
    }

    @Test
    void aBundleThatIsALibraryOsLeadsToTheShelf() throws IOException {
        var ada = visitor();
        var digest = ada.key().uploaded(Libos.bundle("shelved", "1.0", ""));
        ada.goTo("/bundles");
        ada.link("Publish").click();
        assertThat(ada.field("Bundle")).hasValue(digest);
        ada.button("Publish").click();
        assertThat(ada.part("shelved@1.0")).containsText("you alone");
        ada.goTo("/bundles/" + digest);
        assertThat(ada.link("Publish this")).isVisible();
        ada.button("Delete shelved 1.0").click();
        ada.inDialog("Delete the bundle").click();
        assertThat(ada.page().getByRole(AriaRole.ALERT)).containsText("published as shelved@1.0");
        ada.picture("published-bundle");
    }
}

package org.fugu.service.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.fugu.service.RunningService;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class OpenApiIT {
    private static final String REFRESH = "./mvnw -pl service -am verify -Dtest=none -Dit.test=OpenApiIT"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false"
            + " -Dfugu.openapi.write=true";

    @Test
    void theCheckedInDocumentIsTheOneThatIsServed() throws IOException {
        var served = RunningService.shared().nobody().get("/v3/api-docs").requireStatus(200);
        var file = Path.of(System.getProperty("fugu.root", ".."), "service", "openapi.json");
        if (Boolean.getBoolean("fugu.openapi.write")) Files.write(file, served.bytes());

        var kept = new JsonMapper().readTree(Files.readAllBytes(file));
        assertThat(served.json())
                .as("service/openapi.json is out of date; refresh it with: %s", REFRESH)
                .isEqualTo(kept);
        assertThat(served.json().path("openapi").asString()).startsWith("3.1");
    }
}

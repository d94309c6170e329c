package org.fugu.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.fugu.cli.FakeService.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Links to runs and run-sets.
class ShareTests {
    @TempDir
    Path home;

    @Test
    void aLinkIsMadeListedAndTakenBack() throws Exception {
        try (var service = new FakeService()) {
            service.on("POST /api/v1/runs/run_1/shares", Answer.json("{\"path\":\"/shared#fugu_share_x\"}"))
                    .on("POST /api/v1/run-sets/rst_1/shares", Answer.json("{\"path\":\"/shared/set#fugu_share_y\"}"))
                    .on("GET /api/v1/shares?limit=100", Answer.json("""
                            {"items":[{"id":"shr_1","run":null,"runSet":"rst_1","expiresAt":"2027-01-01T00:00:00Z",
                             "showsOwner":true}],"nextCursor":null}
                            """))
                    .on("DELETE /api/v1/shares/shr_1", Answer.json(""));
            var run = Shell.in(home, service.environment(), "share", "run_1");
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.out()).startsWith("http://127.0.0.1:").endsWith("/shared#fugu_share_x\n");
            var set = Shell.in(home, service.environment(), "share", "rst_1", "--expires", "7", "--with-name");
            assertThat(set.out()).endsWith("/shared/set#fugu_share_y\n");
            assertThat(service.bodies()).contains("{\"showOwner\":false}", "{\"expiresInDays\":7,\"showOwner\":true}");
            assertThat(Shell.in(home, service.environment(), "share", "--list").out())
                    .isEqualTo("shr_1  rst_1  until 2027-01-01T00:00:00Z, with your name\n");
            assertThat(Shell.in(home, service.environment(), "share", "--revoke", "shr_1")
                            .out())
                    .isEqualTo("revoked shr_1\n");
            for (var wrong : new String[][] {{}, {"run_1", "--list"}, {"--list", "--expires", "3"}}) {
                var args = new Object[1 + wrong.length];
                args[0] = "share";
                System.arraycopy(wrong, 0, args, 1, wrong.length);
                assertThat(Shell.in(home, service.environment(), args).exitCode())
                        .isEqualTo(2);
            }
        }
    }
}

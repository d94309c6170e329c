package org.fugu.service.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.fugu.bundle.Bundle;
import org.fugu.bundle.run.RunOptions;
import org.fugu.bundle.run.RunPlan;
import org.fugu.exokernel.run.Exokernel;
import org.fugu.exokernel.run.RunObserver;
import org.fugu.machine.preset.Preset;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A figure of a preset is edited between a run's submission and its execution, as a new version of
/// the service would: the run that was stored is the same, and one that comes now sees the new figure.
class EditedPresetIT {
    private static final byte[] HELLO = RunningService.prebuilt("hello.zip");
    private static final String AS_IT_IS = "memory.local_miss: {value: 11,";
    private static final String EDITED = "memory.local_miss: {value: 12,";

    @TempDir
    Path folder;

    @Test
    void aStoredRunIsTheSameAfterAPresetWasEdited() throws Exception {
        var before =
                Exokernel.run(RunPlan.of(Bundle.read(HELLO), RunOptions.NONE).request(), RunObserver.NONE);
        var data = folder.resolve("data");
        String stored;
        var service = PackagedService.start(data, "-Dfugu.role=web");
        try {
            var admin = service.admin();
            stored = admin.submitted(order(admin));
        } finally {
            service.stop();
        }

        var edited = PackagedService.start(data, "-Xbootclasspath/a:" + editedPreset());
        try {
            var admin = edited.admin();
            var run = admin.awaitEnd(stored);
            assertThat(run.path("digest").asString()).isEqualTo(before.digest());
            assertThat(run.path("cycles").asLong()).isEqualTo(before.cycles());
            assertThat(run.path("machineVersion").asString()).isEqualTo(before.machineVersion());
            assertThat(localMiss(admin, stored)).isEqualTo(11);

            var fresh = admin.submitted(order(admin));
            var other = admin.awaitEnd(fresh);
            assertThat(other.path("resultDigest")).isEqualTo(run.path("resultDigest"));
            assertThat(other.path("digest")).isNotEqualTo(run.path("digest"));
            assertThat(other.path("cycles").asLong()).isGreaterThan(before.cycles());
            assertThat(localMiss(admin, fresh)).isEqualTo(12);
        } finally {
            edited.stop();
        }
    }

    private static String order(Caller admin) {
        return "{\"bundle\":\"" + admin.uploaded(HELLO) + "\"}";
    }

    private static long localMiss(Caller admin, String id) {
        return admin.get("/api/v1/runs/" + id + "/request")
                .requireStatus(200)
                .json()
                .path("machine")
                .path("figures")
                .path("memory.local_miss")
                .asLong();
    }

    /// A folder that is searched before the service's own files.
    private Path editedPreset() throws IOException {
        var edited = folder.resolve("edited");
        var name = Preset.class.getPackageName().replace('.', '/') + "/fugu.yaml";
        try (var file = Preset.class.getResourceAsStream("fugu.yaml")) {
            var text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(text).contains(AS_IT_IS);
            Files.createDirectories(edited.resolve(name).getParent());
            Files.writeString(edited.resolve(name), text.replace(AS_IT_IS, EDITED));
        }
        return edited;
    }
}

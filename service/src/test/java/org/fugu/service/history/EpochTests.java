package org.fugu.service.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeMap;
import org.fugu.bundle.Thresholds;
import org.fugu.experiment.benchmark.Measurement;
import org.fugu.experiment.benchmark.Measurement.Setting;
import org.junit.jupiter.api.Test;

class EpochTests {
    private static Epoch epoch(String version, Setting setting) {
        return epoch("bundle", version, setting);
    }

    private static Epoch epoch(String bundle, String version, Setting setting) {
        return Epoch.of(
                bundle,
                new Measurement(
                        "name",
                        setting,
                        version,
                        "exited",
                        0,
                        "d",
                        "r",
                        new TreeMap<>(),
                        new TreeMap<>(),
                        List.of(),
                        Thresholds.NONE));
    }

    @Test
    void whateverAFigureDependsOnBeginsAnEpoch() {
        var args = List.of("ab", "c");
        var epochs = List.of(
                epoch("1", new Setting("p", args, "fugu", "2x1", 2, "timing", 0)),
                epoch("other", "1", new Setting("p", args, "fugu", "2x1", 2, "timing", 0)),
                epoch("2", new Setting("p", args, "fugu", "2x1", 2, "timing", 0)),
                epoch("1", new Setting("q", args, "fugu", "2x1", 2, "timing", 0)),
                epoch("1", new Setting("p", List.of("a", "bc"), "fugu", "2x1", 2, "timing", 0)),
                epoch("1", new Setting("p", List.of("ab"), "fugu", "2x1", 2, "timing", 0)),
                epoch("1", new Setting("p", args, "dash", "2x1", 2, "timing", 0)),
                epoch("1", new Setting("p", args, "fugu", "1x2", 2, "timing", 0)),
                epoch("1", new Setting("p", args, "fugu", "2x1", 1, "timing", 0)),
                epoch("1", new Setting("p", args, "fugu", "2x1", 2, "functional", 0)),
                epoch("1", new Setting("p", args, "fugu", "2x1", 2, "timing", 1)));

        assertThat(epochs).doesNotHaveDuplicates();
        assertThat(epoch("1", new Setting("p", args, "fugu", "2x1", 2, "timing", 0)))
                .isEqualTo(epochs.getFirst());
    }
}

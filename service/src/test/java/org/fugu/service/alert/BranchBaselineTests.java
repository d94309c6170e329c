package org.fugu.service.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fugu.service.alert.Results.broken;
import static org.fugu.service.alert.Results.of;
import static org.fugu.service.alert.Results.well;

import java.util.List;
import java.util.Map;
import org.fugu.service.alert.BranchBaseline.Earlier;
import org.junit.jupiter.api.Test;

class BranchBaselineTests {
    @Test
    void itIsTheMeasurementBefore() {
        var before = of(well("a", Map.of("cycles", 2L)));
        var baseline = BranchBaseline.of(List.of(
                new Earlier("mea_2", before), new Earlier("mea_1", of(well("a", Map.of("cycles", 1L))))));

        assertThat(baseline.results()).isEqualTo(before);
        assertThat(baseline.sources()).isEqualTo(Map.of("a", "mea_2"));
    }

    @Test
    void aProgramThatDidNotEndWellCountsAsItLastDid() {
        var baseline = BranchBaseline.of(List.of(
                new Earlier("mea_3", of(broken("a"), well("b", Map.of("cycles", 30L)))),
                new Earlier("mea_2", of(broken("a"), well("b", Map.of("cycles", 20L)))),
                new Earlier("mea_1", of(well("a", Map.of("cycles", 1L)), well("c", Map.of("cycles", 9L))))));

        assertThat(baseline.results().measurements())
                .containsExactly(well("a", Map.of("cycles", 1L)), well("b", Map.of("cycles", 30L)));
        assertThat(baseline.sources()).isEqualTo(Map.of("a", "mea_1", "b", "mea_3"));
    }

    @Test
    void aProgramThatNeverEndedWellStaysAsItWas() {
        var baseline = BranchBaseline.of(List.of(
                new Earlier("mea_2", of(broken("a"))), new Earlier("mea_1", of(well("b", Map.of())))));

        assertThat(baseline.results().measurements()).containsExactly(broken("a"));
        assertThat(baseline.sources()).isEqualTo(Map.of("a", "mea_2"));
    }
}

package org.fugu.exokernel.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.fugu.exokernel.environment.Ending;
import org.junit.jupiter.api.Test;

class OutcomeTests {
    /// Digests and snapshots name the one, reports the other.
    @Test
    void everyEndingHasTheNameOfAnOutcome() {
        var names = Arrays.stream(Outcome.values()).map(Outcome::wireName).toList();
        assertThat(names).contains(new Ending.Exited(0).wireName(), new Ending.Trapped(0, "", 0, "").wireName());
        for (var stopped : Ending.Stopped.values()) assertThat(names).contains(stopped.wireName());
    }
}

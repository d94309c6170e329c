package org.fugu.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RunCommandTests {
    @Test
    void theFirstEpochThatDiffersIsNamed() {
        assertThat(RunCommand.firstDifference(List.of("a", "b", "c"), List.of("a", "x", "c")))
                .isEqualTo("the first epoch that differs is 1, cycles 1048576 to 2097152");
    }
}

package org.fugu.exokernel.run;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/// As [RandomFlowTests], ten times as many, with seeds behind those.
class RandomFlowIT {
    @Test
    void manyRandomProgramsEndAlikeHoweverTheyAreExecuted() throws IOException, InterruptedException {
        RandomFlowTests.compare(RandomFlowTests.SEED + RandomFlowTests.PROGRAMS, 10 * RandomFlowTests.PROGRAMS);
    }
}

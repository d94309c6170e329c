package org.fugu.machine.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fugu.machine.isa.Assembly.branch;
import static org.fugu.machine.isa.Assembly.immediate;

import java.util.Arrays;
import org.fugu.machine.isa.Operation;
import org.junit.jupiter.api.Test;

/// What is translated together, and where control may come in.
class GuestRegionTests {
    private static final long PC = 0x4000;
    private static final int NOP = immediate(Operation.ADDI, 0, 0, 0);
    private static final int RETURN = immediate(Operation.JALR, 0, 1, 0);
    private static final int COMPUTED = immediate(Operation.JALR, 0, 15, 0);

    private static GuestRegion region(int[] targets, int... words) {
        return new GuestRegion(PC, new FetchedWords(words), targets, 200);
    }

    @Test
    void theTargetsOfAComputedJumpBelongToItsRegion() {
        var region = region(new int[] {12}, NOP, COMPUTED, NOP, NOP, RETURN);

        assertThat(region.entries()).containsExactly(0, 12);
        assertThat(region.places()).containsExactly(0, 4, 12, 16);
    }

    @Test
    void whereControlComesToByReturnsIsNoPartOfAFunction() {
        var region = region(new int[] {12}, NOP, RETURN, NOP, NOP, RETURN);

        assertThat(region.entries()).containsExactly(0);
        assertThat(region.places()).containsExactly(0, 4);
    }

    @Test
    void theHeadOfALoopIsAnEntry() {
        var region = region(new int[0], NOP, NOP, NOP, branch(Operation.BNE, 10, 0, -8), RETURN);

        assertThat(region.entries()).containsExactly(0, 4);
    }

    @Test
    void whatIsBehindABranchIsInItsBlockUnlessThatGetsLong() {
        var words = new int[40];
        Arrays.fill(words, NOP);
        words[2] = branch(Operation.BNE, 10, 0, 4 * 36);
        words[30] = branch(Operation.BNE, 10, 0, 4 * 8);
        words[39] = RETURN;
        var region = region(new int[0], words);

        assertThat(region.isLeader(4 * 3)).isFalse();
        assertThat(region.isLeader(4 * 31)).isTrue();
    }
}

package org.fugu.machine.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fugu.machine.isa.Assembly.branch;
import static org.fugu.machine.isa.Assembly.csr;
import static org.fugu.machine.isa.Assembly.encode;
import static org.fugu.machine.isa.Assembly.immediate;

import java.util.Arrays;
import java.util.Objects;
import org.fugu.machine.isa.Operation;
import org.fugu.machine.message.CsrNumber;
import org.junit.jupiter.api.Test;

/// What is translated together, and where control may come in.
class GuestRegionTests {
    private static final long PC = 0x4000;
    private static final int NOP = immediate(Operation.ADDI, 0, 0, 0);
    private static final int RETURN = immediate(Operation.JALR, 0, 1, 0);
    private static final int COMPUTED = immediate(Operation.JALR, 0, 15, 0);

    private static GuestRegion region(int[] targets, int... words) {
        return new GuestRegion(PC, new FetchedWords(words), targets, _ -> false, 200);
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

    private static final int LOOP = branch(Operation.BNE, 10, 0, -4);

    @Test
    void aTightLoopIsARegionOfItsOwn() {
        var fetched =
                new FetchedWords(NOP, branch(Operation.BEQ, 10, 0, 12), NOP, branch(Operation.BNE, 10, 0, -12), RETURN);

        var loop = Objects.requireNonNull(GuestRegion.loop(PC, fetched, 200));

        assertThat(loop.isLoop()).isTrue();
        assertThat(loop.places()).containsExactly(0, 4, 8, 12);
        assertThat(loop.entries()).containsExactly(0);
        assertThat(GuestRegion.loop(PC, fetched, 3)).isNull();
        assertThat(GuestRegion.loop(PC + 4, fetched, 200)).isNull();
    }

    @Test
    void aLoopThatCallsOrHasALoopInItIsNotTight() {
        int call = encode(Operation.JAL, 1, 0, 0, 0, 0, 16);

        assertThat(GuestRegion.loop(PC, new FetchedWords(NOP, call, branch(Operation.BNE, 10, 0, -8), RETURN), 200))
                .isNull();
        assertThat(GuestRegion.loop(PC, new FetchedWords(NOP, COMPUTED, branch(Operation.BNE, 10, 0, -8), RETURN), 200))
                .isNull();
        assertThat(GuestRegion.loop(
                        PC, new FetchedWords(NOP, Operation.ECALL.match(), branch(Operation.BNE, 10, 0, -8)), 200))
                .isNull();
        assertThat(GuestRegion.loop(PC, new FetchedWords(NOP, NOP, LOOP, branch(Operation.BNE, 10, 0, -12)), 200))
                .isNull();
    }

    @Test
    void aRegionLeavesToATightLoop() {
        var fetched = new FetchedWords(NOP, NOP, NOP, LOOP, NOP, branch(Operation.BEQ, 11, 0, -12), RETURN);

        var apart = new GuestRegion(PC, fetched, new int[0], place -> place == 8, 200);
        var whole = new GuestRegion(PC, fetched, new int[0], place -> place == 4, 200);
        var fromTheLoop = new GuestRegion(PC + 8, fetched, new int[0], _ -> true, 200);

        assertThat(apart.places()).containsExactly(0, 4);
        assertThat(apart.leavesTo()).containsExactly(8);
        assertThat(apart.entries()).as("two instructions, and then the loop").containsExactly(0);
        assertThat(whole.places()).containsExactly(0, 4, 8, 12, 16, 20, 24);
        assertThat(whole.leavesTo()).isEmpty();
        assertThat(fromTheLoop.places()).contains(8, 12, 16, 20, 24);
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

    /// What the message unit does takes a time that is not known beforehand.
    @Test
    void aCsrOfTheMessageUnitEndsItsBlockAndNotTheRegion() {
        int describe = csr(Operation.CSRRW, 0, CsrNumber.UO0, 10);
        var region = region(new int[0], NOP, describe, NOP, NOP, NOP, NOP, NOP, RETURN);

        assertThat(GuestRegion.isInterpreted(region.at(4))).isFalse();
        assertThat(GuestRegion.asksUnit(region.at(4))).isTrue();
        assertThat(region.entries()).containsExactly(0, 8);
    }

    @Test
    void countersAndFloatingPointStateAreTheInterpreters() {
        for (int number : new int[] {0x001, 0x002, 0x003, 0xc00, 0xc01, 0xc02}) {
            var region = region(new int[0], csr(Operation.CSRRS, 10, number, 0), RETURN);
            assertThat(GuestRegion.isInterpreted(region.at(0))).as("%x", number).isTrue();
        }
    }
}

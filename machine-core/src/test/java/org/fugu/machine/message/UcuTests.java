package org.fugu.machine.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.fugu.machine.topology.NodeId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UcuTests {
    private static final int GROUP = 7;
    private static final int RANK = 3;

    record Launched(long time, int destination, int doubleWords, UserMessage message) {}

    private final List<Launched> launched = new ArrayList<>();
    private int freed;
    private final Ucu ucu = new Ucu(2, true, new Ucu.Port() {
        @Override
        public void launch(long time, int destination, int doubleWords, UserMessage message) {
            launched.add(new Launched(time, destination, doubleWords, message));
        }

        @Override
        public void freed(long time) {
            freed++;
        }
    });

    @BeforeEach
    void bind() {
        ucu.setGroup(GROUP, RANK, 4, 0x5000 | 9);
        ucu.bindEndpoint(0, GROUP, new NodeId[] {new NodeId(4), new NodeId(5), new NodeId(6), new NodeId(9)});
    }

    private static UserMessage message(int group, long... words) {
        return new UserMessage(group, words);
    }

    @Test
    void aLaunchCarriesTheHardwaresRankAndGroupWhateverTheProgramWrote() {
        ucu.write(Csr.UO0, 0xabcd_1234_fff0_0000L | 2);
        ucu.write(Csr.UO0 + 1, 77);

        assertThat(ucu.launch(100, 1)).isEqualTo(Ucu.Launch.SENT);
        var sent = launched.getFirst();
        assertThat(sent.destination()).isEqualTo(6);
        assertThat(sent.message().group()).isEqualTo(GROUP);
        assertThat(sent.message().words()).containsExactly(0xabcd_1234_0000_0000L | RANK, 77);
    }

    @Test
    void aRankThatTheGroupLacksAndAnUnboundSlotAreRefusedAtLaunch() {
        ucu.write(Csr.UO0, 4);
        assertThat(ucu.launch(0, 0)).isEqualTo(Ucu.Launch.WRONG_GROUP);
        ucu.write(Csr.UO0, 1 << 16);
        assertThat(ucu.launch(0, 0)).isEqualTo(Ucu.Launch.WRONG_GROUP);
        ucu.write(Csr.UO0, 8L << 16);
        assertThat(ucu.launch(0, 0)).isEqualTo(Ucu.Launch.WRONG_GROUP);
        assertThat(launched).isEmpty();
    }

    @Test
    void bulkDataAreIllegalUntilTheyAreBuilt() {
        assertThat(ucu.launch(0, 0b01_000)).isEqualTo(Ucu.Launch.ILLEGAL);
    }

    @Test
    void aMessageOfAnotherGroupIsNeverShown() {
        assertThat(ucu.arrive(0, message(GROUP + 1, 42))).isFalse();
        assertThat(ucu.read(Csr.USTAT) & 1).isZero();
        assertThat(ucu.read(Csr.UI0)).isZero();
        assertThat(ucu.mismatched()).isEqualTo(1);
    }

    @Test
    void readingTheHeadLeavesItAndDisposingBringsTheNext() {
        ucu.arrive(0, message(GROUP, 1, 11));
        ucu.arrive(0, message(GROUP, 2, 22, 33));

        assertThat(ucu.read(Csr.UI0 + 1)).isEqualTo(11);
        assertThat(ucu.read(Csr.UI0 + 1)).isEqualTo(11);
        assertThat(ucu.dispose(0)).isTrue();
        assertThat(ucu.read(Csr.USTAT) >>> 4 & 0xf).isEqualTo(3);
        assertThat(ucu.dispose(0)).isTrue();
        assertThat(ucu.dispose(0)).isFalse();
        assertThat(freed).isEqualTo(2);
    }

    @Test
    void anInterruptNeedsAVectorAMessageAndPermission() {
        assertThat(ucu.isInterrupting()).isFalse();
        ucu.arrive(0, message(GROUP, 1));
        assertThat(ucu.isInterrupting()).isFalse();
        ucu.write(Csr.UIVEC, 0x4000);
        assertThat(ucu.isInterrupting()).isTrue();
        ucu.write(Csr.UAC, 1);
        assertThat(ucu.isInterrupting()).isFalse();
    }

    @Test
    void returningFromAHandlerRestoresWhatTheProgramHadSaid() {
        ucu.write(Csr.UIVEC, 0x4000);
        ucu.arrive(0, message(GROUP, 1));

        assertThat(ucu.enterInterrupt(0x1234, 64)).isEqualTo(0x4000);
        assertThat(ucu.read(Csr.UAC) & 1).isEqualTo(1);
        assertThat(ucu.leaveTrap()).isEqualTo(0x1234);
        assertThat(ucu.read(Csr.UAC) & 1).isZero();

        ucu.write(Csr.UAC, 1);
        ucu.enterTrap(0x1238, 13, 0x9000);
        ucu.leaveTrap();
        assertThat(ucu.read(Csr.UAC) & 1).isEqualTo(1);
    }

    @Test
    void theKernelsControlBitsCannotBeWrittenByTheProgram() {
        ucu.write(Csr.UAC, 0b1111);
        assertThat(ucu.read(Csr.UAC)).isEqualTo(0b0011);
    }

    @Test
    void aBlockedNetworkRefusesUntilEveryStopWasTakenBack() {
        ucu.write(Csr.UO0, 0);
        ucu.backpressure(true);
        ucu.backpressure(true);
        ucu.backpressure(false);
        assertThat(ucu.launch(0, 0)).isEqualTo(Ucu.Launch.REFUSED);
        ucu.backpressure(false);
        assertThat(ucu.launch(0, 0)).isEqualTo(Ucu.Launch.SENT);
    }
}

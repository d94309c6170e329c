package org.fugu.machine.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.fugu.machine.clock.NodeClock;
import org.fugu.machine.network.Outbox;
import org.fugu.machine.network.Packet;
import org.fugu.machine.network.Traffic;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.state.SnapshotReader;
import org.fugu.machine.state.SnapshotWriter;
import org.fugu.machine.state.StateHash;
import org.fugu.machine.topology.NodeId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UcuTests {
    private static final int GROUP = 7;
    private static final int RANK = 3;

    record Launched(long time, int destination, UserMessage message) {}

    record Waking(long time, long run) {}

    private final List<Launched> launched = new ArrayList<>();
    private final List<Waking> wakings = new ArrayList<>();
    private int freed;
    private final Ucu ucu =
            new Ucu(new NodeClock(), 2, Preset.named("fugu").with("message.atomicity_timer", 100), new Ucu.Port() {
                @Override
                public void launch(long time, int destination, int group, long[] words, int length, byte[] bulk) {
                    var message = new UserMessage(group, Arrays.copyOf(words, length), bulk);
                    launched.add(new Launched(time, destination, message));
                }

                @Override
                public void freed(long time) {
                    freed++;
                }

                @Override
                public void wakeTimer(long time, long run) {
                    wakings.add(new Waking(time, run));
                }
            });

    /// What the instruction does, without its cost.
    private Ucu.Launch launch(long time, long immediate) {
        var answer = ucu.check(immediate);
        if (answer == Ucu.Launch.READY) ucu.send(time, immediate);
        return answer;
    }

    @BeforeEach
    void bind() {
        var program = new UnitState(2).member(GROUP, RANK, 4, 0x5000 | 9);
        ucu.load(0, program.bind(0, GROUP, new NodeId(4), new NodeId(5), new NodeId(6), new NodeId(9)));
    }

    private static Packet message(int group, long... words) {
        var packet = new Outbox(0).launch(0, Traffic.USER, 0, 0, 0);
        packet.user(group, words, 0, words.length, new byte[0]);
        return packet;
    }

    @Test
    void aLaunchCarriesTheHardwaresRankAndGroupWhateverTheProgramWrote() {
        ucu.write(0, CsrNumber.UO0, 0xabcd_1234_fff0_0000L | 2);
        ucu.write(0, CsrNumber.UO0 + 1, 77);

        assertThat(launch(100, 1)).isEqualTo(Ucu.Launch.READY);
        var sent = launched.getFirst();
        assertThat(sent.destination()).isEqualTo(6);
        assertThat(sent.message().group()).isEqualTo(GROUP);
        assertThat(sent.message().words()).containsExactly(0xabcd_1234_0000_0000L | RANK, 77);
    }

    @Test
    void aRankThatTheGroupLacksAndAnUnboundSlotAreRefusedAtLaunch() {
        ucu.write(0, CsrNumber.UO0, 4);
        assertThat(launch(0, 0)).isEqualTo(Ucu.Launch.WRONG_GROUP);
        ucu.write(0, CsrNumber.UO0, 1 << 16);
        assertThat(launch(0, 0)).isEqualTo(Ucu.Launch.WRONG_GROUP);
        ucu.write(0, CsrNumber.UO0, 8L << 16);
        assertThat(launch(0, 0)).isEqualTo(Ucu.Launch.WRONG_GROUP);
        assertThat(launched).isEmpty();
    }

    /// Pairs stand at the end of the descriptor, and the receiver does not see them.
    @Test
    void pairsOfBulkDataAreCheckedBeforeAnythingIsSent() {
        ucu.write(0, CsrNumber.UO0, 1);
        ucu.write(0, CsrNumber.UO0 + 1, 77);
        ucu.write(0, CsrNumber.UO0 + 2, 0x1000);
        ucu.write(0, CsrNumber.UO0 + 3, 64);
        assertThat(ucu.check(0b01_011)).isEqualTo(Ucu.Launch.READY);
        assertThat(ucu.pieces(0b01_011)).containsExactly(0x1000, 64);
        assertThat(ucu.message(0b01_011, new byte[64]).words()).containsExactly(RANK, 77);

        assertThat(ucu.check(0b10_011)).as("no header left").isEqualTo(Ucu.Launch.ILLEGAL);
        assertThat(ucu.check(1 << 5)).as("bits that mean nothing").isEqualTo(Ucu.Launch.ILLEGAL);
        for (long bad : new long[] {-8, 12, UserMessage.MOST_BULK_BYTES + 8, Long.MIN_VALUE}) {
            ucu.write(0, CsrNumber.UO0 + 3, bad);
            assertThat(ucu.check(0b01_011)).as(bad + " bytes").isEqualTo(Ucu.Launch.ILLEGAL);
        }
        ucu.write(0, CsrNumber.UO0 + 2, 0x1004);
        ucu.write(0, CsrNumber.UO0 + 3, 64);
        assertThat(ucu.check(0b01_011)).as("address").isEqualTo(Ucu.Launch.ILLEGAL);
        assertThat(launched).isEmpty();
    }

    @Test
    void aMessageOfAnotherGroupIsTheKernels() {
        ucu.arrive(0, message(GROUP + 1, 42), 0);
        assertThat(ucu.read(CsrNumber.USTAT) & 1).isZero();
        assertThat(ucu.read(CsrNumber.UI0)).isZero();
        assertThat(ucu.dispose(0)).isFalse();
        assertThat(ucu.isKernelMessageWaiting()).isTrue();

        assertThat(ucu.takeForKernel(0).words()).containsExactly(42);
        assertThat(ucu.mismatched()).isEqualTo(1);
        assertThat(freed).isEqualTo(1);
    }

    @Test
    void theQueueIsOneSoTheKernelsMessageWaitsForTheProgramsBeforeIt() {
        ucu.arrive(0, message(GROUP, 1), 0);
        ucu.arrive(0, message(GROUP + 1, 2), 0);
        assertThat(ucu.isKernelMessageWaiting()).isFalse();
        ucu.dispose(0);
        assertThat(ucu.isKernelMessageWaiting()).isTrue();
    }

    @Test
    void whileTheKernelDivertsEverythingIsItsOwnAndItShowsWhatItWants() {
        ucu.arrive(0, message(GROUP, 1), 0);
        ucu.divert(0, true);
        assertThat(ucu.isMessageAvailable()).isFalse();
        var taken = ucu.takeForKernel(0);
        ucu.arrive(0, message(GROUP, 2), 0);

        ucu.show(0, taken);
        assertThat(ucu.read(CsrNumber.UI0)).isEqualTo(1);
        assertThat(ucu.isShown()).as("its disposal is the kernel's").isTrue();
        ucu.show(0, null);
        assertThat(ucu.isMessageAvailable()).isFalse();
        assertThat(freed).as("only what was in the queue frees a slot").isEqualTo(1);

        ucu.divert(0, false);
        assertThat(ucu.read(CsrNumber.UI0)).isEqualTo(2);
    }

    @Test
    void aHandlerThatHasNotDisposedMayNotEnd() {
        ucu.write(0, CsrNumber.UIVEC, 0x4000);
        ucu.arrive(0, message(GROUP, 1), 0);
        ucu.enterInterrupt(0, 0x1234, 64);
        assertThat(ucu.end()).isEqualTo(Ucu.End.DISPOSE_FAILURE);
        ucu.dispose(0);
        assertThat(ucu.end()).isEqualTo(Ucu.End.ALLOWED);
        ucu.extendAtomicity(true);
        assertThat(ucu.end()).isEqualTo(Ucu.End.ATOMICITY_EXTEND);
    }

    @Test
    void aHandlerDescribesAMessageOfItsOwn() {
        ucu.write(0, CsrNumber.UO0 + 3, 7);
        ucu.write(0, CsrNumber.UIVEC, 0x4000);
        ucu.arrive(0, message(GROUP, 1), 0);
        ucu.enterInterrupt(0, 0x1234, 64);
        ucu.write(0, CsrNumber.UO0 + 3, 9);
        ucu.enterTrap(0, 0x4010, 13, 0);
        assertThat(ucu.read(CsrNumber.UO0 + 3)).as("a fault in the handler").isEqualTo(9);
        ucu.leaveTrap(0);
        // The fault has overwritten where the message came from; a library OS saves it.
        ucu.write(0, CsrNumber.UCAUSE, 64);
        ucu.leaveTrap(0);
        assertThat(ucu.read(CsrNumber.UO0 + 3)).isEqualTo(7);
    }

    /// Cycles count while a message waits in an atomic section, and only then.
    @Test
    void theTimerCountsWhatAProgramHoldsOff() {
        ucu.write(10, CsrNumber.UAC, 1);
        assertThat(wakings).isEmpty();
        ucu.arrive(20, message(GROUP, 1), 0);
        assertThat(wakings).containsExactly(new Waking(120, 1));

        ucu.write(50, CsrNumber.UAC, 0);
        assertThat(ucu.timerExpired(1)).as("it was stopped").isFalse();
        ucu.write(60, CsrNumber.UAC, 1);
        assertThat(wakings.getLast()).as("the end of a section is progress").isEqualTo(new Waking(160, 2));
        ucu.dispose(90);
        ucu.arrive(95, message(GROUP, 2), 0);
        assertThat(wakings.getLast()).as("so is a disposal").isEqualTo(new Waking(195, 3));
        assertThat(ucu.timerExpired(3)).isTrue();
        assertThat(ucu.timerExpired(3)).as("once").isFalse();
        ucu.presetTimer(300);
        assertThat(wakings.getLast()).isEqualTo(new Waking(400, 4));
    }

    private String state() {
        var hash = new StateHash();
        ucu.save(hash);
        return hash.hex();
    }

    @Test
    void aProgramThatComesBackFindsTheUnitAsItWas() {
        ucu.write(0, CsrNumber.UO0 + 3, 7);
        ucu.write(0, CsrNumber.UIVEC, 0x4000);
        ucu.write(0, CsrNumber.USCRATCH1, 9);
        ucu.arrive(0, message(GROUP, 1), 0);
        ucu.enterInterrupt(0, 0x1234, 64);
        ucu.dispose(0);
        ucu.write(0, CsrNumber.UO0 + 3, 8);
        ucu.extendAtomicity(true);
        var before = state();
        var program = new UnitState(2);
        ucu.store(10, program);
        var kept = kept(program);

        ucu.load(10, new UnitState(2).member(GROUP + 1, 0, 1, 0));
        for (int csr : new int[] {CsrNumber.UO0 + 3, CsrNumber.UIVEC, CsrNumber.USCRATCH1, CsrNumber.UAC})
            assertThat(ucu.read(csr)).isZero();
        assertThat(launch(20, 0)).as("no endpoint is bound").isEqualTo(Ucu.Launch.WRONG_GROUP);
        ucu.write(20, CsrNumber.UO0 + 3, -1);
        ucu.write(20, CsrNumber.UAC, 1);
        assertThat(kept(program)).as("what the other does").isEqualTo(kept);

        ucu.load(30, program);
        assertThat(state()).isEqualTo(before);
    }

    private static String kept(UnitState program) {
        var hash = new StateHash();
        program.save(hash);
        return hash.hex();
    }

    @Test
    void whatAKernelKeepsIsReadBackAsItWas() {
        ucu.write(0, CsrNumber.UO0 + 3, 7);
        ucu.write(0, CsrNumber.UAC, 3);
        var program = new UnitState(2);
        ucu.store(40, program);
        var out = new SnapshotWriter();
        program.save(out);
        var restored = new UnitState(2);
        restored.restore(new SnapshotReader(out.toBytes()));
        assertThat(kept(restored)).isEqualTo(kept(program)).isNotEqualTo(kept(new UnitState(2)));
    }

    @Test
    void aMessageWaitsInTheQueueForTheProgramOfItsGroup() {
        var program = new UnitState(2);
        ucu.arrive(0, message(GROUP, 1), 0);
        ucu.store(0, program);
        ucu.load(0, new UnitState(2).member(GROUP + 1, 0, 1, 0));
        assertThat(ucu.isMessageAvailable()).isFalse();
        assertThat(ucu.isKernelMessageWaiting()).isTrue();
        ucu.load(0, program);
        assertThat(ucu.isMessageAvailable()).isTrue();
        assertThat(ucu.isKernelMessageWaiting()).isFalse();
    }

    /// Time in which a program does not run is none in which it holds messages off.
    @Test
    void theTimerGoesOnWithWhatTheProgramHasLeft() {
        var program = new UnitState(2);
        ucu.write(0, CsrNumber.UAC, 3);
        ucu.store(30, program);
        ucu.load(30, new UnitState(2));
        assertThat(ucu.timerExpired(1)).isFalse();
        ucu.load(1_000, program);
        assertThat(wakings.getLast()).isEqualTo(new Waking(1_070, 2));
    }

    @Test
    void aStalledLaunchCountsAndSoDoesWhoAsksForIt() {
        ucu.stall(5, true);
        assertThat(wakings).containsExactly(new Waking(105, 1));
        ucu.stall(45, false);
        ucu.write(50, CsrNumber.UAC, 3);
        assertThat(wakings.getLast())
                .as("forced, and what was counted stays counted")
                .isEqualTo(new Waking(110, 2));
    }

    @Test
    void readingTheHeadLeavesItAndDisposingBringsTheNext() {
        ucu.arrive(0, message(GROUP, 1, 11), 0);
        ucu.arrive(0, message(GROUP, 2, 22, 33), 0);

        assertThat(ucu.read(CsrNumber.UI0 + 1)).isEqualTo(11);
        assertThat(ucu.read(CsrNumber.UI0 + 1)).isEqualTo(11);
        assertThat(ucu.dispose(0)).isTrue();
        assertThat(ucu.read(CsrNumber.USTAT) >>> 4 & 0xf).isEqualTo(3);
        assertThat(ucu.dispose(0)).isTrue();
        assertThat(ucu.dispose(0)).isFalse();
        assertThat(freed).isEqualTo(2);
    }

    @Test
    void anInterruptNeedsAVectorAMessageAndPermission() {
        assertThat(ucu.isInterrupting()).isFalse();
        ucu.arrive(0, message(GROUP, 1), 0);
        assertThat(ucu.isInterrupting()).isFalse();
        ucu.write(0, CsrNumber.UIVEC, 0x4000);
        assertThat(ucu.isInterrupting()).isTrue();
        ucu.write(0, CsrNumber.UAC, 1);
        assertThat(ucu.isInterrupting()).isFalse();
    }

    @Test
    void returningFromAHandlerRestoresWhatTheProgramHadSaid() {
        ucu.write(0, CsrNumber.UIVEC, 0x4000);
        ucu.arrive(0, message(GROUP, 1), 0);

        assertThat(ucu.enterInterrupt(0, 0x1234, 64)).isEqualTo(0x4000);
        assertThat(ucu.read(CsrNumber.UAC) & 1).isEqualTo(1);
        assertThat(ucu.leaveTrap(0)).isEqualTo(0x1234);
        assertThat(ucu.read(CsrNumber.UAC) & 1).isZero();

        ucu.write(0, CsrNumber.UAC, 1);
        ucu.enterTrap(0, 0x1238, 13, 0x9000);
        ucu.leaveTrap(0);
        assertThat(ucu.read(CsrNumber.UAC) & 1).isEqualTo(1);
    }

    @Test
    void theKernelsControlBitsCannotBeWrittenByTheProgram() {
        ucu.write(0, CsrNumber.UAC, 0b1111);
        assertThat(ucu.read(CsrNumber.UAC)).isEqualTo(0b0011);
    }

    @Test
    void aBlockedNetworkRefusesUntilEveryStopWasTakenBack() {
        ucu.write(0, CsrNumber.UO0, 0);
        ucu.backpressure(true);
        ucu.backpressure(true);
        ucu.backpressure(false);
        assertThat(launch(0, 0)).isEqualTo(Ucu.Launch.REFUSED);
        ucu.backpressure(false);
        assertThat(launch(0, 0)).isEqualTo(Ucu.Launch.READY);
    }
}

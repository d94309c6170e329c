package org.fugu.machine.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.fugu.machine.access.FlatMemory;
import org.fugu.machine.access.Mmu;
import org.fugu.machine.access.Reservations;
import org.fugu.machine.clock.NodeClock;
import org.fugu.machine.cpu.Context;
import org.fugu.machine.cpu.Contexts;
import org.fugu.machine.memory.Dram;
import org.fugu.machine.memory.LineShape;
import org.fugu.machine.preset.Preset;
import org.junit.jupiter.api.Test;

/// The two transfers of a node, on memory where nothing has to be asked for: the unit is busy as long as a
/// message is read, and a message is stored once for each `usink`.
class UserDmaTests {
    private static final Preset PRESET = Preset.named("fugu");
    private static final LineShape LINES = new LineShape(16);
    private static final long ADDRESS = 0x3000;

    private final NodeClock clock = new NodeClock();
    private final Contexts contexts = new Contexts(1, LINES);
    private final FlatMemory memory = new FlatMemory(
            0,
            clock,
            new Mmu(8, LINES, contexts),
            contexts,
            LINES,
            new Dram[] {new Dram()},
            new Reservations(1, LINES));
    private final List<UserMessage> sent = new ArrayList<>();
    private final Ucu ucu = new Ucu(clock, 1, PRESET, new NoUnitPort() {
        @Override
        public void launch(long time, int destination, int group, long[] words, int length, byte[] bulk) {
            sent.add(new UserMessage(group, words, bulk));
        }
    });
    private final Moves moves = new Moves();
    private final Processor processor = new Processor();
    private final UserDma dma = new UserDma(memory, ucu, moves, PRESET, true);

    UserDmaTests() {
        dma.connect(processor);
    }

    private static final class Moves implements UnitSchedule {
        long next;

        @Override
        public void timerExpires(long time, long run) {}

        @Override
        public void kernelMessage(long time) {}

        @Override
        public void moves(long time, boolean stores) {
            next = time;
        }
    }

    private static final class Processor implements UnitPipeline {
        int unblocked;
        int transferred;

        @Override
        public boolean isHalted() {
            return false;
        }

        @Override
        public void messageCame(long now) {}

        @Override
        public void unblock(long now) {
            unblocked++;
        }

        @Override
        public void transferred(long now) {
            transferred++;
        }
    }

    private void finish(boolean stores) {
        for (int i = 0; i < 100 && dma.isMoving(); i++) dma.moved(moves.next, stores);
        assertThat(dma.isMoving()).isFalse();
    }

    private static byte[] counted(int count) {
        var bytes = new byte[count];
        for (int i = 0; i < count; i++) bytes[i] = (byte) (i + 1);
        return bytes;
    }

    @Test
    void theUnitTakesNoOtherMessageUntilThisOneHasBeenRead() {
        System.arraycopy(counted(40), 0, memory.frameAt(ADDRESS), 0, 40);
        dma.send(0, 3, new UserMessage(5, new long[] {1}, new byte[40]), new long[] {ADDRESS}, new int[] {40});
        assertThat(ucu.isBlocked()).isTrue();
        assertThat(sent).isEmpty();
        assertThat(dma.isStoring()).isFalse();
        finish(false);
        assertThat(ucu.isBlocked()).isFalse();
        assertThat(processor.unblocked).isEqualTo(1);
        assertThat(sent).hasSize(1);
        assertThat(sent.getFirst().bulk()).isEqualTo(counted(40));
    }

    @Test
    void whatIsStoredIsInMemoryAndTakenOnce() {
        dma.store(0, counted(24), new long[] {ADDRESS + 8}, new int[] {24});
        assertThat(dma.isStoring()).isTrue();
        assertThat(dma.hasStored()).isFalse();
        finish(true);
        assertThat(processor.transferred).isEqualTo(1);
        assertThat(memory.frameAt(ADDRESS)).startsWith(new byte[8]).containsSequence(counted(24));
        assertThat(dma.takeStored()).isTrue();
        assertThat(dma.takeStored()).isFalse();
    }

    @Test
    void anotherProgramsSinkIsNotTakenForThisOnes() {
        dma.store(0, counted(8), new long[] {ADDRESS}, new int[] {8});
        finish(true);
        dma.forgetStored();
        assertThat(dma.takeStored()).isFalse();
    }

    @Test
    void aProgramThatEndsNoLongerWaitsForItsMessage() {
        dma.store(0, counted(64), new long[] {ADDRESS}, new int[] {64});
        dma.cancelStore();
        assertThat(dma.isMoving()).isFalse();
        dma.moved(moves.next, true);
        assertThat(processor.transferred).isZero();
    }

    @Test
    void aReservationOfWhatIsStoredToEnds() {
        contexts.current().reservation = ADDRESS;
        dma.store(0, counted(16), new long[] {ADDRESS}, new int[] {16});
        assertThat(contexts.current().reservation).isEqualTo(Context.NO_RESERVATION);
    }

    @Test
    void aFrameIsInTransferFromEitherSide() {
        dma.send(0, 3, new UserMessage(5, new long[] {1}, new byte[32]), new long[] {ADDRESS}, new int[] {32});
        dma.store(0, counted(32), new long[] {0x5000}, new int[] {32});
        assertThat(dma.isMoving(3)).isTrue();
        assertThat(dma.isMoving(5)).isTrue();
        assertThat(dma.isMoving(4)).isFalse();
    }
}

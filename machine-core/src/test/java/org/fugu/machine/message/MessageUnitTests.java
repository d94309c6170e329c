package org.fugu.machine.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.fugu.machine.clock.NodeClock;
import org.fugu.machine.network.Outbox;
import org.fugu.machine.network.Packet;
import org.fugu.machine.network.Traffic;
import org.fugu.machine.observe.NodeRecorder;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.topology.NodeId;
import org.junit.jupiter.api.Test;

/// A message unit between a network and a processor: each message is taken by whom it is for, once.
class MessageUnitTests {
    private static final int GROUP = 5;
    private static final int OTHER_GROUP = 6;
    private static final int HEADER = 8;
    private static final Preset PRESET = Preset.named("fugu");
    private static final int CONTEXTS = PRESET.intValue("processor.contexts");

    private final NodeClock clock = new NodeClock();
    private final Outbox outbox = new Outbox(0);
    private final List<Packet> launched = new ArrayList<>();
    private final List<Long> freed = new ArrayList<>();
    private final List<Long> announced = new ArrayList<>();
    private final Processor processor = new Processor();
    private final MessageUnit unit = new MessageUnit(
            0,
            clock,
            PRESET,
            HEADER,
            true,
            (time, traffic, to, bytes, lead) -> {
                launched.add(outbox.launch(time, traffic, to, bytes, lead));
                return launched.getLast();
            },
            freed::add,
            new Events(),
            new NodeRecorder(0));

    MessageUnitTests() {
        unit.connect(processor);
        unit.load(0, new UnitState(CONTEXTS).member(GROUP, 0, 2, 0).bind(0, GROUP, new NodeId(0), new NodeId(1)));
    }

    private final class Events implements UnitSchedule {
        @Override
        public void timerExpires(long time, long run) {}

        @Override
        public void kernelMessage(long time) {
            announced.add(time);
        }

        @Override
        public void moves(long time, boolean stores) {}
    }

    private static final class Processor implements UnitPipeline {
        boolean halted;
        int messages;
        int unblocked;

        @Override
        public boolean isHalted() {
            return halted;
        }

        @Override
        public void messageCame(long now) {
            messages++;
        }

        @Override
        public void unblock(long now) {
            unblocked++;
        }

        @Override
        public void transferred(long now) {}
    }

    private void arrive(long now, int group, long... words) {
        var packet = new Outbox(1).launch(0, Traffic.USER, 0, 0, 0);
        packet.user(group, words, 0, words.length, new byte[0]);
        unit.arrive(now, packet);
    }

    private List<Long> takeForKernel(long now) {
        var taken = new ArrayList<Long>();
        unit.handToKernel(now, message -> taken.add(message.words()[0]));
        return taken;
    }

    @Test
    void theProgramHearsOfItsMessageAndTheKernelDoesNot() {
        unit.ucu().write(0, CsrNumber.UIVEC, 0x8000);
        arrive(10, GROUP, 1);
        assertThat(processor.messages).isEqualTo(1);
        assertThat(announced).isEmpty();
        assertThat(unit.ucu().isMessageAvailable()).isTrue();
        assertThat(clock.interrupting).isTrue();
    }

    /// The second one has to wait until the kernel has done with the first.
    @Test
    void theKernelHearsOfWhatIsItsAtTheHeadAndTakesOneAtATime() {
        arrive(10, OTHER_GROUP, 1);
        arrive(11, OTHER_GROUP, 2);
        arrive(12, GROUP, 3);
        assertThat(announced).containsExactly(10L);
        assertThat(processor.messages).as("the program's stands behind them").isZero();
        assertThat(takeForKernel(20)).containsExactly(1L);
        assertThat(processor.messages).isZero();
        assertThat(freed).as("a slot").hasSize(1);
        assertThat(announced).as("the second has come to the head").containsExactly(10L, 20L);
        assertThat(takeForKernel(21)).containsExactly(2L);
        assertThat(processor.messages).isEqualTo(1);
        assertThat(freed).as("two slots").hasSize(2);
        assertThat(takeForKernel(22)).as("nothing is the kernel's").isEmpty();
        arrive(30, OTHER_GROUP, 4);
        assertThat(announced).as("it stands behind the program's").containsExactly(10L, 20L);
        assertThat(unit.ucu().dispose(31)).isTrue();
        assertThat(announced).containsExactly(10L, 20L, 31L);
    }

    @Test
    void whatWaitsIsTheKernelsWhenAnotherProgramIsLoaded() {
        arrive(10, GROUP, 1);
        unit.load(20, new UnitState(CONTEXTS).member(OTHER_GROUP, 0, 2, 0));
        assertThat(announced).containsExactly(20L);
        assertThat(takeForKernel(20)).containsExactly(1L);
    }

    @Test
    void whatArrivesWhenAllIsOverIsDropped() {
        processor.halted = true;
        arrive(10, GROUP, 1);
        assertThat(processor.messages).isZero();
        assertThat(unit.ucu().isMessageAvailable()).isFalse();
        assertThat(freed).as("the network's slot is free again").isNotEmpty();
    }

    @Test
    void theProcessorGoesOnWhenTheNetworkTakesMessagesAgain() {
        unit.backpressure(10, true);
        assertThat(processor.unblocked).isZero();
        unit.backpressure(20, false);
        assertThat(processor.unblocked).isEqualTo(1);
    }

    @Test
    void aPacketIsAsLongAsWhatItCarriesAndLeavesWithItsFirstPiece() {
        var ucu = unit.ucu();
        ucu.send(5, 1, new UserMessage(GROUP, new long[] {1, 2}, new byte[40]));
        var packet = launched.getFirst();
        assertThat(packet.bytes()).isEqualTo(HEADER + 2 * Long.BYTES + 40);
        assertThat(packet.destination()).isEqualTo(1);
        assertThat(packet.lead()).isEqualTo(2 * PRESET.value("message.dma_piece"));
        var counters = new TreeMap<String, Long>();
        unit.count(counters);
        assertThat(counters).containsEntry("messages.sent", 1L).containsEntry("messages.bulk_bytes", 40L);
    }
}

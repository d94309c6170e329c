package org.fugu.machine.message;

import java.util.Map;
import org.fugu.machine.clock.NodeClock;
import org.fugu.machine.network.Launcher;
import org.fugu.machine.network.Packet;
import org.fugu.machine.network.Traffic;
import org.fugu.machine.observe.NodeRecorder;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.jspecify.annotations.Nullable;

/// The message unit within its node: what arrives for it, what it sends, and when processor and
/// kernel hear of it. What instructions do with the unit is in [UnitCsrs].
public final class MessageUnit {
    /// Who takes the messages that are not the program's.
    public interface Kernel {
        void message(UserMessage message);

        /// Whether it can take a message of that group now. It is asked again in a few cycles; the message stays
        /// at the head of the queue.
        default boolean canTake(int group) {
            return true;
        }
    }

    /// The network's credits.
    public interface Credits {
        /// A slot of the input queue is free.
        void freed(long time);
    }

    /// What the shortest message carries: one word.
    public static final int LEAST_BYTES = Long.BYTES;

    /// What the shortest with bulk data carries: one double-word of them.
    public static final int LEAST_BULK_BYTES = LEAST_BYTES + Long.BYTES;

    /// Cycles until the kernel is asked again.
    private static final long AGAIN = 32;

    private static final int SEQUENCE_BITS = 32;
    private static final long SEQUENCE = (1L << SEQUENCE_BITS) - 1;

    private final int node;
    private final NodeClock clock;
    private final Launcher launcher;
    private final Credits credits;
    private final UnitSchedule schedule;
    private final NodeRecorder recorder;
    private final int packetHeader;
    private final long pieceCycles;
    private final Ucu ucu;
    private @Nullable UnitPipeline pipeline;

    /// The kernel has been told of a message at the head of the queue, and has not looked yet.
    private boolean announced;

    /// @param packetHeader bytes of a packet without content
    /// @param timed false in functional runs, where user DMA takes no time
    public MessageUnit(
            int node,
            NodeClock clock,
            Preset preset,
            int packetHeader,
            boolean timed,
            Launcher launcher,
            Credits credits,
            UnitSchedule schedule,
            NodeRecorder recorder) {
        this.node = node;
        this.clock = clock;
        this.packetHeader = packetHeader;
        this.launcher = launcher;
        this.credits = credits;
        this.schedule = schedule;
        this.recorder = recorder;
        pieceCycles = timed ? preset.value("message.dma_piece") : 0;
        ucu = new Ucu(clock, preset.intValue("processor.contexts"), preset, new UnitPort());
    }

    /// The wire to the processor, which is built behind the unit.
    public void connect(UnitPipeline processor) {
        pipeline = processor;
    }

    private UnitPipeline pipeline() {
        if (pipeline == null) throw new IllegalStateException("no processor is connected");
        return pipeline;
    }

    public Ucu ucu() {
        return ucu;
    }

    // From the network.

    public void arrive(long now, Packet packet) {
        ucu.arrive(now, packet, number(packet.source(), packet.sequence()));
        if (pipeline().isHalted()) {
            drain(now);
            return;
        }
        lookForKernelMessages(now);
        tellProcessor(now);
    }

    public void backpressure(long now, boolean blocked) {
        ucu.backpressure(blocked);
        if (!ucu.isBlocked()) pipeline().unblock(now);
    }

    /// The program may have a message that it had not before.
    private void tellProcessor(long now) {
        if (!ucu.isMessageAvailable()) return;
        ucu.driveInterruptLine();
        pipeline().messageCame(now);
    }

    /// A waking that the atomicity timer asked for.
    ///
    /// @return whether it has run down, so that the kernel has to be told
    public boolean timerExpired(long run) {
        return ucu.timerExpired(run);
    }

    // For the kernel.

    /// The kernel hears of its messages as soon as one is at the head of the queue.
    private void lookForKernelMessages(long now) {
        if (announced || !ucu.isKernelMessageWaiting()) return;
        announced = true;
        schedule.kernelMessage(now);
    }

    /// The kernel takes one message. The next one waits in the queue until it has done with that, and so
    /// does who sends: a flood costs its sender's network, and no more of this node than the kernel takes.
    public void handToKernel(long now, Kernel kernel) {
        if (ucu.isKernelMessageWaiting()) {
            if (!kernel.canTake(ucu.firstGroup())) {
                schedule.kernelMessage(Math.max(now, clock.now) + AGAIN);
                return;
            }
            kernel.message(ucu.takeForKernel(Math.max(now, clock.now)));
        }
        announced = false;
        lookForKernelMessages(Math.max(now, clock.now));
        tellProcessor(now);
    }

    /// Another program has the processor: what waits may be for that now, or for the kernel.
    public void load(long now, UnitState program) {
        ucu.load(now, program);
        recorder.grouped(program.group(), now);
        lookForKernelMessages(now);
    }

    /// Whether everything that arrives is the kernel's.
    public void divert(long now, boolean all) {
        ucu.divert(now, all);
        lookForKernelMessages(now);
    }

    /// Shows the program a message of the kernel's, or the queue's head again.
    public void show(long now, @Nullable UserMessage message) {
        ucu.show(now, message);
        tellProcessor(now);
    }

    /// Limits the program's launches. One that waits is tried again.
    public void allow(long now, int launches) {
        ucu.allow(launches);
        if (launches != 0 && !ucu.isBlocked()) pipeline().unblock(now);
    }

    /// Empties the input queue of a program that has ended.
    public void drain(long now) {
        ucu.drain(now);
    }

    /// Adds what was counted here, by name.
    public void count(Map<String, Long> counters) {
        counters.put("messages.sent", ucu.sent());
        counters.put("messages.received", ucu.received());
        counters.put("messages.refused", ucu.refused());
        counters.put("messages.group_mismatch", ucu.mismatched());
        counters.put("messages.diverted", ucu.diverted());
        counters.put("messages.interrupts", ucu.interrupts());
        counters.put("messages.timeouts", ucu.timeouts());
        counters.put("messages.bulk_bytes", ucu.bulkBytes());
    }

    public void saveAnnounced(StateWriter out) {
        out.add(announced);
    }

    public void restoreAnnounced(StateReader in) {
        announced = in.nextBoolean();
    }

    /// Writes since when messages wait: a snapshot needs it, the digest does not.
    public void saveArrivals(StateWriter out) {
        ucu.saveArrivals(out);
    }

    public void restoreArrivals(StateReader in) {
        ucu.restoreArrivals(in);
    }

    /// A number that no other message of a run has.
    private static long number(int source, long sequence) {
        return (long) source << SEQUENCE_BITS | sequence & SEQUENCE;
    }

    /// The unit's way out.
    private final class UnitPort implements Ucu.Port {
        @Override
        public void launch(long time, int destination, int group, long[] words, int length, byte[] bulk) {
            int bytes = packetHeader + length * Long.BYTES + bulk.length;
            long lead = BulkTransfer.lead(pieceCycles, bulk.length);
            var packet = launcher.launch(time, Traffic.USER, destination, bytes, lead);
            packet.user(group, words, 0, length, bulk);
            long number = number(node, packet.sequence());
            recorder.launched(number, destination, bytes, Math.min(clock.now, time), time + 1);
        }

        @Override
        public void freed(long time) {
            credits.freed(time);
            lookForKernelMessages(time);
        }

        @Override
        public void left(long time, long number, long arrived, boolean disposed) {
            int source = (int) (number >>> SEQUENCE_BITS);
            if (disposed) recorder.disposed(number, source, arrived, time);
            else recorder.dropped(number, source, arrived, time);
        }

        @Override
        public void wakeTimer(long time, long run) {
            schedule.timerExpires(time, run);
        }
    }
}

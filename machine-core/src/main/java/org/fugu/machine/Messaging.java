package org.fugu.machine;

import java.util.ArrayDeque;
import java.util.Map;
import org.fugu.machine.message.Ucu;
import org.fugu.machine.message.UserMessage;
import org.fugu.machine.network.Traffic;
import org.fugu.machine.observe.Latency;
import org.fugu.machine.observe.TraceEvent;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// The message unit within its node: what arrives for it, what it sends, user DMA, and when processor
/// and kernel hear of it. What instructions do with the unit is in [MessageCsrs].
final class Messaging implements MessageCsrs.Transfers {
    private static final int MOST_ARRIVALS = 1 << 16;
    private static final int SEQUENCE_BITS = 32;
    private static final long SEQUENCE = (1L << SEQUENCE_BITS) - 1;

    private final Node node;
    private final int packetHeader;
    private final Ucu ucu;
    private final BulkTransfer reading;
    private final BulkTransfer storing;

    /// The messages of the input queue, for observers: which they are, and since when they wait.
    private final ArrayDeque<Arrival> arrivals = new ArrayDeque<>();

    private record Arrival(long message, long time) {
        int source() {
            return (int) (message >>> SEQUENCE_BITS);
        }
    }

    /// The kernel has been told of a message at the head of the queue, and has not looked yet.
    private boolean announced;

    Messaging(Node node, Node.Interconnections machine, Preset preset) {
        this.node = node;
        packetHeader = machine.packetHeader();
        ucu = new Ucu(preset.intValue("processor.contexts"), preset, new UnitPort());
        long pieceCycles = machine.timed() ? preset.value("message.dma_piece") : 0;
        reading = new BulkTransfer(pieceCycles, new TransferPort(false));
        storing = new BulkTransfer(pieceCycles, new TransferPort(true));
    }

    Ucu ucu() {
        return ucu;
    }

    // From the network.

    void arrive(long now, UserMessage message, int source, long sequence) {
        ucu.arrive(now, message);
        arrivals.add(new Arrival(number(source, sequence), now));
        if (node.isHalted()) {
            drain(now);
            return;
        }
        lookForKernelMessages(now);
        if (ucu.isMessageAvailable()) tellProcessor(now);
    }

    void backpressure(long now, boolean blocked) {
        ucu.backpressure(blocked);
        if (!ucu.isBlocked()) node.processor().unblock(now);
    }

    private void tellProcessor(long now) {
        node.wiring().attention = ucu.isInterrupting();
        node.processor().messageCame(now);
    }

    // For the kernel.

    /// The kernel hears of its messages as soon as one is at the head of the queue.
    void lookForKernelMessages(long now) {
        if (announced || !ucu.isKernelMessageWaiting()) return;
        announced = true;
        node.happen(now, new NodeEvent.KernelMessage());
    }

    void handToKernel(long now, TrapHandler kernel) {
        announced = false;
        while (ucu.isKernelMessageWaiting()) kernel.message(ucu.takeForKernel(now));
        if (ucu.isMessageAvailable()) tellProcessor(now);
    }

    /// The kernel shows the program a message, or the queue's head again.
    void shown(long now) {
        if (ucu.isMessageAvailable()) tellProcessor(now);
    }

    /// Whether part of a frame is still to be moved.
    boolean isMoving(long frame) {
        return reading.isMoving(frame) || storing.isMoving(frame);
    }

    /// The job is over here.
    void end(long now) {
        storing.cancelStore();
        drain(now);
    }

    /// Empties the input queue of a program that has ended.
    private void drain(long now) {
        ucu.drain(now);
        while (!arrivals.isEmpty()) drop(arrivals.remove(), now);
    }

    private void drop(Arrival arrival, long now) {
        var trace = node.trace();
        if (trace == null) return;
        trace.add(new TraceEvent.Dropped(
                node.id().index(), arrival.message(), arrival.source(), arrival.time(), now, now + 1));
    }

    // User DMA.

    /// Whether the context in the pipeline waits for a message to be stored.
    boolean isStoring() {
        return storing.isActive();
    }

    @Override
    public void send(long time, int destination, UserMessage message, long[] addresses, int[] lengths) {
        // Until its bulk data have been read the unit takes no other message, so that none overtakes.
        ucu.backpressure(true);
        reading.read(time, destination, message, addresses, lengths);
    }

    @Override
    public void store(long time, byte[] bulk, long[] addresses, int[] lengths) {
        storing.store(time, bulk, addresses, lengths);
    }

    /// The time of a piece has passed.
    void moved(long now, boolean stores) {
        var transfer = stores ? storing : reading;
        if (transfer.isActive()) transfer.step(now);
    }

    /// A line has come; a transfer may wait for it.
    void lineCame(long now) {
        storing.lineCame(now);
        reading.lineCame(now);
    }

    /// Adds what was counted here, by name.
    void count(Map<String, Long> counters) {
        counters.put("messages.sent", ucu.sent());
        counters.put("messages.received", ucu.received());
        counters.put("messages.refused", ucu.refused());
        counters.put("messages.group_mismatch", ucu.mismatched());
        counters.put("messages.diverted", ucu.diverted());
        counters.put("messages.interrupts", ucu.interrupts());
        counters.put("messages.timeouts", ucu.timeouts());
        counters.put("messages.bulk_bytes", ucu.bulkBytes());
    }

    void save(StateWriter out) {
        ucu.save(out);
        reading.save(out);
        storing.save(out);
        out.add(announced);
    }

    void restore(StateReader in) {
        ucu.restore(in);
        reading.restore(in);
        storing.restore(in);
        announced = in.nextBoolean();
    }

    /// Writes since when messages wait: a snapshot needs it, the digest does not.
    void saveArrivals(StateWriter out) {
        out.add(arrivals.size());
        for (var each : arrivals) out.add(each.message()).add(each.time());
    }

    void restoreArrivals(StateReader in) {
        arrivals.clear();
        for (int left = in.nextInt(0, MOST_ARRIVALS); left > 0; left--) {
            arrivals.add(new Arrival(in.next(), in.next()));
        }
    }

    /// A number that no other message of a run has.
    private static long number(int source, long sequence) {
        return (long) source << SEQUENCE_BITS | sequence & SEQUENCE;
    }

    /// The unit's way out.
    private final class UnitPort implements Ucu.Port {
        @Override
        public void launch(long time, int destination, UserMessage message) {
            int bytes = packetHeader + message.words().length * Long.BYTES + message.bulk().length;
            long sequence = node.launch(time, Traffic.USER, destination, bytes, reading.lead(message), message);
            var trace = node.trace();
            if (trace == null) return;
            int index = node.id().index();
            trace.add(new TraceEvent.Launched(
                    index, number(index, sequence), destination, bytes, Math.min(node.clock(), time), time + 1));
        }

        @Override
        public void freed(long time) {
            node.freed(time);
            lookForKernelMessages(time);
        }

        @Override
        public void disposed(long time) {
            var arrival = arrivals.remove();
            node.samples().add(Latency.MESSAGE_QUEUE, time - arrival.time());
            var trace = node.trace();
            if (trace == null) return;
            trace.add(new TraceEvent.Disposed(
                    node.id().index(), arrival.message(), arrival.source(), arrival.time(), time, time + 1));
        }

        @Override
        public void taken(long time) {
            drop(arrivals.remove(), time);
        }

        @Override
        public void wakeTimer(long time, long run) {
            node.happen(time, new NodeEvent.TimerExpired(run));
        }
    }

    /// User DMA's way to memory and to the unit. Without a copy of its own, the home may be accessed as
    /// long as nobody else can write, or has a copy of what is to be written.
    private final class TransferPort implements BulkTransfer.Port {
        private final boolean stores;

        TransferPort(boolean stores) {
            this.stores = stores;
        }

        @Override
        public boolean permits(long physicalAddress, boolean write) {
            return node.memory().permitsDevice(physicalAddress, write);
        }

        @Override
        public void request(long time, long physicalAddress, boolean write) {
            node.memory().fetchForDevice(time, physicalAddress, write);
        }

        @Override
        public byte[] frameAt(long physicalAddress) {
            return node.wiring().frameAt(physicalAddress);
        }

        @Override
        public void stored(long physicalAddress) {
            node.memory().storedByDevice(physicalAddress);
        }

        @Override
        public void wake(long time) {
            node.happen(time, new NodeEvent.Moved(stores));
        }

        @Override
        public void hasRead(long time, int destination, UserMessage message) {
            ucu.send(time, destination, message);
            backpressure(time, false);
        }

        @Override
        public void hasStored(long time) {
            node.wiring().messages().stored();
            node.processor().transferred(time);
        }
    }
}

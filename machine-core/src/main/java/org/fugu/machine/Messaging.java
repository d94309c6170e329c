package org.fugu.machine;

import org.fugu.machine.message.Ucu;
import org.fugu.machine.message.UserMessage;
import org.fugu.machine.network.Traffic;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// The message unit within its node: what arrives for it, what it sends, user DMA, and when processor
/// and kernel hear of it. What instructions do with the unit is in [MessageCsrs].
final class Messaging implements MessageCsrs.Transfers {
    private final Node node;
    private final int packetHeader;
    private final Ucu ucu;
    private final BulkTransfer reading;
    private final BulkTransfer storing;

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

    void arrive(long now, UserMessage message) {
        ucu.arrive(now, message);
        if (node.isHalted()) {
            ucu.drain(now);
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
        ucu.drain(now);
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

    /// The unit's way out.
    private final class UnitPort implements Ucu.Port {
        @Override
        public void launch(long time, int destination, UserMessage message) {
            int bytes = packetHeader + message.words().length * Long.BYTES + message.bulk().length;
            node.launch(time, Traffic.USER, destination, bytes, message);
        }

        @Override
        public void freed(long time) {
            node.freed(time);
            lookForKernelMessages(time);
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
            var cache = node.cache();
            var directory = node.directory();
            if (cache == null || directory == null) return true;
            long line = node.lines().of(physicalAddress);
            return cache.permits(line, write) || directory.permitsHome(line, write);
        }

        @Override
        public void request(long time, long physicalAddress, boolean write) {
            node.timedCache().miss(time, node.lines().of(physicalAddress), write);
        }

        @Override
        public byte[] frameAt(long physicalAddress) {
            return node.wiring().frameAt(physicalAddress);
        }

        @Override
        public void stored(long physicalAddress) {
            node.wiring().noteStoreTo(physicalAddress);
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

package org.fugu.machine.message;

import org.fugu.machine.access.LineWaiter;
import org.fugu.machine.access.MemorySystem;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.jspecify.annotations.Nullable;

/// User DMA of a node: one transfer that reads what is sent, and one that stores what has come. A
/// launch returns at once; the instruction that stores a message waits for its end.
public final class UserDma implements LineWaiter {
    private final MemorySystem memory;
    private final Ucu ucu;
    private final UnitSchedule schedule;
    private final BulkTransfer reading;
    private final BulkTransfer storing;
    private @Nullable UnitPipeline pipeline;

    /// The bulk data of the head message have been stored, and `usink` is executed again.
    private boolean stored;

    /// @param timed false in functional runs, where a transfer is over at once
    public UserDma(MemorySystem memory, Ucu ucu, UnitSchedule schedule, Preset preset, boolean timed) {
        this.memory = memory;
        this.ucu = ucu;
        this.schedule = schedule;
        long pieceCycles = timed ? preset.value("message.dma_piece") : 0;
        reading = new BulkTransfer(pieceCycles, new TransferPort(false));
        storing = new BulkTransfer(pieceCycles, new TransferPort(true));
    }

    /// The wire to the processor, which is built behind the unit.
    public void connect(UnitPipeline processor) {
        pipeline = processor;
    }

    private UnitPipeline pipeline() {
        if (pipeline == null) throw new IllegalStateException("no processor is connected");
        return pipeline;
    }

    /// Reads a message's bulk data and sends it.
    void send(long time, int destination, UserMessage message, long[] addresses, int[] lengths) {
        // Until its bulk data have been read the unit takes no other message, so that none overtakes.
        ucu.backpressure(true);
        reading.read(time, destination, message, addresses, lengths);
    }

    /// Stores the head message's bulk data; the context waits until they are [#hasStored].
    void store(long time, byte[] bulk, long[] addresses, int[] lengths) {
        storing.store(time, bulk, addresses, lengths);
    }

    boolean hasStored() {
        return stored;
    }

    /// Another program has the processor: what was stored for the one before is stored again when that
    /// executes its `usink`.
    public void forgetStored() {
        stored = false;
    }

    /// Whether they have been stored, which is so once.
    boolean takeStored() {
        boolean was = stored;
        stored = false;
        return was;
    }

    /// Whether the context in the pipeline waits for a message to be stored.
    public boolean isStoring() {
        return storing.isActive();
    }

    /// Whether anything is still to be moved.
    public boolean isMoving() {
        return reading.isActive() || storing.isActive();
    }

    /// Whether part of a frame is still to be moved.
    public boolean isMoving(long frame) {
        return reading.isMoving(frame) || storing.isMoving(frame);
    }

    /// The time of a piece has passed.
    public void moved(long now, boolean stores) {
        var transfer = stores ? storing : reading;
        if (transfer.isActive()) transfer.step(now);
    }

    /// A transfer may wait for the line.
    @Override
    public void lineCame(long now, long line) {
        storing.lineCame(now);
        reading.lineCame(now);
    }

    /// The program that waits for a message to be stored has ended.
    public void cancelStore() {
        storing.cancelStore();
    }

    public void save(StateWriter out) {
        reading.save(out);
        storing.save(out);
    }

    public void restore(StateReader in) {
        reading.restore(in);
        storing.restore(in);
    }

    public void saveStored(StateWriter out) {
        out.add(stored);
    }

    public void restoreStored(StateReader in) {
        stored = in.nextBoolean();
    }

    /// A transfer's way to memory and to the unit. Without a copy of its own, the home may be accessed as
    /// long as nobody else can write, or has a copy of what is to be written.
    private final class TransferPort implements BulkTransfer.Port {
        private final boolean stores;

        TransferPort(boolean stores) {
            this.stores = stores;
        }

        @Override
        public boolean permits(long physicalAddress, boolean write) {
            return memory.permitsDevice(physicalAddress, write);
        }

        @Override
        public void request(long time, long physicalAddress, boolean write) {
            memory.fetch(time, physicalAddress, write);
        }

        @Override
        public byte[] frameAt(long physicalAddress) {
            return memory.frameAt(physicalAddress);
        }

        @Override
        public void stored(long physicalAddress) {
            memory.storedByDevice(physicalAddress);
        }

        @Override
        public void wake(long time) {
            schedule.moves(time, stores);
        }

        @Override
        public void hasRead(long time, int destination, UserMessage message) {
            ucu.send(time, destination, message);
            ucu.backpressure(false);
            if (!ucu.isBlocked()) pipeline().unblock(time);
        }

        @Override
        public void hasStored(long time) {
            stored = true;
            pipeline().transferred(time);
        }
    }
}

package org.fugu.machine.disk;

import java.util.ArrayDeque;
import java.util.Map;
import org.fugu.machine.access.LineWaiter;
import org.fugu.machine.access.MemorySystem;
import org.fugu.machine.memory.PhysicalAddress;
import org.fugu.machine.network.Packet;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.state.BadSnapshotException;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.jspecify.annotations.Nullable;

/// The disk of a node, and its controller: requests are served one after the other, in the order in which
/// they came, and take their time ([DiskShape]) in runs of every fidelity.
///
/// The controller has a buffer of one request. What is to be written is read from memory before the heads
/// move; what was read is stored when its last block has come. Both ways are coherent, as user DMA is: a
/// piece is moved at once where the node's cache or the home may do so, else its line is asked for like any
/// other. That takes no other time: the surface is slower than memory.
///
/// All state changes in events of the node. A disk that nothing is connected to is as if it were not there.
public final class Disk implements LineWaiter {
    /// What the disk asks of its node's future.
    public interface Schedule {
        /// Asks for [Disk#step] at that time.
        ///
        /// @param run what it is told
        void diskSteps(long time, long run);
    }

    /// Blocks of one request.
    public static final int MOST_BLOCKS = 64;

    /// What [#step] answers if no request is over.
    public static final long NONE = -1;

    /// For snapshots: who asks has bounds of its own.
    private static final int MOST_REQUESTS = 1 << 16;

    private static final int PIECE = Packet.PIECE;

    private enum Phase {
        /// Nothing is asked for.
        IDLE,
        /// What is to be written is read from memory.
        GATHER,
        /// The surface is read or written.
        TURN,
        /// What was read is stored in memory.
        SCATTER
    }

    private static final Phase[] PHASES = Phase.values();

    private final DiskShape shape;
    private final MemorySystem memory;
    private final Schedule schedule;
    private final DiskSurface contents;
    private final ArrayDeque<DiskRequest> waiting = new ArrayDeque<>();
    private boolean connected;

    private Phase phase = Phase.IDLE;
    private @Nullable DiskRequest current;

    /// It is not to be carried out any more.
    private boolean cancelled;

    private byte[] buffer = {};

    /// How much of the buffer has been moved.
    private int moved;

    private boolean waitsForLine;
    private int head;

    /// Of the step that is to come; others are of what was cancelled.
    private long run;

    private long since;
    private long reads;
    private long writes;
    private long blocks;
    private long busy;

    public Disk(MemorySystem memory, Schedule schedule, Preset preset) {
        this.memory = memory;
        this.schedule = schedule;
        shape = DiskShape.of(preset);
        contents = new DiskSurface((long) shape.blocks() * shape.blockBytes());
    }

    public DiskShape shape() {
        return shape;
    }

    /// Somebody uses the disk from now on.
    public void connect() {
        if (connected) return;
        connected = true;
        memory.add(this);
    }

    public boolean isConnected() {
        return connected;
    }

    // What it holds, for who sets it up and looks at it afterwards.

    /// @param from byte of the disk
    public void put(long from, byte[] bytes) {
        contents.write(from, bytes, 0, bytes.length);
    }

    /// @param from byte of the disk
    public byte[] get(long from, int count) {
        var bytes = new byte[count];
        contents.read(from, bytes, 0, count);
        return bytes;
    }

    // Requests.

    /// Takes a request, of blocks and frames that there are.
    public void begin(long time, DiskRequest request) {
        waiting.add(request);
        if (phase == Phase.IDLE) next(time);
    }

    /// A request is not to be carried out any more: from now on nothing of it moves. Nobody is told of its
    /// end.
    public void cancel(long time, long number) {
        waiting.removeIf(request -> request.number() == number);
        if (current == null || current.number() != number) return;
        cancelled = true;
        if (phase != Phase.TURN) next(time);
    }

    /// Whether a request still has to move something in a frame.
    public boolean isMoving(long frame) {
        for (var request : waiting) if (request.isIn(frame)) return true;
        return current != null && !cancelled && current.isIn(frame);
    }

    private void next(long time) {
        current = waiting.poll();
        cancelled = false;
        moved = 0;
        waitsForLine = false;
        if (current == null) {
            phase = Phase.IDLE;
            buffer = new byte[0];
            return;
        }
        since = time;
        buffer = new byte[current.blocks() * shape.blockBytes()];
        phase = Phase.GATHER;
        stepAt(time);
    }

    private void stepAt(long time) {
        schedule.diskSteps(time, ++run);
    }

    /// Something has come to its end that was begun.
    ///
    /// @return the number of the request that is over now, or [#NONE]
    public long step(long now, long whose) {
        var request = current;
        if (request == null || whose != run) return NONE;
        return switch (phase) {
            case IDLE -> NONE;
            case GATHER -> {
                if (!request.writes() || move(now, request)) turn(now, request);
                yield NONE;
            }
            case TURN -> turned(now, request);
            case SCATTER -> move(now, request) ? over(now, request) : NONE;
        };
    }

    private void turn(long now, DiskRequest request) {
        phase = Phase.TURN;
        moved = 0;
        stepAt(shape.end(now, head, request.first(), request.blocks()));
    }

    private long turned(long now, DiskRequest request) {
        head = shape.cylinder(request.first() + request.blocks() - 1);
        busy += now - since;
        long from = (long) request.first() * shape.blockBytes();
        if (cancelled) {
            next(now);
            return NONE;
        }
        blocks += request.blocks();
        if (request.writes()) {
            writes++;
            contents.write(from, buffer, 0, buffer.length);
            return over(now, request);
        }
        reads++;
        contents.read(from, buffer, 0, buffer.length);
        phase = Phase.SCATTER;
        return move(now, request) ? over(now, request) : NONE;
    }

    private long over(long now, DiskRequest request) {
        next(now);
        return request.number();
    }

    /// Moves pieces between memory and the buffer, until one has to wait for its line.
    ///
    /// @return whether all have been moved
    private boolean move(long now, DiskRequest request) {
        boolean stores = !request.writes();
        while (moved < buffer.length) {
            long address = request.address(moved);
            if (!memory.permitsDevice(address, stores)) {
                waitsForLine = true;
                memory.fetch(now, address, stores);
                return false;
            }
            var frame = memory.frameAt(address);
            int at = PhysicalAddress.offsetInFrame(address);
            if (stores) {
                System.arraycopy(buffer, moved, frame, at, PIECE);
                memory.storedByDevice(address);
            } else {
                System.arraycopy(frame, at, buffer, moved, PIECE);
            }
            moved += PIECE;
        }
        return true;
    }

    /// It may be the line that was asked for.
    @Override
    public void lineCame(long now, long line) {
        if (!waitsForLine) return;
        waitsForLine = false;
        stepAt(now);
    }

    // For observers, digests and snapshots.

    /// Adds what was counted here, by name.
    public void count(Map<String, Long> counters) {
        counters.put("disk.reads", reads);
        counters.put("disk.writes", writes);
        counters.put("disk.blocks", blocks);
        counters.put("disk.busy", busy);
    }

    public void save(StateWriter out) {
        shape.save(out);
        contents.save(out);
        out.add(waiting.size());
        for (var request : waiting) request.save(out);
        out.add(phase.ordinal()).add(head).add(run).add(since);
        out.add(reads).add(writes).add(blocks).add(busy);
        if (current == null) return;
        current.save(out);
        out.add(cancelled).add(moved).add(waitsForLine);
        if (phase != Phase.TURN || current.writes()) out.add(buffer);
    }

    public void restore(StateReader in) {
        requireShape(in);
        contents.restore(in);
        waiting.clear();
        for (int left = in.nextInt(0, MOST_REQUESTS); left > 0; left--) waiting.add(restored(in));
        phase = PHASES[in.nextInt(0, PHASES.length - 1)];
        head = in.nextInt(0, shape.blocks());
        run = in.next();
        since = in.next();
        reads = in.next();
        writes = in.next();
        blocks = in.next();
        busy = in.next();
        current = null;
        if (phase == Phase.IDLE) return;
        current = restored(in);
        cancelled = in.nextBoolean();
        buffer = new byte[current.blocks() * shape.blockBytes()];
        moved = in.nextInt(0, buffer.length);
        waitsForLine = in.nextBoolean();
        if (phase != Phase.TURN || current.writes()) in.next(buffer);
    }

    private DiskRequest restored(StateReader in) {
        var request = DiskRequest.restored(in, shape.blocks());
        int bytes = request.blocks() * shape.blockBytes();
        if (request.frames().length != Math.ceilDiv(bytes, PhysicalAddress.FRAME_BYTES)) {
            throw new BadSnapshotException("the snapshot has a request of the disk that does not fit its frames");
        }
        return request;
    }

    private void requireShape(StateReader in) {
        shape.save(new StateWriter() {
            @Override
            public StateWriter add(long value) {
                if (in.next() == value) return this;
                throw new BadSnapshotException("the snapshot is of a machine with another disk");
            }

            @Override
            public StateWriter add(long[] values) {
                throw new IllegalStateException("a shape has no lists");
            }

            @Override
            public StateWriter add(byte[] bytes) {
                throw new IllegalStateException("a shape has no bytes");
            }
        });
    }
}

package org.fugu.machine.message;

import java.util.Arrays;
import org.fugu.machine.memory.PhysicalAddress;
import org.fugu.machine.network.Packet;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.jspecify.annotations.Nullable;

/// User DMA of one node (Fugu, MIT/LCS/TM-503): moves the bulk part of a message between memory of
/// this node and the network, sixteen bytes at a time, in the order of the addresses. Translations
/// were checked when the transfer began, for all of it; pages are not locked, but the kernel can ask
/// what is [#isMoving] and keep a frame until its part is over.
///
/// It is coherent. Each piece is read or written when its line says what is right: at once if this
/// node's cache holds it, or if the directory knows of no copy that matters; otherwise the line is
/// asked for like any other, and the transfer goes on when it comes.
///
/// A message is launched when its last piece has been read, and is then on its way since its first
/// ([#lead]); meanwhile the unit takes no other one. One that is stored comes to its end before its
/// instruction does.
final class BulkTransfer {
    /// What a transfer needs of its node.
    interface Port {
        /// Whether a piece of memory of this node can be accessed now.
        boolean permits(long physicalAddress, boolean write);

        /// Asks for the line of a piece. [BulkTransfer#lineCame] is called when it is there.
        void request(long time, long physicalAddress, boolean write);

        /// The bytes of the frame of a physical address.
        byte[] frameAt(long physicalAddress);

        /// Something was written there.
        void stored(long physicalAddress);

        /// Asks for [BulkTransfer#step] at that time.
        void wake(long time);

        /// A message has been read and can go.
        void hasRead(long time, int destination, UserMessage message);

        /// A message has been stored.
        void hasStored(long time);
    }

    /// Bytes of one piece.
    static final int PIECE = Packet.PIECE;

    private static final int MOST_PARTS = 16;

    private final Port port;
    private final long pieceCycles;

    /// What is to go out; null while a message is stored or nothing is moved.
    private @Nullable UserMessage outgoing;

    private int destination;

    /// Where the bytes lie: parts of pages, each by its physical address and length.
    private long[] addresses = {};

    private int[] lengths = {};
    private byte[] bytes = {};
    private int part;
    private int offset;
    private int done;
    private boolean active;
    private boolean writes;
    private boolean waits;

    /// @param pieceCycles what a piece takes
    BulkTransfer(long pieceCycles, Port port) {
        this.pieceCycles = pieceCycles;
        this.port = port;
    }

    boolean isActive() {
        return active;
    }

    /// Whether a message is being stored.
    boolean isStoring() {
        return active && writes;
    }

    /// Whether part of a frame is still to be moved.
    ///
    /// @param frame physical frame number
    boolean isMoving(long frame) {
        for (int i = part; active && i < addresses.length; i++) {
            if (PhysicalAddress.ofFrame(frame) >>> PhysicalAddress.FRAME_SHIFT
                    == addresses[i] >>> PhysicalAddress.FRAME_SHIFT) return true;
        }
        return false;
    }

    /// Begins to read a message's bulk data.
    ///
    /// @param message whose bulk data are filled in
    void read(long time, int to, UserMessage message, long[] partAddresses, int[] partLengths) {
        begin(partAddresses, partLengths, message.bulk(), false);
        outgoing = message;
        destination = to;
        step(time);
    }

    /// From the first piece of a message that has been read to its last, in cycles. The network could take
    /// each as it came; but what a piece had to wait for, those before it are taken to have waited
    /// for too.
    ///
    /// @param pieceCycles what a piece takes
    static long lead(long pieceCycles, int bulkBytes) {
        return pieceCycles * Math.max(0, Math.ceilDiv(bulkBytes, PIECE) - 1);
    }

    /// Begins to store bulk data.
    void store(long time, byte[] data, long[] partAddresses, int[] partLengths) {
        begin(partAddresses, partLengths, data, true);
        step(time);
    }

    private void begin(long[] partAddresses, int[] partLengths, byte[] data, boolean write) {
        if (active) throw new IllegalStateException("a transfer is under way");
        addresses = partAddresses.clone();
        lengths = partLengths.clone();
        bytes = data;
        part = 0;
        offset = 0;
        done = 0;
        writes = write;
        active = true;
    }

    /// A line was asked for, and one has come: it may be that.
    void lineCame(long time) {
        if (active && waits) step(time);
    }

    /// The time of a piece has passed.
    void step(long time) {
        waits = false;
        do {
            if (part == addresses.length) {
                active = false;
                end(time);
                return;
            }
            long address = addresses[part] + offset;
            if (!port.permits(address, writes)) {
                waits = true;
                port.request(time, address, writes);
                return;
            }
            move(address, Math.min(lengths[part] - offset, PIECE - (int) (address & PIECE - 1)));
            // Without caches nothing takes time.
        } while (pieceCycles == 0);
        port.wake(time + pieceCycles);
    }

    private void move(long address, int count) {
        var frame = port.frameAt(address);
        int at = PhysicalAddress.offsetInFrame(address);
        if (writes) {
            System.arraycopy(bytes, done, frame, at, count);
            port.stored(address);
        } else {
            System.arraycopy(frame, at, bytes, done, count);
        }
        done += count;
        offset += count;
        if (offset < lengths[part]) return;
        part++;
        offset = 0;
    }

    private void end(long time) {
        var message = outgoing;
        outgoing = null;
        if (message != null) port.hasRead(time, destination, message);
        else port.hasStored(time);
    }

    /// The program that waits for a message to be stored has ended.
    void cancelStore() {
        if (isStoring()) active = false;
    }

    void save(StateWriter out) {
        out.add(active);
        if (!active) return;
        out.add(addresses.length);
        for (int i = 0; i < addresses.length; i++) out.add(addresses[i]).add(lengths[i]);
        out.add(part).add(offset).add(done).add(writes).add(waits);
        out.add(bytes.length).add(bytes);
        out.add(outgoing != null);
        if (outgoing != null) outgoing.save(out.add(destination));
    }

    void restore(StateReader in) {
        outgoing = null;
        active = in.nextBoolean();
        if (!active) return;
        addresses = new long[in.nextInt(1, MOST_PARTS)];
        lengths = new int[addresses.length];
        for (int i = 0; i < addresses.length; i++) {
            addresses[i] = in.next();
            lengths[i] = in.nextInt(1, UserMessage.MOST_BULK_BYTES);
        }
        part = in.nextInt(0, addresses.length);
        offset = in.nextInt(0, UserMessage.MOST_BULK_BYTES);
        done = in.nextInt(0, UserMessage.MOST_BULK_BYTES);
        writes = in.nextBoolean();
        waits = in.nextBoolean();
        bytes = new byte[in.nextInt(1, UserMessage.MOST_BULK_BYTES)];
        in.next(bytes);
        if (!in.nextBoolean()) return;
        destination = in.nextInt(0, 1 << 16);
        var message = UserMessage.restored(in);
        outgoing = new UserMessage(message.group(), message.words(), bytes);
    }

    @Override
    public String toString() {
        return active ? "moves " + Arrays.toString(addresses) : "idle";
    }
}

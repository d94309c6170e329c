package org.fugu.exokernel.kernel;

import org.fugu.exokernel.abi.AddressSpace;
import org.fugu.exokernel.abi.KernelPath;
import org.fugu.exokernel.abi.SystemCall;
import org.fugu.exokernel.frame.Frames;
import org.fugu.machine.cpu.Bytes;
import org.fugu.machine.kernel.PrivilegedNode;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.fugu.machine.topology.NodeId;

/// Reading, writing and comparing-and-swapping the memory of other nodes without their programs:
/// the other node's kernel serves it on an interrupt. Data are transferred, control is not.
///
/// Who may do so is decided where the call is made, by a capability for the frames. Kernels trust
/// each other. One request of a node is open at a time, because its context waits in the kernel.
///
/// Packets: the first word is {address within the home << 16 | double-words << 8 | kind}, data
/// follow. A write is not answered.
final class RemoteAccess {
    private static final int PACKET_READ = 4;
    private static final int PACKET_WRITE = 5;
    private static final int PACKET_SWAP = 6;
    private static final int PACKET_VALUE = 7;

    /// Double-words of data that a packet holds.
    static final int PACKET_DATA = 3;

    private static final int KIND_MASK = 0xff;
    private static final int COUNT_SHIFT = 8;
    private static final int ADDRESS_SHIFT = 16;

    /// Where the caller finds what was read: `a1`.
    private static final int ANSWER = 11;

    private final PrivilegedNode node;
    private boolean waiting;

    RemoteAccess(PrivilegedNode node) {
        this.node = node;
    }

    /// Reads a double-word into the caller's `a1`.
    ///
    /// @param offset in the frame, a multiple of eight
    void read(long frame, int offset) {
        if (isHere(frame)) give(localRead(localAddress(frame, offset)));
        else ask(frame, header(PACKET_READ, 1, localAddress(frame, offset)));
    }

    /// Swaps a double-word if it is as expected; what it was goes into the caller's `a1`.
    void compareAndSwap(long frame, int offset, long expected, long wanted) {
        long address = localAddress(frame, offset);
        if (isHere(frame)) give(localSwap(address, expected, wanted));
        else ask(frame, header(PACKET_SWAP, 1, address), expected, wanted);
    }

    /// Sends double-words to a frame; they are there when its kernel has served the packets.
    ///
    /// @param bytes whole double-words that end in the same frame
    void write(long frame, int offset, byte[] bytes) {
        for (int done = 0; done < bytes.length; ) {
            int words = Math.min(PACKET_DATA, (bytes.length - done) / Long.BYTES);
            var packet = new long[1 + words];
            packet[0] = header(PACKET_WRITE, words, localAddress(frame, offset + done));
            for (int i = 0; i < words; i++) packet[1 + i] = Bytes.getLong(bytes, done + i * Long.BYTES);
            node.charge(SystemCall.REMOTE_WRITE.unitPath());
            if (isHere(frame)) localWrite(packet);
            else node.sendPacket(homeOf(frame), packet);
            done += words * Long.BYTES;
        }
    }

    /// How many packets that many bytes take.
    static int packets(int bytes) {
        return Math.ceilDiv(bytes, PACKET_DATA * Long.BYTES);
    }

    /// @return whether the packet is one of these
    boolean received(int sourceNode, long[] words) {
        long address = words[0] >>> ADDRESS_SHIFT;
        switch ((int) words[0] & KIND_MASK) {
            case PACKET_READ -> {
                node.chargeInterrupt(KernelPath.REMOTE_READ_HANDLER.instructions());
                answer(sourceNode, localRead(address));
            }
            case PACKET_SWAP -> {
                node.chargeInterrupt(KernelPath.REMOTE_SWAP_HANDLER.instructions());
                answer(sourceNode, localSwap(address, words[1], words[2]));
            }
            case PACKET_WRITE -> {
                node.chargeInterrupt(KernelPath.REMOTE_WRITE_HANDLER.instructions());
                localWrite(words);
            }
            case PACKET_VALUE -> {
                node.charge(KernelPath.REMOTE_ANSWER.instructions());
                if (!waiting) return true; // the job has ended meanwhile
                waiting = false;
                give(words[1]);
                node.resume();
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private void answer(int sourceNode, long value) {
        node.sendPacket(new NodeId(sourceNode), header(PACKET_VALUE, 1, 0), value);
    }

    private void ask(long frame, long... packet) {
        node.sendPacket(homeOf(frame), packet);
        waiting = true;
        node.suspend();
    }

    private void give(long value) {
        node.context().x[ANSWER] = value;
    }

    private long localRead(long address) {
        return Bytes.getLong(node.localFrame(frameAt(address)), offsetAt(address));
    }

    private long localSwap(long address, long expected, long wanted) {
        long value = localRead(address);
        if (value == expected) node.store(frameAt(address), offsetAt(address), wanted);
        return value;
    }

    private void localWrite(long[] packet) {
        long address = packet[0] >>> ADDRESS_SHIFT;
        int words = (int) (packet[0] >>> COUNT_SHIFT) & KIND_MASK;
        for (int i = 0; i < words; i++) {
            node.store(frameAt(address), offsetAt(address) + i * Long.BYTES, packet[1 + i]);
        }
    }

    private boolean isHere(long frame) {
        return homeOf(frame).equals(node.id());
    }

    private static NodeId homeOf(long frame) {
        return new NodeId(Frames.homeOf(frame));
    }

    private static long header(int kind, int words, long address) {
        return address << ADDRESS_SHIFT | (long) words << COUNT_SHIFT | kind;
    }

    private static long localAddress(long frame, int offset) {
        return (long) Frames.withinHome(frame) << AddressSpace.PAGE_SHIFT | offset;
    }

    private static int frameAt(long address) {
        return (int) (address >>> AddressSpace.PAGE_SHIFT);
    }

    private static int offsetAt(long address) {
        return (int) address & (AddressSpace.PAGE_BYTES - 1);
    }

    void save(StateWriter out) {
        out.add(waiting);
    }

    void restore(StateReader in) {
        waiting = in.nextBoolean();
    }
}

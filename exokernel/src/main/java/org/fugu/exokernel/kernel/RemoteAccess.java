package org.fugu.exokernel.kernel;

import org.fugu.exokernel.abi.AddressSpace;
import org.fugu.exokernel.abi.KernelPath;
import org.fugu.exokernel.abi.SystemCall;
import org.fugu.exokernel.environment.Environment;
import org.fugu.exokernel.frame.Frames;
import org.fugu.machine.cpu.Bytes;
import org.fugu.machine.kernel.PrivilegedNode;
import org.fugu.machine.topology.NodeId;
import org.jspecify.annotations.Nullable;

/// Reading, writing and comparing-and-swapping the memory of other nodes without their programs:
/// the other node's kernel serves it on an interrupt. Data are transferred, control is not.
///
/// Who may do so is decided where the call is made, by a capability for the frames. Kernels trust
/// each other. One request of an environment is open at a time, because its context waits in the
/// kernel.
final class RemoteAccess {
    /// Where the caller finds what was read: `a1`.
    private static final int ANSWER = 11;

    private final PrivilegedNode node;

    RemoteAccess(PrivilegedNode node) {
        this.node = node;
    }

    boolean read(Environment environment, long frame, int offset) {
        long address = localAddress(frame, offset);
        if (isHere(frame)) return give(environment, localRead(address));
        return ask(environment, frame, new KernelPacket.Read(job(environment), number(environment), address).words());
    }

    boolean compareAndSwap(Environment environment, long frame, int offset, long expected, long wanted) {
        long address = localAddress(frame, offset);
        if (isHere(frame)) return give(environment, localSwap(address, expected, wanted));
        int job = job(environment);
        var packet = new KernelPacket.Swap(job, number(environment), address, expected, wanted);
        return ask(environment, frame, packet.words());
    }

    void write(Environment environment, long frame, int offset, byte[] bytes) {
        for (int done = 0; done < bytes.length; ) {
            int words = Math.min(KernelPacket.MOST_DATA, (bytes.length - done) / Long.BYTES);
            var data = new long[words];
            for (int i = 0; i < words; i++) data[i] = Bytes.getLong(bytes, done + i * Long.BYTES);
            long address = localAddress(frame, offset + done);
            node.time().charge(SystemCall.REMOTE_WRITE.unitPath());
            if (isHere(frame)) localWrite(address, data);
            else send(frame, new KernelPacket.Write(job(environment), number(environment), address, data).words());
            done += words * Long.BYTES;
        }
    }

    /// Another node's kernel wants a double-word.
    void asked(int sourceNode, KernelPacket.Read packet) {
        node.time().chargeInterrupt(KernelPath.REMOTE_READ_HANDLER.instructions());
        answer(sourceNode, packet.job(), packet.environment(), localRead(packet.address()));
    }

    void asked(int sourceNode, KernelPacket.Swap packet) {
        node.time().chargeInterrupt(KernelPath.REMOTE_SWAP_HANDLER.instructions());
        answer(
                sourceNode,
                packet.job(),
                packet.environment(),
                localSwap(packet.address(), packet.expected(), packet.wanted()));
    }

    void asked(KernelPacket.Write packet) {
        node.time().chargeInterrupt(KernelPath.REMOTE_WRITE_HANDLER.instructions());
        localWrite(packet.address(), packet.data());
    }

    /// What an environment asked for has come.
    ///
    /// @param environment null if it is not here any more
    void answered(@Nullable Environment environment, KernelPacket.Value packet) {
        node.time().charge(KernelPath.REMOTE_ANSWER.instructions());
        if (environment == null || !environment.awaited().valueCame()) return; // the job has ended meanwhile
        give(environment, packet.value());
        environment.program().resume(node);
    }

    private void answer(int sourceNode, int job, int environment, long value) {
        var answer = new KernelPacket.Value(job, environment, value);
        node.system().sendPacket(new NodeId(sourceNode), answer.words());
    }

    private boolean ask(Environment environment, long frame, long[] packet) {
        send(frame, packet);
        environment.awaited().value();
        node.registers().suspend();
        return true;
    }

    private void send(long frame, long[] packet) {
        node.system().sendPacket(homeOf(frame), packet);
    }

    private boolean give(Environment environment, long value) {
        environment.program().answer(node, ANSWER, value);
        return false;
    }

    private static int job(Environment environment) {
        return environment.job().number();
    }

    private static int number(Environment environment) {
        return environment.identity().number();
    }

    private long localRead(long address) {
        return Bytes.getLong(node.frames().localFrame(frameAt(address)), offsetAt(address));
    }

    private long localSwap(long address, long expected, long wanted) {
        long value = localRead(address);
        if (value == expected) node.frames().store(frameAt(address), offsetAt(address), wanted);
        return value;
    }

    private void localWrite(long address, long[] data) {
        for (int i = 0; i < data.length; i++) {
            node.frames().store(frameAt(address), offsetAt(address) + i * Long.BYTES, data[i]);
        }
    }

    private boolean isHere(long frame) {
        return homeOf(frame).equals(node.id());
    }

    private static NodeId homeOf(long frame) {
        return new NodeId(Frames.homeOf(frame));
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
}

package org.fugu.exokernel.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.fugu.machine.cpu.Bytes;
import org.fugu.machine.cpu.Context;
import org.fugu.machine.kernel.PrivilegedNode;
import org.fugu.machine.message.UserMessage;
import org.fugu.machine.tlb.Translation;
import org.fugu.machine.topology.NodeId;
import org.fugu.machine.trap.TrapCause;
import org.jspecify.annotations.Nullable;

/// A node without a processor: a clock, a TLB that forgets nothing, frames, and a record of what
/// the kernel asked for.
final class FakeNode implements PrivilegedNode {
    final NodeId id;
    final TreeMap<Long, Long> tlb = new TreeMap<>();
    final TreeMap<Integer, byte[]> frames = new TreeMap<>();
    final List<Translation> bound = new ArrayList<>();
    final List<Long> revoked = new ArrayList<>();
    final List<Packet> packets = new ArrayList<>();
    final List<Delivery> deliveries = new ArrayList<>();
    long clock;
    boolean sharesMemory = true;
    boolean halted;
    boolean asleep;
    boolean suspended;
    int interrupts;
    long userTrapPc;
    long userTrapCause;
    long userTrapValue;
    long instructionLimit;
    int ended;
    int presets;
    final Set<Long> inTransfer = new TreeSet<>();

    /// What runs in each context; the first is the one that the test's program is in.
    final @Nullable Context[] started = {new Context(), null, null, null};

    record Packet(NodeId to, List<Long> words) {}

    record Delivery(long entry, TrapCause cause, long value) {}

    FakeNode(int index) {
        id = new NodeId(index);
    }

    @Override
    public NodeId id() {
        return id;
    }

    @Override
    public long clock() {
        return clock;
    }

    @Override
    public void charge(int instructions) {
        if (instructions < 0) throw new IllegalArgumentException("time does not run backwards");
        clock += instructions;
    }

    @Override
    public void tlbWrite(int addressSpace, long virtualPage, long frame, int rights) {
        tlb.put(virtualPage, frame << 3 | rights);
    }

    @Override
    public void bind(Translation translation) {
        bound.add(translation);
        tlb.put(translation.virtualPage(), translation.frame() << 3 | translation.rights());
    }

    @Override
    public void revoke(long... bindWords) {
        for (long word : bindWords) revoked.add(word);
    }

    @Override
    public void suspend() {
        suspended = true;
    }

    @Override
    public void resume() {
        suspended = false;
    }

    @Override
    public int contexts() {
        return started.length;
    }

    @Override
    public int liveContexts() {
        return (int) Arrays.stream(started).filter(Objects::nonNull).count();
    }

    @Override
    public boolean isContextFree(int index) {
        return started[index] == null;
    }

    @Override
    public Context startContext(int index, long pc) {
        var context = new Context();
        context.pc = pc;
        started[index] = context;
        return context;
    }

    @Override
    public void endContext() {
        ended++;
    }

    @Override
    public void chargeInterrupt(int instructions) {
        interrupts++;
        charge(instructions);
    }

    @Override
    public boolean tlbDrop(int addressSpace, long virtualPage) {
        return tlb.remove(virtualPage) != null;
    }

    @Override
    public void tlbDropFrame(long frame) {
        tlb.values().removeIf(entry -> entry >>> 3 == frame);
    }

    @Override
    public long tlbProbe(int addressSpace, long virtualPage) {
        return tlb.getOrDefault(virtualPage, -1L);
    }

    @Override
    public byte[] localFrame(int frame) {
        return frames.computeIfAbsent(frame, _ -> new byte[4096]);
    }

    @Override
    public void clearFrame(int frame) {
        frames.remove(frame);
    }

    @Override
    public void runAddressSpace(int addressSpace) {}

    @Override
    public byte[] frame(long physicalFrame) {
        throw new AssertionError("the kernel reads its own frames only");
    }

    @Override
    public boolean reaches(long physicalFrame) {
        return sharesMemory || physicalFrame >>> 20 == id.index();
    }

    @Override
    public void store(int frame, int offset, long value) {
        Bytes.putLong(localFrame(frame), offset, value);
    }

    @Override
    public Context context() {
        return Objects.requireNonNull(started[0]);
    }

    @Override
    public void deliverException(Context context, long entry, TrapCause cause, long value) {
        deliveries.add(new Delivery(entry, cause, value));
        userTrapPc = context.pc;
        userTrapCause = cause.number();
        userTrapValue = value;
        context.pc = entry;
    }

    @Override
    public long userTrapPc() {
        return userTrapPc;
    }

    @Override
    public long userTrapCause() {
        return userTrapCause;
    }

    @Override
    public long userTrapValue() {
        return userTrapValue;
    }

    @Override
    public void halt() {
        halted = true;
    }

    @Override
    public void sleepUntilMessage() {
        asleep = true;
    }

    @Override
    public void bindEndpoint(int slot, int group, NodeId[] nodes) {}

    @Override
    public void setGroup(int group, int rank, int ranks, long machineInformationPage) {}

    @Override
    public void divert(boolean all) {}

    @Override
    public void show(@Nullable UserMessage message) {}

    @Override
    public void extendAtomicity(boolean extend) {}

    @Override
    public void forgiveDisposal() {}

    @Override
    public void presetTimer() {
        presets++;
    }

    @Override
    public boolean isInTransfer(long frame) {
        return inTransfer.contains(frame);
    }

    @Override
    public void sendPacket(NodeId to, long... words) {
        packets.add(new Packet(to, Arrays.stream(words).boxed().toList()));
    }

    @Override
    public void limitInstructions(long instructions) {
        instructionLimit = instructions;
    }
}

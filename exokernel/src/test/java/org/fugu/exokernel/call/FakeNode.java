package org.fugu.exokernel.call;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.fugu.machine.cpu.Bytes;
import org.fugu.machine.cpu.Context;
import org.fugu.machine.cpu.ProgramRegisters;
import org.fugu.machine.cpu.RegisterImage;
import org.fugu.machine.disk.DiskRequest;
import org.fugu.machine.disk.DiskShape;
import org.fugu.machine.kernel.NodeDisk;
import org.fugu.machine.kernel.NodeFrames;
import org.fugu.machine.kernel.NodeTime;
import org.fugu.machine.kernel.PrivilegedNode;
import org.fugu.machine.kernel.RegisterSets;
import org.fugu.machine.kernel.SystemPort;
import org.fugu.machine.kernel.Translations;
import org.fugu.machine.kernel.TrapHandler;
import org.fugu.machine.kernel.UnitControl;
import org.fugu.machine.message.UnitState;
import org.fugu.machine.message.UserMessage;
import org.fugu.machine.tlb.Translation;
import org.fugu.machine.topology.NodeId;
import org.fugu.machine.trap.TrapCause;
import org.jspecify.annotations.Nullable;

/// A node without a processor: a clock, a TLB that forgets nothing, frames, and a record of what
/// the kernel asked for.
public class FakeNode implements NodeTime, Translations, NodeFrames, RegisterSets, UnitControl, SystemPort, NodeDisk {
    public final NodeId id;
    public final TreeMap<Long, Long> tlb = new TreeMap<>();
    public final TreeMap<Integer, byte[]> frames = new TreeMap<>();
    public final List<Translation> bound = new ArrayList<>();
    public final List<Long> revoked = new ArrayList<>();
    public final TreeMap<Long, Long> alarms = new TreeMap<>();
    public final List<Packet> packets = new ArrayList<>();
    public final List<Delivery> deliveries = new ArrayList<>();
    public long clock;
    public boolean sharesMemory = true;
    public boolean othersAnswerAtOnce = true;
    public boolean halted;
    public boolean asleep;
    public boolean suspended;
    public int interrupts;
    public boolean atomic;
    public long userTrapPc;
    public long userTrapCause;
    public long userTrapValue;
    public long instructionLimit;
    public int ended;
    public int presets;
    public int disposals;
    public int allowed = UnitState.UNLIMITED;
    public boolean diverts;
    public boolean heldOff;
    public @Nullable UserMessage shown;
    public int runs;
    public int group;

    /// How many have the processor.
    public int programs;

    public @Nullable ProgramRegisters loaded;

    /// Endpoint slots of the program on the processor: group and badge.
    public final TreeMap<Integer, String> endpoints = new TreeMap<>();

    /// Who is told of what the kernel waits for; nobody is, if it is not set.
    public @Nullable TrapHandler told;

    /// How often each bind word was written.
    private final TreeMap<Long, Long> bindWords = new TreeMap<>();

    /// What was asked of the disk and is not over, by number.
    public final TreeMap<Long, DiskRequest> requests = new TreeMap<>();

    public final List<Long> cancelled = new ArrayList<>();

    public final Set<Long> inTransfer = new TreeSet<>();

    /// What runs in each context; the first is the one that the test's program is in.
    public final @Nullable Context[] started = {new Context(), null, null, null};

    public record Packet(NodeId to, List<Long> words) {}

    public record Delivery(long entry, TrapCause cause, long value) {}

    /// The registers that the program on the processor has begun with.
    public RegisterImage beginning() {
        return Objects.requireNonNull(loaded).next();
    }

    public FakeNode(int index) {
        id = new NodeId(index);
    }

    /// All of it, as a kernel gets it.
    public PrivilegedNode privileged() {
        return new PrivilegedNode(this, this, this, this, this, this, this);
    }

    /// The page, for the first address space.
    private static long key(int addressSpace, long virtualPage) {
        return addressSpace - 1L << 40 | virtualPage;
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
    public DiskShape shape() {
        return new DiskShape(1_000, 512, 10, 2, 1_000, 10, 20, 30, 5);
    }

    @Override
    public void connect() {}

    @Override
    public void put(long from, byte[] bytes) {
        throw new AssertionError("nobody asked for that");
    }

    @Override
    public byte[] get(long from, int count) {
        throw new AssertionError("nobody asked for that");
    }

    @Override
    public void begin(DiskRequest request) {
        requests.put(request.number(), request);
    }

    @Override
    public void cancel(long number) {
        requests.remove(number);
        cancelled.add(number);
    }

    @Override
    public void bind(int slot, int group, int badge, NodeId... nodes) {
        endpoints.put(slot, group + "/" + badge);
    }

    @Override
    public boolean wakeSleepers() {
        boolean slept = asleep;
        asleep = false;
        return slept;
    }

    @Override
    public void unbind(int slot) {
        endpoints.remove(slot);
    }

    @Override
    public void tlbWrite(int addressSpace, long virtualPage, long frame, int rights) {
        tlb.put(key(addressSpace, virtualPage), frame << 3 | rights);
    }

    @Override
    public void bind(Translation translation) {
        bound.add(translation);
        long word = bindWords.getOrDefault(translation.bindWord(), 0L);
        boolean holds = translation.bound() == Translation.UNKNOWN || translation.bound() == word;
        if (holds) {
            tlbWrite(translation.addressSpace(), translation.virtualPage(), translation.frame(), translation.rights());
        } else {
            tlbDrop(translation.addressSpace(), translation.virtualPage());
        }
        if (told != null) told.bound(translation.boundAt(word), holds);
    }

    @Override
    public boolean revoke(long... words) {
        for (long word : words) {
            revoked.add(word);
            bindWords.merge(word, 1L, Long::sum);
        }
        return othersAnswerAtOnce;
    }

    @Override
    public void endProgram() {
        programs--;
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
    public void startContext(int index, RegisterImage registers) {
        var context = new Context();
        registers.put(context);
        started[index] = context;
    }

    @Override
    public boolean isBetweenInstructions() {
        return true;
    }

    /// The test's program stays in its context, whoever has the processor.
    @Override
    public void store(ProgramRegisters program) {
        programs--;
    }

    @Override
    public void load(ProgramRegisters program) {
        programs++;
        loaded = program;
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
        return tlb.remove(key(addressSpace, virtualPage)) != null;
    }

    @Override
    public void tlbDropFrame(long frame) {
        tlb.values().removeIf(entry -> entry >>> 3 == frame);
    }

    @Override
    public long tlbProbe(int addressSpace, long virtualPage) {
        return tlb.getOrDefault(key(addressSpace, virtualPage), -1L);
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
    public void runAddressSpace(int addressSpace) {
        runs = addressSpace;
    }

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
    public boolean isAtomic() {
        return atomic;
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
    public void store(UnitState program) {}

    @Override
    public void load(UnitState program) {
        group = program.group();
    }

    @Override
    public void divert(boolean all) {
        diverts = all;
    }

    @Override
    public void show(@Nullable UserMessage message) {
        shown = message;
    }

    @Override
    public void disposeShown() {
        disposals++;
    }

    @Override
    public boolean isKernelMessageWaiting() {
        return false;
    }

    @Override
    public boolean isMessageHeldOff() {
        return heldOff;
    }

    @Override
    public void allow(int launches) {
        allowed = launches;
    }

    @Override
    public int allowed() {
        return allowed;
    }

    @Override
    public void extendAtomicity(boolean extend) {}

    @Override
    public void forgiveDisposal() {}

    @Override
    public long instructions() {
        return 0;
    }

    @Override
    public long sent() {
        return 0;
    }

    @Override
    public long received() {
        return 0;
    }

    @Override
    public void presetTimer() {
        presets++;
    }

    @Override
    public boolean isInTransfer(long frame) {
        for (var request : requests.values()) {
            for (long each : request.frames()) if (each == frame) return true;
        }
        return inTransfer.contains(frame);
    }

    @Override
    public void sendPacket(NodeId to, long... words) {
        packets.add(new Packet(to, Arrays.stream(words).boxed().toList()));
    }

    @Override
    public void alarm(long cycle, long number) {
        alarms.put(cycle, number);
    }

    @Override
    public void limitInstructions(long instructions) {
        instructionLimit = instructions;
    }
}

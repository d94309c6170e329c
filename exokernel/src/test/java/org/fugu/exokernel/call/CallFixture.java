package org.fugu.exokernel.call;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fugu.exokernel.abi.InputContents;
import org.fugu.exokernel.abi.PathTable;
import org.fugu.exokernel.abi.Reclaimable;
import org.fugu.exokernel.abi.Right;
import org.fugu.exokernel.abi.Rights;
import org.fugu.exokernel.abi.SystemCall;
import org.fugu.exokernel.capability.Capability;
import org.fugu.exokernel.capability.CapabilityTable;
import org.fugu.exokernel.capability.EnvironmentName;
import org.fugu.exokernel.capability.KernelObject;
import org.fugu.exokernel.environment.ConsoleLog;
import org.fugu.exokernel.environment.Ending;
import org.fugu.exokernel.environment.Environment;
import org.fugu.exokernel.environment.GuaranteedMapping;
import org.fugu.exokernel.environment.Identity;
import org.fugu.exokernel.environment.JobIdentity;
import org.fugu.exokernel.frame.BindWords;
import org.fugu.exokernel.frame.FramePool;
import org.fugu.exokernel.frame.Frames;
import org.fugu.machine.cpu.Context;
import org.fugu.machine.cpu.RegisterImage;
import org.fugu.machine.state.StateHash;
import org.fugu.machine.topology.NodeId;
import org.jspecify.annotations.Nullable;

/// An environment put together by hand, and ports that only write down what they are asked: calls
/// without a machine, a loader or a kernel. A page of data lies at [#DATA].
final class CallFixture implements Kernel, Lending, Processes, Reclaiming, Transfers {
    static final long DATA = 0x20000;
    static final int FRAMES = 32;
    static final long TICKET = 1L << 40 | 1;

    final FakeNode node = new FakeNode(0);
    final Context context = new Context();
    final List<String> asked = new ArrayList<>();
    static final InputContents INPUTS = InputContents.of(
            "standard input".getBytes(StandardCharsets.UTF_8),
            new TreeMap<>(Map.of("words.txt", "one two".getBytes(StandardCharsets.UTF_8), "big", new byte[10_000])));

    final CapabilityTable capabilities = new CapabilityTable();
    final long console;
    final long memory;
    final long processor;
    final long segment;
    final Environment environment;

    /// One that the first has made, and that waits to be entered.
    final Environment other;

    final long process;
    final long endpoint;
    final long extent;
    final long input;
    private final Binder binder = new Binder(node.privileged(), new BindWords(FRAMES));

    CallFixture() {
        var output = capabilities.grant(new KernelObject.Console(), Rights.of(Right.WRITE, Right.DERIVE));
        console = output.handle();
        memory = capabilities
                .grant(new KernelObject.Memory(), Rights.of(Right.ALLOCATE, Right.DERIVE))
                .handle();
        processor = capabilities
                .grant(new KernelObject.Processor(), Rights.of(Right.EXECUTE, Right.DERIVE))
                .handle();
        var pool = new FramePool(FRAMES);
        var data = new Frames.Run(node.id, pool.allocate(1), 1);
        segment = capabilities
                .grant(new KernelObject.Segment(data), Rights.of(Right.READ, Right.WRITE, Right.DERIVE))
                .handle();
        var job = new JobIdentity(0, 1, 0, List.of(node.id, new NodeId(1), new NodeId(2)), PathTable.AEGIS, INPUTS);
        environment = new Environment(
                new Identity(job, 0, 0, 1),
                capabilities,
                output,
                List.of(new GuaranteedMapping(DATA >>> 12, data, Rights.of(Right.READ, Right.WRITE), true)),
                pool,
                new ConsoleLog(node.id, 1 << 20),
                4,
                new RegisterImage(0));
        environment.contexts().setProtectedEntry(DATA);
        environment.reclaims().ask(Reclaimable.FRAMES, 2, 5_000);
        var outputOfOther = new CapabilityTable().grant(new KernelObject.Console(), Rights.of(Right.WRITE));
        other = new Environment(
                new Identity(job, 1, 0, 2),
                new CapabilityTable(),
                outputOfOther,
                pool.part(2),
                environment,
                new RegisterImage(0));
        other.standing().rest();
        other.contexts().setProtectedEntry(DATA);
        process = capabilities
                .grant(
                        new KernelObject.Environment(other.identity().name()),
                        Rights.of(Right.WRITE, Right.EXECUTE, Right.DERIVE))
                .handle();
        endpoint = capabilities
                .grant(new KernelObject.Endpoint(other.identity().name(), 7), Rights.of(Right.WRITE, Right.DERIVE))
                .handle();
        extent = capabilities
                .grant(new KernelObject.Extent(40, 0, 100), Rights.of(Right.READ, Right.WRITE, Right.DERIVE))
                .handle();
        var granted = capabilities.grant(new KernelObject.Input(), Rights.of(Right.READ, Right.DERIVE));
        environment.setStandardInput(granted);
        input = granted.handle();
        byte[] text = "metric".getBytes(StandardCharsets.UTF_8);
        System.arraycopy(text, 0, node.localFrame(data.first()), 0, text.length);
    }

    Caller caller(long... arguments) {
        for (int i = 0; i < 6; i++) context.x[10 + i] = i < arguments.length ? arguments[i] : 0;
        return new Caller(node.privileged(), this, environment, context);
    }

    Decoded decode(SystemCall call, long... arguments) {
        return SystemCalls.decode(call, caller(arguments));
    }

    /// Everything that a call could have changed, as one text.
    String state() {
        var hash = new StateHash();
        environment.save(hash);
        environment.saveBesides(hash);
        environment.saveInput(hash);
        environment.reclaims().save(hash);
        other.reclaims().save(hash);
        environment.messages().saveReserve(hash);
        node.tlb.forEach((page, entry) -> hash.add(page).add(entry));
        node.frames.forEach((frame, bytes) -> {
            if (!Arrays.equals(bytes, new byte[4096])) hash.add(frame).add(bytes); // reading makes zero frames
        });
        for (long register : context.x) hash.add(register);
        hash.add(context.pc).add(node.clock).add(node.bound.size()).add(node.revoked.size());
        hash.add(node.packets.size())
                .add(node.ended)
                .add(node.asleep)
                .add(node.suspended)
                .add(node.halted);
        for (var started : node.started) hash.add(started != null);
        for (var each : asked) hash.add(each);
        return hash.hex();
    }

    @Override
    public void end(Environment who, Ending ending) {
        asked.add("end " + ending.wireName());
    }

    @Override
    public void stop(Environment who) {
        asked.add("stop");
    }

    @Override
    public Binder binder() {
        return binder;
    }

    @Override
    public boolean shootDown(Environment who, long page) {
        asked.add("shoot down " + page);
        return true;
    }

    @Override
    public boolean servesMemory() {
        return true;
    }

    @Override
    public boolean read(Environment who, long frame, int offset) {
        asked.add("read " + frame + " " + offset);
        return true;
    }

    @Override
    public boolean compareAndSwap(Environment who, long frame, int offset, long expected, long wanted) {
        asked.add("swap " + frame + " " + offset);
        return false;
    }

    @Override
    public void write(Environment who, long frame, int offset, byte[] bytes) {
        asked.add("write " + frame + " " + offset + " " + bytes.length);
    }

    @Override
    public Processes processes() {
        return this;
    }

    @Override
    public @Nullable Environment named(EnvironmentName name) {
        return other.identity().name().equals(name) ? other : null;
    }

    @Override
    public boolean mayMake(Environment maker) {
        return asked.size() % 2 == 0;
    }

    @Override
    public long make(Environment maker, int frames, RegisterImage first) {
        asked.add("make " + frames);
        return 1;
    }

    @Override
    public long map(Environment from, Capability frames, Environment to, long firstPage, Rights rights) {
        asked.add("map " + firstPage + " " + rights.bits());
        return 1;
    }

    @Override
    public void end(Environment ended) {
        asked.add("end one");
    }

    @Override
    public boolean isOtherReady(Environment who) {
        return asked.size() % 2 == 0;
    }

    @Override
    public void take(Environment whose, int position, long cycles, @Nullable Capability slice) {
        asked.add("take " + position + " " + cycles + " " + (slice == null));
    }

    @Override
    public List<Integer> positions(Environment whose) {
        return List.of(2, 5);
    }

    @Override
    public void yield(Environment who, @Nullable Environment to, boolean spares) {
        asked.add(spares ? "yield sparing" : "yield");
    }

    @Override
    public void enter(Caller who, Environment callee, boolean waits) {
        asked.add("enter " + waits);
    }

    @Override
    public void leave(Caller who) {
        asked.add("leave");
    }

    @Override
    public Reclaiming reclaiming() {
        return this;
    }

    @Override
    public void ask(Environment whom, Reclaimable kind, int count, long cycles) {
        asked.add("ask " + kind.wireName() + " " + count + " " + cycles);
    }

    @Override
    public List<Integer> endpointSlots(Environment whom) {
        return List.of(3, 5);
    }

    @Override
    public void given(Environment by, Reclaimable kind, int index) {
        asked.add("given " + kind.wireName() + " " + index);
    }

    @Override
    public void force(Environment whom, Reclaimable kind) {
        asked.add("force " + kind.wireName());
    }

    @Override
    public Lending lending() {
        return this;
    }

    @Override
    public boolean isKernel(NodeId other) {
        return other.index() < 3;
    }

    @Override
    public void bindEndpoint(Environment who, int slot, @Nullable Capability endpoint) {
        asked.add("bind " + slot + " " + (endpoint == null));
    }

    @Override
    public Transfers transfers() {
        return this;
    }

    @Override
    public int blockBytes() {
        return 512;
    }

    @Override
    public boolean mayBegin(Environment who) {
        return asked.size() % 2 == 0;
    }

    @Override
    public long begin(
            Environment who, Capability blocksOf, int block, int blocks, Capability frames, int page, boolean writes) {
        asked.add("transfer " + block + " " + blocks + " " + page + " " + writes);
        return asked.size();
    }

    @Override
    public int underWay(Environment who, Capability blocksOf) {
        return 3;
    }

    @Override
    public boolean takeEnded(Environment who) {
        return false;
    }

    @Override
    public void setAlarm(Environment who, long cycle, @Nullable Capability timer) {
        asked.add("alarm " + cycle + " " + (timer == null));
    }

    @Override
    public long ticketFrom(int job, Environment who) {
        return job == 1 ? TICKET : 0;
    }

    @Override
    public boolean mayOffer(Environment who) {
        return asked.size() % 2 == 0;
    }

    @Override
    public boolean mayAccept(Environment who, long ticket) {
        return ticket == TICKET;
    }

    @Override
    public Invoked derive(Environment who, Capability borrowed, Rights rights) {
        throw new AssertionError("nothing is borrowed here");
    }

    @Override
    public Invoked grant(Environment who, Capability capability, Rights rights, EnvironmentName to) {
        asked.add("grant " + rights.bits() + " " + to.word());
        return new Invoked.Done(TICKET);
    }

    @Override
    public Invoked accept(Environment who, long ticket) {
        asked.add("accept " + ticket);
        return new Invoked.Pending(0);
    }

    @Override
    public Invoked remove(Environment who, Capability capability, boolean itself) {
        asked.add("remove " + itself);
        return new Invoked.Pending(0);
    }
}

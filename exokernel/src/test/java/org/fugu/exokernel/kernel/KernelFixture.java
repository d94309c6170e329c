package org.fugu.exokernel.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.fugu.exokernel.abi.AddressSpace;
import org.fugu.exokernel.abi.BootField;
import org.fugu.exokernel.abi.SystemCall;
import org.fugu.exokernel.call.FakeNode;
import org.fugu.exokernel.environment.Environment;
import org.fugu.exokernel.environment.EnvironmentEnd;
import org.fugu.exokernel.environment.Identity;
import org.fugu.exokernel.environment.JobIdentity;
import org.fugu.exokernel.frame.BindWords;
import org.fugu.exokernel.loader.ElfFile;
import org.fugu.exokernel.loader.ElfImage;
import org.fugu.exokernel.loader.EnvironmentLoader;
import org.fugu.exokernel.loader.JobPlan;
import org.fugu.exokernel.loader.Placement;
import org.fugu.machine.cpu.Context;
import org.fugu.machine.state.StateHash;
import org.fugu.machine.topology.MeshShape;
import org.fugu.machine.topology.NodeId;
import org.fugu.machine.trap.TrapCause;

/// One rank of a loaded job on a [FakeNode]: text at 0x10000, data at 0x20000 (two pages), a shared
/// segment at 0x30000 (three pages), a guaranteed data page at 0x40000.
final class KernelFixture {
    static final long TEXT = 0x10000;
    static final long DATA = 0x20000;
    static final long SHARED = 0x30000;
    static final long GUARANTEED = 0x40000;
    static final int FRAMES = 128;
    static final long CONSOLE_BYTES = 1 << 20;

    final FakeNode node;
    final Context context = new Context();
    private final Environment environment;
    final NodeKernel kernel;

    KernelFixture() {
        this(0, 2, CONSOLE_BYTES);
    }

    KernelFixture(int rank, int ranks, long consoleBytes) {
        this(rank, ranks, consoleBytes, false);
    }

    /// On a machine whose nodes share no memory, and whose kernels serve each other's.
    static KernelFixture withRemoteAccess(int rank, int ranks) {
        var fixture = new KernelFixture(rank, ranks, CONSOLE_BYTES, true);
        fixture.node.sharesMemory = false;
        return fixture;
    }

    private KernelFixture(int rank, int ranks, long consoleBytes, boolean servesMemory) {
        var nodes = new ArrayList<NodeId>();
        for (int i = 0; i < ranks; i++) nodes.add(new NodeId(i));
        var job = new JobPlan(
                new JobIdentity(0, 1, 0, nodes),
                image(),
                List.of("program", "first"),
                new MeshShape(ranks, 1),
                "fugu",
                33_000_000,
                4,
                42,
                0,
                FRAMES,
                consoleBytes);
        node = new FakeNode(rank);
        kernel = new NodeKernel(node.privileged(), new BindWords(FRAMES), servesMemory, nodes);
        node.told = kernel;
        var identity = new Identity(job.identity(), 0, rank, kernel.nextAddressSpace());
        environment = new EnvironmentLoader(job, Placement.of(job), identity, node::localFrame).load();
        kernel.admit(environment);
        kernel.run(environment);
        node.beginning().put(context);
    }

    static ElfImage image() {
        return (ElfImage) ElfImage.parse(ElfFile.program(TEXT, 0x13)
                .load(ElfFile.READ | ElfFile.WRITE, DATA, "data".getBytes(StandardCharsets.UTF_8), 0x2000)
                .load(ElfFile.READ | ElfFile.WRITE | AddressSpace.SEGMENT_FLAG_SHARED, SHARED, new byte[] {7}, 0x3000)
                .load(ElfFile.READ | ElfFile.WRITE | AddressSpace.SEGMENT_FLAG_GUARANTEED, GUARANTEED, new byte[] {9})
                .bytes());
    }

    Environment environment() {
        return environment;
    }

    EnvironmentEnd end() {
        return environment().end();
    }

    /// Performs a system call and answers `a0`.
    long call(SystemCall call, long... arguments) {
        return callNumber(call.number(), arguments);
    }

    long callNumber(long number, long... arguments) {
        context.x[17] = number;
        for (int i = 0; i < 6; i++) context.x[10 + i] = i < arguments.length ? arguments[i] : 0;
        kernel.trap(context, TrapCause.SYSTEM_CALL, 0);
        return context.x[10];
    }

    /// Everything the kernel part and the fake node know, as one text.
    String state() {
        var hash = new StateHash();
        kernel.save(hash);
        node.tlb.forEach((page, entry) -> hash.add(page).add(entry));
        node.frames.forEach((frame, bytes) -> {
            if (!Arrays.equals(bytes, new byte[4096])) hash.add(frame).add(bytes); // reading makes zero frames
        });
        return hash.hex();
    }

    ByteBuffer bootRecord() {
        long page = AddressSpace.BOOT_RECORD >>> 12;
        var mapping = Objects.requireNonNull(environment().guaranteed(page));
        return ByteBuffer.wrap(node.localFrame((int) (mapping.frame(page) & 0xfffff)))
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    int consoleHandle() {
        return bootRecord().getInt(BootField.CAP_CONSOLE.offset());
    }

    int memoryHandle() {
        return bootRecord().getInt(BootField.CAP_MEMORY.offset());
    }

    long processorHandle() {
        return bootRecord().getInt(BootField.CAP_PROCESSOR.offset());
    }

    /// The handle of the image's n-th segment.
    int segmentHandle(int n) {
        return bootRecord().getInt(BootField.SEGMENTS.offset() + n * BootField.SEGMENT_BYTES + 16);
    }

    /// Writes bytes to the data segment, as the guest would.
    long put(int offset, byte[] bytes) {
        long page = (DATA >>> 12) + offset / 4096;
        var mapping = Objects.requireNonNull(environment().guaranteed(page), "only before there is an exception entry");
        var frame = node.localFrame((int) (mapping.frame(page) & 0xfffff));
        System.arraycopy(bytes, 0, frame, offset % 4096, bytes.length);
        return DATA + offset;
    }

    long put(String text) {
        return put(0, text.getBytes(StandardCharsets.UTF_8));
    }
}

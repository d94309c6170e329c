package org.fugu.exokernel.loader;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.fugu.exokernel.abi.AddressSpace;
import org.fugu.exokernel.abi.BootField;
import org.fugu.exokernel.abi.Right;
import org.fugu.exokernel.abi.Rights;
import org.fugu.exokernel.capability.Capability;
import org.fugu.exokernel.capability.CapabilityTable;
import org.fugu.exokernel.capability.KernelObject;
import org.fugu.exokernel.environment.ConsoleLog;
import org.fugu.exokernel.environment.Environment;
import org.fugu.exokernel.environment.GuaranteedMapping;
import org.fugu.exokernel.environment.Identity;
import org.fugu.exokernel.frame.Frames;
import org.fugu.machine.cpu.RegisterImage;
import org.jspecify.annotations.Nullable;

/// Fills one node's frames and makes its environment.
public final class EnvironmentLoader {
    private static final int SP = 2;
    private static final int A0 = 10;
    private static final Rights STACK_RIGHTS = Rights.of(Right.READ, Right.WRITE);

    private final JobPlan job;
    private final Identity identity;
    private final int rank;
    private final Placement.RankFrames frames;
    private final IntFunction<byte[]> localFrame;
    private final InitialStack stack;
    private final CapabilityTable capabilities = new CapabilityTable();
    private @Nullable Capability input;

    /// @param identity of the environment that is made
    /// @param localFrame the bytes of a frame of the rank's node, zero until written
    public EnvironmentLoader(JobPlan job, Placement placement, Identity identity, IntFunction<byte[]> localFrame) {
        this.job = job;
        this.identity = identity;
        rank = identity.rank();
        this.frames = placement.rank(rank);
        this.localFrame = localFrame;
        this.stack =
                new InitialStack(job.arguments(), job.seedOf(rank), job.layout().stackOffset());
    }

    /// An environment whose program can begin.
    public Environment load() {
        var console = capabilities.grant(new KernelObject.Console(), Rights.of(Right.WRITE, Right.DERIVE));
        var memory = capabilities.grant(new KernelObject.Memory(), Rights.of(Right.ALLOCATE, Right.DERIVE));
        var processor = capabilities.grant(new KernelObject.Processor(), Rights.of(Right.EXECUTE, Right.DERIVE));
        copySegments();
        copyStack();
        var record = bootRecord(console, memory, processor);
        System.arraycopy(record, 0, localFrame.apply(frames.boot().first()), 0, record.length);
        var log = new ConsoleLog(identity.nodeOfJob(), job.consoleBytes());
        var made = new Environment(
                identity, capabilities, console, mappings(), frames.pool(), log, job.contexts(), beginning());
        if (input != null) made.setStandardInput(input);
        return made;
    }

    private RegisterImage beginning() {
        var registers = new RegisterImage(job.image().entry());
        registers.x[SP] = stack.stackPointer();
        registers.x[A0] = AddressSpace.BOOT_RECORD;
        return registers;
    }

    private void copySegments() {
        for (int i = 0; i < segments().size(); i++) {
            var segment = segments().get(i);
            var placed = frames.segments().get(i);
            for (int page = 0; page < placed.count(); page++) {
                long frame = placed.physical(page);
                boolean here = Frames.homeOf(frame) == frames.boot().home().index();
                if (!here || !job.image().hasContent(segment, page)) continue;
                job.image().copyPage(segment, page, localFrame.apply(Frames.withinHome(frame)));
            }
        }
    }

    private List<ImageSegment> segments() {
        return job.image().segments();
    }

    /// Only pages that hold something: the rest of the stack is zero by itself.
    private void copyStack() {
        var content = stack.content();
        int first = (int) ((stack.stackPointer() - AddressSpace.STACK_START) / AddressSpace.PAGE_BYTES);
        for (int page = first; page < Placement.STACK_PAGES; page++) {
            var frame = localFrame.apply(frames.stack().first() + page);
            System.arraycopy(content, page * AddressSpace.PAGE_BYTES, frame, 0, AddressSpace.PAGE_BYTES);
        }
    }

    private List<GuaranteedMapping> mappings() {
        var mappings = new ArrayList<GuaranteedMapping>();
        mappings.add(mapping(AddressSpace.BOOT_RECORD, frames.boot(), Rights.of(Right.READ)));
        mappings.add(mapping(AddressSpace.STACK_START, frames.stack(), STACK_RIGHTS));
        for (int i = 0; i < segments().size(); i++) {
            var segment = segments().get(i);
            boolean writable = segment.rights().contains(Right.WRITE);
            boolean always = !segment.shared() && (!writable || segment.guaranteed());
            mappings.add(
                    new GuaranteedMapping(segment.firstPage(), frames.segments().get(i), segment.rights(), always));
        }
        return mappings;
    }

    private static GuaranteedMapping mapping(long address, Frames frames, Rights rights) {
        return new GuaranteedMapping(address >>> AddressSpace.PAGE_SHIFT, frames, rights, true);
    }

    private byte[] bootRecord(Capability console, Capability memory, Capability processor) {
        var record = ByteBuffer.allocate(BootField.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        putLong(record, BootField.MAGIC, BootField.MAGIC_VALUE);
        putInt(record, BootField.VERSION, BootField.VERSION_VALUE);
        putInt(record, BootField.SEGMENT_COUNT, segments().size());
        putInt(record, BootField.RANK, rank);
        putInt(record, BootField.RANKS, job.ranks());
        putInt(record, BootField.NODE, identity.nodeOfJob().index());
        putInt(record, BootField.MESH_COLUMNS, job.mesh().columns());
        putInt(record, BootField.MESH_ROWS, job.mesh().rows());
        putInt(record, BootField.CAP_CONSOLE, console.handle());
        putInt(record, BootField.CAP_MEMORY, memory.handle());
        putInt(record, BootField.CAP_PROCESSOR, processor.handle());
        putInt(record, BootField.CONTEXTS, job.contexts());
        putInt(record, BootField.FRAMES_AVAILABLE, frames.pool().available());
        putLong(record, BootField.SEED, job.seedOf(rank));
        putLong(record, BootField.CLOCK_HERTZ, job.clockHertz());
        putLong(record, BootField.ARGC, job.arguments().size());
        putLong(record, BootField.ARGV, stack.argumentVector());
        putLong(record, BootField.STACK_BASE, AddressSpace.STACK_START);
        putLong(record, BootField.STACK_BYTES, AddressSpace.STACK_END - AddressSpace.STACK_START);
        putPreset(record);
        putSegments(record);
        putDisk(record);
        putInput(record);
        putInt(record, BootField.PAGE_TABLE, job.structure().pageTable().number());
        putLong(record, BootField.HOOKS, job.image().hooks());
        putInt(record, BootField.PLACEMENT, job.structure().placement().number());
        return record.array();
    }

    private void putPreset(ByteBuffer record) {
        var name = job.preset().getBytes(StandardCharsets.US_ASCII);
        record.put(BootField.PRESET.offset(), Arrays.copyOf(name, Math.min(name.length, BootField.PRESET.bytes() - 1)));
    }

    private void putSegments(ByteBuffer record) {
        boolean sharedSeen = false;
        record.position(BootField.SEGMENTS.offset());
        for (int i = 0; i < segments().size(); i++) {
            var segment = segments().get(i);
            long address = segment.firstPage() << AddressSpace.PAGE_SHIFT;
            long bytes = segment.pages() << AddressSpace.PAGE_SHIFT;
            var rights = new Rights(segment.rights().bits() | Right.DERIVE.bit());
            var capability = capabilities.grant(
                    new KernelObject.Segment(frames.segments().get(i)), rights);
            int shown = segment.rights().bits() | (segment.shared() ? BootField.SEGMENT_SHARED : 0);
            record.putLong(address).putLong(bytes).putInt(capability.handle()).putInt(shown);
            if (segment.shared() && !sharedSeen) {
                putLong(record, BootField.SHARED_BASE, address);
                putLong(record, BootField.SHARED_BYTES, bytes);
                sharedSeen = true;
            }
        }
    }

    private void putDisk(ByteBuffer record) {
        var disk = job.disk();
        if (disk == null) return;
        var extent = new KernelObject.Extent(disk.first(), 0, disk.blocks());
        var capability = capabilities.grant(extent, Rights.of(Right.READ, Right.WRITE, Right.DERIVE));
        putInt(record, BootField.CAP_DISK, capability.handle());
        putInt(record, BootField.DISK_BLOCKS, disk.blocks());
    }

    private void putInput(ByteBuffer record) {
        var inputs = identity.job().inputs();
        if (inputs == null) return;
        input = capabilities.grant(new KernelObject.Input(), Rights.of(Right.READ, Right.DERIVE));
        putInt(record, BootField.CAP_INPUT, input.handle());
        putInt(record, BootField.INPUT_FILES, inputs.files().size());
        var standard = inputs.standard();
        putLong(record, BootField.INPUT_BYTES, standard == null ? 0 : standard.length);
    }

    private static void putLong(ByteBuffer record, BootField field, long value) {
        record.putLong(field.offset(), value);
    }

    private static void putInt(ByteBuffer record, BootField field, int value) {
        record.putInt(field.offset(), value);
    }
}

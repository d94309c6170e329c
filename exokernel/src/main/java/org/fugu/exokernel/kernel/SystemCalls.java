package org.fugu.exokernel.kernel;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.fugu.exokernel.abi.AddressSpace;
import org.fugu.exokernel.abi.KernelError;
import org.fugu.exokernel.abi.KernelPath;
import org.fugu.exokernel.abi.Right;
import org.fugu.exokernel.abi.Rights;
import org.fugu.exokernel.abi.SystemCall;
import org.fugu.exokernel.capability.Capability;
import org.fugu.exokernel.capability.KernelObject;
import org.fugu.exokernel.environment.Bindings;
import org.fugu.exokernel.environment.ConsoleLog;
import org.fugu.exokernel.environment.Environment;
import org.fugu.exokernel.environment.Metrics;
import org.fugu.exokernel.environment.Region;
import org.fugu.exokernel.environment.Verdict;
import org.fugu.exokernel.frame.BindWords;
import org.fugu.exokernel.frame.FramePool;
import org.fugu.exokernel.frame.Frames;
import org.fugu.exokernel.run.Outcome;
import org.fugu.machine.cpu.Context;
import org.fugu.machine.kernel.PrivilegedNode;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.fugu.machine.tlb.Translation;
import org.jspecify.annotations.Nullable;

/// The system calls of one node. Each is check, charge, commit: nothing changes before everything
/// was checked, and what happens then cannot fail. Its effect is at the end of what was charged.
final class SystemCalls {
    private static final int SP = 2;
    private static final int GP = 3;
    private static final int TP = 4;
    private static final int A0 = 10;
    private static final int A7 = 17;
    private static final int ECALL_BYTES = 4;

    /// Linux' own numbers, for its own calls.
    private static final long EBADF = -9;

    private static final long EFAULT = -14;

    /// Numbers below are Linux's.
    private static final int LINUX_CALLS = 4096;

    private static final int NONE = -1;
    private static final int MOST_WRITE_BYTES = 4096;
    private static final int MOST_RUN_FRAMES = 1024;
    private static final int EXIT_CODE_MASK = 0xff;

    private final PrivilegedNode node;
    private final Environment environment;
    private final Capability consoleOfBarePrograms;
    private final FramePool frames;
    private final GuestMemory memory;
    private final ConsoleLog console;
    private final long consoleLimit;
    private final Metrics metrics = new Metrics();
    private final Region region = new Region();
    private final JobEnd end;
    private final Shootdown shootdown;

    /// Absent where kernels do not serve it.
    private final @Nullable RemoteAccess remote;

    private final BindWords bindWords;

    /// For people: the first call of Linux that is not here, or [#NONE].
    private int refusedCall = NONE;

    SystemCalls(
            PrivilegedNode node,
            Environment environment,
            Capability consoleOfBarePrograms,
            FramePool frames,
            ConsoleLog console,
            long consoleLimit,
            JobEnd end,
            Shootdown shootdown,
            @Nullable RemoteAccess remote) {
        this.node = node;
        this.environment = environment;
        this.consoleOfBarePrograms = consoleOfBarePrograms;
        this.frames = frames;
        this.memory = new GuestMemory(node, environment);
        this.console = console;
        this.consoleLimit = consoleLimit;
        this.end = end;
        this.shootdown = shootdown;
        this.remote = remote;
        this.bindWords = new BindWords(frames.size());
    }

    Metrics metrics() {
        return metrics;
    }

    Region region() {
        return region;
    }

    GuestMemory memory() {
        return memory;
    }

    @Nullable
    Integer refusedCall() {
        return refusedCall == NONE ? null : refusedCall;
    }

    void saveRefusedCall(StateWriter out) {
        out.add(refusedCall);
    }

    void restoreRefusedCall(StateReader in) {
        refusedCall = in.nextInt(NONE, LINUX_CALLS - 1);
    }

    FramePool frames() {
        return frames;
    }

    /// Performs the call that the context's registers describe.
    void perform(Context context) {
        var x = context.x;
        var call = SystemCall.numbered(x[A7]);
        if (call == null) {
            node.charge(KernelPath.UNKNOWN_CALL.instructions());
            boolean linux = x[A7] >= 0 && x[A7] < LINUX_CALLS;
            if (linux && refusedCall == NONE) refusedCall = (int) x[A7];
            answer(context, KernelError.NO_SUCH_CALL.number());
            return;
        }
        node.charge(call.path());
        switch (call) {
            case NULL -> answer(context, 0);
            case EXIT, LINUX_EXIT, LINUX_EXIT_GROUP -> exit(x[A0]);
            case EXCEPTION_DECLINE -> decline();
            case MESSAGE_WAIT -> waitForMessage(context);
            case LINUX_WRITE -> answer(context, linuxWrite(x[A0], x[A0 + 1], x[A0 + 2]));
            case CONSOLE_WRITE -> answer(context, consoleWrite(x[A0], x[A0 + 1], x[A0 + 2]));
            case FRAME_ALLOCATE -> answer(context, allocate(x[A0], x[A0 + 1]));
            case FRAME_FREE -> answer(context, free(x[A0]));
            case TLB_WRITE -> answer(context, bind(context, x[A0], x[A0 + 1], x[A0 + 2], x[A0 + 3]));
            case TLB_DROP -> answer(context, unbind(x[A0]));
            case CAP_DERIVE -> answer(context, derive(x[A0], x[A0 + 1]));
            case CAP_DELETE -> answer(context, delete(x[A0]));
            case CAP_REVOKE -> answer(context, revoke(x[A0]));
            case CAP_INSPECT -> answer(context, inspect(x[A0]));
            case EXCEPTION_ENTRY -> answer(context, exceptionEntry(x[A0]));
            case METRIC -> answer(context, metric(x[A0], x[A0 + 1], x[A0 + 2]));
            case METRIC_UNIT -> answer(context, metricUnit(x[A0], x[A0 + 1], x[A0 + 2], x[A0 + 3]));
            case REGION -> answer(context, region(context, x[A0]));
            case CONTEXT_START -> answer(context, startContext(context));
            case CONTEXT_END -> answer(context, endContext());
            case TLB_SHOOTDOWN -> answer(context, shootDown(x[A0]));
            case REMOTE_READ -> answer(context, remoteRead(x[A0], x[A0 + 1]));
            case REMOTE_WRITE -> answer(context, remoteWrite(x[A0], x[A0 + 1], x[A0 + 2], x[A0 + 3]));
            case REMOTE_SWAP -> answer(context, remoteSwap(x[A0], x[A0 + 1], x[A0 + 2], x[A0 + 3]));
        }
    }

    /// The name of the call that the context's registers describe.
    static String nameOf(Context context) {
        var call = SystemCall.numbered(context.x[A7]);
        return call == null ? "no such call" : call.wireName();
    }

    private static void answer(Context context, long value) {
        context.x[A0] = value;
        context.pc += ECALL_BYTES;
    }

    private void exit(long code) {
        if (environment.rank() == 0) {
            end.declare(Verdict.exited(node.clock(), node.id(), (int) code & EXIT_CODE_MASK));
        } else {
            end.stop();
        }
    }

    private void decline() {
        var trap = TrapReports.declined(node, environment);
        end.declare(Verdict.trapped(node.clock(), trap));
    }

    private void waitForMessage(Context context) {
        answer(context, 0); // first: the context wakes behind the call
        node.sleepUntilMessage();
    }

    private long linuxWrite(long descriptor, long address, long bytes) {
        boolean alive = environment.capabilities().find(consoleOfBarePrograms.handle()) != null;
        if (descriptor != 1 && descriptor != 2 || !alive) return EBADF;
        return write(SystemCall.LINUX_WRITE, address, bytes, EFAULT);
    }

    private long consoleWrite(long handle, long address, long bytes) {
        var capability = environment.capabilities().find(handle);
        if (capability == null) return KernelError.BAD_HANDLE.number();
        if (!(capability.object() instanceof KernelObject.Console)) return KernelError.WRONG_OBJECT.number();
        if (!capability.allows(Right.WRITE)) return KernelError.MISSING_RIGHT.number();
        return write(SystemCall.CONSOLE_WRITE, address, bytes, KernelError.BAD_ADDRESS.number());
    }

    private long write(SystemCall call, long address, long bytes, long badAddress) {
        int count = Long.compareUnsigned(bytes, MOST_WRITE_BYTES) > 0 ? MOST_WRITE_BYTES : (int) bytes;
        var text = memory.read(address, count);
        if (text == null) return badAddress;

        node.charge(call.unitPath() * count);
        console.append(node.clock(), text);
        if (console.written() > consoleLimit) {
            end.declare(Verdict.of(node.clock(), node.id(), Outcome.CONSOLE_LIMIT));
        }
        return count;
    }

    private long allocate(long handle, long count) {
        var capability = environment.capabilities().find(handle);
        if (capability == null) return KernelError.BAD_HANDLE.number();
        if (!(capability.object() instanceof KernelObject.Memory)) return KernelError.WRONG_OBJECT.number();
        if (!capability.allows(Right.ALLOCATE)) return KernelError.MISSING_RIGHT.number();
        if (count < 1 || count > MOST_RUN_FRAMES) return KernelError.BAD_ARGUMENT.number();
        if (!environment.capabilities().hasRoom()) return KernelError.OUT_OF_SLOTS.number();
        if (!frames.hasRun((int) count)) return KernelError.OUT_OF_FRAMES.number();

        node.charge(SystemCall.FRAME_ALLOCATE.unitPath() * (int) count);
        var run = new Frames.Run(node.id(), frames.allocate((int) count), (int) count);
        return environment
                .capabilities()
                .grant(new KernelObject.Allocation(run), Rights.FRAME_OWNER)
                .handle();
    }

    private long free(long handle) {
        var capability = environment.capabilities().find(handle);
        if (capability == null) return KernelError.BAD_HANDLE.number();
        if (!(capability.object() instanceof KernelObject.Allocation)) return KernelError.WRONG_OBJECT.number();
        if (!capability.isOriginal()) return KernelError.MISSING_RIGHT.number();
        if (isInTransfer(capability)) return KernelError.IN_USE.number();
        remove(SystemCall.FRAME_FREE, capability, true);
        return 0;
    }

    private long delete(long handle) {
        var capability = environment.capabilities().find(handle);
        if (capability == null) return KernelError.BAD_HANDLE.number();
        if (capability.isOriginal() && isInTransfer(capability)) return KernelError.IN_USE.number();
        remove(SystemCall.CAP_DELETE, capability, true);
        return 0;
    }

    private long revoke(long handle) {
        var capability = environment.capabilities().find(handle);
        if (capability == null) return KernelError.BAD_HANDLE.number();
        if (!capability.allows(Right.DERIVE)) return KernelError.MISSING_RIGHT.number();
        remove(SystemCall.CAP_REVOKE, capability, false);
        return 0;
    }

    /// Whether user DMA still has to move part of a frame that would be given back.
    private boolean isInTransfer(Capability capability) {
        if (!(capability.object() instanceof KernelObject.Allocation(var run))) return false;
        for (int i = 0; i < run.count(); i++) if (node.isInTransfer(run.physical(i))) return true;
        return false;
    }

    /// Removes what was derived from a capability, and on request itself; bindings go with what
    /// they were made from, and an allocation with its last name.
    private void remove(SystemCall call, Capability capability, boolean itself) {
        var table = environment.capabilities();
        var going = new ArrayList<>(table.derivedFrom(capability));
        if (itself) going.add(capability);
        var sources = new HashSet<>(going); // asked, never iterated
        var bindings = environment.bindings().matching(binding -> sources.contains(binding.source()));

        node.charge(call.unitPath() * (going.size() + bindings.size()));
        drop(bindings);
        node.revoke(wordsOf(bindings));
        if (itself) {
            table.delete(capability);
            if (capability.isOriginal()) giveBack(capability.object());
        } else {
            table.revoke(capability);
        }
    }

    private void drop(List<Bindings.Binding> bindings) {
        for (var binding : bindings) {
            environment.bindings().remove(binding.virtualPage());
            node.tlbDrop(Environment.ADDRESS_SPACE, binding.virtualPage());
        }
    }

    /// The bind words of frames that were this node's to give. A rank that deletes its name of a
    /// shared segment takes nothing from the others.
    private long[] wordsOf(List<Bindings.Binding> bindings) {
        return bindings.stream()
                .filter(binding ->
                        binding.source() != null && binding.source().object() instanceof KernelObject.Allocation)
                .mapToLong(binding -> bindWords.of(binding.frame()))
                .distinct()
                .toArray();
    }

    private void giveBack(KernelObject object) {
        if (!(object instanceof KernelObject.Allocation(var run))) return;
        for (int i = 0; i < run.count(); i++) node.clearFrame(run.first() + i);
        frames.free(run.first(), run.count());
    }

    private long bind(Context context, long handle, long index, long address, long rights) {
        var capability = environment.capabilities().find(handle);
        if (capability == null) return KernelError.BAD_HANDLE.number();
        var bound = framesOf(capability.object());
        if (bound == null) return KernelError.WRONG_OBJECT.number();
        if (!Rights.areAccessRights(rights)) return KernelError.BAD_ARGUMENT.number();
        if (!capability.rights().contains(new Rights((int) rights))) return KernelError.MISSING_RIGHT.number();
        if (index < 0 || index >= bound.count()) return KernelError.BAD_ARGUMENT.number();
        if (!isBindable(address)) return KernelError.BAD_ADDRESS.number();
        long frame = bound.physical((int) index);
        if (!node.reaches(frame)) return KernelError.NO_SHARED_MEMORY.number();
        long wordAddress = context.x[A0 + 4];
        if ((wordAddress & Long.BYTES - 1) != 0) return KernelError.BAD_ARGUMENT.number();
        long word = wordAddress == 0 ? Translation.NO_WORD : memory.physicalAddress(wordAddress);
        if (wordAddress != 0 && word < 0) return KernelError.BAD_ADDRESS.number();

        long page = address >>> AddressSpace.PAGE_SHIFT;
        var binding = new Bindings.Binding(page, frame, (int) rights, capability);
        record(binding, new PageTableWord(word, context.x[A0 + 5]));
        return 0;
    }

    private static @Nullable Frames framesOf(KernelObject object) {
        return switch (object) {
            case KernelObject.Allocation(var run) -> run;
            case KernelObject.Segment(var segment) -> segment;
            case KernelObject.Console _, KernelObject.Memory _, KernelObject.Processor _ -> null;
        };
    }

    /// A page that the kernel always maps is not the library OS's to bind: it would get its own
    /// translation and the kernel's in turn, as the TLB happens to forget them.
    private boolean isBindable(long address) {
        return AddressSpace.contains(address)
                && AddressSpace.isPageAligned(address)
                && !environment.isAlwaysGuaranteed(address >>> AddressSpace.PAGE_SHIFT);
    }

    /// Writes a translation into the TLB and remembers what it was made from.
    void record(Bindings.Binding binding, PageTableWord word) {
        var evicted = environment.bindings().record(binding);
        if (evicted != null) node.tlbDrop(Environment.ADDRESS_SPACE, evicted.virtualPage());
        write(binding, word);
    }

    /// Writes a translation into the TLB, which waits for the words that it follows from.
    void write(Bindings.Binding binding, PageTableWord word) {
        node.bind(new Translation(
                Environment.ADDRESS_SPACE,
                binding.virtualPage(),
                binding.frame(),
                binding.rights(),
                bindWords.of(binding.frame()),
                word.physicalAddress(),
                word.value()));
    }

    /// The new context has the caller's `gp` and `tp`, and its address space anyway.
    private long startContext(Context caller) {
        var x = caller.x;
        var capability = environment.capabilities().find(x[A0]);
        if (capability == null) return KernelError.BAD_HANDLE.number();
        if (!(capability.object() instanceof KernelObject.Processor)) return KernelError.WRONG_OBJECT.number();
        if (!capability.allows(Right.EXECUTE)) return KernelError.MISSING_RIGHT.number();
        long index = x[A0 + 1];
        long address = x[A0 + 2];
        if (index < 0 || index >= node.contexts()) return KernelError.BAD_ARGUMENT.number();
        if (!AddressSpace.contains(address) || (address & 1) != 0) return KernelError.BAD_ADDRESS.number();
        if (!node.isContextFree((int) index)) return KernelError.IN_USE.number();

        var started = node.startContext((int) index, address);
        started.x[SP] = x[A0 + 3];
        started.x[GP] = x[GP];
        started.x[TP] = x[TP];
        started.x[A0] = x[A0 + 4];
        started.x[A0 + 1] = x[A0 + 5];
        return 0;
    }

    /// The last one ends with the rank, by `exit`.
    private long endContext() {
        if (node.liveContexts() == 1) return KernelError.BAD_ARGUMENT.number();
        node.endContext();
        return 0;
    }

    private long shootDown(long address) {
        if (!AddressSpace.contains(address)) return KernelError.BAD_ADDRESS.number();
        node.charge(SystemCall.TLB_SHOOTDOWN.unitPath() * shootdown.others());
        shootdown.begin(address >>> AddressSpace.PAGE_SHIFT);
        return 0;
    }

    private long remoteRead(long handle, long offset) {
        if (remote == null) return KernelError.NO_REMOTE_ACCESS.number();
        long frame = remoteFrame(handle, offset, Long.BYTES, Rights.of(Right.READ));
        if (frame < 0) return frame;
        remote.read(frame, offsetInPage(offset));
        return 0;
    }

    private long remoteSwap(long handle, long offset, long expected, long wanted) {
        if (remote == null) return KernelError.NO_REMOTE_ACCESS.number();
        long frame = remoteFrame(handle, offset, Long.BYTES, Rights.of(Right.READ, Right.WRITE));
        if (frame < 0) return frame;
        remote.compareAndSwap(frame, offsetInPage(offset), expected, wanted);
        return 0;
    }

    private long remoteWrite(long handle, long offset, long address, long bytes) {
        if (remote == null) return KernelError.NO_REMOTE_ACCESS.number();
        long frame = remoteFrame(handle, offset, bytes, Rights.of(Right.WRITE));
        if (frame < 0) return frame;
        var content = memory.read(address, (int) bytes);
        if (content == null) return KernelError.BAD_ADDRESS.number();
        remote.write(frame, offsetInPage(offset), content);
        return 0;
    }

    /// The frame that a remote access is about, or why it is refused.
    ///
    /// @param offset in all the frames of the capability
    /// @param bytes whole double-words within one page
    private long remoteFrame(long handle, long offset, long bytes, Rights needed) {
        var capability = environment.capabilities().find(handle);
        if (capability == null) return KernelError.BAD_HANDLE.number();
        var named = framesOf(capability.object());
        if (named == null) return KernelError.WRONG_OBJECT.number();
        if (!capability.rights().contains(needed)) return KernelError.MISSING_RIGHT.number();
        long end = (long) named.count() << AddressSpace.PAGE_SHIFT;
        boolean whole = ((offset | bytes) & Long.BYTES - 1) == 0;
        boolean inPage = bytes >= Long.BYTES && bytes <= AddressSpace.PAGE_BYTES - offsetInPage(offset);
        if (!whole || offset < 0 || offset >= end || !inPage) return KernelError.BAD_ARGUMENT.number();
        return named.physical((int) (offset >>> AddressSpace.PAGE_SHIFT));
    }

    private static int offsetInPage(long offset) {
        return (int) offset & AddressSpace.PAGE_BYTES - 1;
    }

    private long unbind(long address) {
        if (!AddressSpace.contains(address)) return KernelError.BAD_ADDRESS.number();
        var binding = environment.bindings().at(address >>> AddressSpace.PAGE_SHIFT);
        if (binding == null || binding.isGuaranteed()) return 0;
        drop(List.of(binding));
        return 1;
    }

    private long derive(long handle, long rights) {
        var capability = environment.capabilities().find(handle);
        if (capability == null) return KernelError.BAD_HANDLE.number();
        if (!Rights.areRights(rights)) return KernelError.BAD_ARGUMENT.number();
        if (!capability.allows(Right.DERIVE)) return KernelError.MISSING_RIGHT.number();
        if (!capability.rights().contains(new Rights((int) rights))) return KernelError.MISSING_RIGHT.number();
        if (!environment.capabilities().hasRoom()) return KernelError.OUT_OF_SLOTS.number();
        return environment
                .capabilities()
                .derive(capability, new Rights((int) rights))
                .handle();
    }

    private long inspect(long handle) {
        var capability = environment.capabilities().find(handle);
        if (capability == null) return KernelError.BAD_HANDLE.number();
        var named = framesOf(capability.object());
        long count = named == null ? 0 : named.count();
        return capability.object().kind().number() | (long) capability.rights().bits() << 8 | count << 32;
    }

    private long exceptionEntry(long address) {
        if (!AddressSpace.contains(address) || (address & 1) != 0) return KernelError.BAD_ADDRESS.number();
        boolean takesOver = environment.isBare() && address != 0;
        var lapsed = takesOver
                ? environment.bindings().matching(Bindings.Binding::isGuaranteed)
                : List.<Bindings.Binding>of();

        node.charge(SystemCall.EXCEPTION_ENTRY.unitPath() * lapsed.size());
        drop(lapsed);
        environment.setExceptionEntry(address);
        return 0;
    }

    private long metric(long address, long bytes, long value) {
        if (bytes < 1 || bytes > Metrics.MOST_NAME_BYTES) return KernelError.BAD_ARGUMENT.number();
        var name = text(address, bytes);
        if (name == null) return KernelError.BAD_ADDRESS.number();
        if (!Metrics.isName(name)) return KernelError.BAD_ARGUMENT.number();
        if (!metrics.hasRoomFor(name)) return KernelError.OUT_OF_SLOTS.number();

        node.charge(SystemCall.METRIC.unitPath() * (int) bytes);
        metrics.report(name, node.clock(), value);
        return 0;
    }

    private long metricUnit(long nameAddress, long nameBytes, long unitAddress, long unitBytes) {
        if (nameBytes < 1 || nameBytes > Metrics.MOST_NAME_BYTES) return KernelError.BAD_ARGUMENT.number();
        if (unitBytes < 0 || unitBytes > Metrics.MOST_UNIT_BYTES) return KernelError.BAD_ARGUMENT.number();
        var name = text(nameAddress, nameBytes);
        var unit = unitBytes == 0 ? "" : text(unitAddress, unitBytes);
        if (name == null || unit == null) return KernelError.BAD_ADDRESS.number();
        if (!Metrics.isName(name) || !Metrics.isUnit(unit)) return KernelError.BAD_ARGUMENT.number();
        if (!metrics.hasRoomForUnitOf(name)) return KernelError.OUT_OF_SLOTS.number();

        node.charge(SystemCall.METRIC_UNIT.unitPath() * (int) (nameBytes + unitBytes));
        metrics.declare(name, node.clock(), unit);
        return 0;
    }

    /// Bytes of the guest's as characters, or null where it may not read.
    private @Nullable String text(long address, long bytes) {
        var read = memory.read(address, (int) bytes);
        return read == null ? null : new String(read, StandardCharsets.ISO_8859_1);
    }

    private long region(Context context, long mark) {
        boolean begins = mark == 1;
        if (mark != 0 && !begins || region.isOpen() == begins) return KernelError.BAD_ARGUMENT.number();
        if (begins) region.begin(node.clock(), context.instret);
        else region.end(node.clock(), context.instret);
        return 0;
    }
}

package org.fugu.machine.message;

import org.fugu.machine.clock.NodeClock;
import org.fugu.machine.cpu.AccessKind;
import org.fugu.machine.cpu.AccessPort;
import org.fugu.machine.cpu.Context;
import org.fugu.machine.cpu.CsrPort;
import org.fugu.machine.memory.PhysicalAddress;
import org.fugu.machine.observe.CycleAccount.Category;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.trap.TrapCause;

/// The message unit as instructions see it: its CSRs, what they cost, and what traps.
public final class UnitCsrs extends CsrPort {
    /// How a message interrupt is protected, figure `message.protection`.
    private static final int NONE = 0;

    private static final int BY_HARDWARE = 1;

    /// `ucause` without what it says of the time before the trap.
    private static final long CAUSE = (1L << 62) - 1;

    private static final int PAGE_BYTES = PhysicalAddress.FRAME_BYTES;
    private static final long FAILED = -1;

    private final NodeClock clock;
    private final AccessPort memory;
    private final Ucu ucu;
    private final UserDma dma;
    private final NetworkInterface networkInterface;
    private final long registerCycles;
    private final long launchCycles;
    private final long interruptCycles;
    private final int node;

    /// @param memory where bulk data lie
    /// @param timed false in functional runs, where an instruction takes one cycle
    public UnitCsrs(int node, NodeClock clock, AccessPort memory, Ucu ucu, UserDma dma, Preset preset, boolean timed) {
        this.node = node;
        this.clock = clock;
        this.memory = memory;
        this.ucu = ucu;
        this.dma = dma;
        networkInterface = timed ? NetworkInterface.of(preset) : NetworkInterface.untimed(preset);
        // The instruction's own cycle is charged by the engine.
        registerCycles = timed ? preset.value("message.register") - 1 : 0;
        launchCycles = timed ? preset.value("message.launch") - 1 : 0;
        interruptCycles = timed ? interruptCycles(preset) : 0;
    }

    private static long interruptCycles(Preset preset) {
        return switch (preset.intValue("message.protection")) {
            case NONE -> preset.value("message.interrupt_unprotected");
            case BY_HARDWARE -> preset.value("message.interrupt");
            default -> preset.value("message.interrupt_software");
        };
    }

    @Override
    public int csr(Context context, int number, int operation, boolean writes, long operand) {
        if (!Ucu.has(number) || (writes && number >= CsrNumber.UI0)) return illegal(number);
        var command = Command.of(number);
        if (command == null) return access(number, operation, writes, operand);
        return switch (command) {
            case LAUNCH, LAUNCH_CONDITIONALLY -> launch(number, writes, operand);
            case DISPOSE -> dispose(writes);
            case SINK -> sink(writes, operand);
            case LEAVE_TRAP -> leaveTrap(context, writes);
        };
    }

    @Override
    public int ahead(int number, int operation, boolean writes, long operand) {
        // Reading a command is another matter than reading a register, too.
        if (!Ucu.has(number) || Command.of(number) != null) return LATER;
        boolean describes = number < CsrNumber.UO0 + OutputDescriptor.WORDS;
        boolean changes = writes && !describes && !changesNothing(number, operation, operand);
        if (changes && !mayWriteAhead(number, operation, operand)) return LATER;
        if (describes) ucu.describesAhead(writes);
        else if (changes) ucu.sectionAhead();
        else ucu.looksAhead();
        return access(number, operation, writes, operand);
    }

    /// An atomic section within one begins or ends.
    private boolean changesNothing(int number, int operation, long operand) {
        if (number != CsrNumber.UAC) return false;
        long old = ucu.read(number);
        return written(operation, old, operand) == old;
    }

    private boolean mayWriteAhead(int number, int operation, long operand) {
        return number == CsrNumber.UAC
                && ucu.isQuiet()
                && !UnitContext.forcesTimer(written(operation, ucu.read(CsrNumber.UAC), operand))
                && ucu.end() == Ucu.End.ALLOWED;
    }

    @Override
    public boolean makesAtOnce(int number, int operation, boolean writes, long operand) {
        if (memory.ahead) return !ucu.looksAgainAhead() && ahead(number, operation, writes, operand) == READY;
        if (!Ucu.has(number) || writes && number >= CsrNumber.UI0) return false;
        var command = Command.of(number);
        if (command == null)
            return mayAccessAtOnce(number, operation, writes, operand)
                    && isReady(access(number, operation, writes, operand));
        return writes
                && switch (command) {
                    case LAUNCH, LAUNCH_CONDITIONALLY -> mayLaunchAtOnce(operand) && isReady(send(operand));
                    case DISPOSE -> mayDisposeAtOnce() && isReady(dispose(true));
                    case SINK, LEAVE_TRAP -> false;
                };
    }

    private static boolean isReady(int status) {
        if (status != READY) throw new IllegalStateException("what was sure was refused: " + status);
        return true;
    }

    /// What ends an atomic section may let in what waits.
    private boolean mayAccessAtOnce(int number, int operation, boolean writes, long operand) {
        if (!writes || number != CsrNumber.UAC) return !writes || number != CsrNumber.UIVEC;
        long written = written(operation, ucu.read(number), operand);
        return !ucu.endsSection(written) || ucu.end() == Ucu.End.ALLOWED && !ucu.hasToInterrupt();
    }

    private boolean mayLaunchAtOnce(long immediate) {
        return networkInterface.exists() && ucu.check(immediate) == Ucu.Launch.READY && ucu.bulkBytes(immediate) == 0;
    }

    /// The next message may interrupt.
    private boolean mayDisposeAtOnce() {
        return ucu.isMessageAvailable() && !ucu.isShown() && !ucu.isInterruptible();
    }

    @Override
    public long stamp() {
        return ucu.stamp();
    }

    private static long written(int operation, long old, long operand) {
        return switch (operation) {
            case 1 -> operand;
            case 2 -> old | operand;
            default -> old & ~operand;
        };
    }

    private int access(int number, int operation, boolean writes, long operand) {
        long old = number == CsrNumber.USTAT && !networkInterface.exists() ? Status.NO_UNIT : ucu.read(number);
        if (writes) {
            long written = written(operation, old, operand);
            if (number == CsrNumber.UAC && ucu.endsSection(written) && !mayEnd()) return FAULT;
            ucu.write(clock.now, number, written);
            ucu.driveInterruptLine();
        }
        return done(registerCycles + networkInterface.access(number), old);
    }

    /// Whether the atomic section may end; if not, the fault has been set.
    private boolean mayEnd() {
        switch (ucu.end()) {
            case ALLOWED -> {}
            case DISPOSE_FAILURE -> fault(TrapCause.DISPOSE_FAILURE, 0);
            case ATOMICITY_EXTEND -> fault(TrapCause.ATOMICITY_EXTEND, 0);
        }
        return ucu.end() == Ucu.End.ALLOWED;
    }

    private int launch(int number, boolean writes, long immediate) {
        if (!writes) return illegal(number);
        // A conditional launch is refused, so that a library need not ask before each message.
        if (!networkInterface.exists()) return number == CsrNumber.ULAUNCHC ? done(launchCycles, 0) : illegal(number);
        return switch (ucu.check(immediate)) {
            case READY -> send(immediate);
            case REFUSED -> {
                ucu.countRefusal();
                yield number == CsrNumber.ULAUNCHC ? done(launchCycles, 0) : STALLED;
            }
            case WRONG_GROUP -> fault(TrapCause.WRONG_GROUP, ucu.read(CsrNumber.UO0));
            case ILLEGAL -> illegal(number);
        };
    }

    private int send(long immediate) {
        int bytes = ucu.bulkBytes(immediate);
        long cycles = launchCycles + networkInterface.launch((int) (immediate & 7) + 1);
        long time = clock.now + cycles;
        if (bytes == 0) {
            ucu.countLaunch();
            ucu.send(time, immediate);
            return done(cycles, 1);
        }
        var parts = new Parts(ucu.pieces(immediate));
        if (!parts.translate(AccessKind.LOAD)) return FAULT;
        ucu.countLaunch();
        dma.send(time, ucu.destination(), ucu.message(immediate, new byte[bytes]), parts.addresses, parts.lengths);
        return done(cycles, 1);
    }

    private int dispose(boolean writes) {
        value = 0;
        if (!writes) return READY;
        if (ucu.isShown()) return fault(TrapCause.DISPOSE_EXTEND, 0);
        long cycles = registerCycles + networkInterface.dispose(ucu.headDoubleWords());
        if (!ucu.dispose(clock.now)) return fault(TrapCause.DISPOSE_EMPTY, 0);
        ucu.driveInterruptLine();
        return done(cycles, 0);
    }

    /// Stores the head message's bulk data and drops it. The instruction waits meanwhile and is then
    /// executed again; the queue's head is the same.
    private int sink(boolean writes, long address) {
        value = 0;
        if (!writes) return READY;
        var bulk = ucu.headBulk();
        if (bulk == null) return fault(TrapCause.DISPOSE_EMPTY, 0);
        if (dma.takeStored() || bulk.length == 0) return dispose(true);
        if ((address & 7) != 0) return fault(TrapCause.STORE_MISALIGNED, address);
        var parts = new Parts(new long[] {address, bulk.length});
        if (!parts.translate(AccessKind.STORE)) return FAULT;
        dma.store(clock.now, bulk, parts.addresses, parts.lengths);
        // Without caches nothing takes time.
        if (dma.hasStored()) return sink(true, address);
        return STALLED;
    }

    private int leaveTrap(Context context, boolean writes) {
        value = 0;
        if (!writes) return READY;
        if (ucu.leavingEndsSection() && !mayEnd()) return FAULT;
        long cause = ucu.read(CsrNumber.UCAUSE) & CAUSE;
        // What the handler has reserved is not for the program that it interrupted.
        memory.endReservation(context);
        context.pc = ucu.leaveTrap(clock.now);
        if (cause == TrapCause.MESSAGE_INTERRUPT.number()) context.handling = false;
        if (TrapCause.isPageFault(cause) && context.refills > 0) context.refills--;
        clock.account().enter(context.category(), clock.now, context.pc);
        ucu.driveInterruptLine();
        return REDIRECTED;
    }

    private int done(long cycles, long answer) {
        clock.now += cycles;
        value = answer;
        return READY;
    }

    private int illegal(int number) {
        return fault(TrapCause.ILLEGAL_INSTRUCTION, number);
    }

    private int fault(TrapCause reason, long about) {
        cause = reason;
        value = about;
        return FAULT;
    }

    @Override
    public boolean interrupt(Context context) {
        if (!ucu.isInterrupting()) return false;
        long start = clock.now;
        clock.now += interruptCycles;
        memory.endReservation(context);
        context.pc = ucu.enterInterrupt(clock.now, context.pc, TrapCause.MESSAGE_INTERRUPT.number());
        context.handling = true;
        clock.account().enter(Category.MESSAGE_HANDLER, start, context.pc);
        ucu.driveInterruptLine();
        return true;
    }

    /// Ranges of virtual addresses, cut at pages and translated.
    private final class Parts {
        final long[] addresses;
        final int[] lengths;
        private final long[] virtual;

        /// @param pieces (address, bytes), one after the other
        Parts(long[] pieces) {
            int count = 0;
            for (int i = 0; i < pieces.length; i += 2) count += pagesOf(pieces[i], pieces[i + 1]);
            addresses = new long[count];
            virtual = new long[count];
            lengths = new int[count];
            int part = 0;
            for (int i = 0; i < pieces.length; i += 2) {
                long address = pieces[i];
                long left = pieces[i + 1];
                while (left > 0) {
                    virtual[part] = address;
                    lengths[part] = (int) Math.min(left, PAGE_BYTES - (address & PAGE_BYTES - 1));
                    address += lengths[part];
                    left -= lengths[part];
                    part++;
                }
            }
        }

        private static int pagesOf(long address, long bytes) {
            long offset = address & PAGE_BYTES - 1;
            return bytes == 0 ? 0 : (int) ((offset + bytes + PAGE_BYTES - 1) / PAGE_BYTES);
        }

        /// @return false if a page cannot be accessed so, or is another node's: the fault has been set
        boolean translate(AccessKind kind) {
            for (int i = 0; i < addresses.length; i++) {
                addresses[i] = memory.probe(virtual[i], kind);
                if (addresses[i] == FAILED) {
                    fault(memory.cause, memory.value);
                    return false;
                }
                if (PhysicalAddress.home(addresses[i]) == node) continue;
                boolean loads = kind == AccessKind.LOAD;
                fault(loads ? TrapCause.LOAD_ACCESS_FAULT : TrapCause.STORE_ACCESS_FAULT, virtual[i]);
                return false;
            }
            return true;
        }
    }
}

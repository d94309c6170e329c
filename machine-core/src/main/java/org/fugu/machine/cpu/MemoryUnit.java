package org.fugu.machine.cpu;

import org.fugu.machine.clock.NodeClock;
import org.fugu.machine.isa.Instruction;
import org.fugu.machine.isa.Opcode;
import org.fugu.machine.trap.TrapCause;
import org.jspecify.annotations.Nullable;

/// The accesses to memory that are not made at once: those that wait, fault or cross a line, and
/// all atomic ones. The access is kept in the context's [SuspendedAccess] whether it waits or not,
/// so that there is one way to perform it.
final class MemoryUnit {
    /// Beside the port's answers: the access crosses a line, so the port has not been asked.
    static final int CROSSES = 4;

    private static final int LINE_BYTES = DecodedLines.LINE_BYTES;
    private static final long LINE = -LINE_BYTES;
    private static final int IN_PAGE = 4095;
    private static final long NO_SECOND_PART = -1;

    private final NodeClock clock;
    private final AccessPort port;

    MemoryUnit(NodeClock clock, AccessPort port) {
        this.clock = clock;
        this.port = port;
    }

    /// Goes on with a load or store that the port did not let through at once.
    ///
    /// @param status STALLED, FAULT or [#CROSSES]
    /// @return null if the access has been made after all; the instruction is not yet retired
    @Nullable
    Stop refused(Context context, long instruction, long address, int status, int cycles) {
        prepare(context, instruction, kind(Instruction.opcode(instruction)), storedValue(context, instruction));
        return switch (status) {
            case AccessPort.STALLED -> suspend(context, port.physicalAddress, NO_SECOND_PART, cycles);
            case CROSSES -> cross(context, address, cycles);
            default -> Exceptions.raised(clock, port, context);
        };
    }

    private static AccessKind kind(int opcode) {
        return isStore(opcode) ? AccessKind.STORE : AccessKind.LOAD;
    }

    private static boolean isStore(int opcode) {
        return switch (opcode) {
            case Opcode.SB, Opcode.SH, Opcode.SW, Opcode.SD, Opcode.FSW, Opcode.FSD -> true;
            default -> false;
        };
    }

    private static int bytes(int opcode) {
        return switch (opcode) {
            case Opcode.LB, Opcode.LBU, Opcode.SB -> 1;
            case Opcode.LH, Opcode.LHU, Opcode.SH -> 2;
            case Opcode.LW, Opcode.LWU, Opcode.SW, Opcode.FLW, Opcode.FSW -> 4;
            case Opcode.LD, Opcode.SD, Opcode.FLD, Opcode.FSD -> 8;
            default -> AtomicUnit.isWord(opcode) ? 4 : 8;
        };
    }

    private static long storedValue(Context context, long instruction) {
        int opcode = Instruction.opcode(instruction);
        boolean floating = opcode == Opcode.FSW || opcode == Opcode.FSD;
        return (floating ? context.f : context.x)[Instruction.rs2(instruction)];
    }

    private static void prepare(Context context, long instruction, AccessKind kind, long operand) {
        var access = context.access;
        access.kind = kind;
        access.operation = instruction;
        access.register = Instruction.rd(instruction);
        access.operand = operand;
        access.nextPc = context.pc + Instruction.bytes(instruction);
        access.bytesDone = 0;
        access.partialValue = 0;
        access.secondPhysicalAddress = NO_SECOND_PART;
    }

    private Stop suspend(Context context, long physical, long second, int cycles) {
        context.access.physicalAddress = physical;
        context.access.secondPhysicalAddress = second;
        context.access.active = true;
        clock.now += cycles;
        return Stop.SUSPENDED;
    }

    private @Nullable Stop cross(Context context, long address, int cycles) {
        var access = context.access;
        int firstBytes = LINE_BYTES - ((int) address & LINE_BYTES - 1);
        long secondAddress = address + firstBytes;
        boolean crossesPage = (secondAddress & IN_PAGE) == 0;
        // Both translations first: a fault in the second page must find the first untouched.
        if (crossesPage && faults(address, secondAddress, access.kind)) return Exceptions.raised(clock, port, context);

        int status = port.acquire(address, firstBytes, access.kind);
        if (status == AccessPort.FAULT) return Exceptions.raised(clock, port, context);
        long first = port.physicalAddress;
        if (status == AccessPort.STALLED) {
            long second = crossesPage ? port.probe(secondAddress, access.kind) : first + firstBytes;
            return suspend(context, first, second, cycles);
        }
        performPart(access, port.frame, port.offset);

        status = port.acquire(secondAddress, bytes(Instruction.opcode(access.operation)) - firstBytes, access.kind);
        if (status == AccessPort.FAULT) return Exceptions.raised(clock, port, context);
        if (status == AccessPort.STALLED) return suspend(context, port.physicalAddress, NO_SECOND_PART, cycles);
        performPart(access, port.frame, port.offset);
        deliver(context);
        return null;
    }

    private boolean faults(long address, long secondAddress, AccessKind kind) {
        return port.probe(address, kind) == -1 || port.probe(secondAddress, kind) == -1;
    }

    /// Loads or stores what lies in one line.
    private static void performPart(SuspendedAccess access, byte[] frame, int offset) {
        int opcode = Instruction.opcode(access.operation);
        boolean stores = isStore(opcode);
        int count = Math.min(bytes(opcode) - access.bytesDone, LINE_BYTES - (offset & LINE_BYTES - 1));
        for (int i = 0; i < count; i++) {
            int shift = 8 * access.bytesDone++;
            if (stores) frame[offset + i] = (byte) (access.operand >>> shift);
            else access.partialValue |= (frame[offset + i] & 0xffL) << shift;
        }
    }

    /// Puts what was loaded into its register.
    private static void deliver(Context context) {
        var access = context.access;
        int opcode = Instruction.opcode(access.operation);
        if (isStore(opcode)) return;
        if (opcode == Opcode.FLW) context.f[access.register] = access.partialValue | FloatingPoint.BOX;
        else if (opcode == Opcode.FLD) context.f[access.register] = access.partialValue;
        else setRegister(context, extend(opcode, access.partialValue));
    }

    private static long extend(int opcode, long value) {
        return switch (opcode) {
            case Opcode.LB -> (byte) value;
            case Opcode.LH -> (short) value;
            case Opcode.LW -> (int) value;
            default -> value;
        };
    }

    private static void setRegister(Context context, long value) {
        if (context.access.register != 0) context.x[context.access.register] = value;
    }

    /// Executes an LR, SC or AMO.
    ///
    /// @return null if it has been done; the instruction is not yet retired
    @Nullable
    Stop atomic(Context context, long instruction, int cycles) {
        int opcode = Instruction.opcode(instruction);
        long address = context.x[Instruction.rs1(instruction)];
        boolean reserves = AtomicUnit.isLoadReserved(opcode);
        if ((address & bytes(opcode) - 1) != 0) {
            var cause = reserves ? TrapCause.LOAD_MISALIGNED : TrapCause.STORE_MISALIGNED;
            return Exceptions.raise(clock, port, context, cause, address);
        }
        prepare(
                context,
                instruction,
                reserves ? AccessKind.LOAD_RESERVED : AccessKind.ATOMIC,
                context.x[Instruction.rs2(instruction)]);
        // One load-reserved after the other: no store-conditional comes for the first.
        if (reserves) port.endReservation(context);
        if (AtomicUnit.isStoreConditional(opcode)) {
            long physical = context.reservation == Context.NO_RESERVATION ? 0 : port.probe(address, AccessKind.ATOMIC);
            if (physical == -1) return Exceptions.raised(clock, port, context);
            if ((physical & LINE) != context.reservation) return failConditional(context);
        }
        return switch (port.acquire(address, bytes(opcode), context.access.kind)) {
            case AccessPort.FAULT -> Exceptions.raised(clock, port, context);
            case AccessPort.STALLED -> suspend(context, port.physicalAddress, NO_SECOND_PART, cycles);
            default -> {
                performAtomic(context, port.physicalAddress, port.frame, port.offset);
                yield null;
            }
        };
    }

    private @Nullable Stop failConditional(Context context) {
        port.endReservation(context);
        setRegister(context, 1);
        return null;
    }

    private void performAtomic(Context context, long physical, byte[] frame, int offset) {
        int opcode = Instruction.opcode(context.access.operation);
        if (AtomicUnit.isLoadReserved(opcode)) {
            context.reservation = physical & LINE;
            setRegister(context, read(opcode, frame, offset));
        } else if (AtomicUnit.isStoreConditional(opcode)) {
            // The line may have been lost while the access waited for it.
            if ((physical & LINE) != context.reservation) {
                failConditional(context);
                return;
            }
            port.endReservation(context);
            write(opcode, frame, offset, context.access.operand);
            setRegister(context, 0);
        } else {
            long old = read(opcode, frame, offset);
            write(opcode, frame, offset, AtomicUnit.combine(opcode, old, context.access.operand));
            setRegister(context, old);
        }
    }

    private static long read(int opcode, byte[] frame, int offset) {
        return AtomicUnit.isWord(opcode) ? Bytes.getInt(frame, offset) : Bytes.getLong(frame, offset);
    }

    private static void write(int opcode, byte[] frame, int offset, long value) {
        if (AtomicUnit.isWord(opcode)) Bytes.putInt(frame, offset, (int) value);
        else Bytes.putLong(frame, offset, value);
    }

    /// Performs the part of a suspended load, store or atomic whose line has come.
    ///
    /// @return false if the other part is still to be fetched, at [SuspendedAccess#physicalAddress]
    boolean complete(Context context) {
        var access = context.access;
        long physical = access.physicalAddress;
        var frame = port.frameAt(physical);
        int offset = (int) physical & IN_PAGE;
        if (access.kind == AccessKind.LOAD_RESERVED || access.kind == AccessKind.ATOMIC) {
            performAtomic(context, physical, frame, offset);
        } else {
            performPart(access, frame, offset);
            if (access.secondPhysicalAddress != NO_SECOND_PART) {
                access.physicalAddress = access.secondPhysicalAddress;
                access.secondPhysicalAddress = NO_SECOND_PART;
                return false;
            }
            deliver(context);
        }
        context.pc = access.nextPc;
        context.instret++;
        access.active = false;
        return true;
    }
}

package org.fugu.machine.cpu;

import org.fugu.machine.cache.HitTable;
import org.fugu.machine.clock.NodeClock;
import org.fugu.machine.isa.CsrInstruction;
import org.fugu.machine.isa.Instruction;
import org.fugu.machine.isa.Opcode;
import org.fugu.machine.isa.RegisterUse;
import org.fugu.machine.trap.TrapCause;
import org.jspecify.annotations.Nullable;

/// The reference processor: executes one instruction after the other.
///
/// **Time.** An instruction starts while `clock.now < clock.limit`, at which time its access or CSR
/// is presented to the port. All its cycles are charged behind that, whether the access is made at
/// once or waits; the time of a miss itself is the node's to add. What raises an exception costs
/// one cycle; a fetch, and an instruction that STALLED, cost nothing, since they will start later.
/// A port may add cycles of its own to `clock` during a call.
///
/// **Load-use.** An instruction that reads what the one right before it loaded waits. It does so as
/// an act of its own, before it starts: the wait begins at a time below the limit, and the
/// instruction starts only if its end is below the limit too. The register is kept in
/// [Context#loaded] meanwhile.
///
/// **Interrupts** are recognised after each control transfer (taken or not), after each CSR
/// instruction, and where the fetch moves to another page.
///
/// **Fetch.** See [FetchUnit]; one fetch for each new line, also after a trap and after `fence.i`.
///
/// The four together make the result independent of where a run is cut: `limit` may take any value
/// at any time and registers, clock and counts stay the same.
public final class Interpreter {
    private static final int READY = AccessPort.READY;
    private static final int RD = Instruction.RD_SHIFT;
    private static final int RS1 = Instruction.RS1_SHIFT;
    private static final int RS2 = Instruction.RS2_SHIFT;

    /// Beside the port's answers and [MemoryUnit#CROSSES]: a load has been made, for which the next
    /// instruction may have to wait.
    private static final int LOADED = 5;

    /// Likewise: control was transferred.
    private static final int TRANSFERRED = 7;

    private static final long NEVER = -1;
    private static final int IN_FRAME = 4095;

    private static final long LINE_AND_ODD = -DecodedLines.LINE_BYTES | 1;

    private final NodeClock clock;
    private final AccessPort port;
    private final HitTable hits;
    private final CsrPort csrPort;
    private final FetchUnit fetch;
    private final MemoryUnit memory;
    private final CsrUnit csrs;
    private final int[] cycles;
    private final int takenCycles;
    private final int loadUse;

    /// When something was last done that takes no time, of [#runAhead]; and how the context was before.
    private long instant = NEVER;

    private final long[] before = new long[4];
    private CodePort translations = CodePort.NONE;
    private final Rounds rounds;

    /// @param lines of instructions that the node has fetched
    public Interpreter(
            NodeClock clock, AccessPort port, CsrPort csrPort, DecodedLines lines, InstructionLatencies latencies) {
        this.clock = clock;
        this.port = port;
        this.hits = port.hits;
        this.csrPort = csrPort;
        port.csrs = csrPort;
        this.fetch = new FetchUnit(clock, port, csrPort, lines);
        this.memory = new MemoryUnit(clock, port);
        this.csrs = new CsrUnit(clock, port, csrPort, fetch);
        this.rounds = new Rounds(clock, port, csrPort);
        this.cycles = latencies.table();
        this.takenCycles = 1 + latencies.branchTaken();
        this.loadUse = latencies.loadUse();
    }

    /// Lets translated code be executed from now on.
    public void use(CodePort code) {
        translations = code;
    }

    /// Executes until something stops it.
    ///
    /// @throws IllegalStateException if the context waits for an access
    public Stop run(Context context) {
        if (context.access.active) throw new IllegalStateException("the context waits for its access");
        return execute(context);
    }

    /// Executes what concerns nobody else, up to the limit or an instruction that does: [Stop#LATER].
    /// What takes no time has not been done then, since other things of that time come first.
    ///
    /// @param farthest how far it may go, beyond the limit, if that takes no time of the host; at least the limit
    /// @param mayWait whether to look for a loop that waits without saying so
    public Stop runAhead(Context context, long farthest, boolean mayWait) {
        instant = NEVER;
        rounds.begin(farthest);
        port.ahead = true;
        port.atMiss = false;
        port.atUnit = false;
        Stop stop = mayWait ? rounds.search(context, this) : run(context);
        port.ahead = false;
        if (stop == Stop.LATER && instant == clock.now) {
            context.loaded = (int) before[0];
            context.fetchedLine = before[1];
            context.fetchedPhysical = before[2];
            context.fetchedNextPhysical = before[3];
        }
        return stop;
    }

    /// Performs the suspended access, whose line the node now has. The instruction is then retired
    /// (a fetch is followed by the instruction).
    ///
    /// @return false if the access goes on in another line, at [SuspendedAccess#physicalAddress],
    ///     for which the node has to get the same right before it calls again
    public boolean complete(Context context) {
        var access = context.access;
        if (!access.active) throw new IllegalStateException("the context waits for no access");
        if (access.kind != AccessKind.FETCH) return memory.complete(context);
        fetch.complete(context);
        return true;
    }

    /// Hot: one flat switch with the machine's state in locals. It has to stay below 8,000
    /// bytecodes, or HotSpot never compiles it; what is rare is therefore in calls.
    private Stop execute(Context context) {
        final long[] x = context.x;
        final int multiply = cycles[Opcode.MUL] - 1;
        final int divide = cycles[Opcode.DIV] - 1;
        final int loaded = loadUse == 0 ? READY : LOADED;
        if (translations.isReady(context.pc)) {
            translations.run(context);
            if (port.ahead && port.atMiss) return Stop.LATER;
        }
        long pc = context.pc;
        long instret = context.instret;
        long now = clock.now;
        long limit = clock.limit;
        long fetched = fetch.holds(context) ? executable(context) : Context.NOT_FETCHED;
        long[] line = fetch.line;

        while (true) {
            if (now >= limit) {
                save(context, pc, instret, now);
                return Stop.LIMIT;
            }
            if ((pc & LINE_AND_ODD) != fetched) {
                if (context.loaded != RegisterUse.NONE) {
                    save(context, pc, instret, now);
                    if (port.ahead) noteInstant(context);
                    Stop stop = awaitLoad(context);
                    if (stop != null) return stop;
                    pc = context.pc;
                    now = clock.now;
                    limit = clock.limit;
                    fetched = executable(context);
                    line = fetch.line;
                    continue;
                }
                if (fetch.moveWithinPage(context, pc)) {
                    fetched = context.fetchedLine;
                    line = fetch.line;
                    continue;
                }
                save(context, pc, instret, now);
                if (port.ahead) noteInstant(context);
                Stop stop = fetch.enter(context);
                if (stop != null) return stop;
                pc = context.pc;
                now = clock.now;
                limit = clock.limit;
                fetched = context.fetchedLine;
                line = fetch.line;
                continue;
            }
            long d = line[(int) (pc >>> 1) & 7];
            if (((int) d & Instruction.OPCODE_MASK) == Opcode.STRADDLE) {
                if (context.fetchedNextPhysical == Context.NOT_FETCHED && !fetch.straddlesWithinPage(context)) {
                    save(context, pc, instret, now);
                    if (port.ahead) noteInstant(context);
                    Stop stop = fetch.enterNext(context);
                    if (stop != null) return stop;
                    now = clock.now;
                    limit = clock.limit;
                    continue;
                }
                d = line[DecodedLines.STRADDLING_INTO] == context.fetchedNextPhysical
                        ? line[DecodedLines.STRADDLING]
                        : fetch.straddling(context);
            }

            int status = READY;
            long address = 0;
            switch ((int) d & Instruction.OPCODE_MASK) {
                case Opcode.LUI -> x[(int) d >>> RD & 31] = d >> 32;
                case Opcode.AUIPC -> x[(int) d >>> RD & 31] = pc + (d >> 32);
                case Opcode.ADDI -> x[(int) d >>> RD & 31] = x[(int) d >>> RS1 & 31] + (d >> 32);
                case Opcode.SLTI -> x[(int) d >>> RD & 31] = x[(int) d >>> RS1 & 31] < (d >> 32) ? 1 : 0;
                case Opcode.SLTIU ->
                    x[(int) d >>> RD & 31] = Long.compareUnsigned(x[(int) d >>> RS1 & 31], d >> 32) < 0 ? 1 : 0;
                case Opcode.XORI -> x[(int) d >>> RD & 31] = x[(int) d >>> RS1 & 31] ^ d >> 32;
                case Opcode.ORI -> x[(int) d >>> RD & 31] = x[(int) d >>> RS1 & 31] | d >> 32;
                case Opcode.ANDI -> x[(int) d >>> RD & 31] = x[(int) d >>> RS1 & 31] & d >> 32;
                case Opcode.SLLI -> x[(int) d >>> RD & 31] = x[(int) d >>> RS1 & 31] << (int) (d >> 32);
                case Opcode.SRLI -> x[(int) d >>> RD & 31] = x[(int) d >>> RS1 & 31] >>> (int) (d >> 32);
                case Opcode.SRAI -> x[(int) d >>> RD & 31] = x[(int) d >>> RS1 & 31] >> (int) (d >> 32);
                case Opcode.ADD -> x[(int) d >>> RD & 31] = x[(int) d >>> RS1 & 31] + x[(int) d >>> RS2 & 31];
                case Opcode.SUB -> x[(int) d >>> RD & 31] = x[(int) d >>> RS1 & 31] - x[(int) d >>> RS2 & 31];
                case Opcode.SLL -> x[(int) d >>> RD & 31] = x[(int) d >>> RS1 & 31] << x[(int) d >>> RS2 & 31];
                case Opcode.SLT -> x[(int) d >>> RD & 31] = x[(int) d >>> RS1 & 31] < x[(int) d >>> RS2 & 31] ? 1 : 0;
                case Opcode.SLTU ->
                    x[(int) d >>> RD & 31] =
                            Long.compareUnsigned(x[(int) d >>> RS1 & 31], x[(int) d >>> RS2 & 31]) < 0 ? 1 : 0;
                case Opcode.XOR -> x[(int) d >>> RD & 31] = x[(int) d >>> RS1 & 31] ^ x[(int) d >>> RS2 & 31];
                case Opcode.SRL -> x[(int) d >>> RD & 31] = x[(int) d >>> RS1 & 31] >>> x[(int) d >>> RS2 & 31];
                case Opcode.SRA -> x[(int) d >>> RD & 31] = x[(int) d >>> RS1 & 31] >> x[(int) d >>> RS2 & 31];
                case Opcode.OR -> x[(int) d >>> RD & 31] = x[(int) d >>> RS1 & 31] | x[(int) d >>> RS2 & 31];
                case Opcode.AND -> x[(int) d >>> RD & 31] = x[(int) d >>> RS1 & 31] & x[(int) d >>> RS2 & 31];
                case Opcode.ADDIW -> x[(int) d >>> RD & 31] = (int) (x[(int) d >>> RS1 & 31] + (d >> 32));
                case Opcode.SLLIW -> x[(int) d >>> RD & 31] = (int) x[(int) d >>> RS1 & 31] << (int) (d >> 32);
                case Opcode.SRLIW -> x[(int) d >>> RD & 31] = (int) x[(int) d >>> RS1 & 31] >>> (int) (d >> 32);
                case Opcode.SRAIW -> x[(int) d >>> RD & 31] = (int) x[(int) d >>> RS1 & 31] >> (int) (d >> 32);
                case Opcode.ADDW -> x[(int) d >>> RD & 31] = (int) (x[(int) d >>> RS1 & 31] + x[(int) d >>> RS2 & 31]);
                case Opcode.SUBW -> x[(int) d >>> RD & 31] = (int) (x[(int) d >>> RS1 & 31] - x[(int) d >>> RS2 & 31]);
                case Opcode.SLLW ->
                    x[(int) d >>> RD & 31] = (int) x[(int) d >>> RS1 & 31] << (int) x[(int) d >>> RS2 & 31];
                case Opcode.SRLW ->
                    x[(int) d >>> RD & 31] = (int) x[(int) d >>> RS1 & 31] >>> (int) x[(int) d >>> RS2 & 31];
                case Opcode.SRAW ->
                    x[(int) d >>> RD & 31] = (int) x[(int) d >>> RS1 & 31] >> (int) x[(int) d >>> RS2 & 31];
                case Opcode.MUL -> {
                    x[(int) d >>> RD & 31] = x[(int) d >>> RS1 & 31] * x[(int) d >>> RS2 & 31];
                    now += multiply;
                }
                case Opcode.MULH -> {
                    x[(int) d >>> RD & 31] = Math.multiplyHigh(x[(int) d >>> RS1 & 31], x[(int) d >>> RS2 & 31]);
                    now += multiply;
                }
                case Opcode.MULHSU -> {
                    x[(int) d >>> RD & 31] =
                            IntegerUnit.multiplyHighSignedUnsigned(x[(int) d >>> RS1 & 31], x[(int) d >>> RS2 & 31]);
                    now += multiply;
                }
                case Opcode.MULHU -> {
                    x[(int) d >>> RD & 31] =
                            Math.unsignedMultiplyHigh(x[(int) d >>> RS1 & 31], x[(int) d >>> RS2 & 31]);
                    now += multiply;
                }
                case Opcode.MULW -> {
                    x[(int) d >>> RD & 31] = (int) (x[(int) d >>> RS1 & 31] * x[(int) d >>> RS2 & 31]);
                    now += multiply;
                }
                case Opcode.DIV -> {
                    x[(int) d >>> RD & 31] = IntegerUnit.divide(x[(int) d >>> RS1 & 31], x[(int) d >>> RS2 & 31]);
                    now += divide;
                }
                case Opcode.DIVU -> {
                    x[(int) d >>> RD & 31] =
                            IntegerUnit.divideUnsigned(x[(int) d >>> RS1 & 31], x[(int) d >>> RS2 & 31]);
                    now += divide;
                }
                case Opcode.REM -> {
                    x[(int) d >>> RD & 31] = IntegerUnit.remainder(x[(int) d >>> RS1 & 31], x[(int) d >>> RS2 & 31]);
                    now += divide;
                }
                case Opcode.REMU -> {
                    x[(int) d >>> RD & 31] =
                            IntegerUnit.remainderUnsigned(x[(int) d >>> RS1 & 31], x[(int) d >>> RS2 & 31]);
                    now += divide;
                }
                case Opcode.DIVW -> {
                    x[(int) d >>> RD & 31] =
                            IntegerUnit.divideWord((int) x[(int) d >>> RS1 & 31], (int) x[(int) d >>> RS2 & 31]);
                    now += divide;
                }
                case Opcode.DIVUW -> {
                    x[(int) d >>> RD & 31] = IntegerUnit.divideUnsignedWord(
                            (int) x[(int) d >>> RS1 & 31], (int) x[(int) d >>> RS2 & 31]);
                    now += divide;
                }
                case Opcode.REMW -> {
                    x[(int) d >>> RD & 31] =
                            IntegerUnit.remainderWord((int) x[(int) d >>> RS1 & 31], (int) x[(int) d >>> RS2 & 31]);
                    now += divide;
                }
                case Opcode.REMUW -> {
                    x[(int) d >>> RD & 31] = IntegerUnit.remainderUnsignedWord(
                            (int) x[(int) d >>> RS1 & 31], (int) x[(int) d >>> RS2 & 31]);
                    now += divide;
                }
                case Opcode.LB -> {
                    address = x[(int) d >>> RS1 & 31] + (d >> 32);
                    status = secure(address, 1, AccessKind.LOAD, now);
                    now = clock.now;
                    limit = clock.limit;
                    if (status == READY) {
                        x[(int) d >>> RD & 31] = port.frame[port.offset];
                        status = loaded;
                    }
                }
                case Opcode.LH -> {
                    address = x[(int) d >>> RS1 & 31] + (d >> 32);
                    status = secure(address, 2, AccessKind.LOAD, now);
                    now = clock.now;
                    limit = clock.limit;
                    if (status == READY) {
                        x[(int) d >>> RD & 31] = Bytes.getShort(port.frame, port.offset);
                        status = loaded;
                    }
                }
                case Opcode.LW -> {
                    address = x[(int) d >>> RS1 & 31] + (d >> 32);
                    status = secure(address, 4, AccessKind.LOAD, now);
                    now = clock.now;
                    limit = clock.limit;
                    if (status == READY) {
                        x[(int) d >>> RD & 31] = Bytes.getInt(port.frame, port.offset);
                        status = loaded;
                    }
                }
                case Opcode.LD -> {
                    address = x[(int) d >>> RS1 & 31] + (d >> 32);
                    status = secure(address, 8, AccessKind.LOAD, now);
                    now = clock.now;
                    limit = clock.limit;
                    if (status == READY) {
                        x[(int) d >>> RD & 31] = Bytes.getLong(port.frame, port.offset);
                        status = loaded;
                    }
                }
                case Opcode.LBU -> {
                    address = x[(int) d >>> RS1 & 31] + (d >> 32);
                    status = secure(address, 1, AccessKind.LOAD, now);
                    now = clock.now;
                    limit = clock.limit;
                    if (status == READY) {
                        x[(int) d >>> RD & 31] = port.frame[port.offset] & 0xff;
                        status = loaded;
                    }
                }
                case Opcode.LHU -> {
                    address = x[(int) d >>> RS1 & 31] + (d >> 32);
                    status = secure(address, 2, AccessKind.LOAD, now);
                    now = clock.now;
                    limit = clock.limit;
                    if (status == READY) {
                        x[(int) d >>> RD & 31] = Bytes.getShort(port.frame, port.offset) & 0xffff;
                        status = loaded;
                    }
                }
                case Opcode.LWU -> {
                    address = x[(int) d >>> RS1 & 31] + (d >> 32);
                    status = secure(address, 4, AccessKind.LOAD, now);
                    now = clock.now;
                    limit = clock.limit;
                    if (status == READY) {
                        x[(int) d >>> RD & 31] = Bytes.getInt(port.frame, port.offset) & 0xffff_ffffL;
                        status = loaded;
                    }
                }
                case Opcode.FLW -> {
                    address = x[(int) d >>> RS1 & 31] + (d >> 32);
                    status = secure(address, 4, AccessKind.LOAD, now);
                    now = clock.now;
                    limit = clock.limit;
                    if (status == READY) {
                        context.f[(int) d >>> RD & 31] = Bytes.getInt(port.frame, port.offset) | FloatingPoint.BOX;
                        status = loaded;
                    }
                }
                case Opcode.FLD -> {
                    address = x[(int) d >>> RS1 & 31] + (d >> 32);
                    status = secure(address, 8, AccessKind.LOAD, now);
                    now = clock.now;
                    limit = clock.limit;
                    if (status == READY) {
                        context.f[(int) d >>> RD & 31] = Bytes.getLong(port.frame, port.offset);
                        status = loaded;
                    }
                }
                case Opcode.SB -> {
                    address = x[(int) d >>> RS1 & 31] + (d >> 32);
                    status = secure(address, 1, AccessKind.STORE, now);
                    now = clock.now;
                    limit = clock.limit;
                    if (status == READY) port.frame[port.offset] = (byte) x[(int) d >>> RS2 & 31];
                }
                case Opcode.SH -> {
                    address = x[(int) d >>> RS1 & 31] + (d >> 32);
                    status = secure(address, 2, AccessKind.STORE, now);
                    now = clock.now;
                    limit = clock.limit;
                    if (status == READY) Bytes.putShort(port.frame, port.offset, (short) x[(int) d >>> RS2 & 31]);
                }
                case Opcode.SW -> {
                    address = x[(int) d >>> RS1 & 31] + (d >> 32);
                    status = secure(address, 4, AccessKind.STORE, now);
                    now = clock.now;
                    limit = clock.limit;
                    if (status == READY) Bytes.putInt(port.frame, port.offset, (int) x[(int) d >>> RS2 & 31]);
                }
                case Opcode.SD -> {
                    address = x[(int) d >>> RS1 & 31] + (d >> 32);
                    status = secure(address, 8, AccessKind.STORE, now);
                    now = clock.now;
                    limit = clock.limit;
                    if (status == READY) Bytes.putLong(port.frame, port.offset, x[(int) d >>> RS2 & 31]);
                }
                case Opcode.FSW -> {
                    address = x[(int) d >>> RS1 & 31] + (d >> 32);
                    status = secure(address, 4, AccessKind.STORE, now);
                    now = clock.now;
                    limit = clock.limit;
                    if (status == READY) Bytes.putInt(port.frame, port.offset, (int) context.f[(int) d >>> RS2 & 31]);
                }
                case Opcode.FSD -> {
                    address = x[(int) d >>> RS1 & 31] + (d >> 32);
                    status = secure(address, 8, AccessKind.STORE, now);
                    now = clock.now;
                    limit = clock.limit;
                    if (status == READY) Bytes.putLong(port.frame, port.offset, context.f[(int) d >>> RS2 & 31]);
                }
                case Opcode.BEQ -> {
                    boolean taken = x[(int) d >>> RS1 & 31] == x[(int) d >>> RS2 & 31];
                    pc += taken ? d >> 32 : length(d);
                    now += taken ? takenCycles : 1;
                    instret++;
                    status = TRANSFERRED;
                }
                case Opcode.BNE -> {
                    boolean taken = x[(int) d >>> RS1 & 31] != x[(int) d >>> RS2 & 31];
                    pc += taken ? d >> 32 : length(d);
                    now += taken ? takenCycles : 1;
                    instret++;
                    status = TRANSFERRED;
                }
                case Opcode.BLT -> {
                    boolean taken = x[(int) d >>> RS1 & 31] < x[(int) d >>> RS2 & 31];
                    pc += taken ? d >> 32 : length(d);
                    now += taken ? takenCycles : 1;
                    instret++;
                    status = TRANSFERRED;
                }
                case Opcode.BGE -> {
                    boolean taken = x[(int) d >>> RS1 & 31] >= x[(int) d >>> RS2 & 31];
                    pc += taken ? d >> 32 : length(d);
                    now += taken ? takenCycles : 1;
                    instret++;
                    status = TRANSFERRED;
                }
                case Opcode.BLTU -> {
                    boolean taken = Long.compareUnsigned(x[(int) d >>> RS1 & 31], x[(int) d >>> RS2 & 31]) < 0;
                    pc += taken ? d >> 32 : length(d);
                    now += taken ? takenCycles : 1;
                    instret++;
                    status = TRANSFERRED;
                }
                case Opcode.BGEU -> {
                    boolean taken = Long.compareUnsigned(x[(int) d >>> RS1 & 31], x[(int) d >>> RS2 & 31]) >= 0;
                    pc += taken ? d >> 32 : length(d);
                    now += taken ? takenCycles : 1;
                    instret++;
                    status = TRANSFERRED;
                }
                case Opcode.JAL, Opcode.JALR -> {
                    boolean relative = ((int) d & Instruction.OPCODE_MASK) == Opcode.JAL;
                    long target = relative ? pc + (d >> 32) : x[(int) d >>> RS1 & 31] + (d >> 32) & -2;
                    x[(int) d >>> RD & 31] = pc + length(d);
                    x[0] = 0;
                    pc = target;
                    now += takenCycles;
                    instret++;
                    status = TRANSFERRED;
                }
                default -> {
                    int opcode = (int) d & Instruction.OPCODE_MASK;
                    if (opcode >= Opcode.FMADD_S && FloatingPointUnit.execute(context, d)) {
                        now += cycles[opcode] - 1;
                        break;
                    }
                    save(context, pc, instret, now);
                    Stop stop = port.ahead ? alone(context, d) : rare(context, d);
                    if (stop != null) return stop;
                    fetched = translations.isEntry(context.pc) ? runTranslated(context) : executable(context);
                    if (port.ahead && port.atMiss) return Stop.LATER;
                    line = fetch.line;
                    pc = context.pc;
                    instret = context.instret;
                    now = clock.now;
                    limit = clock.limit;
                    continue;
                }
            }
            if (status == TRANSFERRED) {
                if (clock.interrupting) {
                    pc = recognise(context, pc, instret, now);
                    fetched = context.fetchedLine;
                } else if (translations.isEntry(pc)) {
                    save(context, pc, instret, now);
                    fetched = runTranslated(context);
                    if (port.ahead && port.atMiss) return Stop.LATER;
                    pc = context.pc;
                    instret = context.instret;
                    line = fetch.line;
                } else {
                    continue;
                }
                now = clock.now;
                limit = clock.limit;
                continue;
            }
            if (status != READY) {
                if (status != LOADED) {
                    save(context, pc, instret, now);
                    if (port.ahead) return Stop.LATER;
                    Stop stop = memory.refused(context, d, address, status, 1);
                    if (stop != null) return stop;
                    now = clock.now;
                    limit = clock.limit;
                }
                noteLoad(context, d);
                fetched = executable(context);
            }
            x[0] = 0;
            pc += length(d);
            now++;
            instret++;
        }
    }

    /// @return the line in which to go on
    private long runTranslated(Context context) {
        translations.run(context);
        return fetch.holds(context) ? executable(context) : Context.NOT_FETCHED;
    }

    /// The line that execution can go on in at once: none while the next instruction has to be looked
    /// at because of a load. That leads every such case away from the fast path, which so has
    /// nothing to ask.
    private static long executable(Context context) {
        return context.loaded == RegisterUse.NONE ? context.fetchedLine : Context.NOT_FETCHED;
    }

    private void noteLoad(Context context, long d) {
        context.loaded = loadUse == 0 ? RegisterUse.NONE : RegisterUse.loaded(d);
    }

    /// Takes a step towards the instruction after a load: fetches what is missing of it, or waits
    /// for what was loaded if it reads that. The caller looks at its limit after each.
    private @Nullable Stop awaitLoad(Context context) {
        if (!fetch.holds(context)) return fetch.moveWithinPage(context, context.pc) ? null : fetch.enter(context);
        long d = fetch.line[(int) (context.pc >>> 1) & 7];
        if (Instruction.opcode(d) == Opcode.STRADDLE) {
            boolean missing = context.fetchedNextPhysical == Context.NOT_FETCHED;
            if (missing && !fetch.straddlesWithinPage(context)) return fetch.enterNext(context);
            d = fetch.straddling(context);
        }
        if (RegisterUse.reads(d, context.loaded)) clock.now += loadUse;
        context.loaded = RegisterUse.NONE;
        return null;
    }

    /// Something is about to be done that takes no time, ahead of what is certain.
    private void noteInstant(Context context) {
        if (instant == clock.now) return;
        instant = clock.now;
        before[0] = context.loaded;
        before[1] = context.fetchedLine;
        before[2] = context.fetchedPhysical;
        before[3] = context.fetchedNextPhysical;
    }

    private static int length(long d) {
        return 4 - ((int) d >>> 23 & 2);
    }

    private void save(Context context, long pc, long instret, long now) {
        context.pc = pc;
        context.instret = instret;
        clock.now = now;
    }

    /// Hot: most accesses hit in the table.
    private int secure(long address, int bytes, AccessKind kind, long now) {
        clock.now = now;
        int entry = hits.entry(address);
        if ((kind == AccessKind.STORE ? hits.stores : hits.loads)[entry] == hits.tag(address, bytes)) {
            hits.uses[entry] = now;
            var frame = hits.frames[entry];
            int offset = (int) address & IN_FRAME;
            if (kind == AccessKind.STORE && port.ahead) port.keepOld(frame, offset);
            port.frame = frame;
            port.offset = offset;
            return READY;
        }
        if (((int) address & 15) > 16 - bytes) return MemoryUnit.CROSSES;
        return port.obtain(address, bytes, kind, 1);
    }

    /// @return the `pc` to go on at
    private long recognise(Context context, long pc, long instret, long now) {
        save(context, pc, instret, now);
        csrPort.interrupt(context);
        return context.pc;
    }

    /// Everything that neither computes nor loads nor stores; and floating point that was refused
    /// because of a reserved rounding mode.
    ///
    /// @return null if the instruction is retired and the context is ready for the next
    private @Nullable Stop rare(Context context, long d) {
        int opcode = Instruction.opcode(d);
        if (opcode >= Opcode.FMADD_S) return illegal(context);
        if (opcode >= Opcode.CSRRW) return csr(context, d);
        if (opcode >= Opcode.LR_W) {
            Stop stop = memory.atomic(context, d, cycles[opcode]);
            if (stop != null) return stop;
            retire(context, d);
            noteLoad(context, d);
            return null;
        }
        return switch (opcode) {
            case Opcode.FENCE -> fence(context, d);
            case Opcode.FENCE_I -> fenceInstructions(context, d);
            case Opcode.PREFETCH -> prefetch(context, d);
            case Opcode.PAUSE -> pause(context, d);
            case Opcode.ECALL -> Exceptions.raise(clock, port, context, TrapCause.SYSTEM_CALL, 0);
            case Opcode.EBREAK -> Exceptions.raise(clock, port, context, TrapCause.BREAKPOINT, context.pc);
            default -> illegal(context);
        };
    }

    /// What [#rare] does, if it concerns nobody else: here a fence has nothing to wait for, and a
    /// `pause` nobody to make room for.
    private @Nullable Stop alone(Context context, long d) {
        int opcode = Instruction.opcode(d);
        if (opcode >= Opcode.CSRRW && opcode < Opcode.FMADD_S) return csrAlone(context, d);
        if (opcode == Opcode.PREFETCH && port.needsPrefetch(prefetched(context, d), prefetchKind(d))) return Stop.LATER;
        if (opcode == Opcode.PAUSE && !port.aheadOfNobody) return Stop.LATER;
        if (opcode != Opcode.FENCE && opcode != Opcode.PREFETCH && opcode != Opcode.PAUSE) return Stop.LATER;
        retire(context, d);
        if (opcode == Opcode.PAUSE) rounds.comeBy(context);
        return null;
    }

    private @Nullable Stop csrAlone(Context context, long d) {
        Stop stop = csr(context, d);
        port.atUnit = stop != null;
        if (stop != null) return stop;
        if (CsrInstruction.isOfCounter(d)) {
            rounds.forget();
        } else {
            rounds.comeBy(context);
        }
        return null;
    }

    private @Nullable Stop csr(Context context, long d) {
        Stop stop = csrs.execute(context, d);
        if (stop != null) return stop;
        context.instret++;
        clock.now++;
        if (clock.interrupting) csrPort.interrupt(context);
        return null;
    }

    private @Nullable Stop fence(Context context, long d) {
        port.fence();
        retire(context, d);
        return null;
    }

    private @Nullable Stop fenceInstructions(Context context, long d) {
        port.fence();
        fetch.clear();
        retire(context, d);
        context.dropFetched();
        return null;
    }

    private @Nullable Stop prefetch(Context context, long d) {
        port.prefetch(prefetched(context, d), prefetchKind(d));
        retire(context, d);
        return null;
    }

    private static long prefetched(Context context, long d) {
        return context.x[Instruction.rs1(d)] + (d >> 32) - ((int) (d >> 32) & Instruction.PREFETCH_KIND_MASK);
    }

    private static AccessKind prefetchKind(long d) {
        return switch ((int) (d >> 32) & Instruction.PREFETCH_KIND_MASK) {
            case Instruction.PREFETCH_INSTRUCTION -> AccessKind.FETCH;
            case Instruction.PREFETCH_WRITE -> AccessKind.STORE;
            default -> AccessKind.LOAD;
        };
    }

    private Stop pause(Context context, long d) {
        retire(context, d);
        return Stop.PAUSED;
    }

    private Stop illegal(Context context) {
        return Exceptions.raise(clock, port, context, TrapCause.ILLEGAL_INSTRUCTION, fetch.word(context));
    }

    private void retire(Context context, long d) {
        context.pc += length(d);
        context.instret++;
        clock.now += cycles[Instruction.opcode(d)];
    }
}

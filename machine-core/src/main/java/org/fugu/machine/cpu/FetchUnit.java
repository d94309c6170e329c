package org.fugu.machine.cpu;

import org.fugu.machine.cache.CodeEpoch;
import org.fugu.machine.clock.NodeClock;
import org.fugu.machine.isa.Decoder;
import org.fugu.machine.isa.RegisterUse;
import org.fugu.machine.trap.TrapCause;
import org.jspecify.annotations.Nullable;

/// Brings lines of instructions into a context's fetch buffer.
///
/// The buffer holds one line, and the next one too while an instruction straddles both. What is in
/// it executes even if the line is lost meanwhile; that is why a fetch which had to wait always
/// leads to at least one instruction.
final class FetchUnit {
    private static final long LINE = -DecodedLines.LINE_BYTES;
    private static final long PAGE = -4096;
    private static final long IN_PAGE = 4095;

    /// A suspended fetch of the second half of an instruction, in [SuspendedAccess#bytesDone].
    private static final int SECOND_HALF = 2;

    private final NodeClock clock;
    private final AccessPort port;
    private final CsrPort csrs;
    private final DecodedLines lines;
    private final FoundLines found;
    private final CodeEpoch epoch;

    /// The decoded line that [Context#fetchedLine] names, after a successful call.
    long[] line = new long[0];

    FetchUnit(NodeClock clock, AccessPort port, CsrPort csrs, DecodedLines lines) {
        this.clock = clock;
        this.csrs = csrs;
        this.port = port;
        epoch = port.epoch;
        this.lines = lines;
        found = new FoundLines(epoch);
    }

    void clear() {
        lines.clear();
    }

    /// Whether the context's buffer holds the line of its `pc`, decoded; then [#line] is that line.
    boolean holds(Context context) {
        if ((context.pc & (LINE | 1)) != context.fetchedLine) return false;
        var decoded = lines.find(context.fetchedPhysical);
        if (decoded == null) return false;
        line = decoded;
        return true;
    }

    /// Goes to the line of `pc` without asking the port, if that is in the same page as the line in
    /// the buffer, has been fetched before, and the port allows it.
    ///
    /// @return false if nothing was done
    boolean moveWithinPage(Context context, long pc) {
        long old = context.fetchedLine;
        boolean allowed = port.fetchesWholePages && ((pc ^ old) & PAGE | pc & 1) == 0;
        if (!allowed || old == Context.NOT_FETCHED) return false;
        long physicalLine = context.fetchedPhysical & PAGE | pc & IN_PAGE & LINE;
        var decoded = lines.find(physicalLine);
        if (decoded == null) return false;
        line = decoded;
        context.fetchedLine = pc & LINE;
        context.fetchedPhysical = physicalLine;
        context.fetchedNextPhysical = Context.NOT_FETCHED;
        return true;
    }

    /// The same for the line that an instruction at the end of the buffer's straddles into.
    boolean straddlesWithinPage(Context context) {
        long next = context.fetchedPhysical + DecodedLines.LINE_BYTES;
        if (!port.fetchesWholePages || (next & IN_PAGE) == 0 || lines.find(next) == null) return false;
        context.fetchedNextPhysical = next;
        return true;
    }

    /// Fetches the line of `pc`, which is not in the buffer. Recognises interrupts where the fetch
    /// moves to another page.
    ///
    /// @return null if instructions can go on at `pc`, which an interrupt may have changed
    @Nullable
    Stop enter(Context context) {
        long pc = context.pc;
        if ((pc & 1) != 0 && port.ahead) return Stop.LATER;
        if ((pc & 1) != 0) return Exceptions.raise(clock, port, context, TrapCause.INSTRUCTION_MISALIGNED, pc);
        if (clock.interrupting && leavesPage(context)) {
            context.dropFetched();
            if (csrs.interrupt(context)) {
                context.loaded = RegisterUse.NONE;
                return null;
            }
        }
        if (movesOn(context) || findsAgain(context)) return null;
        int status = port.obtain(pc, 2, AccessKind.FETCH, 0);
        if (status == AccessPort.FAULT) return Exceptions.raised(clock, port, context);
        if (status == AccessPort.STALLED) return suspend(context, 0);
        if (isLater(status)) return Stop.LATER;
        long physicalLine = port.physicalAddress & LINE;
        fetched(context, physicalLine, port.frame);
        if (port.executesFrom(physicalLine)) found.note(pc & LINE, physicalLine, line);
        return null;
    }

    /// What is decoded stays so; a processor that runs ahead leaves that for later too.
    private boolean isLater(int status) {
        return status == AccessPort.LATER || port.ahead && lines.find(port.physicalAddress & LINE) == null;
    }

    private static boolean leavesPage(Context context) {
        return context.fetchedLine != Context.NOT_FETCHED && ((context.pc ^ context.fetchedLine) & PAGE) != 0;
    }

    /// An instruction that straddled the end of the line has fetched this one already.
    private boolean movesOn(Context context) {
        long next = context.fetchedNextPhysical;
        if (next == Context.NOT_FETCHED) return false;
        if ((context.pc & LINE) != context.fetchedLine + DecodedLines.LINE_BYTES) return false;
        var decoded = lines.find(next);
        if (decoded == null) return false;
        line = decoded;
        context.fetchedLine = context.pc & LINE;
        context.fetchedPhysical = next;
        context.fetchedNextPhysical = Context.NOT_FETCHED;
        return true;
    }

    private boolean findsAgain(Context context) {
        long wanted = context.pc & LINE;
        int slot = found.find(wanted);
        if (slot == FoundLines.NONE) return false;
        if (port.ahead) epoch.lastUse = clock.now;
        line = found.decoded[slot];
        context.fetchedLine = wanted;
        context.fetchedPhysical = found.physical[slot];
        context.fetchedNextPhysical = Context.NOT_FETCHED;
        return true;
    }

    private void fetched(Context context, long physicalLine, byte[] frame) {
        line = lines.decode(physicalLine, frame);
        context.fetchedLine = context.pc & LINE;
        context.fetchedPhysical = physicalLine;
        context.fetchedNextPhysical = Context.NOT_FETCHED;
    }

    /// Fetches the second half of the instruction at `pc`, which straddles the end of the line.
    @Nullable
    Stop enterNext(Context context) {
        int status = port.obtain(context.pc + 2, 2, AccessKind.FETCH, 0);
        if (status == AccessPort.FAULT) return Exceptions.raised(clock, port, context);
        if (status == AccessPort.STALLED) return suspend(context, SECOND_HALF);
        if (isLater(status)) return Stop.LATER;
        fetchedNext(context, port.physicalAddress & LINE, port.frame);
        return null;
    }

    private void fetchedNext(Context context, long physicalLine, byte[] frame) {
        lines.decode(physicalLine, frame);
        context.fetchedNextPhysical = physicalLine;
    }

    private Stop suspend(Context context, int half) {
        var access = context.access;
        access.kind = AccessKind.FETCH;
        access.physicalAddress = port.physicalAddress;
        access.nextPc = context.pc;
        access.bytesDone = half;
        access.active = true;
        context.loaded = RegisterUse.NONE;
        return Stop.SUSPENDED;
    }

    void complete(Context context) {
        var access = context.access;
        long physicalLine = access.physicalAddress & LINE;
        var frame = port.frameAt(physicalLine);
        if (access.bytesDone == SECOND_HALF) fetchedNext(context, physicalLine, frame);
        else fetched(context, physicalLine, frame);
        access.active = false;
    }

    /// The instruction at `pc`, which straddles the two lines of the buffer.
    long straddling(Context context) {
        long next = context.fetchedNextPhysical;
        if (line[DecodedLines.STRADDLING_INTO] == next) return line[DecodedLines.STRADDLING];
        long instruction = Decoder.decode(DecodedLines.half(line, 7) | firstHalf(next) << 16);
        // Lines of other frames may be forgotten without this one.
        if (((context.fetchedPhysical ^ next) & PAGE) == 0) {
            line[DecodedLines.STRADDLING] = instruction;
            line[DecodedLines.STRADDLING_INTO] = next;
        }
        return instruction;
    }

    /// The bits of the instruction at `pc`, which is in the buffer.
    long word(Context context) {
        int index = (int) (context.pc >>> 1) & 7;
        int low = DecodedLines.half(line, index);
        if (Decoder.isShort(low)) return low;
        int high = index == 7 ? firstHalf(context.fetchedNextPhysical) : DecodedLines.half(line, index + 1);
        return (low | high << 16) & 0xffff_ffffL;
    }

    private int firstHalf(long physicalLine) {
        var next = lines.find(physicalLine);
        if (next == null) throw new IllegalStateException("the fetch buffer names a line that was never fetched");
        return DecodedLines.half(next, 0);
    }
}

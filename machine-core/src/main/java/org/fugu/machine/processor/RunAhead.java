package org.fugu.machine.processor;

import org.fugu.machine.access.MemorySystem;
import org.fugu.machine.clock.NodeClock;
import org.fugu.machine.cpu.Context;
import org.fugu.machine.cpu.Contexts;
import org.fugu.machine.cpu.Interpreter;
import org.fugu.machine.cpu.Stop;
import org.fugu.machine.message.Ucu;

/// Lets a processor run ahead of what is certain, and takes that back where it was wrong: optimistic
/// execution, as in Time Warp (Jefferson, "Virtual Time", ACM TOPLAS 7(3), 1985), but only of what
/// nobody else sees.
///
/// Past the horizon of a window the program executes what computes, loads and stores that hit, what
/// describes a message, and what asks for messages while there are none. It stops before everything
/// else. Until then its node does nothing that concerns others, so that they may go as far as if it
/// had told them so: windows get long. What comes in meanwhile at an earlier time either has no part
/// in what was executed, or that is taken back and executed again up to that time. A line that is
/// ordered away has a part in it if it was used since, a message if the program has asked for one.
///
/// Few cycles before the horizon are executed so too, although they are certain: then the horizon is no end
/// at all, where code would have to stop in the middle of a block.
///
/// A program that waits goes round and round. The rounds are left out, so that it is as far as it
/// would have come.
///
/// So nothing of a run depends on it but the time that the host takes.
public final class RunAhead {
    private static final long LEAST = 32;
    private static final long MOST = 4_000;

    /// How far it goes, in cycles, if the program waits.
    private static final long LONGEST_WAIT = 1_000_000;

    /// Cycles that pay for keeping the registers.
    private static final long WORTHWHILE = 4;

    private static final int LONGEST_PAUSE = 3;

    private final NodeClock clock;
    private final Contexts contexts;
    private final Interpreter interpreter;
    private final MemorySystem memory;
    private final Ucu unit;
    private final boolean isAllowed;

    /// The registers when it began.
    private final Context before = new Context();

    private long began;
    private boolean active;

    /// How far it goes at a time, in cycles: less when it was wrong, more when it was right.
    private long stretch = LEAST;

    /// Where it could not go on.
    private long stoppedAt = -1;

    /// Whether that was for a line that has to be asked for, and where that is.
    private boolean missesThere;

    private long missAddress;

    /// Whether that was for the message unit.
    private boolean unitThere;

    /// Whether the program may be in a loop that waits: it was, or it was wrong.
    private boolean mayWait;

    /// How many occasions are left out after one that gained little, and how many of them are left.
    private int pause;

    private int left;

    /// @param isAllowed false for a processor that never runs ahead
    public RunAhead(
            NodeClock clock,
            Contexts contexts,
            Interpreter interpreter,
            MemorySystem memory,
            Ucu unit,
            boolean isAllowed) {
        this.isAllowed = isAllowed && memory.canRunAhead();
        this.clock = clock;
        this.contexts = contexts;
        this.interpreter = interpreter;
        this.memory = memory;
        this.unit = unit;
    }

    /// Whether the next instruction has to ask for a line, if nothing happens before.
    public boolean isAtMiss() {
        return missesThere && clock.now == stoppedAt;
    }

    /// The physical address that it asks for.
    public long missAddress() {
        return missAddress;
    }

    /// Whether the next instruction has to do with the message unit, in a way that is not done ahead.
    public boolean isAtUnit() {
        return unitThere && clock.now == stoppedAt;
    }

    /// Something happens by which the line may come, or another one be meant.
    public void forgetMiss() {
        missesThere = false;
    }

    /// Whether what the processor has done is not certain.
    public boolean isActive() {
        return active;
    }

    /// Goes ahead, if there is something to execute that concerns nobody else.
    ///
    /// @param instructions at most
    /// @param alone whether no other context could take the pipeline
    /// @return whether it has come farther
    public boolean go(long instructions, boolean alone) {
        var context = contexts.current();
        if (!isAllowed || clock.now == stoppedAt || instructions <= 0) return false;
        if (left > 0) {
            left--;
            return false;
        }
        memory.aheadOfNobody = alone;
        before.copyRegisters(context);
        began = clock.now;
        clock.limit = began + Math.min(stretch, instructions);
        var stop = interpreter.runAhead(context, began + Math.min(LONGEST_WAIT, instructions), mayWait);
        mayWait = clock.now > began + stretch;
        stoppedAt = stop == Stop.LATER ? clock.now : -1;
        missesThere = stop == Stop.LATER && memory.atMiss;
        missAddress = memory.physicalAddress;
        unitThere = stop == Stop.LATER && memory.atUnit;
        active = clock.now > began;
        pause = clock.now - began < WORTHWHILE ? Math.min(2 * pause + 1, LONGEST_PAUSE) : 0;
        left = pause;
        return active;
    }

    /// Everything is certain now.
    public void commit() {
        memory.journal().clear();
        unit.journal().clear();
        active = false;
        stretch = Math.min(2 * stretch, MOST);
    }

    /// Something happens at that time which may have to do with the program.
    public void withdraw(long time) {
        if (!active) return;
        memory.journal().undo();
        unit.journal().undo();
        active = false;
        stretch = Math.max(stretch / 2, LEAST);
        mayWait = true;
        stoppedAt = -1;
        contexts.current().copyRegisters(before);
        clock.now = began;
        clock.limit = time;
        if (interpreter.runAhead(contexts.current(), time, true) != Stop.LIMIT) {
            throw new IllegalStateException("what was executed ahead of time cannot be executed again");
        }
        memory.journal().clear();
        unit.journal().clear();
    }

    /// Something happens to the message unit at that time.
    public void withdrawFromUnit(long time) {
        if (active && unit.journal().hasLooked()) withdraw(time);
    }

    /// A line is ordered away, or changes, at that time.
    public void withdrawFrom(long line, long time) {
        if (active && memory.dependsOn(line, began)) withdraw(time);
    }
}

package org.fugu.machine.processor;

import org.fugu.machine.access.CoherentMemory;
import org.fugu.machine.clock.NodeClock;
import org.fugu.machine.cpu.Context;
import org.fugu.machine.cpu.Contexts;
import org.fugu.machine.cpu.Interpreter;
import org.fugu.machine.cpu.Stop;

/// Lets a processor run ahead of what is certain, and takes that back where it was wrong: optimistic
/// execution, as in Time Warp (Jefferson, "Virtual Time", ACM TOPLAS 7(3), 1985), but only of what
/// nobody else sees.
///
/// Past the horizon of a window the program executes what computes, and loads and stores that hit. It
/// stops before everything else. Until then its node does nothing that concerns others, so that they
/// may go as far as if it had told them so: windows get long. What comes in meanwhile at an earlier
/// time either has no part in what was executed, or that is taken back and executed again up to that
/// time. A line that is ordered away has a part in it if it was used since.
///
/// So nothing of a run depends on it but the time that the host takes.
public final class RunAhead {
    private static final long LEAST = 32;
    private static final long MOST = 4_000;

    /// Cycles that pay for keeping the registers.
    private static final long WORTHWHILE = 24;

    private static final int LONGEST_PAUSE = 63;

    private final NodeClock clock;
    private final Contexts contexts;
    private final Interpreter interpreter;
    private final CoherentMemory memory;

    /// The registers when it began.
    private final Context before = new Context();

    private long began;
    private boolean active;

    /// How far it goes at a time, in cycles: less when it was wrong, more when it was right.
    private long stretch = LEAST;

    /// Where it could not go on.
    private long stoppedAt = -1;

    /// How many occasions are left out after one that gained little, and how many of them are left.
    private int pause;

    private int left;

    public RunAhead(NodeClock clock, Contexts contexts, Interpreter interpreter, CoherentMemory memory) {
        this.clock = clock;
        this.contexts = contexts;
        this.interpreter = interpreter;
        this.memory = memory;
        memory.aheadOfNobody = contexts.count() == 1;
    }

    /// Whether what the processor has done is not certain.
    public boolean isActive() {
        return active;
    }

    /// Goes ahead, if there is something to execute that concerns nobody else.
    ///
    /// @param instructions at most
    public void go(long instructions) {
        var context = contexts.current();
        if (clock.now == stoppedAt || instructions <= 0) return;
        if (left > 0) {
            left--;
            return;
        }
        before.copyRegisters(context);
        began = clock.now;
        clock.limit = began + Math.min(stretch, instructions);
        var stop = interpreter.runAhead(context);
        stoppedAt = stop == Stop.LATER ? clock.now : -1;
        active = clock.now > began;
        pause = clock.now - began < WORTHWHILE ? Math.min(2 * pause + 1, LONGEST_PAUSE) : 0;
        left = pause;
    }

    /// Everything is certain now.
    public void commit() {
        memory.journal().clear();
        active = false;
        stretch = Math.min(2 * stretch, MOST);
    }

    /// Something happens at that time which may have to do with the program.
    public void withdraw(long time) {
        if (!active) return;
        memory.journal().undo();
        active = false;
        stretch = Math.max(stretch / 2, LEAST);
        stoppedAt = -1;
        contexts.current().copyRegisters(before);
        clock.now = began;
        clock.limit = time;
        if (interpreter.runAhead(contexts.current()) != Stop.LIMIT) {
            throw new IllegalStateException("what was executed ahead of time cannot be executed again");
        }
        memory.journal().clear();
    }

    /// A line is ordered away, or changes, at that time.
    public void withdrawFrom(long line, long time) {
        if (active && memory.dependsOn(line, began)) withdraw(time);
    }
}

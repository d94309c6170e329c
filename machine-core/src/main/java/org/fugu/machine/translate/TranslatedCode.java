package org.fugu.machine.translate;

import org.fugu.machine.cache.HitTable;
import org.fugu.machine.clock.NodeClock;
import org.fugu.machine.cpu.AccessKind;
import org.fugu.machine.cpu.AccessPort;
import org.fugu.machine.cpu.Context;
import org.fugu.machine.isa.Instruction;

/// A translated region. Classes that extend it are made by [Emitter]; nodes share them.
abstract class TranslatedCode {
    /// What comes behind: the interpreter; whatever is at the new `pc`; the interpreter, because a line
    /// of instructions was not there, or because an access was not in the table of hits.
    static final int INTERPRET = 0;

    static final int GO_ON = 1;
    static final int ABSENT = 2;
    static final int MISSED = 3;

    /// The `pc` of an exit whose target was computed.
    static final long COMPUTED = -1;

    /// No group was fetched.
    static final int NOTHING_FETCHED = -1;

    private static final int GROUP = 16;

    private final long page;
    private final Exits exits;

    TranslatedCode(long page, Exits exits) {
        this.page = page;
        this.exits = exits;
    }

    /// Executes from an entry until something ends it. What it does is then done whole, instruction by
    /// instruction, and the context is as the interpreter would have it there.
    ///
    /// @param absent a bit for each of the region's groups whose line is not there
    /// @param frame physical address of the page
    /// @param entry which one
    /// @return [#INTERPRET], [#GO_ON], [#ABSENT] or [#MISSED]
    abstract int run(
            Context context, HitTable hits, AccessPort port, NodeClock clock, long absent, long frame, int entry);

    /// Where a context's fetch buffer is, if it holds a group of this page: its place, and 1 if the next
    /// one has been fetched too.
    protected final int fetched(Context context, long frame) {
        boolean here = (context.fetchedLine & -GuestRegion.PAGE) == page
                && (context.fetchedPhysical & -GuestRegion.PAGE) == frame;
        if (!here) return NOTHING_FETCHED;
        int straddled = context.fetchedNextPhysical == Context.NOT_FETCHED ? 0 : 1;
        return (int) context.fetchedLine & GuestRegion.PAGE - 1 | straddled;
    }

    /// Makes a load that is not in the table of hits, into [AccessPort#word].
    ///
    /// @param now when its block began; [NodeClock#now] is that again, later by what it waited
    /// @param exit how to leave if it is not made
    /// @return whether it was made and the block can be ended
    protected final boolean load(AccessPort port, NodeClock clock, long address, long now, int exit) {
        var at = exits.at(exit);
        int opcode = Instruction.opcode(at.access());
        boolean made = obtain(port, clock, address, now, at, Accesses.bytes(opcode), AccessKind.LOAD);
        if (made) port.word = Accesses.load(opcode, port.frame, port.offset);
        return made;
    }

    /// The same for a store.
    protected final boolean store(AccessPort port, NodeClock clock, long address, long now, int exit, long value) {
        var at = exits.at(exit);
        int opcode = Instruction.opcode(at.access());
        boolean made = obtain(port, clock, address, now, at, Accesses.bytes(opcode), AccessKind.STORE);
        if (made) Accesses.store(opcode, port.frame, port.offset, value);
        return made;
    }

    /// If its line has come and the block cannot be ended, the interpreter finds it there.
    private static boolean obtain(
            AccessPort port, NodeClock clock, long address, long now, Exits.Exit at, int bytes, AccessKind kind) {
        clock.now = now + at.cycles();
        long before = port.epoch.changes();
        long limit = clock.limit;
        boolean made = ((int) address & GROUP - 1) <= GROUP - bytes && port.obtainsAtOnce(address, bytes, kind, 1);
        clock.now -= at.cycles();
        return made && port.epoch.changes() == before && clock.limit == limit && clock.now + at.lastAct() < limit;
    }

    /// Reads or writes a CSR of the message unit, if that is done at once; what was read is in
    /// [AccessPort#word], and [NodeClock#now] is behind it.
    ///
    /// @param now when it starts
    /// @return whether it was done
    protected static boolean askUnit(
            AccessPort port, NodeClock clock, long now, int number, int operation, boolean writes, long operand) {
        clock.now = now;
        if (!port.csrs.makesAtOnce(number, operation, writes, operand)) return false;
        port.word = port.csrs.value;
        clock.now++;
        return true;
    }

    /// Writes back what is not a register.
    ///
    /// @param now when the block began that is left
    /// @param lead `instret` − now, then
    /// @param fetched as of [#fetched]
    /// @param loaded for exits at which that is not known beforehand
    protected final int leave(
            Context context,
            NodeClock clock,
            long now,
            long lead,
            int exit,
            long target,
            int fetched,
            int loaded,
            long frame) {
        var at = exits.at(exit);
        clock.now = now + at.cycles();
        context.instret = now + lead + at.retired();
        context.pc = at.pc() == COMPUTED ? target : at.pc();
        context.loaded = at.loaded() == Exits.UNKNOWN ? loaded : at.loaded();
        if (fetched != NOTHING_FETCHED) {
            int place = fetched & -GROUP;
            context.fetchedLine = page | place;
            context.fetchedPhysical = frame | place;
            context.fetchedNextPhysical = (fetched & 1) == 0 ? Context.NOT_FETCHED : (frame | place) + GROUP;
        }
        return at.what();
    }
}

package org.fugu.machine.cpu;

/// Recognises that a program waits: that it has come round a loop which leaves everything as it was, so
/// that it will go on like that until something happens from outside. A processor that runs ahead
/// then leaves out as many rounds as it likes, which takes it no time.
///
/// It is looked for where a program that waits comes by: at `pause` and where it asks the message unit;
/// and anywhere, in a program that was wrong to run ahead before. What was noted there is compared with
/// what is there the next time: the registers, what the message unit knows of the program, and the
/// memory that was stored to in between. A round that reads a counter is no such round, whatever it
/// does with it.
final class Round {
    /// How often a program comes by elsewhere before that place is noted instead.
    private static final int PATIENCE = 8;

    private final AccessPort port;
    private final CsrPort csrs;

    private final Context noted = new Context();
    private long time;
    private long unit;
    private int stores;
    private int passed;
    private boolean isNoted;

    Round(AccessPort port, CsrPort csrs) {
        this.port = port;
        this.csrs = csrs;
    }

    /// The program has done something which the next round would not do alike.
    void forget() {
        isNoted = false;
    }

    /// The program comes by where it can be noted.
    ///
    /// @return whether it was here before, and everything is as it was then
    boolean comesBy(Context context, long now) {
        if (isComplete(context, now)) return true;
        if (!isNoted || noted.pc == context.pc || ++passed == PATIENCE) note(context, now);
        return false;
    }

    /// Whether everything is as it was noted, and time has passed.
    boolean isComplete(Context context, long now) {
        return isNoted && noted.pc == context.pc && now > time && isAsNoted(context);
    }

    private boolean isAsNoted(Context context) {
        return noted.hasRegistersOf(context) && unit == csrs.stamp() && port.isAsBefore(stores);
    }

    void note(Context context, long now) {
        noted.copyRegisters(context);
        time = now;
        unit = csrs.stamp();
        stores = port.storesAhead();
        passed = 0;
        isNoted = true;
    }

    /// Goes round as often as ends before a time.
    ///
    /// @param until above the time of the context's clock
    /// @return the cycles that this takes
    long repeat(Context context, long now, long until) {
        long cycles = now - time;
        long times = (until - 1 - now) / cycles;
        context.instret += times * (context.instret - noted.instret);
        isNoted = false;
        return times * cycles;
    }
}

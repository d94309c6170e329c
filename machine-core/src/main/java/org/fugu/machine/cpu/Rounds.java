package org.fugu.machine.cpu;

import org.fugu.machine.clock.NodeClock;

/// Looks for the rounds of a program that waits, while its processor runs ahead, and leaves them out.
///
/// A round is noted where the program says that it waits: at `pause`, and where it asks the message
/// unit. A program that was wrong to run ahead may wait without saying so; it is then noted after a
/// while, wherever it is ([#search]).
final class Rounds {
    /// Cycles that a program runs ahead before it is looked at whether it waits, and the most instructions
    /// of a round that is found so.
    private static final long BEFORE_SEARCH = 128;

    private static final int LONGEST = 32;

    private final NodeClock clock;
    private final Round said;
    private final Round silent;

    /// How far the program may go if that takes no time of the host.
    private long farthest;

    Rounds(NodeClock clock, AccessPort port, CsrPort csrs) {
        this.clock = clock;
        said = new Round(port, csrs);
        silent = new Round(port, csrs);
    }

    /// The processor begins to run ahead.
    ///
    /// @param until how far it may go by leaving out rounds, at least [NodeClock#limit]
    void begin(long until) {
        farthest = until;
        said.forget();
    }

    /// The program has done something which the next round would not do alike.
    void forget() {
        said.forget();
        silent.forget();
    }

    /// The program says that it may be waiting for something, which will not be before it is certain what
    /// others do.
    void comeBy(Context context) {
        if (!said.comesBy(context, clock.now)) return;
        clock.limit = Math.max(clock.limit, farthest);
        if (clock.now < clock.limit) clock.now += said.repeat(context, clock.now, clock.limit);
    }

    /// Executes a while, then notes where the program is, and whether it comes there again within few
    /// instructions.
    Stop search(Context context, Interpreter interpreter) {
        long limit = clock.limit;
        if (limit - clock.now < 2 * BEFORE_SEARCH) return interpreter.run(context);
        clock.limit = clock.now + BEFORE_SEARCH;
        Stop stop = interpreter.run(context);
        silent.note(context, clock.now);
        for (int i = 0; i < LONGEST && stop == Stop.LIMIT && clock.now < limit; i++) {
            clock.limit = clock.now + 1;
            stop = interpreter.run(context);
            if (clock.now < limit && silent.isComplete(context, clock.now)) {
                clock.limit = farthest;
                clock.now += silent.repeat(context, clock.now, farthest);
                return interpreter.run(context);
            }
        }
        clock.limit = limit;
        return stop == Stop.LIMIT ? interpreter.run(context) : stop;
    }
}

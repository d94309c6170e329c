package org.fugu.machine.message;

import org.jspecify.annotations.Nullable;

/// What a program that runs ahead has changed of its part of the unit, so that it can be taken back. It
/// can have changed what it describes, and begun or ended an atomic section.
public final class UnitJournal {
    private static final int OFTEN = 8;

    private final AtomicityTimer timer;
    private final UnitContext before = new UnitContext();

    /// The program's time before, if a section has begun or ended since.
    private long leftBefore;

    private boolean timerKept;

    /// The context whose state is in `before`, if the program has come to the unit.
    private @Nullable UnitContext kept;

    private int looks;
    private long described;

    UnitJournal(AtomicityTimer timer) {
        this.timer = timer;
    }

    /// The program describes a message, or looks at what it has described.
    void describes(UnitContext context, boolean writes) {
        keep(context);
        if (writes) described++;
    }

    /// The program looks at what depends on messages.
    void looks(UnitContext context) {
        keep(context);
        looks++;
    }

    private void keep(UnitContext context) {
        if (kept != null) return;
        kept = context;
        before.copy(context);
    }

    /// An atomic section begins or ends: the timer, which does not count, may be preset. Else it is left alone,
    /// since it may run down meanwhile.
    void section() {
        if (timerKept) return;
        timerKept = true;
        leftBefore = timer.left();
    }

    /// Whether it has looked at what depends on messages.
    public boolean hasLooked() {
        return looks > 0;
    }

    /// Whether it has done so more often than one who has something to do.
    boolean hasLookedOften() {
        return looks >= OFTEN;
    }

    /// How often words of messages were written ahead of time, taken back or not.
    long described() {
        return described;
    }

    /// What it has done is certain.
    public void clear() {
        kept = null;
        timerKept = false;
        looks = 0;
    }

    /// Takes back what it has done.
    public void undo() {
        if (kept != null) kept.copy(before);
        if (timerKept) timer.left(leftBefore);
        clear();
    }
}

package org.fugu.machine.message;

import java.util.Arrays;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// What the unit keeps for each context of the processor: its atomic section, whether it is in a handler,
/// and two output descriptors, for the main line and for handlers, so that a handler may send while
/// the program is describing a message.
final class UnitContext {
    private static final long INTERRUPTS_DISABLED = 1;
    private static final long TIMER_FORCE = 2;
    private static final long DISPOSE_PENDING = 4;
    private static final long ATOMICITY_EXTEND = 8;
    private static final long USER_CONTROL = INTERRUPTS_DISABLED | TIMER_FORCE;

    private final long[] ofProgram = new long[OutputDescriptor.WORDS];
    private final long[] ofHandlers = new long[OutputDescriptor.WORDS];

    /// As `uac` says it.
    private long control;

    private boolean inHandler;

    /// Nothing is described, and there is no atomic section.
    void clear() {
        Arrays.fill(ofProgram, 0);
        Arrays.fill(ofHandlers, 0);
        control = 0;
        inHandler = false;
    }

    /// The words of the output descriptor in use.
    long[] output() {
        return inHandler ? ofHandlers : ofProgram;
    }

    long control() {
        return control;
    }

    /// What a program may change of `uac`.
    void control(long written) {
        control = control & ~USER_CONTROL | written & USER_CONTROL;
    }

    boolean isAtomic() {
        return (control & INTERRUPTS_DISABLED) != 0;
    }

    /// Whether a value written to `uac` would end an atomic section.
    boolean endsSection(long written) {
        return isAtomic() && (written & INTERRUPTS_DISABLED) == 0;
    }

    /// Whether a value written to `uac` would let the timer count although no message waits.
    static boolean forcesTimer(long written) {
        return (written & TIMER_FORCE) != 0;
    }

    /// Takes what another one has.
    void copy(UnitContext other) {
        System.arraycopy(other.ofProgram, 0, ofProgram, 0, ofProgram.length);
        System.arraycopy(other.ofHandlers, 0, ofHandlers, 0, ofHandlers.length);
        control = other.control;
        inHandler = other.inHandler;
    }

    /// Whether the timer counts in atomic sections although no message waits.
    boolean forcesTimer() {
        return (control & TIMER_FORCE) != 0;
    }

    boolean isInHandler() {
        return inHandler;
    }

    void enterHandler() {
        control |= INTERRUPTS_DISABLED;
        inHandler = true;
    }

    /// @param staysAtomic whether the interrupted code was in an atomic section
    /// @param staysInHandler whether it was in a handler
    void leaveHandler(boolean staysAtomic, boolean staysInHandler) {
        control = control & ~INTERRUPTS_DISABLED | (staysAtomic ? INTERRUPTS_DISABLED : 0);
        inHandler = staysInHandler;
    }

    boolean isDisposalPending() {
        return (control & DISPOSE_PENDING) != 0;
    }

    void pendDisposal(boolean pending) {
        control = pending ? control | DISPOSE_PENDING : control & ~DISPOSE_PENDING;
    }

    boolean isExtended() {
        return (control & ATOMICITY_EXTEND) != 0;
    }

    void extend(boolean extend) {
        control = extend ? control | ATOMICITY_EXTEND : control & ~ATOMICITY_EXTEND;
    }

    void save(StateWriter out) {
        out.add(ofProgram).add(ofHandlers).add(control).add(inHandler);
    }

    void restore(StateReader in) {
        in.next(ofProgram);
        in.next(ofHandlers);
        control = in.next();
        inHandler = in.nextBoolean();
    }
}

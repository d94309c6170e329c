package org.fugu.machine.observe;

import java.util.Locale;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.jspecify.annotations.Nullable;

/// Where the cycles of a node's processor went. Whenever the processor begins to do something else,
/// what has passed since it last did is booked to what it did until then; so the account adds up to
/// the node's clock, whatever is forgotten, and nothing is paid for an instruction.
public final class CycleAccount {
    /// What a processor does.
    public enum Category {
        /// Executes the program; what the pipeline and the write buffer make it wait is in here.
        COMPUTE,
        /// Is in a message-interrupt handler: from its entry to its `uret`.
        MESSAGE_HANDLER,
        /// Waits for a line of its own node's memory.
        LOCAL_MISS,
        /// Waits for a line of another node's memory.
        REMOTE_MISS,
        /// Deals with a page fault: in the kernel, what that waits for included, and in the library OS
        /// until its `uret`.
        TLB_REFILL,
        /// Is in the kernel for anything else.
        KERNEL,
        /// Runs the software of the coherence protocol for lines of this node.
        COHERENCE,
        /// Waits until the network takes its message, or user DMA has stored one.
        NETWORK,
        /// Changes register sets.
        SWITCH,
        /// Waits for a message, or has nothing to do any more.
        IDLE;

        /// Stable name in reports, for example `local_miss`.
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Hears of every step, also of those between which the processor goes on with what it did.
    public interface Steps {
        /// @param cycles more than 0
        /// @param pc where the context in the pipeline was when they began
        void spent(Category category, long cycles, long pc);
    }

    private static final Category[] CATEGORIES = Category.values();

    private final long[] booked = new long[CATEGORIES.length];
    private Category current = Category.IDLE;
    private long since;

    private @Nullable TraceBuffer trace;

    private @Nullable Steps steps;
    private long stepSince;
    private long stepPc;

    /// Tells a trace of what is booked from now on.
    public void trace(TraceBuffer buffer) {
        trace = buffer;
    }

    /// Lets somebody hear of every step from now on.
    ///
    /// @param clock not before that of the last call of [#enter]
    public void follow(Steps follower, long clock, long pc) {
        steps = follower;
        stepSince = clock;
        stepPc = pc;
    }

    /// From now on the processor does something, maybe what it did before.
    ///
    /// @param clock never before that of the call before
    /// @param nextPc where the context in the pipeline is, for who follows
    public void enter(Category next, long clock, long nextPc) {
        if (steps != null) step(clock, nextPc);
        if (next == current) return;
        if (trace != null && clock > since) trace.spent(current, since, clock);
        booked[current.ordinal()] += clock - since;
        since = clock;
        current = next;
    }

    /// The processor did something else for a while, and goes on with what it did.
    ///
    /// @param from not before the clock of the call before
    /// @param until after `from`
    public void interject(Category other, long from, long until) {
        if (steps == null && trace == null && other != current) {
            booked[current.ordinal()] += from - since;
            booked[other.ordinal()] += until - from;
            since = until;
            return;
        }
        var before = current;
        enter(other, from, stepPc);
        enter(before, until, stepPc);
    }

    private void step(long clock, long nextPc) {
        if (steps != null && clock > stepSince) steps.spent(current, clock - stepSince, stepPc);
        stepSince = clock;
        stepPc = nextPc;
    }

    /// Tells trace and follower of what is not booked yet, because the processor still does it.
    public void tellRest(long clock) {
        step(clock, stepPc);
        if (trace != null && clock > since) trace.spent(current, since, clock);
    }

    /// Cycles of a category up to a clock, no earlier than the last that [#enter] was told.
    public long of(Category category, long clock) {
        return booked[category.ordinal()] + (category == current ? clock - since : 0);
    }

    public void save(StateWriter out) {
        out.add(booked).add(current.ordinal()).add(since);
    }

    /// Writes since when the step lasts that a follower was not told of yet, and where it is.
    public void saveStep(StateWriter out) {
        out.add(stepSince).add(stepPc);
    }

    /// After [#follow].
    public void restoreStep(StateReader in) {
        stepSince = in.next();
        stepPc = in.next();
    }

    public void restore(StateReader in) {
        in.next(booked);
        current = CATEGORIES[in.nextInt(0, CATEGORIES.length - 1)];
        since = in.next();
    }
}

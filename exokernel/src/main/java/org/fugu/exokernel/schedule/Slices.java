package org.fugu.exokernel.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.fugu.exokernel.abi.KernelPath;
import org.fugu.exokernel.capability.KernelObject;
import org.fugu.exokernel.environment.Environment;
import org.fugu.exokernel.environment.Identity;
import org.fugu.exokernel.environment.Standing;
import org.fugu.machine.kernel.PrivilegedNode;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.fugu.machine.trap.TrapCause;
import org.jspecify.annotations.Nullable;

/// The time of a processor as a linear vector of slices, gone through round and round (Aegis, SOSP 1995,
/// section 5.1). Who has a slice, where in the vector, and how long it is, the library OS decides. A slice
/// is for one environment of a rank; who has it may give the rest of it to another one.
///
/// At the end of a slice its environment is told, if it has an interrupt context, and has a short time in
/// which to leave by itself. What it takes beyond the end it has less in its next slice. Without a context,
/// or when the time is over, the kernel takes the processor away, between two instructions.
///
/// Without a slice there is no timer: who has the processor keeps it until it yields or ends.
public final class Slices {
    /// What the slices of a rank need of its kernel.
    public interface Kernel {
        /// The environments of the rank on this node, in the order of their numbers.
        List<Environment> environments();

        /// Gives an environment the processor.
        ///
        /// @return false if the present program is in the middle of an instruction
        boolean give(Environment next);
    }

    public static final int POSITIONS = KernelObject.Slice.POSITIONS;
    public static final long LEAST_CYCLES = 1_000;
    public static final long MOST_CYCLES = 1_000_000_000;

    /// So many cycles who is told that its slice ends may take to leave.
    public static final long GRACE = 500;

    /// Cycles until the kernel looks again whether a program is between two instructions.
    private static final long AGAIN = 32;

    private static final int ROUNDS = 4;
    private static final int NONE = -1;

    // Kinds of alarms, beside those of the gang.
    private static final int END = 16;
    private static final int GRACE_IS_OVER = 17;
    private static final int RETRY = 18;
    private static final int KIND_SHIFT = 56;
    private static final int JOB_SHIFT = 48;
    private static final long SERIAL = (1L << JOB_SHIFT) - 1;
    private static final int BYTE = 0xff;

    private final PrivilegedNode node;
    private final int job;
    private final Kernel kernel;
    private final TreeMap<Integer, Slice> vector = new TreeMap<>();

    /// Cycles that environments have taken beyond their slices, by number.
    private final TreeMap<Integer, Long> owed = new TreeMap<>();

    /// Where in the vector the present slice is.
    private int position = NONE;

    /// Who has the processor, or had it when another job's turn came.
    private int runner;

    /// Who shall have it as soon as its program is between two instructions.
    private int wanted = NONE;

    /// Whether whom it is taken from loses it against its will, with all its registers.
    private boolean isForced;

    /// When the present slice ends; while another job has its turn, how long it still is.
    private long ends;

    /// Whether the slice has ended, and its environment may still leave by itself.
    private boolean isOver;

    private boolean isPaused;

    /// Of the alarm that counts; others are of earlier times.
    private long serial;

    /// Who has yielded, or is about to, with no more registers than functions preserve: by number.
    private final TreeSet<Integer> sparing = new TreeSet<>();

    private record Slice(int environment, long cycles) {}

    /// @param job of the rank
    /// @param first who has the processor
    public Slices(PrivilegedNode node, int job, Environment first, Kernel kernel) {
        this.node = node;
        this.job = job;
        this.kernel = kernel;
        runner = number(first);
    }

    public static boolean isLength(long cycles) {
        return cycles >= LEAST_CYCLES && cycles <= MOST_CYCLES;
    }

    /// The job whose slices an alarm is about, or -1 if it is about something else.
    public static int jobOf(long alarm) {
        long kind = alarm >>> KIND_SHIFT;
        return kind < END || kind > RETRY ? NONE : (int) (alarm >>> JOB_SHIFT) & BYTE;
    }

    private static int number(Environment environment) {
        return environment.identity().number();
    }

    private void alarm(int kind, long cycle) {
        serial++;
        node.time().alarm(cycle, (long) kind << KIND_SHIFT | (long) job << JOB_SHIFT | serial);
    }

    /// Who has the processor when it is the job's turn, or null if it has ended.
    public @Nullable Environment runner() {
        return at(runner);
    }

    private @Nullable Environment at(int number) {
        for (var each : kernel.environments()) {
            if (number(each) == number) return each.end().hasStopped() ? null : each;
        }
        return null;
    }

    /// An environment has a slice. With the first one time begins to be divided: who has the processor
    /// keeps it for as long as that slice is.
    ///
    /// @param cycles or 0 to free the position
    public void take(Environment whose, int at, long cycles) {
        boolean begins = vector.isEmpty() && cycles > 0;
        if (cycles == 0) vector.remove(at);
        else vector.put(at, new Slice(number(whose), cycles));
        if (begins) {
            position = NONE;
            ends = node.time().clock() + cycles;
            alarm(END, ends);
        }
        if (vector.isEmpty()) cancel();
    }

    /// Positions in the vector at which an environment has slices, in their order.
    public List<Integer> positions(Environment whose) {
        var found = new ArrayList<Integer>();
        vector.forEach((at, slice) -> {
            if (slice.environment() == number(whose)) found.add(at);
        });
        return found;
    }

    /// A position is nobody's.
    public void free(int at) {
        vector.remove(at);
        if (vector.isEmpty()) cancel();
    }

    /// The same by force: if it is on the processor, the slice ends now, and somebody else's begins.
    public void takeAway(Environment whose, int at) {
        free(at);
        boolean goesOn = at != position && !vector.isEmpty();
        if (runner != number(whose) || isPaused || goesOn) return;
        isForced = true;
        isOver = false;
        ends = Math.min(ends, node.time().clock());
        var next = next();
        wanted = next == null ? NONE : number(next);
    }

    private void cancel() {
        serial++;
        isOver = false;
        owed.clear();
        position = NONE;
    }

    /// The program on the processor gives the rest of its slice away.
    ///
    /// @param to whom, or null to let the next slice begin
    public void yield(@Nullable Environment to) {
        this.yield(to, false);
    }

    /// @param spares whether only the registers that functions preserve have to be kept
    public void yield(@Nullable Environment to, boolean spares) {
        if (spares) sparing.add(runner);
        isForced = true;
        if (to != null) {
            wanted = number(to);
            return;
        }
        isOver = false;
        ends = Math.min(ends, node.time().clock());
        var next = next();
        wanted = next == null ? NONE : number(next);
    }

    /// The program on the processor has transferred control, with the rest of its slice.
    public void enter(Environment callee) {
        isForced = false;
        wanted = number(callee);
    }

    /// The kernel has done what it was entered for: the processor changes hands if it shall.
    public void settle() {
        if (isSettled()) return;
        var next = at(wanted);
        if (next == null || !next.isReady()) {
            wanted = NONE;
            sparing.remove(runner);
            return;
        }
        boolean changes = wanted != runner;
        if (changes && !kernel.give(next)) {
            alarm(RETRY, node.time().clock() + AGAIN);
            return;
        }
        if (changes && isForced) node.time().charge(switching(next));
        runner = wanted;
        sparing.remove(runner);
        wanted = NONE;
        if (!vector.isEmpty()) alarm(END, ends);
    }

    /// What it takes to change programs, less for each of both that keeps few registers.
    private int switching(Environment next) {
        var paths = next.job().paths();
        int whole = paths.of(KernelPath.PROGRAM_SWITCH);
        int less = paths.of(KernelPath.REGISTERS_SPARED);
        return whole - (sparing.contains(runner) ? less : 0) - (sparing.contains(number(next)) ? less : 0);
    }

    /// Whether [#settle] would find nothing to do.
    public boolean isSettled() {
        return wanted == NONE || isPaused;
    }

    /// An alarm that was asked for here.
    public void alarm(long number) {
        if ((number & SERIAL) != serial || isPaused) return;
        switch ((int) (number >>> KIND_SHIFT)) {
            case END -> end();
            case GRACE_IS_OVER -> change();
            default -> settle();
        }
    }

    private void end() {
        node.time().chargeInterrupt(KernelPath.SLICE_END.instructions());
        var running = at(runner);
        if (running != null && mayLeaveByItself(running)) {
            isOver = true;
            var context = node.registers().context();
            long entry = running.contexts().interrupt();
            node.registers().deliverException(context, entry, TrapCause.SLICE_END, GRACE);
            alarm(GRACE_IS_OVER, node.time().clock() + GRACE);
        } else {
            change();
        }
    }

    private boolean mayLeaveByItself(Environment running) {
        return running.contexts().interrupt() != 0
                && !isOver
                && node.registers().isBetweenInstructions()
                && !node.registers().isAtomic()
                && isOtherNext(running);
    }

    private boolean isOtherNext(Environment running) {
        for (var slice : vector.values()) {
            var holder = holderOf(slice);
            if (holder != null && holder != running) return true;
        }
        return false;
    }

    private void change() {
        isOver = false;
        isForced = true;
        var next = next();
        wanted = next == null ? NONE : number(next);
        settle();
    }

    /// Ends the present slice, and begins the next one whose environment has something to execute and has
    /// not used it up already.
    ///
    /// @return who has it, or null if nobody has anything to execute
    private @Nullable Environment next() {
        long now = node.time().clock();
        if (!vector.isEmpty() && now > ends && at(runner) != null) owed.merge(runner, now - ends, Long::sum);
        for (int tries = ROUNDS * vector.size(); tries > 0; tries--) {
            var entry = vector.higherEntry(position);
            if (entry == null) entry = vector.firstEntry();
            position = entry.getKey();
            var holder = holderOf(entry.getValue());
            if (holder == null) continue;
            long owes = owed.getOrDefault(number(holder), 0L);
            long cycles = entry.getValue().cycles();
            if (owes >= cycles) {
                owed.put(number(holder), owes - cycles);
                continue;
            }
            owed.remove(number(holder));
            ends = now + cycles - owes;
            return holder;
        }
        ends = now + LEAST_CYCLES;
        return afterRunner();
    }

    /// Nobody with a slice can use it: the next one in the order of numbers.
    private @Nullable Environment afterRunner() {
        var all = kernel.environments();
        var ready = new ArrayList<Environment>();
        for (var each : all) if (each.isReady()) ready.add(each);
        for (var each : ready) if (number(each) > runner) return each;
        return ready.isEmpty() ? null : ready.getFirst();
    }

    /// Who can use a slice: its environment, or whom that one waits for.
    private @Nullable Environment holderOf(Slice slice) {
        var holder = at(slice.environment());
        while (holder != null && holder.standing().callee() != Standing.NOBODY)
            holder = at(holder.standing().callee());
        return holder != null && holder.isReady() ? holder : null;
    }

    /// Whether another environment of the rank has something to execute.
    public boolean isOtherReady(Environment than) {
        for (var each : kernel.environments()) if (each != than && each.isReady()) return true;
        return false;
    }

    /// Who has the processor has ended, or rests.
    ///
    /// @return who shall have it, or null if nobody of the rank has anything to execute
    public @Nullable Environment afterEnd() {
        var next = next();
        if (next == null) return null;
        runner = number(next);
        sparing.remove(runner);
        wanted = NONE;
        isOver = false;
        if (!vector.isEmpty()) alarm(END, ends);
        return next;
    }

    /// An environment has ended: it has no slices any more.
    public void ended(Environment environment) {
        vector.values().removeIf(slice -> slice.environment() == number(environment));
        owed.remove(number(environment));
        sparing.remove(number(environment));
        if (vector.isEmpty()) cancel();
    }

    /// Another job's turn begins.
    public void pause() {
        if (isPaused) return;
        isPaused = true;
        ends -= node.time().clock();
    }

    /// It is the job's turn again.
    public void resume() {
        if (!isPaused) return;
        isPaused = false;
        ends += node.time().clock();
        if (wanted != NONE) alarm(RETRY, node.time().clock());
        else if (!vector.isEmpty()) alarm(END, ends);
    }

    /// Whether anybody has yielded with few registers.
    public boolean isSparing() {
        return !sparing.isEmpty();
    }

    public void saveSparing(StateWriter out) {
        out.add(sparing.size());
        for (int number : sparing) out.add(number);
    }

    public void restoreSparing(StateReader in) {
        sparing.clear();
        for (int left = in.nextInt(0, Identity.MOST); left > 0; left--) sparing.add(in.nextInt(0, Identity.MOST - 1));
    }

    public void save(StateWriter out) {
        out.add(vector.size());
        vector.forEach((at, slice) -> out.add(at).add(slice.environment).add(slice.cycles));
        out.add(owed.size());
        owed.forEach((number, cycles) -> out.add(number).add(cycles));
        out.add(position).add(runner).add(wanted).add(isForced).add(ends);
        out.add(isOver).add(isPaused).add(serial);
    }

    public void restore(StateReader in) {
        vector.clear();
        owed.clear();
        for (int left = in.nextInt(0, POSITIONS); left > 0; left--) {
            vector.put(in.nextInt(0, POSITIONS - 1), new Slice(in.nextInt(0, Identity.MOST - 1), in.next()));
        }
        for (int left = in.nextInt(0, Identity.MOST); left > 0; left--) {
            owed.put(in.nextInt(0, Identity.MOST - 1), in.next());
        }
        position = in.nextInt(NONE, POSITIONS - 1);
        runner = in.nextInt(0, Identity.MOST - 1);
        wanted = in.nextInt(NONE, Identity.MOST - 1);
        isForced = in.nextBoolean();
        ends = in.next();
        isOver = in.nextBoolean();
        isPaused = in.nextBoolean();
        serial = in.next();
    }
}

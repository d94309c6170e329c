package org.fugu.exokernel.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fugu.exokernel.kernel.CapabilityModel.BAD_ARGUMENT;
import static org.fugu.exokernel.kernel.CapabilityModel.BAD_HANDLE;
import static org.fugu.exokernel.kernel.CapabilityModel.BAD_TICKET;
import static org.fugu.exokernel.kernel.CapabilityModel.DONE;
import static org.fugu.exokernel.kernel.CapabilityModel.IN_USE;
import static org.fugu.exokernel.kernel.CapabilityModel.MISSING_RIGHT;
import static org.fugu.exokernel.kernel.CapabilityModel.OUT_OF_SLOTS;
import static org.fugu.exokernel.kernel.CapabilityModel.WRONG_OBJECT;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.fugu.exokernel.abi.ContextField;
import org.fugu.exokernel.abi.ObjectKind;
import org.fugu.exokernel.abi.SystemCall;
import org.fugu.exokernel.capability.EnvironmentName;
import org.fugu.exokernel.environment.Environment;
import org.fugu.exokernel.environment.EnvironmentContexts;
import org.fugu.exokernel.kernel.CapabilityModel.Mapping;
import org.fugu.exokernel.kernel.CapabilityModel.Place;
import org.fugu.exokernel.kernel.CapabilityModel.Record;
import org.fugu.exokernel.kernel.CapabilityModel.State;
import org.fugu.exokernel.kernel.CapabilityModel.Thing;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random calls of environments of three jobs on four nodes, with the packets between the kernels
/// delivered at random, against [CapabilityModel]: whatever the model refuses is refused, and nothing
/// else; no frame is given out again while a TLB could still reach it. Now and then an environment
/// ends, in whatever it is about.
///
/// A seed that has failed fails again: `-Dfugu.model.seed=N` runs that one alone.
class CapabilityModelTests {
    private static final int STEPS = 25_000;
    private static final int BURST = 320;
    private static final long FIRST_PAGE = 0x50000;
    private static final int PAGES = 600;
    private static final int MOST_ENDED = 4;
    private static final int STEPS_TO_END = 5_000;
    private static final int QUESTIONS_TO_END = 6;
    private static final long OUT_OF_FRAMES = -6;
    private static final int SELF = 0; // in some calls
    private static final int NAMES = 64;
    private static final int FRAMES_OF_MADE = 12;
    private static final int MOST_ENVIRONMENTS = 24;
    private static final long ENTRY = 0x10000;
    private static final long FIRST_GIVEN = 0x100000;

    private final KernelNetwork machine =
            new KernelNetwork(4, List.of(List.of(0, 1, 2, 3), List.of(1, 0), List.of(2, 3, 1)));
    private final CapabilityModel model = new CapabilityModel();
    private final List<Environment> environments = machine.environments;

    /// By environment: what its handles name as far as it knows.
    private final List<Map<Long, Record>> held = new ArrayList<>();

    /// By environment: the call that it waits in.
    private final List<@Nullable Pending> pending = new ArrayList<>();

    private final TreeSet<Integer> ended = new TreeSet<>();

    private final Map<Long, Record> tickets = new LinkedHashMap<>();
    /// What other nodes hold, by what kernels call it.
    private final Map<Long, Record> lent = new LinkedHashMap<>();

    private final List<Long> oldHandles = new ArrayList<>(List.of(0L, -1L, 2L << 12, 1L << 31, 1L << 32 | 1L << 12));
    private final List<Long> oldTickets = new ArrayList<>(List.of(0L, -1L, 1L, 1L << 40, 3L << 40 | 9, 9L << 40 | 1));
    private final List<Integer> slotsAtFirst = new ArrayList<>();
    private final List<Integer> framesAtFirst = new ArrayList<>();
    private final Map<String, Integer> seen = new TreeMap<>();
    private final List<Map<Long, Long>> namesAtFirst = new ArrayList<>();

    /// Frames that are not free, as far as anybody was told.
    private final TreeSet<Long> taken = new TreeSet<>();

    /// By environment: what others have mapped in it.
    private final List<List<Record>> given = new ArrayList<>();

    private int givenSoFar;
    private int endedByThemselves;
    private Random random = new Random();
    private Random ranges = new Random();

    /// Whether environments are made; else snapshots are taken, and frames asked for by name.
    private boolean makes;

    /// A call that has asked another node, or waits for other nodes.
    private static final class Pending {
        final SystemCall call;
        final @Nullable Record about;
        final long detail;
        final long word;

        /// What it will answer, if that is decided.
        @Nullable
        Long decided;

        @Nullable
        Record made;

        List<Record> going = List.of();

        Pending(SystemCall call, @Nullable Record about, long detail, long word) {
            this.call = call;
            this.about = about;
            this.detail = detail;
            this.word = word;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void kernelsDoWhatTheModelAllowsAndNothingElse(long seed) {
        long drawn = Long.getLong("fugu.model.seed", seed);
        random = new Random(drawn);
        ranges = new Random(drawn);
        makes = drawn % 2 == 0;
        for (var environment : environments) {
            admit(environment);
            namesAtFirst.add(names(environment));
        }
        int step = 0;
        try {
            for (; step < STEPS; step++) step();
            settle();
            giveAllBack();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("seed " + seed + ", step " + step + ": " + e.getMessage(), e);
        }
        if (drawn == seed) assertMuchHasHappened();
    }

    private void assertMuchHasHappened() {
        assertThat(seen)
                .as("what happened")
                .containsKeys(
                        "CAP_DERIVE 0",
                        "CAP_DERIVE -1",
                        "CAP_DERIVE -3",
                        "CAP_DERIVE -5",
                        "CAP_DERIVE -12",
                        "CAP_GRANT 0",
                        "CAP_GRANT -1",
                        "CAP_GRANT -3",
                        "CAP_ACCEPT 0",
                        "CAP_ACCEPT -11",
                        "CAP_REVOKE 0",
                        "CAP_REVOKE -1",
                        "CAP_DELETE 0",
                        "CAP_DELETE -1",
                        "FRAME_FREE 0",
                        "FRAME_FREE -3",
                        "FRAME_FREE -8",
                        "TLB_WRITE 0",
                        "TLB_WRITE -1",
                        "TLB_WRITE -3",
                        "TLB_WRITE -5",
                        "began to move while it went",
                        "ended and had lent",
                        "ended and had borrowed",
                        "lent to who had ended");
        assertThat(seen)
                .containsKeys(
                        makes
                                ? new String[] {
                                    "made",
                                    "ENVIRONMENT_END 0",
                                    "ENVIRONMENT_END -2",
                                    "CAP_GRANT -2",
                                    "mapped 0",
                                    "mapped -1",
                                    "mapped -2",
                                    "mapped -3",
                                    "mapped -5"
                                }
                                : new String[] {"named 0", "named -5", "named -8"})
                .containsKeys("CAP_PART 0", "CAP_PART -1", "CAP_PART -2", "CAP_PART -3", "CAP_PART -5");
    }

    private void step() {
        if (!machine.isQuiet() && random.nextInt(100) < 45) {
            deliver();
            return;
        }
        int who = random.nextInt(environments.size());
        if (ended.contains(who)) return;
        boolean asks = isAskingForMore(who);
        int most = asks ? MOST_ENDED : MOST_ENDED - 1;
        if (endedByThemselves < most && random.nextInt(asks ? QUESTIONS_TO_END : STEPS_TO_END) == 0) {
            endedByThemselves++;
            end(who);
            return;
        }
        if (pending.get(who) != null) return;
        switch (random.nextInt(100)) {
            case 0, 1, 2, 3 -> allocate(who);
            case 4, 5 -> {
                if (!makes) allocateNamed(who);
                else if (random.nextInt(15) == 0) make(who);
                else if (random.nextInt(9) == 0) endMade(who, anyEnvironment(who));
                else mapInto(who, anyEnvironment(who), anyHandle(who));
            }
            case 6, 7 -> narrow(who, anyHandle(who));
            case 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20 -> derive(who, anyHandle(who), anyRights());
            case 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38 -> grant(who);
            case 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56 -> accept(who, anyTicket(who));
            case 57, 58, 59, 60, 61, 62, 63, 64, 65, 66, 67, 68, 69, 70, 71, 72, 73, 74 ->
                map(who, anyHandle(who), FIRST_PAGE + random.nextInt(PAGES), random.nextInt(4), random.nextInt(9));
            case 75, 76, 77, 78 -> unmap(who);
            case 79, 80, 81, 82, 83, 84, 85, 86 -> remove(who, anyHandle(who), SystemCall.CAP_REVOKE);
            case 87, 88, 89, 90 -> remove(who, anyHandle(who), SystemCall.CAP_DELETE);
            case 91, 92, 93 -> remove(who, anyHandle(who), SystemCall.FRAME_FREE);
            case 94 -> transfer();
            case 95 -> grow(who);
            case 96 -> deepen(who);
            case 97, 98 -> checkNowAndThen();
            default -> inspect(who, anyHandle(who));
        }
    }

    private void checkNowAndThen() {
        if (random.nextInt(5) == 0) checkMappings();
        if (makes || random.nextInt(12) != 0) return;
        var states = machine.saveAndRestore();
        assertThat(states.get(1)).as("after a snapshot").isEqualTo(states.get(0));
    }

    /// Whether it waits for something that it will be given.
    private boolean isAskingForMore(int who) {
        var call = pending.get(who);
        if (call == null || call.decided != null || call.about == null || call.about.isDead) return false;
        if (call.call == SystemCall.CAP_ACCEPT) return CapabilityModel.acceptable(call.about, who) == DONE;
        return call.call == SystemCall.CAP_DERIVE;
    }

    /// At the home nobody can use any more what it had, or what was derived from that. Other homes hear
    /// of it.
    private void end(int who) {
        over(who);
        machine.end(environments.get(who));
    }

    /// It and what it made have ended.
    private void over(int who) {
        if (!ended.add(who)) return;
        for (int made = 0; made < environments.size(); made++) {
            if (environments.get(made).maker() == environments.get(who)) over(made);
        }
        for (var record : List.copyOf(held.get(who).values())) {
            if (record.thing.home() != node(who)) {
                seen.merge("ended and had borrowed", 1, Integer::sum);
                continue;
            }
            var going = CapabilityModel.kill(record, true);
            if (going.stream().anyMatch(each -> each.holder != who)) seen.merge("ended and had lent", 1, Integer::sum);
            for (var each : going) if (each.state == State.HELD && isAtHome(each)) forget(each);
        }
    }

    // What is chosen.

    private long anyHandle(int who) {
        var own = new ArrayList<>(held.get(who).keySet());
        if (!own.isEmpty() && random.nextInt(100) < 93) return own.get(random.nextInt(own.size()));
        long old = oldHandles.get(random.nextInt(oldHandles.size()));
        // What an environment begins with is no part of the model.
        boolean isFirst = old >>> 12 == 1 && (old & 0xfff) < slotsAtFirst.get(who);
        return isFirst ? -1 : old;
    }

    /// One for an environment, if there is one, mostly.
    private long anyEnvironment(int who) {
        var own = held.get(who).entrySet().stream()
                .filter(each -> !each.getValue().thing.isFrames())
                .map(Map.Entry::getKey)
                .toList();
        if (own.isEmpty() || random.nextInt(100) < 10) return anyHandle(who);
        return own.get(random.nextInt(own.size()));
    }

    private long anyTicket(int who) {
        if (random.nextInt(100) < 70) {
            for (var entry : tickets.entrySet()) {
                var ticket = entry.getValue();
                if (ticket.state == State.TICKET && ticket.holder == who) return entry.getKey();
            }
        }
        var all = new ArrayList<>(tickets.keySet());
        if (!all.isEmpty() && random.nextInt(100) < 60) return all.get(random.nextInt(all.size()));
        return oldTickets.get(random.nextInt(oldTickets.size()));
    }

    private long anyRights() {
        return switch (random.nextInt(20)) {
            case 0 -> 1L << random.nextInt(64);
            case 1, 2, 3, 4, 5, 6 -> random.nextInt(16);
            default -> 15;
        };
    }

    // The calls.

    private void allocate(int who) {
        var environment = environments.get(who);
        int count = 1 + random.nextInt(3);
        boolean may = environment.frames().hasRun(count);
        boolean done = machine.call(environment, SystemCall.FRAME_ALLOCATE, memory(environment), count);
        assertThat(done).isTrue();
        long handle = machine.answer(environment);
        if (!may) {
            assertThat(handle).isEqualTo(OUT_OF_FRAMES);
            return;
        }
        assertThat(handle).isPositive();
        var found = environment.capabilities().find(handle);
        var frames = found == null ? null : found.object().frames();
        if (frames == null) throw new AssertionError("no frames");
        allocated(who, handle, frames.physical(0), frames.count());
    }

    private void allocated(int who, long handle, long first, int count) {
        var frames = new Thing(node(who), who, first, count, CapabilityModel.NONE);
        assertNobodyReaches(frames);
        for (int i = 0; i < count; i++) taken.add(first + i);
        held.get(who).put(handle, new Record(frames, 15, null, who));
    }

    /// By their names: those that are free, and no others.
    private void allocateNamed(int who) {
        var environment = environments.get(who);
        var names = namesAtFirst.get(who);
        int count = 1 + random.nextInt(3);
        long name = random.nextInt(20) == 0 ? 2L * KernelNetwork.FRAMES : random.nextInt(NAMES);
        long expected = name >= KernelNetwork.FRAMES ? BAD_ARGUMENT : DONE;
        for (int i = 0; i < count && expected != BAD_ARGUMENT; i++) {
            var frame = names.get(name + i);
            if (frame == null || taken.contains(frame)) expected = IN_USE;
        }
        long answer = call(who, SystemCall.FRAME_ALLOCATE, memory(environment), count, 1 + name);
        seen.merge("named " + expected, 1, Integer::sum);
        if (expected == DONE) {
            assertThat(answer).as("frames by name").isPositive();
            allocated(who, answer, Objects.requireNonNull(names.get(name)), count);
        } else {
            assertThat(answer).as("frames by name").isEqualTo(expected);
        }
    }

    /// Which frames an environment can take by name, asked one after the other.
    private Map<Long, Long> names(Environment environment) {
        var names = new TreeMap<Long, Long>();
        for (long name = 0; name < NAMES + 3; name++) {
            machine.call(environment, SystemCall.FRAME_ALLOCATE, memory(environment), 1, 1 + name);
            long handle = machine.answer(environment);
            if (handle < 0) continue;
            var frames = Objects.requireNonNull(environment.capabilities().find(handle))
                    .object()
                    .frames();
            names.put(name, Objects.requireNonNull(frames).physical(0));
            machine.call(environment, SystemCall.FRAME_FREE, handle);
        }
        return names;
    }

    /// A call that answers at once.
    private long call(int who, SystemCall call, long... arguments) {
        assertThat(machine.call(environments.get(who), call, arguments)).isTrue();
        return machine.answer(environments.get(who));
    }

    private void narrow(int who, long handle) {
        if (handle == SELF) return;
        var from = held.get(who).get(handle);
        long first = random.nextInt(4) - 1;
        long count = random.nextInt(4);
        boolean isHere = from != null && from.thing.home() == node(who);
        long expected = CapabilityModel.narrowable(from, isHere, first, count);
        long answer = call(who, SystemCall.CAP_PART, handle, ObjectKind.FRAMES.number(), first, count);
        seen.merge("CAP_PART " + expected, 1, Integer::sum);
        if (expected == DONE && from != null) {
            assertThat(answer).as("a part").isPositive();
            held.get(who).put(answer, new Record(from.thing.part(first, count), from.rights, from, who));
        } else {
            assertThat(answer).as("a part").isEqualTo(expected);
        }
    }

    // Environments that others make.

    private void make(int who) {
        var maker = environments.get(who);
        if (!makes
                || environments.size() >= MOST_ENVIRONMENTS
                || !maker.frames().hasRun(FRAMES_OF_MADE)) return;
        long handle = call(who, SystemCall.ENVIRONMENT_MAKE, memory(maker), FRAMES_OF_MADE, ENTRY, ENTRY);
        assertThat(handle).isPositive();
        int number = (int) environments.stream()
                .filter(each -> machine.kernelOf(each) == machine.kernelOf(maker) && each.job() == maker.job())
                .count();
        var name = new EnvironmentName(maker.identity().node(), maker.job().number(), number);
        var made = Objects.requireNonNull(machine.kernelOf(maker).processes().named(name));
        var thing = new Thing(node(who), who, 0, 0, environments.size());
        held.get(who).put(handle, new Record(thing, 14, null, who));
        admit(made);
        seen.merge("made", 1, Integer::sum);
    }

    private void admit(Environment environment) {
        if (!environments.contains(environment)) environments.add(environment);
        held.add(new LinkedHashMap<>());
        pending.add(null);
        given.add(new ArrayList<>());
        slotsAtFirst.add(environment.capabilities().live());
        framesAtFirst.add(environment.frames().available());
    }

    private void endMade(int who, long handle) {
        var from = held.get(who).get(handle);
        boolean isOver = from != null && ended.contains(from.thing.environment());
        long expected = CapabilityModel.changeable(from, isOver);
        seen.merge("ENVIRONMENT_END " + expected, 1, Integer::sum);
        int target = expected == DONE && from != null ? from.thing.environment() : CapabilityModel.NONE;
        if (target >= 0) over(target);
        machine.call(environments.get(who), SystemCall.ENVIRONMENT_END, handle);
        if (ended.contains(who)) return; // it has ended itself, or who made it
        assertThat(machine.answer(environments.get(who))).as("an end").isEqualTo(expected);
    }

    /// Maps frames in what was made, which has a capability of its own for them.
    private void mapInto(int who, long environment, long handle) {
        if (environment == SELF) return;
        var target = held.get(who).get(environment);
        var from = held.get(who).get(handle);
        long rights = new long[] {1, 3, 7, 0, 8}[random.nextInt(5)];
        boolean isOver = target != null && ended.contains(target.thing.environment());
        long expected = CapabilityModel.changeable(target, isOver);
        if (expected == DONE && target != null) {
            boolean isHere = from != null && from.thing.home() == node(who);
            expected = mappable(from, isHere, rights, given.get(target.thing.environment()));
        }
        long page = FIRST_GIVEN + 4L * givenSoFar++;
        long what = ContextField.MAPPING.number();
        long answer = call(who, SystemCall.ENVIRONMENT_SET, environment, what, page << 12, handle, rights);
        seen.merge("mapped " + expected, 1, Integer::sum);
        if (expected == DONE && target != null && from != null) {
            assertThat(answer).as("a mapping").isPositive();
            int to = target.thing.environment();
            var record = new Record(from.thing, (int) rights, from, to);
            held.get(to).put(answer, record);
            given.get(to).add(record);
        } else {
            assertThat(answer).as("a mapping").isEqualTo(expected);
        }
    }

    private static long mappable(@Nullable Record from, boolean isHere, long rights, List<Record> given) {
        if (from == null) return BAD_HANDLE;
        if (!from.thing.isFrames() || !isHere) return WRONG_OBJECT;
        if (rights < 1 || rights > 7) return BAD_ARGUMENT;
        long needed = rights | CapabilityModel.DERIVE;
        if ((from.rights & needed) != needed) return MISSING_RIGHT;
        boolean hasRoom = given.stream().filter(each -> !each.isDead).count() < EnvironmentContexts.MOST_MAPPINGS;
        return hasRoom && from.depth() < CapabilityModel.MOST_DEPTH ? DONE : OUT_OF_SLOTS;
    }

    private static long memory(Environment environment) {
        return environment.capabilities().restored(1L << 12 | 1).handle(); // the second that the loader gives
    }

    private void assertNobodyReaches(Thing thing) {
        for (var node : machine.nodes) {
            for (long entry : node.tlb.values()) {
                assertThat(entry >>> 3)
                        .as("a TLB's entry")
                        .matches(frame -> frame < thing.firstFrame() || frame >= thing.firstFrame() + thing.count());
            }
        }
    }

    private void derive(int who, long handle, long rights) {
        var from = held.get(who).get(handle);
        long expected = CapabilityModel.derivable(from, rights);
        boolean asks = expected == DONE && from != null && from.thing.home() != node(who);
        if (expected == DONE && from != null && !asks) expected = CapabilityModel.derivableAtHome(from);
        begin(who, new Pending(SystemCall.CAP_DERIVE, from, rights, handle), asks ? null : expected, handle, rights);
    }

    private void grant(int who) {
        long handle = anyHandle(who);
        long rights = anyRights();
        int to = random.nextInt(environments.size());
        var from = held.get(who).get(handle);
        long expected = CapabilityModel.derivable(from, rights);
        long word = name(who, to);
        if (expected == DONE && random.nextInt(20) == 0) {
            word = new long[] {-1, 1L << 32 | 9, 1L << 33, 7, 0xffff}[random.nextInt(5)];
            expected = BAD_ARGUMENT;
        }
        boolean staysInRank = from != null && !from.thing.isFrames();
        if (expected == DONE && staysInRank && !isOfOneRank(who, to)) expected = WRONG_OBJECT;
        boolean asks = expected == DONE && from != null && from.thing.home() != node(who);
        if (expected == DONE && from != null && !asks) expected = CapabilityModel.derivableAtHome(from);
        var call = new Pending(SystemCall.CAP_GRANT, from, rights, to);
        begin(who, call, asks ? null : expected, handle, rights, word);
    }

    private boolean isOfOneRank(int one, int other) {
        return node(one) == node(other)
                && environments.get(one).job().number()
                        == environments.get(other).job().number();
    }

    /// A rank of one's own job, or any environment.
    private long name(int who, int to) {
        var from = environments.get(who);
        var other = environments.get(to);
        boolean sameJob = from.job().number() == other.job().number();
        if (sameJob && other.maker() == null && random.nextBoolean()) return 1L << 32 | other.rank();
        return other.identity().name().word();
    }

    private void accept(int who, long ticket) {
        long home = ticket >>> 40;
        boolean asks = home < machine.nodes.size() && home != node(who);
        var record = tickets.get(ticket);
        long expected = home >= machine.nodes.size() ? BAD_TICKET : CapabilityModel.acceptable(record, who);
        begin(who, new Pending(SystemCall.CAP_ACCEPT, record, 0, ticket), asks ? null : expected, ticket);
    }

    private void remove(int who, long handle, SystemCall call) {
        var from = held.get(who).get(handle);
        boolean itself = call != SystemCall.CAP_REVOKE;
        long expected = from == null ? BAD_HANDLE : DONE;
        boolean original = from != null && from.parent == null;
        if (from != null && call == SystemCall.FRAME_FREE && !original) expected = MISSING_RIGHT;
        if (from != null && call == SystemCall.FRAME_FREE && !from.thing.isFrames()) expected = WRONG_OBJECT;
        if (from != null && !itself && (from.rights & CapabilityModel.DERIVE) == 0) expected = MISSING_RIGHT;
        if (expected == DONE && from != null && itself && original && isMoving(from.thing)) expected = IN_USE;
        boolean asks = expected == DONE && from != null && from.thing.home() != node(who);
        begin(who, new Pending(call, from, itself ? 1 : 0, handle), asks ? null : expected, handle);
    }

    /// Makes a call whose outcome is known now, or is decided when its packet comes to the home.
    private void begin(int who, Pending call, @Nullable Long expected, long... arguments) {
        if (expected != null) decide(who, call, expected);
        boolean done = machine.call(environments.get(who), call.call, arguments);
        pending.set(who, call);
        if (done) complete(who);
        else if (expected != null) {
            assertThat(expected).as("who is refused does not wait").isEqualTo(DONE);
            assertThat(call.going).as("who waits, waits for something").isNotEmpty();
            if (call.call == SystemCall.FRAME_FREE && random.nextInt(4) == 0)
                moveWhileItGoes(call.going.getFirst().thing);
        }
    }

    /// The moment at which it is decided what becomes of a call.
    private void decide(int who, Pending call, long outcome) {
        call.decided = outcome;
        if (outcome != DONE) return;
        var about = call.about;
        if (about == null) throw new AssertionError("something is done to nothing");
        switch (call.call) {
            case CAP_DERIVE -> call.made = new Record(about.thing, (int) call.detail, about, who);
            case CAP_GRANT -> {
                var ticket = new Record(about.thing, (int) call.detail, about, (int) call.word);
                ticket.state = State.TICKET;
                call.made = ticket;
            }
            case CAP_ACCEPT -> {
                about.state = State.HELD;
                call.made = about;
            }
            default -> {
                call.going = CapabilityModel.kill(about, call.detail == 1);
                // At the home nobody can use the names any more.
                for (var each : call.going) if (each.state == State.HELD && isAtHome(each)) forget(each);
            }
        }
    }

    private boolean isAtHome(Record record) {
        return node(record.holder) == record.thing.home();
    }

    private void forget(Record record) {
        held.get(record.holder).entrySet().removeIf(entry -> {
            if (entry.getValue() != record) return false;
            if (oldHandles.size() < 300) oldHandles.add(entry.getKey());
            return true;
        });
        record.state = State.LOST;
    }

    /// The caller has its answer.
    private void complete(int who) {
        var call = pending.get(who);
        if (call == null || call.decided == null) throw new AssertionError("a call has ended of itself");
        pending.set(who, null);
        long answer = machine.answer(environments.get(who));
        long expected = call.decided;
        seen.merge(call.call + " " + expected, 1, Integer::sum);
        if (expected != DONE) {
            assertThat(answer).as("%s", call.call).isEqualTo(expected);
            return;
        }
        switch (call.call) {
            case CAP_DERIVE, CAP_ACCEPT -> {
                assertThat(answer).as("%s", call.call).isPositive();
                var made = call.made;
                if (made == null) throw new AssertionError("nothing was made");
                // It may have been revoked already; its holder will hear of that.
                if (made.state == State.HELD) held.get(who).put(answer, made);
                if (call.call == SystemCall.CAP_ACCEPT) {
                    tickets.remove(call.word);
                    if (oldTickets.size() < 300) oldTickets.add(call.word);
                }
            }
            case CAP_GRANT -> {
                assertThat(answer).as("a ticket").isPositive();
                assertThat(tickets).doesNotContainKey(answer);
                if (call.made != null) tickets.put(answer, call.made);
            }
            default -> {
                assertThat(answer).as("%s", call.call).isEqualTo(DONE);
                assertComplete(call);
            }
        }
    }

    /// A revocation is complete: no holder has a name, and no TLB an entry that was made from one.
    private void assertComplete(Pending call) {
        for (var each : call.going) {
            if (each.state == State.HELD) assertThat(held.get(each.holder)).doesNotContainValue(each);
        }
        var gone = new HashSet<>(call.going);
        model.mappings.forEach((place, mapping) -> {
            if (gone.contains(mapping.source())) assertThat(entry(place)).isNull();
        });
        model.bury(call.going);
        var about = call.about;
        if (about != null && about.parent == null && call.detail == 1) {
            assertNobodyReaches(about.thing);
            assertThat(isMoving(about.thing)).isFalse();
            for (int i = 0; i < about.thing.count(); i++) taken.remove(about.thing.firstFrame() + i);
        }
    }

    private void map(int who, long handle, long page, long index, long rights) {
        var from = held.get(who).get(handle);
        long expected = CapabilityModel.mappable(from, index, rights);
        assertThat(machine.call(environments.get(who), SystemCall.TLB_WRITE, handle, index, page << 12, rights))
                .isTrue();
        assertThat(machine.answer(environments.get(who))).as("tlb_write").isEqualTo(expected);
        seen.merge("TLB_WRITE " + expected, 1, Integer::sum);
        if (expected != DONE || from == null) return;
        model.mappings.put(new Place(who, page), new Mapping(from, from.thing.firstFrame() + index, (int) rights));
    }

    private void unmap(int who) {
        long first = FIRST_PAGE + random.nextInt(PAGES);
        int pages = 1 + ranges.nextInt(3);
        machine.call(environments.get(who), SystemCall.TLB_DROP, first << 12, pages == 1 ? ranges.nextInt(2) : pages);
        int live = 0;
        int dying = 0;
        for (long page = first; page < first + pages; page++) {
            var was = model.mappings.remove(new Place(who, page));
            if (was == null) continue;
            if (was.source().isDead) dying++;
            else live++;
        }
        assertThat(machine.answer(environments.get(who))).isBetween((long) live, (long) live + dying);
    }

    private void inspect(int who, long handle) {
        machine.call(environments.get(who), SystemCall.CAP_INSPECT, handle);
        long answer = machine.answer(environments.get(who));
        var record = held.get(who).get(handle);
        if (record == null) assertThat(answer).isNegative();
        else if (!record.thing.isFrames()) assertThat(answer & 0xffff).isEqualTo(5L | (long) record.rights << 8);
        else assertThat(answer).isEqualTo(3L | (long) record.rights << 8 | (long) record.thing.count() << 32);
    }

    /// More names and mappings than one batch takes away.
    private void grow(int who) {
        var own = held.get(who).entrySet().stream()
                .filter(entry -> (entry.getValue().rights & 9) == 9
                        && entry.getValue().thing.isFrames())
                .findFirst();
        if (own.isEmpty() || environments.get(who).capabilities().live() > 2 * BURST) return;
        long handle = own.get().getKey();
        for (int i = 0; i < BURST; i++) {
            if (pending.get(who) != null) return;
            if (random.nextBoolean()) derive(who, handle, 9);
            else map(who, handle, FIRST_PAGE + i, 0, 1);
        }
    }

    private void deepen(int who) {
        if (environments.get(who).capabilities().live() > 2 * BURST) return;
        long handle = anyHandle(who);
        for (int i = 0; i < CapabilityModel.MOST_DEPTH + 2; i++) {
            var before = List.copyOf(held.get(who).keySet());
            derive(who, handle, 15);
            var fresh = new ArrayList<>(held.get(who).keySet());
            fresh.removeAll(before);
            if (fresh.size() != 1) return;
            handle = fresh.getFirst();
        }
    }

    /// User DMA begins or ends to move part of a frame.
    private void transfer() {
        var node = machine.nodes.get(random.nextInt(machine.nodes.size()));
        if (!node.inTransfer.isEmpty()) {
            node.inTransfer.clear();
            return;
        }
        for (int who = 0; who < held.size(); who++) {
            for (var entry : held.get(who).entrySet()) {
                var record = entry.getValue();
                boolean isHere = record.thing.isFrames() && record.thing.home() == node.id.index();
                if (!isHere || random.nextInt(4) != 0) continue;
                node.inTransfer.add(record.thing.firstFrame());
                boolean free = pending.get(who) == null && random.nextBoolean();
                if (free) remove(who, entry.getKey(), SystemCall.FRAME_FREE);
                return;
            }
        }
    }

    private void moveWhileItGoes(Thing thing) {
        machine.nodes.get(thing.home()).inTransfer.add(thing.firstFrame());
        seen.merge("began to move while it went", 1, Integer::sum);
    }

    private boolean isMoving(Thing thing) {
        for (long frame : machine.nodes.get(thing.home()).inTransfer) {
            if (frame >= thing.firstFrame() && frame < thing.firstFrame() + thing.count()) return true;
        }
        return false;
    }

    private int node(int who) {
        return KernelNetwork.nodeOf(environments.get(who));
    }

    // Packets.

    private void deliver() {
        var next = machine.choose(random);
        switch (next.packet()) {
            case LoanPacket.Accept accept -> {
                int who = index(next.from(), accept);
                decideAtHome(who, CapabilityModel.acceptable(tickets.get(accept.name()), who));
            }
            case LoanPacket.Derive derive -> decideAtHome(index(next.from(), derive), null);
            case LoanPacket.Grant grant -> decideAtHome(index(next.from(), grant), null);
            case LoanPacket.Remove remove -> {
                int who = index(next.from(), remove);
                if (ended.contains(who)) giveBack(lent.get(remove.name()), remove.itself());
                else decideAtHome(who, about(who).isDead ? BAD_HANDLE : DONE);
            }
            case LoanPacket.Lent come -> {
                int who = index(next.to(), come);
                var call = pending.get(who);
                if (call != null && call.made != null) lent.put(come.name(), call.made);
                if (ended.contains(who)) seen.merge("lent to who had ended", 1, Integer::sum);
            }
            case LoanPacket.Withdraw withdraw -> withdrawn(next.to(), withdraw);
            default -> {}
        }
        machine.deliver(next);
        for (int who = 0; who < pending.size(); who++) {
            var call = pending.get(who);
            if (call != null
                    && !ended.contains(who)
                    && !environments.get(who).awaited().isForAnswer()) complete(who);
        }
    }

    /// The home hears from one that has ended.
    private void giveBack(@Nullable Record record, boolean itself) {
        if (record == null || record.isDead) return;
        for (var each : CapabilityModel.kill(record, itself)) {
            if (each.state == State.HELD && isAtHome(each)) forget(each);
        }
    }

    private void decideAtHome(int who, @Nullable Long outcome) {
        var call = pending.get(who);
        if (call == null) throw new AssertionError("a packet of somebody who waits for nothing");
        decide(who, call, outcome == null ? CapabilityModel.derivableAtHome(about(who)) : outcome);
    }

    private Record about(int who) {
        var call = pending.get(who);
        if (call == null || call.about == null) throw new AssertionError("a packet about nothing");
        return call.about;
    }

    private int index(int node, KernelPacket packet) {
        for (int i = 0; i < environments.size(); i++) {
            var identity = environments.get(i).identity();
            boolean isMeant = identity.job().number() == packet.job() && identity.number() == packet.environment();
            if (isMeant && node(i) == node) return i;
        }
        throw new AssertionError("a packet of nobody");
    }

    /// The holder cannot use it from now on. Only what is revoked may be taken away.
    private void withdrawn(int node, LoanPacket.Withdraw packet) {
        var record = lent.remove(packet.name());
        if (record == null) throw new AssertionError("what nobody has is withdrawn");
        assertThat(record.holder).isEqualTo(index(node, packet));
        assertThat(record.isDead).isTrue();
        forget(record);
    }

    // The whole.

    /// What the TLB says of a page, or null.
    private @Nullable Mapping entry(Place place) {
        var environment = environments.get(place.environment());
        var node = machine.nodes.get(node(place.environment()));
        long entry = node.tlbProbe(environment.addressSpace(), place.page());
        return entry < 0 ? null : new Mapping(NOBODY, entry >>> 3, (int) entry & 7);
    }

    private static final Record NOBODY = new Record(new Thing(0, 0, 0, 0, CapabilityModel.NONE), 0, null, 0);

    private void checkMappings() {
        model.mappings.forEach((place, mapping) -> {
            var entry = entry(place);
            if (!mapping.source().isDead) assertThat(entry).as("%s", place).isNotNull();
            if (entry != null) assertThat(entry).isEqualTo(new Mapping(NOBODY, mapping.frame(), mapping.rights()));
        });
        assertThat(entries()).as("no other entries").isLessThanOrEqualTo(model.mappings.size());
    }

    /// All packets are delivered: every call has ended, and the kernels have what the model has.
    private void settle() {
        for (var node : machine.nodes) node.inTransfer.clear();
        while (!machine.isQuiet()) deliver();
        for (int who : ended) {
            assertThat(held.get(who)).as("what one that has ended still has").isEmpty();
            pending.set(who, null);
        }
        assertThat(pending).containsOnlyNulls();
        model.mappings.entrySet().removeIf(entry -> isOfTheEnded(entry.getKey(), entry.getValue()));
        checkMappings();
        assertThat(entries()).isEqualTo(model.mappings.size());
        for (int who = 0; who < held.size(); who++) {
            if (ended.contains(who)) continue;
            int live = environments.get(who).capabilities().live();
            assertThat(live).isEqualTo(slotsAtFirst.get(who) + held.get(who).size());
        }
    }

    /// What one that has ended had mapped is gone, but for frames of its own in which nobody else had a
    /// part: those it may keep.
    private boolean isOfTheEnded(Place place, Mapping mapping) {
        if (mapping.source().isDead && entry(place) == null) return true;
        if (!ended.contains(place.environment())) return false;
        assertThat(mapping.source().thing.owner()).as("%s", place).isEqualTo(place.environment());
        return false;
    }

    private int entries() {
        return machine.nodes.stream().mapToInt(node -> node.tlb.size()).sum();
    }

    /// Nothing is left over when the originals are gone.
    private void giveAllBack() {
        for (int who = 0; who < environments.size(); who++) {
            boolean isMade = environments.get(who).maker() != null;
            if (isMade && !ended.contains(who)) end(who);
        }
        settle();
        for (int who = 0; who < held.size(); who++) {
            for (var entry : Map.copyOf(held.get(who)).entrySet()) {
                if (entry.getValue().parent != null) continue;
                boolean isFrames = entry.getValue().thing.isFrames();
                remove(who, entry.getKey(), isFrames ? SystemCall.FRAME_FREE : SystemCall.CAP_DELETE);
                for (var node : machine.nodes) node.inTransfer.clear();
                while (pending.get(who) != null) deliver();
            }
        }
        settle();
        for (int who = 0; who < held.size(); who++) {
            assertThat(held.get(who)).isEmpty();
            if (ended.contains(who)) continue;
            assertThat(environments.get(who).frames().available()).isEqualTo(framesAtFirst.get(who));
        }
        assertThat(model.mappings.keySet()).allMatch(place -> ended.contains(place.environment()));
    }
}

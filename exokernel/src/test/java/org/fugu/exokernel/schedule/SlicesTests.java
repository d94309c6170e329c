package org.fugu.exokernel.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.fugu.exokernel.abi.Right;
import org.fugu.exokernel.abi.Rights;
import org.fugu.exokernel.call.FakeNode;
import org.fugu.exokernel.capability.CapabilityTable;
import org.fugu.exokernel.capability.KernelObject;
import org.fugu.exokernel.environment.ConsoleLog;
import org.fugu.exokernel.environment.Environment;
import org.fugu.exokernel.environment.Identity;
import org.fugu.exokernel.environment.JobIdentity;
import org.fugu.exokernel.environment.Standing;
import org.fugu.exokernel.frame.FramePool;
import org.fugu.machine.cpu.RegisterImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The vector of slices of a rank with several environments, without a machine: time is what the test
/// lets pass.
class SlicesTests {
    private static final int ENVIRONMENTS = 5;
    private static final int STEPS = 20_000;
    private static final long SEED = Long.getLong("fugu.seed", 1995);

    private final FakeNode node = new FakeNode(0);
    private final JobIdentity job = new JobIdentity(3, 4, 0, List.of(node.id));
    private final List<Environment> environments = environments();
    private final TreeMap<Integer, Long> time = new TreeMap<>();
    private Environment onProcessor = environments.getFirst();
    private boolean between = true;
    private long accounted;

    private final Slices slices = new Slices(node.privileged(), job.number(), onProcessor, new Slices.Kernel() {
        @Override
        public List<Environment> environments() {
            return environments;
        }

        @Override
        public boolean give(Environment next) {
            if (!between) return false;
            account();
            onProcessor = next;
            return true;
        }
    });

    private List<Environment> environments() {
        var all = new ArrayList<Environment>();
        var capabilities = new CapabilityTable();
        var console = capabilities.grant(new KernelObject.Console(), Rights.of(Right.WRITE));
        var pool = new FramePool(ENVIRONMENTS);
        var first = new Environment(
                new Identity(job, 0, 0, 1),
                capabilities,
                console,
                List.of(),
                pool,
                new ConsoleLog(node.id, 100),
                1,
                new RegisterImage(0));
        all.add(first);
        for (int number = 1; number < ENVIRONMENTS; number++) {
            all.add(new Environment(
                    new Identity(job, number, 0, number + 1),
                    new CapabilityTable(),
                    console,
                    pool.part(1),
                    first,
                    new RegisterImage(0)));
        }
        return all;
    }

    private static int number(Environment environment) {
        return environment.identity().number();
    }

    /// What has passed was the time of who has the processor.
    private void account() {
        time.merge(number(onProcessor), node.clock - accounted, Long::sum);
        accounted = node.clock;
    }

    private void fire() {
        var alarm = Objects.requireNonNull(node.alarms.pollFirstEntry());
        node.clock = Math.max(node.clock, alarm.getKey());
        slices.alarm(alarm.getValue());
    }

    /// Whoever ignores that a slice ends, is in an atomic section or in the middle of an instruction when it
    /// does: in the long run each environment has what its slices are.
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void nobodyGainsByStayingLonger(int more) {
        var random = new Random(SEED + more);
        var slice = new TreeMap<Integer, Long>();
        long round = 0;
        for (var each : environments) {
            long cycles = Slices.LEAST_CYCLES + random.nextInt(20_000);
            slices.take(each, random.nextInt(5) * 10 + number(each), cycles);
            slice.put(number(each), cycles);
            round += cycles;
            if (random.nextBoolean()) each.contexts().setInterrupt(0x1000);
        }
        fire(); // what had the processor before there was a vector
        accounted = node.clock;
        time.clear();
        int rounds = 400;
        for (long end = node.clock + rounds * round; node.clock < end; ) {
            between = random.nextInt(3) > 0;
            node.atomic = random.nextInt(4) == 0;
            fire();
        }
        account();
        for (var each : environments) {
            long due = rounds * Objects.requireNonNull(slice.get(number(each)));
            assertThat(Math.abs(Objects.requireNonNull(time.get(number(each))) - due))
                    .as("environment %d of %s, seed %d", number(each), slice, SEED + more)
                    .isLessThan(due / 50);
        }
    }

    /// Who has the processor is who shall have it, and has something to execute, whatever is asked for.
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void whoHasTheProcessorCouldUseIt(int more) {
        var random = new Random(SEED + more);
        int alive = ENVIRONMENTS;
        for (int step = 0; step < STEPS; step++) {
            var some = environments.get(random.nextInt(ENVIRONMENTS));
            between = random.nextInt(5) > 0;
            node.atomic = random.nextInt(4) == 0;
            node.clock += random.nextInt(500);
            if (some != onProcessor && random.nextInt(10) == 0) {
                if (some.isReady() && slices.isOtherReady(some)) some.standing().rest();
                else if (some.standing().isResting()) some.standing().enter(Standing.NOBODY);
            }
            switch (random.nextInt(8)) {
                case 0 -> slices.take(some, random.nextInt(Slices.POSITIONS), random.nextInt(3) * 2_000L);
                case 1 -> slices.yield(null);
                case 2 -> {
                    if (some.isReady()) slices.yield(some);
                }
                case 3 -> {
                    if (random.nextInt(2_000) == 0
                            && alive > 2
                            && some != onProcessor
                            && !some.end().hasStopped()) {
                        alive--;
                        some.end().stop();
                        slices.ended(some);
                    }
                }
                default -> {
                    if (!node.alarms.isEmpty()) fire();
                }
            }
            slices.settle();
            assertThat(slices.runner())
                    .as("step %d, seed %d", step, SEED + more)
                    .isEqualTo(onProcessor);
            assertThat(onProcessor.isReady()).isTrue();
        }
    }

    /// Whom an environment waits for has its slices; who rests has none.
    @Test
    void slicesGoToWhomTheirEnvironmentWaitsFor() {
        var client = environments.get(1);
        var server = environments.get(2);
        var resting = environments.get(3);
        client.standing().await(number(server));
        resting.standing().rest();
        slices.take(client, 1, 10_000);
        slices.take(resting, 2, 10_000);
        slices.take(environments.get(4), 3, 10_000);
        fire();
        assertThat(onProcessor).isEqualTo(server);
        while (onProcessor == server) fire();
        assertThat(onProcessor).isEqualTo(environments.get(4));
    }

    /// Its handler's registers would be overwritten.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoIsInAnAtomicSectionIsNotTold(boolean atomic) {
        var one = environments.get(1);
        one.contexts().setInterrupt(0x1000);
        slices.take(one, 1, 10_000);
        slices.take(environments.get(2), 2, 10_000);
        fire();
        node.atomic = atomic;
        fire();
        assertThat(node.deliveries).hasSize(atomic ? 0 : 1);
        assertThat(onProcessor).isEqualTo(atomic ? environments.get(2) : one);
    }

    /// Slices stand still while another job has its turn.
    @ParameterizedTest
    @ValueSource(longs = {1, 999, 1_000_000})
    void whatIsLeftOfASliceIsThereAfterAnothersTurn(long away) {
        var one = environments.get(1);
        var two = environments.get(2);
        slices.take(one, 1, 10_000);
        slices.take(two, 2, 10_000);
        fire();
        assertThat(onProcessor).isEqualTo(one);
        node.clock += 4_000;
        slices.pause();
        node.clock += away;
        while (!node.alarms.isEmpty() && node.alarms.firstKey() <= node.clock) fire();
        assertThat(onProcessor).isEqualTo(one);
        slices.resume();
        long left = node.alarms.lastKey() - node.clock;
        assertThat(left).isBetween(5_500L, 6_000L);
        while (onProcessor == one) fire();
        assertThat(onProcessor).isEqualTo(two);
    }
}

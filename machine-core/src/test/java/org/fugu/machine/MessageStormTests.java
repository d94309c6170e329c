package org.fugu.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.fugu.machine.cpu.Context;
import org.fugu.machine.cpu.ProgramRegisters;
import org.fugu.machine.cpu.RegisterImage;
import org.fugu.machine.kernel.PrivilegedNode;
import org.fugu.machine.kernel.TrapHandler;
import org.fugu.machine.memory.PhysicalAddress;
import org.fugu.machine.message.CsrNumber;
import org.fugu.machine.message.UnitState;
import org.fugu.machine.message.UserMessage;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.state.SnapshotReader;
import org.fugu.machine.state.SnapshotWriter;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.fugu.machine.topology.MeshShape;
import org.fugu.machine.topology.NodeId;
import org.fugu.machine.trap.TrapCause;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Sixteen nodes send each other messages drawn at random: of their own group and of another, to ranks
/// that do not exist, with and without bulk data that begin and end anywhere in pages, some of which are
/// not mapped; in and out of atomic sections, with queues of two messages. Half of the nodes take
/// messages by interrupt, half poll. Each message has to come exactly once, in the order of its pair of
/// nodes, with its data, and to its group only; or be refused when it is launched.
class MessageStormTests {
    private static final long SEED = Long.getLong("fugu.seed", 20261125);
    private static final int NODES = 16;

    /// Messages of a node.
    private static final int MANY = Integer.getInteger("fugu.messages", 120_000) / NODES;

    private static final int FEW = 60;

    // Virtual pages; physical frames of the node in the same order.
    private static final int PROGRAM = 0x1;
    private static final int WORDS = 0x2;
    private static final int DATA = 0x8;
    private static final int DATA_PAGES = 4;
    private static final int HOLE = 0xa; // in the middle of the data: never mapped
    private static final int STORE = 0x10;
    private static final int STORE_PAGES = 2;
    private static final int ORDERS = 0x100;
    private static final int LOG = 0x400;
    private static final int SHARED = 0x800;

    private static final int GROUP = 5;
    private static final int OTHER_GROUP = 6;
    private static final int ORDER_BYTES = 32;
    private static final int LOG_BYTES = 32;
    private static final int MOST_BULK = 600;

    // Registers of the main line, and of what takes messages.
    private static final int ORDER = 8;
    private static final int LEFT = 9;
    private static final int T0 = 20;
    private static final int T1 = 21;
    private static final int T2 = 22;
    private static final int NODE = 23;
    private static final int LOGGED = 24;
    private static final int BUFFER = 25;
    private static final int H0 = 26;
    private static final int H1 = 27;
    private static final int H2 = 28;
    private static final int H3 = 29;
    private static final int EXPECTED = 30;
    private static final int GOT = 31;

    /// What a node is to send. `launch` is the immediate of the launch.
    private record Order(int rank, int slot, long number, long address, int bytes, boolean atomic) {
        boolean isValid() {
            return rank < NODES && slot < 2;
        }

        boolean isMapped() {
            for (long page = address >> 12; bytes > 0 && page <= address + bytes - 1 >> 12; page++) {
                if (page == HOLE) return false;
            }
            return true;
        }

        boolean isSent() {
            return isValid() && isMapped();
        }
    }

    private static List<List<Order>> orders(long seed, int count) {
        var random = new SplittableRandom(seed);
        var all = new ArrayList<List<Order>>();
        for (int node = 0; node < NODES; node++) {
            var orders = new ArrayList<Order>();
            for (int i = 0; i < count; i++) {
                boolean bulk = random.nextInt(3) == 0;
                int bytes = bulk ? 8 * random.nextInt(1, MOST_BULK / 8) : 0;
                long address = DATA * 4096L + 8L * random.nextInt((DATA_PAGES * 4096 - MOST_BULK) / 8);
                int rank = random.nextInt(40) == 0 ? NODES + random.nextInt(100) : random.nextInt(NODES);
                int slot = random.nextInt(20) == 0 ? 1 : random.nextInt(60) == 0 ? 2 : 0;
                orders.add(new Order(rank, slot, i, address, bytes, random.nextInt(4) == 0));
            }
            all.add(orders);
        }
        return all;
    }

    /// Takes the head message, in an atomic section, and writes down what it was: source, number, first
    /// and last double-word of its bulk data, and their bytes.
    private static void take(Assembler program, String name) {
        program.csrr(H0, CsrNumber.UI0)
                .csrr(H1, CsrNumber.UI0 + 1)
                .csrr(H2, CsrNumber.USTAT)
                .srli(H2, H2, 32);
        program.sd(H0, LOGGED, 0).sd(H1, LOGGED, 8);
        program.bne(H2, 0, name + "bulk")
                .csrwi(0, CsrNumber.UDISPOSE, 0)
                .sd(0, LOGGED, 16)
                .j(name + "logged");
        program.label(name + "bulk").csrw(0, CsrNumber.USINK, BUFFER).ld(H3, BUFFER, 0);
        program.add(H0, BUFFER, H2).ld(H0, H0, -8).add(H3, H3, H0).sd(H3, LOGGED, 16);
        program.label(name + "logged")
                .sd(H2, LOGGED, 24)
                .addi(LOGGED, LOGGED, LOG_BYTES)
                .addi(GOT, GOT, 1);
    }

    private static byte[] program() {
        var program = new Assembler();
        program.csrr(NODE, CsrNumber.URANK).slli(NODE, NODE, 32).srli(NODE, NODE, 32);
        program.lui(T0, WORDS).ld(LEFT, T0, 0).ld(EXPECTED, T0, 8);
        program.lui(ORDER, ORDERS).lui(LOGGED, LOG).addi(GOT, 0, 0);
        // What is stored crosses a page more often than not.
        program.lui(BUFFER, STORE + 1).addi(BUFFER, BUFFER, -256);
        program.andi(T0, NODE, 1).beq(T0, 0, "next");
        program.lui(T0, PROGRAM).here(T0, "handler").csrw(0, CsrNumber.UIVEC, T0);

        program.label("next").ld(T0, ORDER, 0).csrw(0, CsrNumber.UO0, T0);
        program.ld(T1, ORDER, 8).csrw(0, CsrNumber.UO0 + 1, T1);
        program.ld(T1, ORDER, 16).csrw(0, CsrNumber.UO0 + 2, T1).ld(T1, ORDER, 24);
        // Bytes in the low half; above, whether to launch in an atomic section.
        program.slli(T2, T1, 32).srli(T2, T2, 32).csrw(0, CsrNumber.UO0 + 3, T2).srli(T1, T1, 32);
        program.beq(T1, 0, "launch").csrwi(0, CsrNumber.UAC, 1);
        program.label("launch").beq(T2, 0, "plain");
        program.csrwi(T0, CsrNumber.ULAUNCHC, 0b01_011).j("launched");
        program.label("plain")
                .csrwi(T0, CsrNumber.ULAUNCHC, 1)
                .label("launched")
                .csrwi(0, CsrNumber.UAC, 0);
        program.bne(T0, 0, "done");
        // Refused: who polls takes what has come, so that others can go on.
        program.andi(T0, NODE, 1).bne(T0, 0, "next");
        program.csrr(T0, CsrNumber.USTAT).andi(T0, T0, 1).beq(T0, 0, "next");
        take(program, "refused");
        program.j("next");
        program.label("done").addi(ORDER, ORDER, ORDER_BYTES).addi(LEFT, LEFT, -1);
        program.andi(T0, NODE, 1).bne(T0, 0, "more").label("poll");
        program.csrr(T0, CsrNumber.USTAT).andi(T0, T0, 1).beq(T0, 0, "more");
        take(program, "polled");
        program.j("poll").label("more").bne(LEFT, 0, "next");

        program.label("rest").andi(T0, NODE, 1).bne(T0, 0, "wait");
        program.csrr(T0, CsrNumber.USTAT).andi(T0, T0, 1).beq(T0, 0, "wait");
        take(program, "rest");
        program.label("wait").blt(GOT, EXPECTED, "rest");
        // All have what is for them; what is for nobody may still be on its way.
        program.lui(T1, SHARED).addi(T0, 0, 1).amoaddD(0, T1, T0).addi(T2, 0, NODES);
        program.label("barrier").ld(T0, T1, 0).bne(T0, T2, "barrier");
        program.lui(T0, 2).label("linger").addi(T0, T0, -1).bne(T0, 0, "linger");
        program.ecall();

        program.label("handler");
        take(program, "handler");
        program.csrwi(0, CsrNumber.URET, 0);
        return program.bytes();
    }

    /// A kernel that maps fixed pages, skips a launch that traps, and writes down what is not for its
    /// group.
    private static final class Kernel implements TrapHandler {
        private final PrivilegedNode node;
        private final List<UserMessage> foreign = new ArrayList<>();
        private long refused;
        private long unmapped;
        private long timeouts;

        Kernel(PrivilegedNode node) {
            this.node = node;
        }

        private void refill(Context context, TrapCause cause, long address) {
            int page = (int) (address >>> 12);
            node.time().charge(20);
            if (page == HOLE) {
                if (cause != TrapCause.LOAD_PAGE_FAULT) throw new AssertionError(cause.toString());
                unmapped++;
                skip(context);
            } else {
                long frame = page == SHARED
                        ? PhysicalAddress.frame(0, page)
                        : PhysicalAddress.frame(node.id().index(), page);
                node.translations().tlbWrite(1, page, frame, page == PROGRAM ? 5 : 3);
            }
        }

        /// The launch did not happen, and the program goes on as if it had.
        private static void skip(Context context) {
            context.pc += 4;
            context.x[T0] = 1;
        }

        @Override
        public void trap(Context context, TrapCause cause, long value) {
            switch (cause) {
                case SYSTEM_CALL -> node.registers().halt();
                case FETCH_PAGE_FAULT, LOAD_PAGE_FAULT, STORE_PAGE_FAULT -> refill(context, cause, value);
                case WRONG_GROUP -> {
                    refused++;
                    skip(context);
                }
                default ->
                    throw new AssertionError(node.id() + ": " + cause + " at " + Long.toHexString(context.pc)
                            + ", value " + Long.toHexString(value));
            }
        }

        @Override
        public void packet(int sourceNode, long[] words) {
            throw new AssertionError("no packet was sent");
        }

        @Override
        public void instructionLimit() {
            throw new AssertionError("there is no limit");
        }

        @Override
        public void message(UserMessage message) {
            node.time().charge(30);
            foreign.add(message);
        }

        @Override
        public void atomicityTimeout() {
            timeouts++;
            node.time().charge(30);
            node.unit().presetTimer();
        }

        @Override
        public void save(StateWriter out) {
            out.add(refused).add(unmapped).add(timeouts).add(foreign.size());
            for (var message : foreign) message.save(out);
        }

        @Override
        public void restore(StateReader in) {
            refused = in.next();
            unmapped = in.next();
            timeouts = in.next();
            foreign.clear();
            for (int left = in.nextInt(0, Integer.MAX_VALUE); left > 0; left--) foreign.add(UserMessage.restored(in));
        }
    }

    private record Storm(Machine machine, List<Kernel> kernels, List<List<Order>> orders) {
        Storm run() {
            assertThat(machine.run(LONG_ENOUGH, MachineObserver.NONE)).isEqualTo(RunEnd.FINISHED);
            return this;
        }
    }

    private static final long LONG_ENOUGH = 200_000_000;

    private static MachineConfig config() {
        var preset = Preset.named("fugu").with("message.input_queue", 2).with("message.atomicity_timer", 30);
        return MachineConfig.of(preset, new MeshShape(4, 4));
    }

    private static long pattern(int node, long address) {
        return (address + 1) * 0x9e3779b97f4a7c15L ^ node;
    }

    private static Storm storm(MachineConfig config, long seed, int count) {
        var machine = new Machine(config);
        var orders = orders(seed, count);
        var ranks = new NodeId[NODES];
        Arrays.setAll(ranks, NodeId::new);
        var kernels = new ArrayList<Kernel>();
        byte[] program = program();
        for (var node : machine.nodes()) {
            int index = node.id().index();
            var privileged = node.privileged();
            System.arraycopy(program, 0, privileged.frames().localFrame(PROGRAM), 0, program.length);
            for (int page = DATA; page < DATA + DATA_PAGES; page++) {
                var words = words(privileged.frames().localFrame(page));
                for (int i = 0; i < 4096; i += 8) words.putLong(i, pattern(index, page * 4096L + i));
            }
            for (int i = 0; i < orders.get(index).size(); i++)
                write(privileged, i, orders.get(index).get(i));
            words(privileged.frames().localFrame(WORDS)).putLong(0, count).putLong(8, expected(orders, index));
            for (int page = STORE; page < STORE + STORE_PAGES; page++)
                privileged.frames().localFrame(page);
            for (int page = LOG; page < LOG + count * 2 * LOG_BYTES / 4096 + 2; page++)
                privileged.frames().localFrame(page);
            if (index == 0) privileged.frames().localFrame(SHARED);
            kernels.add(new Kernel(privileged));
            node.install(kernels.getLast());
            int contexts = node.contexts();
            var unit = new UnitState(contexts).member(GROUP, index, NODES, index);
            privileged.unit().load(unit.bind(0, GROUP, ranks).bind(1, OTHER_GROUP, ranks));
            privileged.translations().runAddressSpace(1);
            var first = new RegisterImage(PROGRAM * 4096L);
            privileged.registers().load(new ProgramRegisters(contexts, first));
            node.begin();
        }
        return new Storm(machine, kernels, orders);
    }

    private static ByteBuffer words(byte[] frame) {
        return ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void write(PrivilegedNode node, int index, Order order) {
        int at = index * ORDER_BYTES;
        words(node.frames().localFrame(ORDERS + at / 4096))
                .putLong(at % 4096, order.slot() << 16 | order.rank())
                .putLong(at % 4096 + 8, order.number())
                .putLong(at % 4096 + 16, order.address())
                .putLong(at % 4096 + 24, (order.atomic() ? 1L << 32 : 0) | order.bytes());
    }

    private static long expected(List<List<Order>> orders, int node) {
        return orders.stream()
                .flatMap(List::stream)
                .filter(order -> order.isSent() && order.slot() == 0 && order.rank() == node)
                .count();
    }

    /// What node `to` wrote down, by source, in order.
    private static Map<Integer, List<List<Long>>> received(Storm storm, int to) {
        var bySource = new TreeMap<Integer, List<List<Long>>>();
        var node = storm.machine().node(to);
        long count = node.ucu().received();
        for (int i = 0; i < count; i++) {
            var entry = words(node.privileged().frames().localFrame(LOG + i * LOG_BYTES / 4096));
            int at = i * LOG_BYTES % 4096;
            bySource.computeIfAbsent((int) entry.getLong(at), _ -> new ArrayList<>())
                    .add(List.of(entry.getLong(at + 8), entry.getLong(at + 16), entry.getLong(at + 24)));
        }
        return bySource;
    }

    private static List<Long> whatComesOf(int from, Order order) {
        if (order.bytes() == 0) return List.of(order.number(), 0L, 0L);
        long sum = pattern(from, order.address()) + pattern(from, order.address() + order.bytes() - 8);
        return List.of(order.number(), sum, (long) order.bytes());
    }

    private static void check(Storm storm) {
        for (int to = 0; to < NODES; to++) {
            var received = received(storm, to);
            for (int from = 0; from < NODES; from++) {
                int source = from;
                int target = to;
                var wanted = storm.orders().get(from).stream()
                        .filter(order -> order.isSent() && order.slot() == 0 && order.rank() == target)
                        .map(order -> whatComesOf(source, order))
                        .toList();
                assertThat(received.getOrDefault(from, Collections.emptyList()))
                        .as("seed %d, from %d to %d", SEED, from, to)
                        .isEqualTo(wanted);
            }
            checkForeign(storm, to);
        }
        for (int node = 0; node < NODES; node++) {
            var kernel = storm.kernels().get(node);
            var orders = storm.orders().get(node);
            assertThat(kernel.refused)
                    .isEqualTo(orders.stream().filter(order -> !order.isValid()).count());
            assertThat(kernel.unmapped)
                    .isEqualTo(orders.stream()
                            .filter(order -> order.isValid() && !order.isMapped())
                            .count());
        }
    }

    /// What was stamped with another group came to the kernel, and all of it.
    private static void checkForeign(Storm storm, int to) {
        var foreign = storm.kernels().get(to).foreign;
        assertThat(foreign).allSatisfy(message -> assertThat(message.group()).isEqualTo(OTHER_GROUP));
        long wanted = storm.orders().stream()
                .flatMap(List::stream)
                .filter(order -> order.isSent() && order.slot() == 1 && order.rank() == to)
                .count();
        assertThat(foreign).hasSize((int) wanted);
    }

    @Test
    void everyMessageComesOnceInOrderWholeAndToItsGroupOnlyOrIsRefused() {
        var storm = storm(config(), SEED, MANY).run();
        check(storm);

        var machine = storm.machine();
        long sent =
                machine.nodes().stream().mapToLong(node -> node.ucu().sent()).sum();
        long interrupts = machine.nodes().stream()
                .mapToLong(node -> node.ucu().interrupts())
                .sum();
        long refused =
                machine.nodes().stream().mapToLong(node -> node.ucu().refused()).sum();
        long timeouts =
                storm.kernels().stream().mapToLong(kernel -> kernel.timeouts).sum();
        System.out.printf(
                "messages: -Dfugu.seed=%d -Dfugu.messages=%d: %d sent, %d interrupts, %d parked, %d refused, %d timeouts%n",
                SEED, MANY * NODES, sent, interrupts, machine.interconnect().parkedEver(), refused, timeouts);
        assertThat(sent).isGreaterThan(MANY * NODES * 8L / 10);
        assertThat(interrupts).isPositive();
        assertThat(refused).isPositive();
        assertThat(timeouts).isPositive();
        assertThat(machine.interconnect().parkedEver()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void whereWindowsEndChangesNothing(long seed) {
        var usual = Machines.digest(storm(config(), seed, FEW).run().machine());
        for (var windows : List.of(
                new Windows.Halves(), new Windows.OneCycle(), new Windows.OneAtATime(), new Windows.Random(seed))) {
            var chopped = storm(config().withWindows(windows), seed, FEW).run();
            assertThat(Machines.digest(chopped.machine()))
                    .as(windows.toString())
                    .isEqualTo(usual);
        }
        var threads = storm(config().withHostThreads(2), seed, FEW).run();
        assertThat(Machines.digest(threads.machine())).isEqualTo(usual);
    }

    @ParameterizedTest
    @ValueSource(strings = {"functional", "relaxed:100"})
    void otherFidelitiesDeliverAlike(String fidelity) {
        var config = config().withFidelity(Fidelity.parse(fidelity));
        var storm = storm(config, SEED, 10 * FEW).run();
        check(storm);
        assertThat(Machines.digest(
                        storm(config.withHostThreads(2), SEED, 10 * FEW).run().machine()))
                .isEqualTo(Machines.digest(storm.machine()));
    }

    /// With messages half read and half stored.
    @Test
    void aRunKeptOnItsWayGoesOnAlike() {
        var usual = Machines.digest(storm(config(), SEED, FEW).run().machine());
        for (long cycle = 400; cycle < 8_000; cycle += 401) {
            var kept = storm(config(), SEED, FEW);
            assertThat(kept.machine().run(cycle, MachineObserver.NONE)).isEqualTo(RunEnd.CYCLE);
            var out = new SnapshotWriter();
            kept.machine().snapshot(out);
            var resumed = storm(config(), SEED, FEW);
            resumed.machine().restore(new SnapshotReader(out.toBytes()));
            assertThat(Machines.digest(resumed.run().machine()))
                    .as("from cycle " + cycle)
                    .isEqualTo(usual);
        }
    }
}

package org.fugu.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.fugu.machine.topology.MeshShape;
import org.fugu.machine.topology.NodeId;
import org.fugu.machine.trap.TrapCause;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the unit offers a kernel for the second case of delivery, and the second network as its trap
/// door, with the smallest kernel that uses them: one that takes messages away from a program which
/// holds them off, and shows them to it later through the same registers.
class TwoCaseDeliveryTests {
    private static final int PROGRAM = 0x1;
    private static final int LOG = 0x2;
    private static final int GROUP = 5;
    private static final long DRAIN = 1;

    private static final int NODE = 8;
    private static final int LEFT = 9;
    private static final int T0 = 20;
    private static final int T1 = 21;
    private static final int LOGGED = 22;

    /// Buffers messages from the first time-out on, until the program has taken them all.
    private static final class Kernel implements TrapHandler {
        private final PrivilegedNode node;
        private final ArrayDeque<UserMessage> buffer = new ArrayDeque<>();
        private final List<TrapCause> traps = new ArrayList<>();
        private boolean buffers;
        private int buffered;
        private int timeouts;

        /// Whom to ask to take messages out of the network when a launch is stalled.
        private int hog = -1;

        Kernel(PrivilegedNode node) {
            this.node = node;
        }

        @Override
        public void trap(Context context, TrapCause cause, long value) {
            switch (cause) {
                case SYSTEM_CALL -> node.registers().halt();
                case FETCH_PAGE_FAULT, LOAD_PAGE_FAULT, STORE_PAGE_FAULT -> {
                    int page = (int) (value >>> 12);
                    node.translations()
                            .tlbWrite(1, page, PhysicalAddress.frame(node.id().index(), page), page == PROGRAM ? 5 : 3);
                }
                case DISPOSE_EXTEND -> {
                    buffer.remove();
                    context.pc += 4;
                    showNext();
                }
                default -> {
                    traps.add(cause);
                    if (cause == TrapCause.DISPOSE_FAILURE) node.unit().forgiveDisposal();
                    else if (cause == TrapCause.ATOMICITY_EXTEND) node.unit().extendAtomicity(false);
                    else throw new AssertionError(cause.toString());
                }
            }
        }

        private void showNext() {
            node.time().charge(50);
            node.unit().show(buffer.peek());
            if (buffer.isEmpty()) {
                buffers = false;
                node.unit().divert(false);
            }
        }

        @Override
        public void message(UserMessage message) {
            node.time().charge(180);
            buffered++;
            buffer.add(message);
            if (buffer.size() == 1) {
                node.unit().show(message);
                node.unit().extendAtomicity(true);
            }
        }

        @Override
        public void atomicityTimeout() {
            timeouts++;
            if (hog >= 0) {
                node.system().sendPacket(new NodeId(hog), DRAIN);
                node.unit().presetTimer();
            } else {
                startBuffering();
            }
        }

        private void startBuffering() {
            if (buffers) return;
            buffers = true;
            node.unit().divert(true);
        }

        @Override
        public void packet(int sourceNode, long[] words) {
            node.time().charge(40);
            startBuffering();
        }

        @Override
        public void instructionLimit() {
            throw new AssertionError("there is no limit");
        }

        @Override
        public void save(StateWriter out) {
            out.add(buffers).add(buffered).add(timeouts).add(buffer.size());
            for (var message : buffer) message.save(out);
        }

        @Override
        public void restore(StateReader in) {
            throw new AssertionError("nothing is kept");
        }
    }

    private record Run(Machine machine, List<Kernel> kernels) {
        long logged(int node, int index) {
            return ByteBuffer.wrap(machine.node(node).privileged().frames().localFrame(LOG))
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .getLong(8 * index);
        }
    }

    private static MachineConfig config(int columns) {
        var preset = Preset.named("fugu").with("message.input_queue", 2).with("message.atomicity_timer", 500);
        return MachineConfig.of(preset, new MeshShape(columns, 1));
    }

    private static Run load(MachineConfig config, Assembler program) {
        var machine = new Machine(config);
        int count = config.mesh().nodes();
        var ranks = new NodeId[count];
        Arrays.setAll(ranks, NodeId::new);
        var kernels = new ArrayList<Kernel>();
        byte[] bytes = program.bytes();
        for (var node : machine.nodes()) {
            var privileged = node.privileged();
            System.arraycopy(bytes, 0, privileged.frames().localFrame(PROGRAM), 0, bytes.length);
            privileged.frames().localFrame(LOG);
            kernels.add(new Kernel(privileged));
            node.install(kernels.getLast());
            int contexts = node.contexts();
            var unit = new UnitState(contexts)
                    .member(GROUP, node.id().index(), count, node.id().index());
            privileged.unit().load(unit.bind(0, GROUP, ranks));
            privileged.translations().runAddressSpace(1);
            var first = new RegisterImage(PROGRAM * 4096L);
            privileged.registers().load(new ProgramRegisters(contexts, first));
            node.begin();
        }
        return new Run(machine, kernels);
    }

    private static Assembler begin(String whenNotFirst) {
        var program = new Assembler();
        program.csrr(NODE, CsrNumber.URANK)
                .slli(NODE, NODE, 32)
                .srli(NODE, NODE, 32)
                .lui(LOGGED, LOG);
        return program.bne(NODE, 0, whenNotFirst);
    }

    /// Sends that many messages with their numbers to a rank.
    private static Assembler send(Assembler program, int to, int count) {
        program.addi(LEFT, 0, 0).addi(T0, 0, to).csrw(0, CsrNumber.UO0, T0).addi(T1, 0, count);
        program.label("send")
                .csrw(0, CsrNumber.UO0 + 1, LEFT)
                .csrwi(0, CsrNumber.ULAUNCH, 1)
                .addi(LEFT, LEFT, 1);
        return program.bne(LEFT, T1, "send");
    }

    private static Assembler delay(Assembler program, int thousands, String label) {
        return program.lui(T0, thousands).label(label).addi(T0, T0, -1).bne(T0, 0, label);
    }

    /// Takes that many messages by polling and writes their numbers down.
    private static Assembler take(Assembler program, int count) {
        program.addi(LEFT, 0, count)
                .label("poll")
                .csrr(T0, CsrNumber.USTAT)
                .andi(T0, T0, 1)
                .beq(T0, 0, "poll");
        program.csrr(T0, CsrNumber.UI0 + 1)
                .csrwi(0, CsrNumber.UDISPOSE, 0)
                .sd(T0, LOGGED, 0)
                .addi(LOGGED, LOGGED, 8);
        return program.addi(LEFT, LEFT, -1).bne(LEFT, 0, "poll");
    }

    private static final int MANY = 40;

    /// Rank 1 holds messages off for a long time, then takes them: some came through the kernel's
    /// buffer, and it cannot tell.
    private static Assembler holdingOff() {
        var program = begin("receiver");
        send(program, 1, MANY).ecall();
        program.label("receiver").csrwi(0, CsrNumber.UAC, 1);
        delay(program, 2, "hold").csrwi(0, CsrNumber.UAC, 0);
        return take(program, MANY).ecall();
    }

    @Test
    void whatIsHeldOffForTooLongComesLaterThroughTheSameRegistersAndInOrder() {
        var run = load(config(2), holdingOff());
        assertThat(run.machine().run(1_000_000, MachineObserver.NONE)).isEqualTo(RunEnd.FINISHED);

        for (int i = 0; i < MANY; i++) assertThat(run.logged(1, i)).isEqualTo(i);
        var kernel = run.kernels().get(1);
        assertThat(kernel.timeouts).isPositive();
        assertThat(kernel.buffered).as("the sender was let go on").isEqualTo(MANY);
        assertThat(kernel.traps).contains(TrapCause.ATOMICITY_EXTEND);
        assertThat(run.machine().node(0).clock())
                .isLessThan(run.machine().node(1).clock());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whereWindowsEndChangesNothing(long seed) {
        var digests = new ArrayList<String>();
        for (var windows : List.of(
                new Windows.Full(),
                new Windows.Halves(),
                new Windows.OneCycle(),
                new Windows.OneAtATime(),
                new Windows.Random(seed))) {
            var run = load(config(2).withWindows(windows), holdingOff());
            assertThat(run.machine().run(1_000_000, MachineObserver.NONE)).isEqualTo(RunEnd.FINISHED);
            digests.add(Machines.digest(run.machine()));
        }
        assertThat(digests).containsOnly(digests.getFirst());
    }

    @Test
    void aHandlerThatReturnsWithoutDisposingTraps() {
        var program = begin("receiver");
        send(program, 1, 1).ecall();
        program.label("receiver").lui(T0, PROGRAM).here(T0, "handler").csrw(0, CsrNumber.UIVEC, T0);
        delay(program, 1, "wait").ecall();
        // The kernel forgives, the return is executed again, and the message interrupts once more.
        program.label("handler")
                .ld(T1, LOGGED, 0)
                .addi(T1, T1, 1)
                .sd(T1, LOGGED, 0)
                .addi(T0, 0, 3);
        program.blt(T1, T0, "leave").csrwi(0, CsrNumber.UDISPOSE, 0);
        program.label("leave").addi(T0, 0, 500).csrwi(0, CsrNumber.URET, 0);

        var run = load(config(2), program);
        assertThat(run.machine().run(1_000_000, MachineObserver.NONE)).isEqualTo(RunEnd.FINISHED);
        assertThat(run.logged(1, 0)).isEqualTo(3);
        assertThat(run.kernels().get(1).traps).containsExactly(TrapCause.DISPOSE_FAILURE, TrapCause.DISPOSE_FAILURE);
    }

    /// Rank 3 never takes a message and never holds one off; rank 0 floods it, so that the links before
    /// it are held, and rank 1 has a message for rank 2 that needs one of them.
    private static Run flood(boolean secondNetwork) {
        var program = begin("others");
        send(program, 3, MANY).ecall();
        program.label("others").addi(T0, 0, 3).beq(NODE, T0, "hog");
        program.addi(T0, 0, 2).beq(NODE, T0, "waits");
        delay(program, 1, "later");
        program.addi(T0, 0, 2)
                .csrw(0, CsrNumber.UO0, T0)
                .csrwi(0, CsrNumber.ULAUNCH, 0)
                .ecall();
        program.label("waits");
        take(program, 1).ecall();
        // Until its kernel has done something for others.
        program.label("hog").addi(T0, T0, 1).j("hog");

        var preset = config(4)
                .preset()
                .with("system_network.present", secondNetwork ? 1 : 0)
                .with("network.buffer", 1);
        var run = load(MachineConfig.of(preset, new MeshShape(4, 1)), program);
        run.kernels().get(0).hog = 3;
        run.kernels().get(1).hog = 3;
        return run;
    }

    private static final long LONG = 400_000;

    @Test
    void theSecondNetworkGivesTheSystemControlBackWhenTheFirstIsFull() {
        var run = flood(true);
        assertThat(run.machine().run(LONG, MachineObserver.NONE)).isEqualTo(RunEnd.CYCLE);
        for (int node = 0; node <= 2; node++)
            assertThat(run.machine().node(node).isHalted()).isTrue();
        assertThat(run.machine().node(2).ucu().received()).isEqualTo(1);
        assertThat(run.kernels().get(3).buffered).as("in the hog's kernel").isEqualTo(MANY);
    }

    @Test
    void withoutItTheSameMachineWedges() {
        var run = flood(false);
        assertThat(run.machine().run(LONG, MachineObserver.NONE)).isEqualTo(RunEnd.CYCLE);
        long sent = run.machine().node(0).ucu().sent();
        for (int node : new int[] {0, 2})
            assertThat(run.machine().node(node).isHalted()).isFalse();
        assertThat(run.machine().node(2).ucu().received())
                .as("a victim's message")
                .isZero();

        assertThat(run.machine().run(10 * LONG, MachineObserver.NONE)).isEqualTo(RunEnd.CYCLE);
        assertThat(run.machine().node(2).ucu().received()).isZero();
        assertThat(run.machine().node(0).ucu().sent())
                .as("nobody gets any further")
                .isEqualTo(sent);
    }
}

package org.fugu.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Consumer;
import org.fugu.machine.cpu.Context;
import org.fugu.machine.kernel.PrivilegedNode;
import org.fugu.machine.kernel.Refill;
import org.fugu.machine.kernel.TrapHandler;
import org.fugu.machine.memory.PhysicalAddress;
import org.fugu.machine.message.UserMessage;
import org.fugu.machine.node.Node;
import org.fugu.machine.observe.CycleAccount;
import org.fugu.machine.observe.Trace;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.fugu.machine.tlb.Tlb;
import org.fugu.machine.tlb.Translation;
import org.fugu.machine.topology.MeshShape;
import org.fugu.machine.translate.CodeCache;
import org.fugu.machine.translate.TranslationPolicy;
import org.fugu.machine.trap.TrapCause;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// A translation that the kernel knows of comes back without a trap, where nobody can tell.
class RefillTests {
    private static final long END = 100_000;
    private static final int AT = 8;
    private static final int STEP = 9;
    private static final int SUM = 10;

    /// Goes round the shared pages, twice as many as there are entries.
    private static byte[] walker() {
        var program = new Assembler().lui(STEP, 1).lui(AT, 0x10);
        program.label("next").ld(SUM, AT, 8).addi(SUM, SUM, 1).sd(SUM, AT, 8).add(AT, AT, STEP);
        program.srli(SUM, AT, 17).beq(SUM, 0, "next").lui(AT, 0x10);
        return program.beq(0, 0, "next").bytes();
    }

    /// Binds what [Machines] lays out, and may say beforehand that it does nothing else.
    private static final class Kernel implements TrapHandler, Refill {
        int traps;
        int back;
        private final PrivilegedNode node;
        private final boolean tells;

        Kernel(PrivilegedNode node, boolean tells) {
            this.node = node;
            this.tells = tells;
        }

        private Translation translation(long page) {
            boolean isCode = page == 1;
            long frame = PhysicalAddress.frame(0, isCode ? 0 : (int) page - 14);
            int rights = isCode ? Tlb.READ | Tlb.EXECUTE : Tlb.READ | Tlb.WRITE;
            return new Translation(1, page, frame, rights, Translation.NO_WORD, Translation.NO_WORD, 0);
        }

        @Override
        public void trap(Context context, TrapCause cause, long value) {
            traps++;
            node.time().charge(instructions());
            node.translations().bind(translation(value >>> 12));
        }

        @Override
        public Refill refill() {
            return tells ? this : Refill.NONE;
        }

        @Override
        public @Nullable Translation known(long virtualPage, int right) {
            return translation(virtualPage);
        }

        @Override
        public int instructions() {
            return 20;
        }

        @Override
        public void cameBack(Translation translation) {
            back++;
        }

        @Override
        public void packet(int sourceNode, long[] words) {
            throw new AssertionError("nobody sends");
        }

        @Override
        public void instructionLimit() {
            throw new AssertionError("there is no limit");
        }

        @Override
        public void message(UserMessage message) {
            throw new AssertionError("nobody sends");
        }

        @Override
        public void atomicityTimeout() {
            throw new AssertionError("nothing is atomic");
        }

        @Override
        public void save(StateWriter out) {}

        @Override
        public void restore(StateReader in) {}
    }

    private record Ran(String digest, int traps, int back) {}

    private static Ran run(Fidelity fidelity, boolean tells, Consumer<Node> observe) {
        var config = MachineConfig.of(Preset.named("fugu").with("tlb.entries", 8), new MeshShape(1, 1))
                .withFidelity(fidelity)
                .withTranslation(new CodeCache(new TranslationPolicy(1, 200, 2_000)));
        var machine = Machines.running(config, walker());
        var node = machine.node(0);
        for (int frame = 2; frame < 18; frame++) node.privileged().frames().localFrame(frame);
        var kernel = new Kernel(node.privileged(), tells);
        node.install(kernel);
        observe.accept(node);
        machine.run(END, MachineObserver.NONE);
        return new Ran(Machines.digest(machine), kernel.traps, kernel.back);
    }

    @Test
    void mostLostTranslationsOfTranslatedCodeComeBackWithoutATrap() {
        for (var fidelity :
                new Fidelity[] {new Fidelity.Timing(), new Fidelity.Functional(), new Fidelity.Relaxed(1000)}) {
            var trapped = run(fidelity, false, _ -> {});
            var told = run(fidelity, true, _ -> {});
            assertThat(told.digest()).isEqualTo(trapped.digest());
            assertThat(trapped.back()).isZero();
            assertThat(told.back()).as("of %d", trapped.traps()).isGreaterThan(trapped.traps() / 2);
            assertThat(told.back() + told.traps()).isEqualTo(trapped.traps());
        }
    }

    @Test
    void whoObservesSeesEachTrap() {
        var trace = new Trace(1, 0, END, _ -> {});
        assertThat(run(new Fidelity.Timing(), true, node -> node.trace(trace.buffer(0)))
                        .back())
                .isZero();
        CycleAccount.Steps nobody = (_, _, _) -> {};
        assertThat(run(new Fidelity.Timing(), true, node -> node.follow(nobody)).back())
                .isZero();
    }
}

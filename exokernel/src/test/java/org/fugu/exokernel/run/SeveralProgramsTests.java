package org.fugu.exokernel.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.fugu.exokernel.abi.GuestCsr;
import org.fugu.exokernel.abi.SystemCall;
import org.fugu.exokernel.environment.Ending;
import org.fugu.exokernel.environment.Environment;
import org.fugu.exokernel.environment.JobIdentity;
import org.fugu.exokernel.frame.BindWords;
import org.fugu.exokernel.job.Job;
import org.fugu.exokernel.kernel.NodeKernel;
import org.fugu.exokernel.loader.ElfImage;
import org.fugu.exokernel.loader.JobPlan;
import org.fugu.machine.Machine;
import org.fugu.machine.MachineObserver;
import org.fugu.machine.RunEnd;
import org.fugu.machine.state.SnapshotReader;
import org.fugu.machine.state.SnapshotWriter;
import org.fugu.machine.state.StateHash;
import org.fugu.machine.topology.NodeId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Two jobs on one node. Each counts in a register, in a word of an output descriptor and in a trap
/// register, and exits with the sum.
class SeveralProgramsTests {
    private static final int FRAMES = 64;
    private static final int ROUNDS = 2_000;
    private static final long LONG_ENOUGH = 200_000;

    private final RunRequest request = Requests.of(program(3), 1);
    private Machine machine = new Machine(Exokernel.config(request));
    private NodeKernel kernel = kernel();
    private final List<Environment> environments = new ArrayList<>();

    private NodeKernel kernel() {
        var node = machine.node(0);
        var made = new NodeKernel(
                node.privileged(),
                new BindWords(2 * FRAMES),
                false,
                List.of(node.privileged().id()));
        node.install(made);
        return made;
    }

    private static byte[] program(int step) {
        var text = new Assembler();
        text.li(Assembler.T0, ROUNDS).li(Assembler.S1, 0);
        int round = text.label();
        count(text, GuestCsr.UO3, step);
        count(text, GuestCsr.USCRATCH1, step);
        text.addi(Assembler.S1, Assembler.S1, step);
        text.addi(Assembler.T0, Assembler.T0, -1).branchIfNonZeroBack(Assembler.T0, round);
        text.read(Assembler.T0, GuestCsr.UO3).read(Assembler.T1, GuestCsr.USCRATCH1);
        text.add(Assembler.A0, Assembler.T0, Assembler.T1).add(Assembler.A0, Assembler.A0, Assembler.S1);
        return text.call(SystemCall.EXIT).program();
    }

    private static void count(Assembler text, GuestCsr csr, int step) {
        text.read(Assembler.T1, csr).addi(Assembler.T1, Assembler.T1, step).write(csr, Assembler.T1);
    }

    private static int sum(int step) {
        return 3 * step * ROUNDS & 0xff;
    }

    private SeveralProgramsTests load() {
        load(0, program(3));
        load(1, program(7));
        return this;
    }

    private void load(int number, byte[] image) {
        var plan = new JobPlan(
                new JobIdentity(number, 1 + number, 0, List.of(new NodeId(0))),
                (ElfImage) ElfImage.parse(image),
                List.of("program"),
                request.mesh(),
                "fugu",
                1,
                request.preset().intValue("processor.contexts"),
                1,
                number * FRAMES,
                FRAMES,
                100);
        var job = Job.load(plan, id -> machine.node(id.index()), _ -> kernel, (_, _, _) -> {});
        environments.add(job.ranks().getFirst());
    }

    private void assertBothEndedWell() {
        int[] sums = {sum(3), sum(7)};
        for (int i = 0; i < 2; i++) {
            var verdict = Objects.requireNonNull(environments.get(i).end().verdict());
            assertThat(verdict.ending()).isEqualTo(new Ending.Exited(sums[i]));
        }
    }

    /// @return false if it cannot get it now
    private boolean giveProcessor(int which) {
        var environment = environments.get(which);
        return !environment.end().hasStopped() && kernel.run(environment);
    }

    private String digest() {
        var hash = new StateHash();
        machine.save(hash);
        return hash.hex();
    }

    @Test
    void theOneThatWasLoadedLastRunsFirstAndThenTheOther() {
        load();
        assertThat(machine.run(LONG_ENOUGH, MachineObserver.NONE)).isEqualTo(RunEnd.FINISHED);
        assertBothEndedWell();
    }

    /// Whichever instruction is the next one.
    @Test
    void whoLeavesTheProcessorAndComesBackFindsAllAsItWas() {
        load();
        var control = new SeveralProgramsTests().load();
        for (long cycle = 3_000; cycle < 3_200; cycle++) {
            machine.run(cycle, MachineObserver.NONE);
            control.machine.run(cycle, MachineObserver.NONE);
            assertThat(giveProcessor(0)).isTrue();
            assertThat(digest()).isNotEqualTo(control.digest());
            giveProcessor(1);
            // Another address space lets the next instruction be fetched anew, whoever comes after it.
            var translations = control.machine.node(0).privileged().translations();
            translations.runAddressSpace(control.environments.get(1).addressSpace());
            assertThat(digest()).as("at cycle %d", cycle).isEqualTo(control.digest());
        }
        machine.run(LONG_ENOUGH, MachineObserver.NONE);
        control.machine.run(LONG_ENOUGH, MachineObserver.NONE);
        assertThat(digest()).isEqualTo(control.digest());
        assertBothEndedWell();
    }

    @ParameterizedTest
    @ValueSource(ints = {61, 97, 1_001})
    void inTurnEachDoesItsOwnWork(int turn) {
        load();
        long cycle = 3_000;
        int turns = 0;
        for (int i = 0; machine.run(cycle, MachineObserver.NONE) != RunEnd.FINISHED; i++) {
            if (giveProcessor(i & 1)) turns++;
            cycle += turn;
            assertThat(cycle).isLessThan(LONG_ENOUGH);
        }
        assertThat(turns).isGreaterThan(10);
        assertBothEndedWell();
    }

    @Test
    void aSnapshotHasTheProgramThatIsNotOnTheProcessor() {
        load();
        machine.run(3_000, MachineObserver.NONE);
        giveProcessor(0);
        machine.run(9_000, MachineObserver.NONE);
        giveProcessor(1);
        var out = new SnapshotWriter();
        machine.snapshot(out);

        var resumed = new SeveralProgramsTests().load();
        resumed.machine.restore(new SnapshotReader(out.toBytes()));
        assertThat(resumed.digest()).isEqualTo(digest());
        machine.run(LONG_ENOUGH, MachineObserver.NONE);
        resumed.machine.run(LONG_ENOUGH, MachineObserver.NONE);
        assertThat(resumed.digest()).isEqualTo(digest());
        resumed.assertBothEndedWell();
    }
}

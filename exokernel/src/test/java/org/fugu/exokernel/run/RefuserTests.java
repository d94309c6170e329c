package org.fugu.exokernel.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.TreeMap;
import org.fugu.exokernel.frame.BindWords;
import org.fugu.exokernel.kernel.NodeKernel;
import org.fugu.machine.Machine;
import org.fugu.machine.MachineObserver;
import org.fugu.machine.kernel.NodeTime;
import org.fugu.machine.kernel.PrivilegedNode;
import org.fugu.machine.topology.MeshRectangle;
import org.fugu.machine.topology.NodeId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The attacks of `guest/hostile/refuser`: processes that do not give back what they are asked for. Who
/// asked has the frames in time, and a victim beside them does not notice. Without the deadline's alarm,
/// which a port takes away, nothing comes back; without its rectangle the victim notices.
class RefuserTests {
    private static final String VICTIM = "alltoall, 2x1, message 6";
    private static final long LIMIT = 3_000_000;
    private static final long MEMORY = 1 << 20;
    private static final long DEADLINE = 20_000;
    private static final long ASKED = 8;

    private static JobRequest refuser(String attack, int column) {
        var alone = GuestPrograms.request("test/refuser", "1x1", attack);
        var job = CoRuns.placed(alone.first(), new MeshRectangle(alone.mesh(), column, 0));
        var limits = job.limits();
        return CoRuns.changed(job, new Limits(LIMIT, limits.instructions(), limits.consoleBytes(), MEMORY), 0);
    }

    /// @param late cycles after the deadline within which everything has come back, who asked has its slice
    ///     and has looked
    /// @param refused what the kernel refuses the process, beside frames that there are not
    @ParameterizedTest
    @CsvSource({
        "silent, 4000, ''",
        "deaf, 4000, ''",
        "liar, 4000, wrong_object",
        "twice, 4000, bad_handle",
        "late, 4000, not_ready",
        "hoard, 4000, out_of_frames",
        "loop, 4000, bad_argument",
        "hide, 4000, ''",
        "grants, 60000, out_of_slots",
        "clings, 4000, ''"
    })
    void whoAskedHasTheFramesAndTheVictimDoesNotNotice(String attack, long late, String refused) {
        var beside = CoRuns.request("4x1", CoRuns.benchmark(VICTIM, 0, 0), refuser(attack, 2));
        var alone = Requests.run(CoRuns.only(beside, 0)).first();
        var report = Requests.run(beside);
        assertThat(CoRuns.job(report, 0)).usingRecursiveComparison().isEqualTo(alone);
        var refuser = CoRuns.job(report, 1);
        assertThat(refuser.exitCode()).as(refuser.message()).isZero();
        long frames = attack.equals("clings") ? 0 : ASKED;
        assertThat(refuser.metrics()).containsEntry("refuser.frames", frames);
        assertThat(refuser.metrics())
                .hasEntrySatisfying(
                        "refuser.cycles", cycles -> assertThat(cycles).isBetween(DEADLINE, DEADLINE + late));
        if (!refused.isEmpty()) {
            assertThat(refuser.clues().auditTrail().counts()).containsKey(refused);
        }
    }

    @ParameterizedTest
    @CsvSource({"silent", "deaf", "liar", "twice", "late", "hoard", "loop", "hide", "grants", "clings"})
    void withoutTheDeadlineNothingComesBack(String attack) {
        assertThat(exitCode(attack, false)).isZero();
        assertThat(exitCode(attack, true)).isNull();
    }

    /// How it ends on a machine of its own.
    ///
    /// @param deaf whether the kernel hears of no alarm by which it would end asking
    private static @Nullable Integer exitCode(String attack, boolean deaf) {
        var request = CoRuns.request("1x1", refuser(attack, 0));
        var machine = new Machine(Exokernel.config(request));
        var plan = ((Member.Loadable) Member.of(request).getFirst()).plan();
        var node = machine.node(0);
        var port = node.privileged();
        var changed = new PrivilegedNode(
                deaf ? new Deaf(port.time()) : port.time(),
                port.translations(),
                port.frames(),
                port.registers(),
                port.unit(),
                port.system(),
                port.disk());
        var kernels = new TreeMap<NodeId, NodeKernel>();
        for (var id : plan.nodes()) {
            var kernel = new NodeKernel(changed, new BindWords(plan.framesPerNode()), false, plan.nodes());
            node.install(kernel);
            kernels.put(id, kernel);
        }
        var member = Member.of(0, request.first(), plan, machine);
        member.begin(0, id -> Objects.requireNonNull(kernels.get(id)), RunObserver.NONE);
        machine.run(LIMIT, MachineObserver.NONE);
        return new JobReportWriter(member).write().exitCode();
    }

    private record Deaf(NodeTime time) implements NodeTime {
        private static final int DEADLINE_ALARM = 32;

        @Override
        public long clock() {
            return time.clock();
        }

        @Override
        public void charge(int instructions) {
            time.charge(instructions);
        }

        @Override
        public void chargeInterrupt(int instructions) {
            time.chargeInterrupt(instructions);
        }

        @Override
        public void alarm(long cycle, long number) {
            if (number >>> 56 != DEADLINE_ALARM) time.alarm(cycle, number);
        }

        @Override
        public void limitInstructions(long instructions) {
            time.limitInstructions(instructions);
        }
    }

    @ParameterizedTest
    @CsvSource({"silent", "twice", "grants"})
    void onItsNodesTheVictimLosesTimeAndNothingElse(String attack) {
        var victim = CoRuns.benchmark(VICTIM, 0, 0);
        var alone = Requests.run(CoRuns.request("2x1", victim)).first();
        var refuser = GuestPrograms.request("test/refuser", "2x1", attack).first();
        var shared = CoRuns.job(Requests.run(CoRuns.sharing("2x1", new Turns(10_000, 0), victim, refuser)), 0);
        assertThat(shared.exitCode()).as(shared.message()).isZero();
        assertThat(shared.messagesReceived()).isEqualTo(alone.messagesReceived());
        assertThat(shared.cycles()).isGreaterThan(alone.cycles());
    }
}

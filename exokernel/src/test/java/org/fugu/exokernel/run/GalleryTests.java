package org.fugu.exokernel.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fugu.exokernel.run.Assembler.A0;
import static org.fugu.exokernel.run.Assembler.A1;
import static org.fugu.exokernel.run.Assembler.A2;
import static org.fugu.exokernel.run.Assembler.DATA;
import static org.fugu.exokernel.run.Assembler.S1;
import static org.fugu.exokernel.run.Assembler.T0;
import static org.fugu.exokernel.run.Assembler.T1;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.fugu.exokernel.abi.AddressSpace;
import org.fugu.exokernel.abi.GuestCsr;
import org.fugu.exokernel.abi.Rights;
import org.fugu.exokernel.abi.SystemCall;
import org.fugu.exokernel.capability.KernelObject;
import org.fugu.exokernel.environment.Environment;
import org.fugu.exokernel.frame.BindWords;
import org.fugu.exokernel.frame.Frames;
import org.fugu.exokernel.frame.MemoryPart;
import org.fugu.exokernel.kernel.NodeKernel;
import org.fugu.exokernel.loader.JobPlan;
import org.fugu.machine.Machine;
import org.fugu.machine.MachineObserver;
import org.fugu.machine.message.UnitState;
import org.fugu.machine.topology.NodeId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Attackers beside a victim. Each tries what the kernel or the machine has to refuse; the victim's
/// result and its cycles are those that it has alone. Each attack is made a second time with its
/// protection taken away, by the ports that kernels use: then it must do harm, or the first time has
/// shown nothing.
class GalleryTests {
    private static final List<NodeId> VICTIMS = List.of(new NodeId(0), new NodeId(1));
    private static final List<NodeId> ATTACKERS = List.of(new NodeId(2), new NodeId(3));
    private static final int VICTIMS_GROUP = 1;
    private static final int ATTACKERS_GROUP = 2;
    private static final long LIMIT = 400_000;
    private static final int STOLEN = 0x4000_0000;
    private static final int SP = 2;

    private static final int S2 = 18;
    private static final int A3 = 13;
    private static final int A4 = 14;
    private static final int A5 = 15;

    /// What is tried, on whom, how the attacker ends, and what protects the victim.
    ///
    /// @param gap what is so when the protection is taken away
    /// @param mutation takes it away
    record Attempt(
            String name,
            String protection,
            JobRequest victim,
            byte[] attacker,
            Outcome end,
            String refusal,
            String gap,
            Consumer<Scene> mutation) {
        @Override
        public String toString() {
            return name;
        }
    }

    /// A machine with both on it.
    private static final class Scene {
        final Machine machine;
        final TreeMap<NodeId, NodeKernel> kernels = new TreeMap<>();
        final Member victim;
        final Member attacker;

        /// @param strangers whether kernels of both rectangles know each other
        Scene(Attempt attack, boolean strangers) {
            var request = CoRuns.request("4x1", attack.victim, attacker(attack));
            machine = new Machine(Exokernel.config(request));
            var everybody = new TreeSet<>(VICTIMS);
            everybody.addAll(ATTACKERS);
            for (var id : everybody) {
                var own = VICTIMS.contains(id) ? VICTIMS : ATTACKERS;
                var words = new BindWords(JobPlaces.memory(List.of(request.first())));
                var node = machine.node(id.index());
                var kernel =
                        new NodeKernel(node.privileged(), words, false, new TreeSet<>(strangers ? everybody : own));
                node.install(kernel);
                kernels.put(id, kernel);
            }
            var loaded = Member.of(request);
            victim = member(request, 0, loaded);
            attacker = member(request, 1, loaded);
            victim.begin(0, kernels::get, RunObserver.NONE);
            attacker.begin(0, kernels::get, RunObserver.NONE);
        }

        private static JobRequest attacker(Attempt attack) {
            var limits = attack.victim.limits();
            var job = CoRuns.program(attack.attacker, "2x1+2+0");
            return CoRuns.changed(
                    job, new Limits(LIMIT, limits.instructions(), limits.consoleBytes(), limits.memoryBytes()), 0);
        }

        private Member member(RunRequest request, int number, List<Member.Loaded> loaded) {
            var plan = ((Member.Loadable) loaded.get(number)).plan();
            return Member.of(number, request.jobs().get(number), plan, machine);
        }

        Environment attackers(int rank) {
            return attacker.job().ranks().get(rank);
        }

        /// Where the victim's first rank has its data.
        long victimsFrame() {
            return victim.job().ranks().getFirst().loadedFrame(DATA >>> AddressSpace.PAGE_SHIFT);
        }

        /// Binds a slot of every attacker.
        void bind(int slot, int group, List<NodeId> nodes) {
            for (var id : ATTACKERS) {
                var unit = machine.node(id.index()).privileged().unit();
                var state = new UnitState(machine.node(id.index()).contexts());
                unit.store(state);
                unit.load(state.bind(slot, group, nodes.toArray(NodeId[]::new)));
            }
        }

        Scene run() {
            machine.run(LIMIT, MachineObserver.NONE);
            return this;
        }

        JobReport victims() {
            victim.collectBefore(LIMIT);
            return new JobReportWriter(victim).write();
        }

        JobReport attackers() {
            return new JobReportWriter(attacker).write();
        }
    }

    // Victims.

    private static final JobRequest TALKS = CoRuns.benchmark("alltoall, 2x1, message 6", 0, 0);

    /// Adds up what is in its memory, again and again.
    private static JobRequest adds() {
        var text = new Assembler().li(T0, 5_000).li(S1, 0).li(A1, (int) DATA);
        int again = text.label();
        text.load(T1, A1, 0).add(S1, S1, T1).addi(T0, T0, -1).branchIfNonZeroBack(T0, again);
        return CoRuns.program(text.addi(A0, S1, 0).call(SystemCall.EXIT).program(), "2x1+0+0");
    }

    // Attackers.

    private static Assembler launch(Assembler text, int immediate) {
        return text.word(GuestCsr.ULAUNCH.number() << 20 | immediate << 15 | 5 << 12 | 0x73);
    }

    /// Sends without end.
    private static byte[] sends(int header) {
        var text = new Assembler().li(T0, header).write(GuestCsr.UO0, T0);
        int again = text.label();
        return launch(text, 0).jump(again).program();
    }

    /// Claims every bit of the header that is the hardware's, and sends to its own second rank.
    private static byte[] forges() {
        var text = new Assembler().li(T0, 0x7ff0_0001).write(GuestCsr.UO0, T0);
        int again = text.label();
        return launch(text, 0).jump(again).program();
    }

    private static byte[] writes() {
        var text = new Assembler().li(T0, STOLEN).li(T1, 99);
        int again = text.label();
        return text.store(T1, T0, 0).jump(again).program();
    }

    private static byte[] sendsFromForeignMemory() {
        var text = new Assembler().li(T0, 1).write(GuestCsr.UO0, T0);
        text.li(T0, STOLEN).write(GuestCsr.UO1, T0).li(T0, 64).write(GuestCsr.UO2, T0);
        return launch(text, 2 | 1 << 3).exit(0).program();
    }

    /// Tries to map a page by every handle of a range, and writes to that page.
    private static byte[] guesses() {
        int first = 1 << 12 | 5;
        var text = new Assembler().li(T0, 200).li(S2, first);
        int again = text.label();
        text.addi(A0, S2, 0).li(A1, 0).li(A2, STOLEN).li(A3, 3).li(A4, 0).li(A5, 0);
        text.call(SystemCall.TLB_WRITE).addi(S2, S2, 1).addi(T0, T0, -1).branchIfNonZeroBack(T0, again);
        text.li(T0, STOLEN).li(T1, 99);
        int store = text.label();
        return text.store(T1, T0, 0).jump(store).program();
    }

    /// Accepts tickets of the victim's first node that it made up, without end.
    private static byte[] asks() {
        var text = new Assembler().li(S2, 1);
        int again = text.label();
        return text.addi(A0, S2, 0)
                .call(SystemCall.CAP_ACCEPT)
                .addi(S2, S2, 1)
                .jump(again)
                .program();
    }

    static Stream<Attempt> attacks() {
        return Stream.of(
                new Attempt(
                        "a slot that nobody bound",
                        "slots are bound by the kernel",
                        TALKS,
                        sends(1 << 16),
                        Outcome.TRAPPED,
                        "wrong_group",
                        "a slot leads to the victim, with the group of the attacker",
                        scene -> scene.bind(1, ATTACKERS_GROUP, VICTIMS)),
                new Attempt(
                        "a rank that its job does not have",
                        "a slot has the nodes of the job",
                        TALKS,
                        sends(2),
                        Outcome.TRAPPED,
                        "wrong_group",
                        "a slot has the victim's nodes too",
                        scene -> scene.bind(
                                0,
                                ATTACKERS_GROUP,
                                Stream.concat(ATTACKERS.stream(), VICTIMS.stream())
                                        .toList())),
                new Attempt(
                        "another group, and messages that nobody takes",
                        "the unit stamps the group; slots are the kernel's",
                        TALKS,
                        forges(),
                        Outcome.CYCLE_LIMIT,
                        "limit",
                        "a slot leads to the victim, in its own group",
                        scene -> scene.bind(0, VICTIMS_GROUP, VICTIMS)),
                new Attempt(
                        "a flood of messages",
                        "a slot has the nodes of the job; routes stay in the rectangle",
                        TALKS,
                        sends(1),
                        Outcome.CYCLE_LIMIT,
                        "limit",
                        "a slot leads to the victim instead",
                        scene -> scene.bind(0, ATTACKERS_GROUP, VICTIMS)),
                new Attempt(
                        "a page of another job",
                        "only what a capability names is in the TLB",
                        adds(),
                        writes(),
                        Outcome.TRAPPED,
                        "store_page_fault",
                        "the TLB has a page of the victim",
                        scene -> {
                            for (int rank = 0; rank < ATTACKERS.size(); rank++) {
                                var translations = scene.machine
                                        .node(ATTACKERS.get(rank).index())
                                        .privileged()
                                        .translations();
                                translations.tlbWrite(
                                        scene.attackers(rank).addressSpace(),
                                        STOLEN >>> AddressSpace.PAGE_SHIFT,
                                        scene.victimsFrame(),
                                        3);
                            }
                        }),
                new Attempt(
                        "handles that it was not given",
                        "a handle is looked up in the caller's own slots",
                        adds(),
                        guesses(),
                        Outcome.TRAPPED,
                        "store_page_fault",
                        "one of them names a page of the victim",
                        scene -> {
                            var run = Frames.Run.of(scene.victimsFrame(), 1);
                            for (int rank = 0; rank < ATTACKERS.size(); rank++) {
                                scene.attackers(rank)
                                        .capabilities()
                                        .grant(new KernelObject.Allocation(run), Rights.FRAME_OWNER);
                            }
                        }));
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void theVictimDoesNotNotice(Attempt attack) {
        var alone = Requests.run(CoRuns.request("4x1", attack.victim)).first();
        assertThat(alone.outcome()).as(alone.message()).isEqualTo(Outcome.EXITED);

        var scene = new Scene(attack, false).run();
        // These are collected by the run, of which a scene has only the members.
        assertThat(scene.victims())
                .usingRecursiveComparison()
                .ignoringFields("latencies", "clues.capabilities")
                .isEqualTo(alone);
        assertThat(scene.attackers().outcome()).isEqualTo(attack.end);
        assertThat(scene.attackers().message()).contains(attack.refusal);
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void withoutTheProtectionItDoesHarm(Attempt attack) {
        var alone = Requests.run(CoRuns.request("4x1", attack.victim)).first();
        var scene = new Scene(attack, false);
        attack.mutation.accept(scene);
        var harmed = scene.run().victims();
        assertThat(List.of(harmed.cycles(), harmed.resultDigest()))
                .isNotEqualTo(List.of(alone.cycles(), alone.resultDigest()));
    }

    /// Messages of a group that is not its own reach a victim only if a kernel sends them there; then its
    /// node's kernel drops them, and the program computes what it would have.
    @Test
    void theGroupProtectsTheResultWhereTheSlotDoesNot() {
        var attack = attacks().toList().get(3);
        var alone = Requests.run(CoRuns.request("4x1", attack.victim)).first();
        var scene = new Scene(attack, false);
        scene.bind(0, ATTACKERS_GROUP, VICTIMS);
        var harmed = scene.run().victims();
        assertThat(text(harmed)).contains("0 ranks heard something wrong");
        assertThat(text(alone)).contains("0 ranks heard something wrong");
        assertThat(harmed.exitCode()).isEqualTo(alone.exitCode());
        assertThat(harmed.messagesReceived()).isEqualTo(alone.messagesReceived());
        assertThat(scene.machine.node(1).ucu().mismatched()).isPositive();
    }

    private static String text(JobReport report) {
        return new String(Objects.requireNonNull(report.console().get(0)), StandardCharsets.UTF_8);
    }

    @Test
    void userDmaTakesNothingThatIsNotMapped() {
        var attack =
                new Attempt("", "", TALKS, sendsFromForeignMemory(), Outcome.TRAPPED, "load_page_fault", "", _ -> {});
        theVictimDoesNotNotice(attack);
    }

    /// Kernels of different rectangles do not answer each other; if they did, asking would take time
    /// from the victim.
    @Test
    void aKernelOfAnotherRectangleIsNotAskedForTickets() {
        var attack = new Attempt("", "", TALKS, asks(), Outcome.CYCLE_LIMIT, "limit", "", _ -> {});
        theVictimDoesNotNotice(attack);
        var alone = Requests.run(CoRuns.request("4x1", TALKS)).first();
        var harmed = new Scene(attack, true).run().victims();
        assertThat(harmed.cycles()).isNotEqualTo(alone.cycles());
    }

    // One after the other.

    /// Names a word of the stack so many pages below, where nobody has written yet.
    private static Assembler below(Assembler text, int pages) {
        return text.li(T0, pages * AddressSpace.PAGE_BYTES).word(0x4000_0033 | T0 << 20 | SP << 15 | T0 << 7);
    }

    private static byte[] leavesASecret() {
        return below(new Assembler(), 2).li(T1, 77).store(T1, T0, 0).exit(0).program();
    }

    /// Exits with the sum of what it finds.
    private static byte[] looksForSecrets() {
        var text = new Assembler().li(A0, 0);
        for (int pages = 1; pages <= 4; pages++)
            below(text, pages).load(T1, T0, 0).add(A0, A0, T1);
        return text.call(SystemCall.EXIT).program();
    }

    @Test
    void aJobThatFollowsFindsNothingOfTheOneBefore() {
        var before = CoRuns.limited(CoRuns.program(leavesASecret(), "1x1+0+0"), 100_000);
        var after = CoRuns.from(CoRuns.program(looksForSecrets(), "1x1+0+0"), 100_000);
        var report = Requests.run(CoRuns.request("1x1", before, after));
        assertThat(report.jobs().stream().map(JobReport::exitCode)).containsExactly(0, 0);
        assertThat(looksWhereTheOtherWas(before, after, false)).isZero();
        assertThat(looksWhereTheOtherWas(before, after, true)).isGreaterThanOrEqualTo(77);
    }

    /// @param samePart whether the second one gets frames of the first one
    private static int looksWhereTheOtherWas(JobRequest before, JobRequest after, boolean samePart) {
        var request = CoRuns.request("1x1", before, after);
        var machine = new Machine(Exokernel.config(request));
        var loaded = Member.of(request);
        var first = ((Member.Loadable) loaded.get(0)).plan();
        var second = ((Member.Loadable) loaded.get(1)).plan();
        var parts = List.of(part(first), part(second));
        var node = machine.node(0);
        var kernel =
                new NodeKernel(node.privileged(), new BindWords(parts), false, new TreeSet<>(List.of(new NodeId(0))));
        node.install(kernel);
        Member.of(0, before, first, machine).begin(0, _ -> kernel, RunObserver.NONE);
        machine.run(100_000, MachineObserver.NONE);
        var follower = Member.of(1, after, samePart ? amongFramesOf(first, second) : second, machine);
        follower.begin(100_000, _ -> kernel, RunObserver.NONE);
        machine.run(300_000, MachineObserver.NONE);
        return Objects.requireNonNull(new JobReportWriter(follower).write().exitCode());
    }

    private static MemoryPart part(JobPlan plan) {
        return new MemoryPart(plan.firstFrame(), plan.framesPerNode());
    }

    /// Its code lies in no frame where the other's lay: what a processor has fetched it fetches no more.
    private static JobPlan amongFramesOf(JobPlan other, JobPlan plan) {
        return new JobPlan(
                plan.identity(),
                plan.image(),
                plan.arguments(),
                plan.mesh(),
                plan.preset(),
                plan.clockHertz(),
                plan.contexts(),
                plan.seed(),
                other.firstFrame() + 1,
                other.framesPerNode() - 1,
                plan.consoleBytes());
    }
}

package org.fugu.exokernel.kernel;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.fugu.exokernel.abi.SystemCall;
import org.fugu.exokernel.call.FakeNode;
import org.fugu.exokernel.environment.Environment;
import org.fugu.exokernel.environment.Identity;
import org.fugu.exokernel.environment.JobIdentity;
import org.fugu.exokernel.frame.BindWords;
import org.fugu.exokernel.loader.EnvironmentLoader;
import org.fugu.exokernel.loader.JobPlan;
import org.fugu.exokernel.loader.Placement;
import org.fugu.machine.cpu.ProgramRegisters;
import org.fugu.machine.cpu.RegisterImage;
import org.fugu.machine.state.SnapshotReader;
import org.fugu.machine.state.SnapshotWriter;
import org.fugu.machine.state.StateHash;
import org.fugu.machine.topology.MeshShape;
import org.fugu.machine.topology.NodeId;
import org.fugu.machine.trap.TrapCause;

/// Several kernels, each with environments of several jobs, and a network between them that delivers
/// what one node sends another in order, and all else when the test says so.
final class KernelNetwork {
    static final int FRAMES = 512;
    private static final int A0 = 10;
    private static final int A7 = 17;

    final List<Node> nodes = new ArrayList<>();
    final List<NodeKernel> kernels = new ArrayList<>();
    final List<Environment> environments = new ArrayList<>();
    private final List<List<ArrayDeque<long[]>>> underWay = new ArrayList<>();
    private int onTheirWay;

    /// A node whose program leaves and comes back with its registers.
    static final class Node extends FakeNode {
        Node(int index) {
            super(index);
        }

        @Override
        public void store(ProgramRegisters program) {
            var image = new RegisterImage(0);
            image.take(context());
            program.clear();
            program.keep(0, image, suspended ? ProgramRegisters.Wait.KERNEL : ProgramRegisters.Wait.NOTHING);
            suspended = false;
            super.store(program);
        }

        @Override
        public void load(ProgramRegisters program) {
            super.load(program);
            program.next().put(context());
            suspended = program.waitsFor(0) == ProgramRegisters.Wait.KERNEL;
        }
    }

    /// @param jobs the nodes of each job's ranks
    KernelNetwork(int count, List<List<Integer>> jobs) {
        var ids = new ArrayList<NodeId>();
        for (int i = 0; i < count; i++) ids.add(new NodeId(i));
        for (var id : ids) {
            var node = new Node(id.index());
            nodes.add(node);
            kernels.add(new NodeKernel(node.privileged(), new BindWords(jobs.size() * FRAMES), false, ids));
            node.told = kernels.getLast();
            var queues = new ArrayList<ArrayDeque<long[]>>();
            for (int to = 0; to < count; to++) queues.add(new ArrayDeque<>());
            underWay.add(queues);
        }
        for (int job = 0; job < jobs.size(); job++) load(job, jobs.get(job));
    }

    private void load(int number, List<Integer> places) {
        var ids = places.stream().map(NodeId::new).toList();
        var job = new JobIdentity(number, number + 1, number, ids);
        var plan = new JobPlan(
                job,
                KernelFixture.image(),
                List.of("program"),
                new MeshShape(nodes.size(), 1),
                "fugu",
                1,
                1,
                42,
                number * FRAMES,
                FRAMES,
                100);
        var placement = Placement.of(plan);
        for (int rank = 0; rank < places.size(); rank++) {
            var kernel = kernels.get(places.get(rank));
            var node = nodes.get(places.get(rank));
            var identity = new Identity(job, 0, rank, kernel.nextAddressSpace());
            var environment = new EnvironmentLoader(plan, placement, identity, node::localFrame).load();
            kernel.admit(environment);
            environments.add(environment);
        }
    }

    static int nodeOf(Environment environment) {
        return environment.identity().node().index();
    }

    NodeKernel kernelOf(Environment environment) {
        return kernels.get(nodeOf(environment));
    }

    /// Whether a call was not pending; its answer is [#answer].
    boolean call(Environment environment, SystemCall call, long... arguments) {
        var context = nodes.get(nodeOf(environment)).context();
        kernelOf(environment).run(environment);
        context.x[A7] = call.number();
        for (int i = 0; i < 6; i++) context.x[A0 + i] = i < arguments.length ? arguments[i] : 0;
        kernelOf(environment).trap(context, TrapCause.SYSTEM_CALL, 0);
        collect(nodeOf(environment));
        return !environment.awaited().isForAnswer();
    }

    /// What the environment finds in `a0`.
    long answer(Environment environment) {
        kernelOf(environment).run(environment);
        return nodes.get(nodeOf(environment)).context().x[A0];
    }

    /// The environment runs no further.
    void end(Environment environment) {
        kernelOf(environment).stop(environment);
        collect(nodeOf(environment));
    }

    /// No software TLB knows more than its kernel would allow now.
    private void assertNothingOutlivesItsBinding(int node) {
        for (var entry : kernels.get(node).softwareTlb().entries()) {
            var environment = environments.stream()
                    .filter(each -> nodeOf(each) == node && each.addressSpace() == entry.addressSpace())
                    .findFirst()
                    .orElseThrow();
            var binding = environment.bindings().at(entry.virtualPage());
            var mapping = environment.guaranteed(entry.virtualPage());
            boolean isBound =
                    binding != null && binding.frame() == entry.frame() && (entry.rights() & ~binding.rights()) == 0;
            boolean isGuaranteed = mapping != null && mapping.frame(entry.virtualPage()) == entry.frame();
            if (environment.end().hasStopped() || !isBound && !isGuaranteed) {
                throw new AssertionError("node " + node + " still knows " + entry);
            }
        }
    }

    private void collect(int from) {
        assertNothingOutlivesItsBinding(from);
        var sent = nodes.get(from).packets;
        for (var packet : sent) {
            var words = packet.words().stream().mapToLong(Long::longValue).toArray();
            underWay.get(from).get(packet.to().index()).add(words);
            onTheirWay++;
        }
        sent.clear();
    }

    boolean isQuiet() {
        return onTheirWay == 0;
    }

    /// A packet that may be delivered next: each is the first from one node to another.
    record Next(int from, int to, KernelPacket packet) {}

    Next choose(Random random) {
        int skip = random.nextInt(nodes.size() * nodes.size());
        for (int i = 0; ; i++) {
            int pair = (skip + i) % (nodes.size() * nodes.size());
            int from = pair / nodes.size();
            int to = pair % nodes.size();
            var first = underWay.get(from).get(to).peek();
            if (first == null) continue;
            var packet = KernelPacket.of(first);
            if (packet == null) throw new AssertionError("a packet that is none");
            return new Next(from, to, packet);
        }
    }

    void deliver(Next next) {
        var words = underWay.get(next.from).get(next.to).remove();
        onTheirWay--;
        kernels.get(next.to).packet(next.from, words);
        collect(next.to);
    }

    Environment named(int node, int job) {
        for (var each : environments) if (nodeOf(each) == node && each.job().number() == job) return each;
        throw new AssertionError("no environment of job " + job + " on node " + node);
    }

    /// Everything that the kernels know goes into a file and comes back.
    ///
    /// @return the states before and after
    List<String> saveAndRestore() {
        var before = digest();
        var out = new SnapshotWriter();
        for (var kernel : kernels) {
            kernel.save(out);
            for (var state : kernel.occasional()) {
                out.add(state.isUsed());
                if (state.isUsed()) state.save(out);
            }
        }
        for (var environment : environments) environment.saveBesides(out);
        var in = new SnapshotReader(out.toBytes());
        for (var kernel : kernels) {
            kernel.restore(in);
            for (var state : kernel.occasional()) if (in.nextBoolean()) state.restore(in);
        }
        for (var environment : environments) environment.restoreBesides(in);
        in.end();
        return List.of(before, digest());
    }

    private String digest() {
        var hash = new StateHash();
        for (var kernel : kernels) {
            kernel.save(hash);
            for (var state : kernel.occasional()) state.save(hash);
        }
        return hash.hex();
    }
}

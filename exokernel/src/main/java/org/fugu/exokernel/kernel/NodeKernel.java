package org.fugu.exokernel.kernel;

import java.util.ArrayList;
import java.util.List;
import org.fugu.exokernel.abi.AddressSpace;
import org.fugu.exokernel.abi.KernelPath;
import org.fugu.exokernel.abi.Right;
import org.fugu.exokernel.environment.Bindings;
import org.fugu.exokernel.environment.ConsoleLog;
import org.fugu.exokernel.environment.Environment;
import org.fugu.exokernel.environment.Metrics;
import org.fugu.exokernel.environment.Region;
import org.fugu.exokernel.environment.Verdict;
import org.fugu.exokernel.loader.EnvironmentLoader;
import org.fugu.exokernel.run.Limits;
import org.fugu.exokernel.run.Outcome;
import org.fugu.exokernel.run.Waiting;
import org.fugu.machine.cpu.Context;
import org.fugu.machine.kernel.PrivilegedNode;
import org.fugu.machine.kernel.TrapHandler;
import org.fugu.machine.message.UserMessage;
import org.fugu.machine.node.Node;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.fugu.machine.topology.NodeId;
import org.fugu.machine.trap.TrapCause;
import org.jspecify.annotations.Nullable;

/// The exokernel's part on one node. It touches the state of its own node and nothing else; other
/// nodes hear of it by packets.
public final class NodeKernel implements TrapHandler {
    private static final int RA = 1;
    private static final int SP = 2;

    private final PrivilegedNode node;
    private final Environment environment;
    private final ConsoleLog console;
    private final SystemCalls calls;
    private final JobEnd end;
    private final Shootdown shootdown;
    private final @Nullable RemoteAccess remote;

    /// @param members the job's nodes by rank
    /// @param servesMemory whether it reads and writes its node's memory for other kernels
    public NodeKernel(
            PrivilegedNode node,
            EnvironmentLoader.Loaded loaded,
            Limits limits,
            List<NodeId> members,
            boolean servesMemory) {
        this.node = node;
        this.environment = loaded.environment();
        this.console = new ConsoleLog(node.id());
        this.end = new JobEnd(node, members);
        this.shootdown = new Shootdown(node, environment, List.copyOf(members));
        this.remote = servesMemory ? new RemoteAccess(node) : null;
        this.calls = new SystemCalls(
                node,
                environment,
                loaded.console(),
                loaded.frames(),
                console,
                limits.consoleBytes(),
                end,
                shootdown,
                remote);
    }

    public JobEnd end() {
        return end;
    }

    public ConsoleLog console() {
        return console;
    }

    public Metrics metrics() {
        return calls.metrics();
    }

    public Region region() {
        return calls.region();
    }

    /// The first call of Linux that the program asked for and that is not here.
    @Nullable
    public Integer refusedCall() {
        return calls.refusedCall();
    }

    /// Where the contexts of this rank wait.
    public List<Waiting> waiting(int rank, Node machineNode) {
        var waiting = new ArrayList<Waiting>();
        if (end.hasStopped()) return waiting;
        for (int index = 0; index < machineNode.contexts(); index++) {
            if (machineNode.isUnused(index)) continue;
            var x = machineNode.context(index).x;
            var stack = calls.memory().stack(x[SP], Waiting.MOST_STACK);
            waiting.add(new Waiting(rank, index, machineNode.context(index).pc, x[RA], x[SP], stack));
        }
        return waiting;
    }

    /// What no result depends on, for snapshots.
    public void saveClues(StateWriter out) {
        metrics().saveUnits(out);
        calls.saveRefusedCall(out);
    }

    public void restoreClues(StateReader in) {
        metrics().restoreUnits(in);
        calls.restoreRefusedCall(in);
    }

    @Override
    public void trap(Context context, TrapCause cause, long value) {
        if (cause == TrapCause.SYSTEM_CALL) {
            calls.perform(context);
        } else if (!refill(cause, value)) {
            forward(context, cause, value);
        }
    }

    /// The system call by name, or the cause.
    @Override
    public String describe(Context context, TrapCause cause) {
        return cause == TrapCause.SYSTEM_CALL ? SystemCalls.nameOf(context) : cause.wireName();
    }

    /// Answers a page fault from a guaranteed mapping, if one gives the right that was missing.
    private boolean refill(TrapCause cause, long address) {
        int needed = rightNeeded(cause);
        if (needed == 0) return false;
        long page = address >>> AddressSpace.PAGE_SHIFT;
        var mapping = environment.guaranteed(page);
        if (mapping == null || (mapping.rights().bits() & needed) == 0) return false;
        if (!node.reaches(mapping.frame(page))) return false;

        node.charge(KernelPath.GUARANTEED_REFILL.instructions());
        int rights = mapping.rights().bits();
        var binding = new Bindings.Binding(page, mapping.frame(page), rights, null);
        // One that lapses when a library OS takes over is remembered.
        if (mapping.always()) calls.write(binding, PageTableWord.NONE);
        else calls.record(binding, PageTableWord.NONE);
        return true;
    }

    /// The right whose lack a page fault reports; 0 for other causes.
    private static int rightNeeded(TrapCause cause) {
        return switch (cause) {
            case FETCH_PAGE_FAULT -> Right.EXECUTE.bit();
            case LOAD_PAGE_FAULT -> Right.READ.bit();
            case STORE_PAGE_FAULT -> Right.WRITE.bit();
            case INSTRUCTION_MISALIGNED,
                    FETCH_ACCESS_FAULT,
                    ILLEGAL_INSTRUCTION,
                    BREAKPOINT,
                    LOAD_MISALIGNED,
                    LOAD_ACCESS_FAULT,
                    STORE_MISALIGNED,
                    STORE_ACCESS_FAULT,
                    SYSTEM_CALL,
                    WRONG_GROUP,
                    DISPOSE_EMPTY,
                    DISPOSE_EXTEND,
                    DISPOSE_FAILURE,
                    ATOMICITY_EXTEND,
                    MESSAGE_INTERRUPT -> 0;
        };
    }

    private void forward(Context context, TrapCause cause, long value) {
        node.charge(KernelPath.EXCEPTION_DISPATCH.instructions());
        if (environment.isBare() || isLost(context, cause)) {
            var trap = TrapReports.unhandled(node, environment, context.pc, cause, value);
            end.declare(Verdict.trapped(node.clock(), trap));
        } else {
            node.deliverException(context, environment.exceptionEntry(), cause, value);
        }
    }

    /// The handler's own first instruction cannot be fetched: forwarding would go on for ever.
    private boolean isLost(Context context, TrapCause cause) {
        boolean fetch = cause == TrapCause.FETCH_PAGE_FAULT
                || cause == TrapCause.FETCH_ACCESS_FAULT
                || cause == TrapCause.INSTRUCTION_MISALIGNED;
        return fetch && context.pc == environment.exceptionEntry();
    }

    @Override
    public void packet(int sourceNode, long[] words) {
        if (words[0] == JobEnd.PACKET_JOB_ENDED) end.stop();
        else if (words[0] == Shootdown.PACKET_DROP) shootdown.asked(sourceNode, words[1]);
        else if (words[0] == Shootdown.PACKET_DROPPED) shootdown.answered();
        else if (remote != null) remote.received(sourceNode, words);
    }

    @Override
    public void instructionLimit() {
        end.declare(Verdict.of(node.clock(), node.id(), Outcome.INSTRUCTION_LIMIT));
    }

    /// The machine's only job has no message of another group, and nothing is diverted.
    @Override
    public void message(UserMessage message) {
        node.charge(KernelPath.MISDELIVERY.instructions());
    }

    /// The buffered case of delivery is not built: the program gets the whole time again.
    @Override
    public void atomicityTimeout() {
        node.chargeInterrupt(KernelPath.ATOMICITY_TIMEOUT.instructions());
        node.presetTimer();
    }

    @Override
    public void save(StateWriter out) {
        environment.save(out);
        calls.frames().save(out);
        console.save(out);
        metrics().save(out);
        region().save(out);
        end.save(out);
        shootdown.save(out);
        if (remote != null) remote.save(out);
    }

    @Override
    public void restore(StateReader in) {
        environment.restore(in);
        calls.frames().restore(in);
        console.restore(in);
        metrics().restore(in);
        region().restore(in);
        end.restore(in);
        shootdown.restore(in);
        if (remote != null) remote.restore(in);
    }
}

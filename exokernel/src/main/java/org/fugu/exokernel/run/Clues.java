package org.fugu.exokernel.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.fugu.exokernel.call.GuestMemory;
import org.fugu.exokernel.environment.Environment;
import org.fugu.exokernel.frame.FramesAbroad;
import org.fugu.machine.node.Node;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.jspecify.annotations.Nullable;

/// What helps people to understand how a job ended. Not in the digests.
///
/// @param waiting when the outcome is [Outcome#DEADLOCK]: every context that waits, by rank
/// @param refusedCall the first system call of Linux that a rank asked for and that is not here, of
///     the lowest rank that asked for one
/// @param auditTrail the system calls that were refused
/// @param capabilities what system calls have done to capabilities
public record Clues(
        List<Waiting> waiting, @Nullable Integer refusedCall, AuditTrail auditTrail, CapabilityTrail capabilities) {
    public static final Clues NONE = new Clues(List.of(), null, AuditTrail.NONE, CapabilityTrail.NONE);

    private static final int RA = 1;
    private static final int SP = 2;
    private static final int NO_CALL = -1;

    // For reading: what a snapshot may hold at the most.
    private static final int MOST_CONTEXTS = 1 << 16;

    /// Of a job that is over, while its nodes are as it left them.
    static Clues of(Member member) {
        var waiting = new ArrayList<Waiting>();
        if (member.isDeadlock()) {
            for (var rank : member.job().ranks()) addWaiting(rank, member.node(rank), waiting);
        }
        var job = member.job();
        return new Clues(
                List.copyOf(waiting), job.refusedCall(), AuditTrail.of(job.ranks()), CapabilityTrail.of(job.ranks()));
    }

    /// Where the contexts of a rank wait.
    private static void addWaiting(Environment rank, Node node, List<Waiting> waiting) {
        if (rank.end().hasStopped()) return;
        var memory = new GuestMemory(node.privileged(), rank, new FramesAbroad()); // nothing moves any more
        for (int index = 0; index < node.contexts(); index++) {
            if (node.isUnused(index)) continue;
            var context = node.context(index);
            var stack = memory.stack(context.x[SP], Waiting.MOST_STACK);
            waiting.add(new Waiting(rank.rank(), index, context.pc, context.x[RA], context.x[SP], stack));
        }
    }

    void save(StateWriter out) {
        out.add(refusedCall == null ? NO_CALL : refusedCall).add(waiting.size());
        for (var each : waiting) {
            out.add(each.rank()).add(each.context()).add(each.pc());
            out.add(each.returnAddress()).add(each.stackPointer());
            out.add(each.stack().stream().mapToLong(Long::longValue).toArray());
        }
        auditTrail.save(out);
        capabilities.save(out);
    }

    static Clues restored(StateReader in) {
        int call = in.nextInt(NO_CALL, Integer.MAX_VALUE);
        var waiting = new ArrayList<Waiting>();
        for (int left = in.nextInt(0, MOST_CONTEXTS); left > 0; left--) {
            int rank = in.nextInt(0, MOST_CONTEXTS);
            int context = in.nextInt(0, MOST_CONTEXTS);
            long pc = in.next();
            long returnAddress = in.next();
            long stackPointer = in.next();
            var stack = Arrays.stream(in.nextLongs(Waiting.MOST_STACK)).boxed().toList();
            waiting.add(new Waiting(rank, context, pc, returnAddress, stackPointer, stack));
        }
        var refusals = AuditTrail.restored(in);
        return new Clues(List.copyOf(waiting), call == NO_CALL ? null : call, refusals, CapabilityTrail.restored(in));
    }
}

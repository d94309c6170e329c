package org.fugu.exokernel.kernel;

import java.util.List;
import org.fugu.exokernel.abi.KernelPath;
import org.fugu.exokernel.abi.Reclaimable;
import org.fugu.exokernel.abi.SystemCall;
import org.fugu.exokernel.call.Reclaiming;
import org.fugu.exokernel.call.RepossessionVector;
import org.fugu.exokernel.environment.Environment;
import org.fugu.exokernel.environment.JobIdentity;
import org.fugu.exokernel.environment.Reclaims.Request;
import org.fugu.machine.kernel.PrivilegedNode;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.fugu.machine.trap.TrapCause;
import org.jspecify.annotations.Nullable;

/// Visible revocation (Aegis, SOSP 1995, sections 3.4 and 3.5). An environment is asked to give something
/// back, on its interrupt context, and chooses what. If it has not when its time is over, or has no
/// interrupt context, the kernel takes it by force, and notes what in the environment's repossession
/// vector.
///
/// What is free is nobody's choice: it goes at once, and so does what becomes free while a request is
/// open, in whatever way. So nothing that is asked for can be allocated meanwhile.
final class Reclaimer implements Reclaiming {
    /// Cycles until the kernel looks again whether a program can be told.
    private static final long AGAIN = 64;

    /// With fewer pages for messages than this the kernel asks for more: one more than messages take before
    /// others are asked to send less.
    static final int FEW_PAGES = 4;

    /// Cycles in which to answer that. Filling the pages that are left takes longer: at 11 cycles a double-word
    /// and 2,980 a page at least 25,000.
    static final long PAGES_DEADLINE = 20_000;

    /// Cycles in 32 bits, for who is told.
    private static final long MOST_TOLD = (1L << 32) - 1;

    // Kinds of alarms, beside those of gang and slices.
    private static final int DEADLINE = 32;
    private static final int LOOK_AGAIN = 33;
    private static final int KIND_SHIFT = 56;
    private static final int JOB_SHIFT = 48;
    private static final int NUMBER_SHIFT = 40;
    private static final int WHAT_SHIFT = 32;
    private static final int BYTE = 0xff;

    private static final int COUNT_SHIFT = 8;
    private static final int CYCLES_SHIFT = 32;

    private final PrivilegedNode node;
    private final Environments environments;
    private final Revocations revocations;
    private final ProcessTable processes;
    private final SecureBindings bindings;

    /// Requests that are open here.
    private int open;

    Reclaimer(
            PrivilegedNode node,
            Environments environments,
            Revocations revocations,
            ProcessTable processes,
            SecureBindings bindings) {
        this.node = node;
        this.environments = environments;
        this.revocations = revocations;
        this.processes = processes;
        this.bindings = bindings;
    }

    boolean isUsed() {
        for (var environment : environments) {
            if (!environment.reclaims().isUnused() || environment.frames().ceded() > 0) return true;
            if (environment.messages().reserve() > 0) return true;
        }
        return false;
    }

    // For the calls.

    @Override
    public void ask(Environment whom, Reclaimable kind, int count, long cycles) {
        node.time().charge(KernelPath.RECLAIM_REQUEST.instructions());
        boolean canBeAsked = whom.contexts().interrupt() != 0;
        long ends = node.time().clock() + (canBeAsked ? cycles : 0);
        var request = whom.reclaims().ask(kind, count, ends);
        open++;
        settle(whom, request);
        if (whom.reclaims().open(kind) == request) alarm(DEADLINE, whom, request, ends);
    }

    @Override
    public List<Integer> endpointSlots(Environment whom) {
        return bindings.slots(whom);
    }

    @Override
    public void given(Environment by, Reclaimable kind, int index) {
        if (kind == Reclaimable.SLICES) processes.giveUp(by, index);
        var names = kind == Reclaimable.SLICES
                ? new Repossession(by, 1L << index)
                : new Repossession(by, bindings.take(by, index));
        var request = by.reclaims().open(kind);
        if (request != null) {
            request.got(1);
            if (request.lacking() == 0) close(by, request);
        }
        revocations.repossess(names);
    }

    @Override
    public void force(Environment whom, Reclaimable kind) {
        var request = whom.reclaims().open(kind);
        if (request != null) force(whom, request);
    }

    private void force(Environment whom, Request request) {
        node.time().charge(KernelPath.RECLAIM_ABORT.instructions());
        request.force();
        switch (request.kind()) {
            case FRAMES, MESSAGE_PAGES ->
                revocations.repossess(new Repossession(whom, request.kind(), request.lacking()));
            case SLICES -> takeSlices(whom, request);
            case ENDPOINTS -> takeEndpoints(whom, request);
        }
    }

    /// The last ones of the vector first.
    private void takeSlices(Environment whom, Request request) {
        long taken = 0;
        for (int position : processes.positions(whom).reversed()) {
            if (request.lacking() == 0) break;
            taken |= 1L << position;
            node.time().charge(KernelPath.RECLAIM_NOTE.instructions());
            processes.takeAway(whom, position);
            RepossessionVector.note(node, whom, request.kind(), position, 1);
            request.got(1);
        }
        close(whom, request);
        if (taken != 0) revocations.repossess(new Repossession(whom, taken));
    }

    /// The last slots first.
    private void takeEndpoints(Environment whom, Request request) {
        for (int slot : bindings.slots(whom).reversed()) {
            if (request.lacking() == 0) break;
            node.time().charge(KernelPath.RECLAIM_NOTE.instructions());
            RepossessionVector.note(node, whom, request.kind(), slot, 1);
            revocations.repossess(new Repossession(whom, bindings.take(whom, slot)));
            request.got(1);
        }
        close(whom, request);
    }

    // For the kernel.

    /// Whether nobody is asked for anything.
    boolean isIdle() {
        return open == 0;
    }

    /// The kernel has done what it was entered for: what has become free goes where it was asked for.
    void settle() {
        if (open == 0) return;
        // What was made before who made it, which may be asked for the same frames.
        for (int i = environments.count() - 1; i >= 0; i--) {
            var environment = environments.at(i);
            for (var request : environment.reclaims().open()) settle(environment, request);
        }
    }

    private void settle(Environment whom, Request request) {
        switch (request.kind()) {
            case FRAMES -> settleFrames(whom, request);
            case MESSAGE_PAGES -> settlePages(whom, request);
            case SLICES -> {
                // Its maker may have taken them in the meantime.
                if (processes.positions(whom).isEmpty()) close(whom, request);
            }
            case ENDPOINTS -> {
                // What they were bound by may have been revoked in the meantime.
                if (bindings.slots(whom).isEmpty()) close(whom, request);
            }
        }
        if (request.lacking() == 0) close(whom, request);
    }

    private void settleFrames(Environment whom, Request request) {
        cede(whom, request);
        boolean isOver = request.isForced() && request.isSearched() && !revocations.bringsBack(whom);
        if (request.lacking() == 0 || !isOver) return;
        var made = youngest(whom);
        if (made == null) {
            close(whom, request);
            return;
        }
        // What it has cut off for others is its own too.
        node.time().charge(SystemCall.ENVIRONMENT_END.path());
        processes.end(made);
        cede(whom, request);
        alarm(DEADLINE, whom, request, node.time().clock());
    }

    private void settlePages(Environment whom, Request request) {
        request.lacks(Math.max(0, FEW_PAGES - pages(whom)));
        boolean isOver = request.isForced() && request.isSearched() && !revocations.bringsBack(whom);
        if (isOver) close(whom, request);
    }

    /// Pages that its messages could take.
    private static int pages(Environment environment) {
        return environment.messages().spare() + environment.frames().available();
    }

    /// A message was put into an environment's memory: if there is little room for more, the kernel asks for
    /// pages, where the environment can be asked.
    ///
    /// @param isTurn whether its job has the processor
    void messageCame(Environment receiver, boolean isTurn) {
        if (receiver.contexts().interrupt() == 0 || pages(receiver) >= FEW_PAGES) return;
        if (receiver.reclaims().open(Reclaimable.MESSAGE_PAGES) != null) return;
        node.time().charge(KernelPath.RECLAIM_REQUEST.instructions());
        long now = node.time().clock();
        int lacking = FEW_PAGES - pages(receiver);
        var request = receiver.reclaims().ask(Reclaimable.MESSAGE_PAGES, lacking, now + PAGES_DEADLINE);
        open++;
        if (isTurn) alarm(DEADLINE, receiver, request, request.ends());
        else request.pause(now);
    }

    private void cede(Environment whom, Request request) {
        var gone = whom.cedeFrames(request.lacking());
        node.time().charge(gone.size() * SystemCall.CAP_REVOKE.unitPath());
        for (var run : gone) request.got(run.count());
    }

    private @Nullable Environment youngest(Environment maker) {
        Environment found = null;
        for (var made : environments.made())
            if (made.maker() == maker && !made.end().hasStopped()) found = made;
        return found;
    }

    private void close(Environment whom, Request request) {
        if (whom.reclaims().open(request.kind()) != request) return;
        whom.reclaims().close(request);
        open--;
    }

    /// An environment has ended: nobody is asked any more, and its maker has its frames again.
    void ended(Environment environment) {
        for (var request : environment.reclaims().open()) close(environment, request);
    }

    /// The program on the processor is told what it shall give back, if it can be now.
    void tell(@Nullable Environment running) {
        if (open == 0 || running == null || running.end().hasStopped()) return;
        var request = running.reclaims().untold();
        if (request == null) return;
        var context = node.registers();
        long entry = running.contexts().interrupt();
        if (entry == 0 || !context.isBetweenInstructions() || context.isAtomic()) {
            if (running.reclaims().lookAgain())
                alarm(LOOK_AGAIN, running, request, node.time().clock() + AGAIN);
            return;
        }
        request.tell();
        node.time().charge(KernelPath.RECLAIM_UPCALL.instructions());
        long cycles = Math.min(request.left(node.time().clock()), MOST_TOLD);
        long value = request.kind().number() | (long) request.lacking() << COUNT_SHIFT | cycles << CYCLES_SHIFT;
        context.deliverException(context.context(), entry, TrapCause.RECLAIM, value);
    }

    /// Whether an alarm was asked for here.
    static boolean isAbout(long alarm) {
        long kind = alarm >>> KIND_SHIFT;
        return kind == DEADLINE || kind == LOOK_AGAIN;
    }

    private void alarm(int kind, Environment whom, Request request, long cycle) {
        long about = (long) kind << KIND_SHIFT
                | (long) whom.job().number() << JOB_SHIFT
                | (long) whom.identity().number() << NUMBER_SHIFT
                | (long) request.kind().number() << WHAT_SHIFT
                | request.serial();
        node.time().alarm(cycle, about);
    }

    void alarm(long number) {
        var whom = environments.named((int) (number >>> JOB_SHIFT) & BYTE, (int) (number >>> NUMBER_SHIFT) & BYTE);
        var kind = Reclaimable.numbered(number >>> WHAT_SHIFT & BYTE);
        if (whom == null || kind == null || whom.end().hasStopped()) return;
        if (number >>> KIND_SHIFT == LOOK_AGAIN) {
            whom.reclaims().looked(); // it is told when the kernel leaves
            return;
        }
        var request = whom.reclaims().open(kind);
        if (request == null || request.serial() != (int) number || request.isForced()) return;
        if (request.isPaused() || node.time().clock() < request.ends()) return;
        node.time().chargeInterrupt(0);
        force(whom, request);
    }

    /// The processor goes from a job to another one: nobody can answer meanwhile.
    void turn(JobIdentity from, JobIdentity to) {
        if (open == 0 || from.number() == to.number()) return;
        long now = node.time().clock();
        for (var environment : environments.ofJob(from.number())) {
            for (var request : environment.reclaims().open()) request.pause(now);
        }
        for (var environment : environments.ofJob(to.number())) {
            for (var request : environment.reclaims().open()) {
                request.resume(now);
                if (!request.isForced()) alarm(DEADLINE, environment, request, request.ends());
            }
        }
    }

    // Digests and snapshots.

    void save(StateWriter out) {
        for (var environment : environments) {
            out.add(environment.frames().ceded());
            environment.reclaims().save(out);
            environment.messages().saveReserve(out);
        }
        revocations.saveRepossessions(out);
    }

    void restore(StateReader in) {
        open = 0;
        for (var environment : environments) {
            environment.frames().restoreCeded(in.nextInt(0, environment.frames().frames()));
            environment.reclaims().restore(in);
            environment.messages().restoreReserve(in);
            open += environment.reclaims().open().size();
        }
        revocations.restoreRepossessions(in);
    }
}

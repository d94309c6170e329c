package org.fugu.exokernel.kernel;

import java.util.Map;
import org.fugu.exokernel.abi.AddressSpace;
import org.fugu.exokernel.abi.KernelPath;
import org.fugu.exokernel.call.SaveArea;
import org.fugu.exokernel.delivery.TwoCaseDelivery;
import org.fugu.exokernel.environment.Environment;
import org.fugu.exokernel.environment.Filters;
import org.fugu.exokernel.environment.Handlers;
import org.fugu.exokernel.environment.Program;
import org.fugu.machine.cpu.RegisterImage;
import org.fugu.machine.kernel.PrivilegedNode;
import org.fugu.machine.message.UserMessage;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.fugu.machine.trap.TrapCause;
import org.jspecify.annotations.Nullable;

/// Downloaded handlers on the processor: where a message is for an environment that does not run and that
/// has brought a handler for it, the kernel lets the handler have the processor for a moment, between
/// two instructions of the program that has it. The handler executes in its owner's address space and sees
/// the message as a program would; it traps where it ends, and `a0` says what comes of the message. One
/// handler at a time: meanwhile nobody else gets the processor, and alarms and messages for the kernel wait.
///
/// Where no handler takes a message by itself, what the environment's filters were compiled to looks at it in the
/// same way, and the handler follows that it answers.
final class HandlerRuns {
    /// In place of a handler's number: filters look for one.
    private static final int FILTERS = -1;

    /// What a handler answers.
    private static final long PASS = 0;

    private static final long WAKE = 2;

    private static final int SP = 2;
    private static final int A0 = 10;
    private static final int A1 = 11;
    private static final int A2 = 12;

    /// What a handler on the processor needs of its kernel.
    interface Kernel {
        /// The handler is over: the program that it interrupted goes on.
        void goesOn(Environment interrupted);

        /// A message is not handled, and waits for the program.
        void buffer(Environment receiver, UserMessage message);
    }

    /// A handler on the processor.
    ///
    /// @param number of the handler, or [#FILTERS]
    /// @param interrupted whose program it interrupts
    /// @param last of all instructions that are counted with its owner's: it may retire no more
    /// @param began when the kernel began with it
    private record Run(
            Environment owner,
            int number,
            UserMessage message,
            Environment interrupted,
            Program program,
            long last,
            long began) {}

    private final PrivilegedNode node;
    private final Environments environments;
    private final TwoCaseDelivery delivery;
    private final PageFaults faults;
    private final Kernel kernel;
    private @Nullable Run run;

    HandlerRuns(
            PrivilegedNode node,
            Environments environments,
            TwoCaseDelivery delivery,
            PageFaults faults,
            Kernel kernel) {
        this.node = node;
        this.environments = environments;
        this.delivery = delivery;
        this.faults = faults;
        this.kernel = kernel;
    }

    /// Whether a handler has the processor.
    boolean isActive() {
        return run != null;
    }

    /// Lets the handler of a message have the processor, or filters that look for it.
    ///
    /// @param running whose program has it, between two instructions
    /// @return false if there is none, or it may not run now: nothing has changed
    boolean begin(Environment owner, UserMessage message, Environment running) {
        int number = owner.handlers().taking(message);
        boolean isFiltered = owner.handlers().any() && owner.filters().any();
        if (number < 0 && !isFiltered
                || !running.isReady()
                || owner.handlers().owesTooMuch(node.time().clock())) return false;
        if (number < 0) {
            int longest = owner.filters().instructions() + owner.handlers().mostInstructions();
            begin(owner, FILTERS, message, running, filters(), longest + 2);
            return true;
        }
        var handler = owner.handlers().get(number);
        if (!hasData(owner, handler)) return false;
        begin(owner, number, message, running, registers(number, handler, 0), handler.instructions() + 1);
        return true;
    }

    /// Whether a handler's data are still there: they may have been taken away since it was brought.
    private boolean hasData(Environment owner, Handlers.Handler handler) {
        return SaveArea.physical(node, owner, handler.data(), handler.dataBytes()) >= 0;
    }

    /// @param most instructions, with those that trap
    private void begin(
            Environment owner, int number, UserMessage message, Environment running, RegisterImage first, int most) {
        long began = node.time().clock();
        node.time().chargeInterrupt(KernelPath.HANDLER_ENTER.instructions());
        running.program().store(node);
        long last = owner.program().instructions(node) + most;
        var program = owner.program().handler(owner.identity(), first, last);
        run = new Run(owner, number, message, running, program, last, began);
        node.translations().runAddressSpace(owner.addressSpace());
        program.load(node, () -> delivery.handle(message));
    }

    private static RegisterImage filters() {
        var image = new RegisterImage(Filters.ENTRY);
        image.x[A0] = Filters.TABLES;
        image.handling = true;
        return image;
    }

    /// @param filter the number of the filter that has found the handler, or 0
    private static RegisterImage registers(int number, Handlers.Handler handler, long filter) {
        var image = new RegisterImage(Handlers.entry(number));
        image.x[SP] = handler.data() + handler.dataBytes();
        image.x[A0] = handler.data();
        image.x[A1] = handler.dataBytes();
        image.x[A2] = filter;
        image.handling = true;
        return image;
    }

    /// The handler has trapped: it is over, or a page that the kernel maps by itself is not in the TLB.
    void trap(TrapCause cause, long value) {
        var now = active();
        if (cause == TrapCause.BREAKPOINT) {
            long answer = node.registers().context().x[A0];
            if (now.number == FILTERS) found(answer);
            else end(answer);
        } else if (!isRefilled(now, cause, value)) {
            fail();
        }
    }

    private boolean isRefilled(Run now, TrapCause cause, long address) {
        if (!cause.isPageFault()) return false;
        var mapping = now.owner.guaranteed(address >>> AddressSpace.PAGE_SHIFT);
        return mapping != null && faults.refill(now.owner, cause, address);
    }

    /// Filters have looked at the message, and its handler follows, if it has one.
    private void found(long filter) {
        var now = active();
        int number = now.owner.filters().looked(filter);
        if (!now.owner.handlers().has(number)
                || !hasData(now.owner, now.owner.handlers().get(number))) {
            leave(Handlers.End.UNCLAIMED);
            kernel.buffer(now.owner, now.message);
            return;
        }
        node.time().charge(KernelPath.FILTER_LEAVE.instructions());
        var first = registers(number, now.owner.handlers().get(number), filter);
        var context = node.registers().context();
        System.arraycopy(first.x, 0, context.x, 0, first.x.length);
        context.pc = first.pc;
        run = new Run(now.owner, number, now.message, now.interrupted, now.program, now.last, now.began);
    }

    private void end(long answer) {
        var now = active();
        if (answer == PASS) {
            leave(Handlers.End.PASSED);
            kernel.buffer(now.owner, now.message);
            return;
        }
        node.unit().disposeShown();
        if (answer == WAKE && !now.owner.program().wake()) now.owner.handlers().wake();
        leave(Handlers.End.HANDLED);
    }

    /// It cannot go on, or shall not: the message waits for the program, as if there were no handler.
    void fail() {
        var now = active();
        leave(Handlers.End.FAILED);
        kernel.buffer(now.owner, now.message);
    }

    private void leave(Handlers.End end) {
        var now = active();
        node.time().charge(KernelPath.HANDLER_LEAVE.instructions());
        now.program.end(node);
        node.time().limitInstructions(Long.MAX_VALUE);
        run = null;
        now.owner.handlers().ran(node.time().clock() - now.began, end);
        kernel.goesOn(now.interrupted);
    }

    /// An environment ends: so does its handler.
    void ended(Environment environment) {
        if (run != null && run.owner == environment) fail();
    }

    private Run active() {
        if (run == null) throw new IllegalStateException("no handler has the processor");
        return run;
    }

    /// Adds what was counted here, if there is anything.
    void count(Map<String, Long> counters) {
        if (areFiltersUsed()) countFilters(counters);
        if (!isUsed()) return;
        long handled = 0;
        long passed = 0;
        long failed = 0;
        for (var environment : environments) {
            handled += environment.handlers().handled();
            passed += environment.handlers().passed();
            failed += environment.handlers().failed();
        }
        counters.put("handlers.handled", handled);
        counters.put("handlers.passed", passed);
        counters.put("handlers.failed", failed);
    }

    private void countFilters(Map<String, Long> counters) {
        long matched = 0;
        long unmatched = 0;
        for (var environment : environments) {
            matched += environment.filters().matched();
            unmatched += environment.filters().unmatched();
        }
        counters.put("filters.matched", matched);
        counters.put("filters.unmatched", unmatched);
    }

    boolean areFiltersUsed() {
        for (var environment : environments) if (!environment.filters().isUnused()) return true;
        return false;
    }

    void saveFilters(StateWriter out) {
        for (var environment : environments) environment.filters().save(out);
    }

    void restoreFilters(StateReader in) {
        for (var environment : environments) environment.filters().restore(in);
    }

    boolean isUsed() {
        for (var environment : environments) if (!environment.handlers().isUnused()) return true;
        return false;
    }

    void save(StateWriter out) {
        for (var environment : environments) environment.handlers().save(out);
        out.add(run != null);
        if (run == null) return;
        out.add(environments.indexOf(run.owner)).add(environments.indexOf(run.interrupted));
        out.add(run.number).add(run.last).add(run.began);
        run.message.save(out);
        run.program.save(out);
    }

    void restore(StateReader in) {
        for (var environment : environments) environment.handlers().restore(in);
        run = null;
        if (!in.nextBoolean()) return;
        var owner = environments.at(in.nextInt(0, environments.count() - 1));
        var interrupted = environments.at(in.nextInt(0, environments.count() - 1));
        int number = in.nextInt(FILTERS, Handlers.MOST - 1);
        long last = in.next();
        long began = in.next();
        var message = UserMessage.restored(in);
        var program = owner.program().handler(owner.identity(), new RegisterImage(0), last);
        program.restore(in, node);
        run = new Run(owner, number, message, interrupted, program, last, began);
    }

    /// Whose program goes on after the handler, or null if none has the processor.
    @Nullable
    Environment interrupted() {
        return run == null ? null : run.interrupted;
    }
}

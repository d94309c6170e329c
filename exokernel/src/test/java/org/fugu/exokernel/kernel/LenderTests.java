package org.fugu.exokernel.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.fugu.exokernel.abi.KernelError;
import org.fugu.exokernel.abi.SystemCall;
import org.fugu.exokernel.capability.Capability;
import org.fugu.exokernel.capability.Loans;
import org.fugu.exokernel.environment.Environment;
import org.junit.jupiter.api.Test;

/// What bounds capabilities that travel, and what becomes of them when who has them ends. Two nodes,
/// with an environment of each of two jobs.
class LenderTests {
    private static final long PAGE = 0x50000;
    private static final int ALL = 15;
    private static final int RANK_1 = 1;

    private final KernelNetwork machine = new KernelNetwork(2, List.of(List.of(0, 1), List.of(0, 1)));
    private final Environment owner = machine.named(0, 0);
    private final Environment holder = machine.named(1, 0);
    private final Environment neighbour = machine.named(0, 1);
    private final Random random = new Random(7);

    private long call(Environment environment, SystemCall call, long... arguments) {
        machine.call(environment, call, arguments);
        deliverAll();
        return machine.answer(environment);
    }

    private void deliverAll() {
        while (!machine.isQuiet()) machine.deliver(machine.choose(random));
    }

    private long frames() {
        long memory = owner.capabilities().restored(1L << 12 | 1).handle(); // the second that the loader gives
        return call(owner, SystemCall.FRAME_ALLOCATE, memory, 2);
    }

    private long grant(Environment from, long handle, Environment to) {
        return call(
                from, SystemCall.CAP_GRANT, handle, ALL, to.identity().name().word());
    }

    private boolean isMapped(Environment environment) {
        var node = machine.nodes.get(KernelNetwork.nodeOf(environment));
        return node.tlbProbe(environment.addressSpace(), PAGE) >= 0;
    }

    private void map(Environment environment, long handle) {
        assertThat(call(environment, SystemCall.TLB_WRITE, handle, 0, PAGE << 12, 3))
                .isZero();
    }

    @Test
    void anEnvironmentHasSoManyTicketsAndNoMore() {
        long frames = frames();
        long last = 0;
        for (int i = 0; i < Loans.MOST_TICKETS; i++) last = grant(owner, frames, holder);
        assertThat(last).isPositive();
        assertThat(grant(owner, frames, holder)).isEqualTo(KernelError.OUT_OF_SLOTS.number());
        long handle = call(holder, SystemCall.CAP_ACCEPT, last);
        assertThat(handle).isPositive();
        assertThat(grant(owner, frames, holder)).as("one was accepted").isPositive();
        assertThat(grant(owner, frames, holder)).isEqualTo(KernelError.OUT_OF_SLOTS.number());
        assertThat(grant(holder, handle, owner)).as("a ticket of somebody else").isPositive();
        assertThat(call(owner, SystemCall.CAP_REVOKE, frames)).isZero();
        for (int i = 0; i < Loans.MOST_TICKETS; i++)
            assertThat(grant(owner, frames, holder)).isPositive();
        assertThat(grant(owner, frames, holder)).isEqualTo(KernelError.OUT_OF_SLOTS.number());
    }

    @Test
    void whoHoldsWhatAnotherNodeLentHasNoMoreTicketsEither() {
        long handle = call(holder, SystemCall.CAP_ACCEPT, grant(owner, frames(), holder));
        for (int i = 0; i < Loans.MOST_TICKETS; i++)
            assertThat(grant(holder, handle, owner)).isPositive();
        assertThat(grant(holder, handle, owner)).isEqualTo(KernelError.OUT_OF_SLOTS.number());
    }

    @Test
    void aChainOfDerivationsHasOneBoundOverAllNodes() {
        long handle = frames();
        for (int i = 0; i < Capability.MOST_DEPTH - 2; i++) handle = call(owner, SystemCall.CAP_DERIVE, handle, ALL);
        long lent = call(holder, SystemCall.CAP_ACCEPT, grant(owner, handle, holder));
        long child = call(holder, SystemCall.CAP_DERIVE, lent, ALL);
        assertThat(child).isPositive();
        assertThat(call(holder, SystemCall.CAP_DERIVE, child, ALL)).isEqualTo(KernelError.TOO_DEEP.number());
        assertThat(grant(holder, child, owner)).isEqualTo(KernelError.TOO_DEEP.number());
    }

    @Test
    void whatItHasLentGoesWithAnEnvironment() {
        int available = owner.frames().available();
        long frames = frames();
        long open = grant(owner, frames, holder);
        long lent = call(holder, SystemCall.CAP_ACCEPT, grant(owner, frames, holder));
        long further = call(neighbour, SystemCall.CAP_ACCEPT, grant(holder, lent, neighbour));
        map(holder, lent);
        map(neighbour, further);
        machine.end(owner);
        assertThat(machine.call(neighbour, SystemCall.CAP_INSPECT, further)).isTrue();
        assertThat(machine.answer(neighbour)).as("at the home, at once").isEqualTo(KernelError.BAD_HANDLE.number());
        deliverAll();
        assertThat(call(holder, SystemCall.CAP_INSPECT, lent)).isEqualTo(KernelError.BAD_HANDLE.number());
        assertThat(call(holder, SystemCall.CAP_ACCEPT, open)).isEqualTo(KernelError.BAD_TICKET.number());
        assertThat(isMapped(holder)).isFalse();
        assertThat(isMapped(neighbour)).isFalse();
        assertThat(owner.frames().available()).as("its frames").isEqualTo(available);
    }

    @Test
    void whatItHasBorrowedGoesWithAnEnvironment() {
        long frames = frames();
        long lent = call(holder, SystemCall.CAP_ACCEPT, grant(owner, frames, holder));
        long further = call(neighbour, SystemCall.CAP_ACCEPT, grant(holder, lent, neighbour));
        map(holder, lent);
        map(neighbour, further);
        map(owner, frames);
        machine.end(holder);
        deliverAll();
        assertThat(isMapped(holder)).isFalse();
        assertThat(isMapped(neighbour)).isFalse();
        assertThat(call(neighbour, SystemCall.CAP_INSPECT, further)).isEqualTo(KernelError.BAD_HANDLE.number());
        assertThat(isMapped(owner)).as("it is the owner's").isTrue();
        assertThat(call(owner, SystemCall.CAP_INSPECT, frames)).isPositive();
    }

    /// Names go in batches, the youngest first.
    @Test
    void whatIsMarkedIsNamedByNothingBeforeItsNameGoes() {
        long frames = frames();
        long lent = call(neighbour, SystemCall.CAP_ACCEPT, grant(owner, frames, neighbour));
        long open = grant(owner, frames, neighbour);
        for (int i = 0; i < 700; i++)
            assertThat(call(owner, SystemCall.CAP_DERIVE, frames, 1)).isPositive();
        assertThat(machine.call(owner, SystemCall.CAP_REVOKE, frames))
                .as("it waits")
                .isFalse();
        assertGone(lent, open);
        deliverAll();
        assertGone(lent, open);

        // When it ends, so many slots are looked at first.
        for (int i = 0; i < 700; i++)
            assertThat(call(owner, SystemCall.CAP_DERIVE, frames, 1)).isPositive();
        long last = frames();
        lent = call(neighbour, SystemCall.CAP_ACCEPT, grant(owner, last, neighbour));
        open = grant(owner, last, neighbour);
        machine.end(owner);
        assertGone(lent, open);
        deliverAll();
        assertGone(lent, open);
    }

    private void assertGone(long lent, long open) {
        machine.call(neighbour, SystemCall.CAP_INSPECT, lent);
        assertThat(machine.answer(neighbour)).isEqualTo(KernelError.BAD_HANDLE.number());
        machine.call(neighbour, SystemCall.CAP_ACCEPT, open);
        assertThat(machine.answer(neighbour)).isEqualTo(KernelError.BAD_TICKET.number());
    }

    /// Another node's cache may own their lines.
    @Test
    void noArgumentsAreReadInFramesThatAnotherNodeHasUntilTheyAreFree() {
        long console = owner.capabilities().restored(1L << 12).handle();
        long frames = frames();
        map(owner, frames);
        assertThat(call(owner, SystemCall.CONSOLE_WRITE, console, PAGE << 12, 1))
                .isEqualTo(1);
        long lent = call(holder, SystemCall.CAP_ACCEPT, grant(owner, frames, holder));
        assertThat(lent).isPositive();
        long refused = KernelError.BAD_ADDRESS.number();
        assertThat(call(owner, SystemCall.CONSOLE_WRITE, console, PAGE << 12, 1))
                .isEqualTo(refused);
        assertThat(call(owner, SystemCall.CAP_REVOKE, frames)).isZero();
        assertThat(call(owner, SystemCall.CONSOLE_WRITE, console, PAGE << 12, 1))
                .isEqualTo(refused);
        assertThat(call(owner, SystemCall.FRAME_FREE, frames)).isZero();
        map(owner, frames());
        assertThat(call(owner, SystemCall.CONSOLE_WRITE, console, PAGE << 12, 1))
                .isEqualTo(1);
    }

    @Test
    void moreThanABatchGoesWithAnEnvironment() {
        long handle = call(holder, SystemCall.CAP_ACCEPT, grant(owner, frames(), holder));
        for (int i = 0; i < 700; i++)
            assertThat(call(holder, SystemCall.CAP_DERIVE, handle, 1)).isPositive();
        long last = call(holder, SystemCall.CAP_DERIVE, handle, 1);
        map(neighbour, call(neighbour, SystemCall.CAP_ACCEPT, grant(holder, handle, neighbour)));
        machine.end(holder);
        assertThat(machine.isQuiet()).isFalse();
        var states = machine.saveAndRestore();
        assertThat(states.get(1)).as("half way").isEqualTo(states.get(0));
        deliverAll();
        assertThat(isMapped(neighbour)).isFalse();
        assertThat(last).isPositive();
    }

    @Test
    void anAnswerThatComesTooLateReachesNobody() {
        long ticket = grant(owner, frames(), holder);
        var other = machine.named(1, 1);
        assertThat(machine.call(holder, SystemCall.CAP_ACCEPT, ticket))
                .as("it waits")
                .isFalse();
        machine.end(holder);
        machine.call(other, SystemCall.NULL);
        long before = machine.answer(other);
        deliverAll();
        assertThat(machine.answer(other))
                .as("a register of who has the processor now")
                .isEqualTo(before);
        assertThat(machine.nodes.get(RANK_1).suspended).isFalse();
        assertThat(holder.capabilities().live())
                .as("nothing is lent to it")
                .isEqualTo(other.capabilities().live());
    }
}

package org.fugu.exokernel.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.fugu.exokernel.abi.ContextField;
import org.fugu.exokernel.abi.KernelError;
import org.fugu.exokernel.abi.ObjectKind;
import org.fugu.exokernel.abi.Right;
import org.fugu.exokernel.abi.SystemCall;
import org.fugu.exokernel.call.FakeNode;
import org.fugu.exokernel.capability.EnvironmentName;
import org.fugu.exokernel.environment.Environment;
import org.fugu.machine.message.UserMessage;
import org.fugu.machine.topology.NodeId;
import org.fugu.machine.trap.TrapCause;
import org.junit.jupiter.api.Test;

/// What an environment has or is, given away in parts, and what of the hardware is bound by that.
class PartsTests {
    private static final long PAGE = 0x50000;
    private static final long NEIGHBOUR = 1L << 62;
    private static final long MADE = 1L << 33;
    private static final int BADGE = 77;
    private static final int SLOT = 5;

    private final KernelFixture it = new KernelFixture();

    private long frames(int count) {
        return it.call(SystemCall.FRAME_ALLOCATE, it.memoryHandle(), count);
    }

    private long make() {
        return it.call(SystemCall.ENVIRONMENT_MAKE, it.memoryHandle(), 2, KernelFixture.TEXT, PAGE, 1, 2);
    }

    private long part(long of, ObjectKind kind, long index, long count) {
        return it.call(SystemCall.CAP_PART, of, kind.number(), index, count);
    }

    private static long count(long inspected) {
        return inspected >>> 32;
    }

    /// Which environment's address space the processor has.
    private int runs() {
        return it.node.runs;
    }

    @Test
    void someFramesAreGivenAwayWithoutTheOthers() {
        long whole = frames(4);
        long part = part(whole, ObjectKind.FRAMES, 1, 2);
        assertThat(count(it.call(SystemCall.CAP_INSPECT, part))).isEqualTo(2);
        assertThat(it.call(SystemCall.CAP_INSPECT, part, 1)).isEqualTo(it.call(SystemCall.CAP_INSPECT, whole, 2));
        assertThat(it.call(SystemCall.TLB_WRITE, part, 1, PAGE, 3)).isZero();
        assertThat(it.call(SystemCall.TLB_WRITE, part, 2, PAGE, 3)).isEqualTo(KernelError.BAD_ARGUMENT.number());
        assertThat(it.call(SystemCall.FRAME_FREE, part)).isEqualTo(KernelError.MISSING_RIGHT.number());
        long inner = part(part, ObjectKind.FRAMES, 1, 1);
        assertThat(it.call(SystemCall.CAP_INSPECT, inner, 1)).isEqualTo(it.call(SystemCall.CAP_INSPECT, whole, 3));
        assertThat(it.call(SystemCall.CAP_REVOKE, whole)).isZero();
        assertThat(it.call(SystemCall.CAP_INSPECT, part)).isEqualTo(KernelError.BAD_HANDLE.number());
        assertThat(it.call(SystemCall.CAP_INSPECT, inner)).isEqualTo(KernelError.BAD_HANDLE.number());
        assertThat(it.node.tlbProbe(1, PAGE >>> 12)).isNegative();
    }

    @Test
    void aPartIsWithinItsWhole() {
        long whole = frames(4);
        long[][] outside = {{-1, 1}, {0, 0}, {0, 5}, {4, 1}, {3, 2}, {0, -1}, {Long.MAX_VALUE, 2}, {1, Long.MAX_VALUE}};
        for (var each : outside) {
            assertThat(part(whole, ObjectKind.FRAMES, each[0], each[1])).isEqualTo(KernelError.BAD_ARGUMENT.number());
        }
        long readable = it.call(SystemCall.CAP_DERIVE, whole, Right.READ.bit());
        assertThat(part(readable, ObjectKind.FRAMES, 0, 1)).isEqualTo(KernelError.MISSING_RIGHT.number());
        assertThat(part(whole, ObjectKind.SLICE, 0, 1)).isEqualTo(KernelError.WRONG_OBJECT.number());
        assertThat(part(it.processorHandle(), ObjectKind.SLICE, 64, 1)).isEqualTo(KernelError.BAD_ARGUMENT.number());
        assertThat(part(0, ObjectKind.ENDPOINT, 0, 0)).isEqualTo(KernelError.BAD_ARGUMENT.number());
        assertThat(part(0, ObjectKind.ENDPOINT, UserMessage.MOST_BADGE + 1, 0))
                .isEqualTo(KernelError.BAD_ARGUMENT.number());
        assertThat(part(0, ObjectKind.PROCESSOR, 0, 0)).isEqualTo(KernelError.WRONG_OBJECT.number());
    }

    /// What was made has the right to its position and to no other one, until that is taken back.
    @Test
    void aSliceThatWasGivenAwayGoesWithItsCapability() {
        long environment = make();
        long slice = part(it.processorHandle(), ObjectKind.SLICE, 3, 0);
        long ticket = it.call(SystemCall.CAP_GRANT, slice, Right.EXECUTE.bit(), MADE + environment);
        assertThat(it.call(SystemCall.SLICE_TAKE, it.processorHandle(), 1, 2_000))
                .isZero();
        it.call(SystemCall.SLICE_YIELD, environment);
        long own = it.call(SystemCall.CAP_ACCEPT, ticket);
        assertThat(own).isPositive();
        assertThat(it.call(SystemCall.SLICE_TAKE, own, 1, 2_000)).isEqualTo(KernelError.BAD_ARGUMENT.number());
        assertThat(it.call(SystemCall.SLICE_TAKE, own, 3, 3_000)).isZero();
        int made = runs();
        it.call(SystemCall.SLICE_YIELD, 0);
        int first = runs();
        assertThat(first).as("whose slice is at 1").isNotEqualTo(made);
        it.call(SystemCall.SLICE_YIELD, 0);
        assertThat(runs()).as("whose slice is at 3").isEqualTo(made);
        it.call(SystemCall.SLICE_YIELD, 0);

        assertThat(it.call(SystemCall.CAP_REVOKE, it.processorHandle())).isZero();
        it.call(SystemCall.SLICE_YIELD, 0);
        assertThat(runs()).as("only 1 is left").isEqualTo(first);
        assertThat(bindings().isUsed()).isFalse();
    }

    private OccasionalState bindings() {
        return it.kernel.occasional().stream()
                .filter(each -> each.name().equals("bindings"))
                .findFirst()
                .orElseThrow();
    }

    /// The whole processor is above a part of it: what its holder takes does not go with the part.
    @Test
    void aPositionThatItsOwnerTookBackStaysWhenThePartGoes() {
        long environment = make();
        long slice = part(it.processorHandle(), ObjectKind.SLICE, 3, 0);
        assertThat(it.call(SystemCall.SLICE_TAKE, slice, 3, 3_000, environment)).isZero();
        assertThat(it.call(SystemCall.SLICE_TAKE, it.processorHandle(), 3, 3_000))
                .isZero();
        assertThat(it.call(SystemCall.SLICE_TAKE, it.processorHandle(), 4, 3_000, environment))
                .isZero();
        int first = runs();
        assertThat(it.call(SystemCall.CAP_DELETE, slice)).isZero();
        it.call(SystemCall.SLICE_YIELD, 0);
        assertThat(runs()).as("whose slice is at 3").isEqualTo(first);
        it.call(SystemCall.SLICE_YIELD, 0);
        assertThat(runs()).as("whose slice is at 4").isNotEqualTo(first);
        it.call(SystemCall.SLICE_YIELD, 0);
        assertThat(runs()).as("whose slice is at 3").isEqualTo(first);
    }

    @Test
    void anAddressSpaceCanBeMappedIntoAndNothingElse() {
        long environment = make();
        long space = part(environment, ObjectKind.ADDRESS_SPACE, 0, 0);
        long mapping = ContextField.MAPPING.number();
        assertThat(it.call(SystemCall.ENVIRONMENT_SET, space, mapping, PAGE, frames(1), 1))
                .isPositive();
        long wrong = KernelError.WRONG_OBJECT.number();
        assertThat(it.call(SystemCall.ENVIRONMENT_SET, space, ContextField.EXCEPTION.number(), PAGE))
                .isEqualTo(wrong);
        assertThat(it.call(SystemCall.ENVIRONMENT_END, space)).isEqualTo(wrong);
        assertThat(it.call(SystemCall.SLICE_YIELD, space)).isEqualTo(wrong);
        assertThat(it.call(SystemCall.TRANSFER_ASYNC, space)).isEqualTo(wrong);
        it.call(SystemCall.SLICE_YIELD, environment);
        it.kernel.trap(it.context, TrapCause.LOAD_PAGE_FAULT, PAGE);
        assertThat(made().end().hasStopped()).isFalse();
    }

    private Environment made() {
        return Objects.requireNonNull(it.kernel.processes().named(new EnvironmentName(new NodeId(0), 0, 1)));
    }

    /// So that what was made can call who made it; but a rank ends by itself.
    @Test
    void aRankLetsWhatItMadeHaveACapabilityForItself() {
        long environment = make();
        long self = part(0, ObjectKind.ENVIRONMENT, 0, 0);
        int first = runs();
        long ticket = it.call(SystemCall.CAP_GRANT, self, Right.EXECUTE.bit() | Right.WRITE.bit(), MADE + environment);
        it.call(SystemCall.SLICE_YIELD, environment);
        long maker = it.call(SystemCall.CAP_ACCEPT, ticket);
        assertThat(maker).isPositive();
        assertThat(it.call(SystemCall.ENVIRONMENT_END, maker)).isEqualTo(KernelError.WRONG_OBJECT.number());
        assertThat(it.call(SystemCall.SLICE_YIELD, maker)).isZero();
        assertThat(runs()).isEqualTo(first);
    }

    @Test
    void whatIsOfARankStaysThere() {
        long environment = make();
        long other = new EnvironmentName(new NodeId(1), 0, 0).word();
        long[] parts = {
            it.consoleHandle(),
            part(environment, ObjectKind.ADDRESS_SPACE, 0, 0),
            part(it.processorHandle(), ObjectKind.SLICE, 3, 0)
        };
        for (long each : parts) {
            assertThat(it.call(SystemCall.CAP_GRANT, each, 0, MADE + environment))
                    .isPositive();
            for (long stranger : new long[] {other, NEIGHBOUR + 1}) {
                assertThat(it.call(SystemCall.CAP_GRANT, each, 0, stranger))
                        .isEqualTo(KernelError.WRONG_OBJECT.number());
            }
        }
        long endpoint = part(0, ObjectKind.ENDPOINT, BADGE, 0);
        assertThat(it.call(SystemCall.CAP_GRANT, endpoint, 0, other)).isEqualTo(KernelError.WRONG_OBJECT.number());
        assertThat(it.call(SystemCall.CAP_GRANT, endpoint, 0, NEIGHBOUR + 1)).isPositive();
    }

    // Jobs on one node.

    private final KernelNetwork machine = new KernelNetwork(2, List.of(List.of(0, 1), List.of(0, 1)));

    private long call(Environment who, SystemCall call, long... arguments) {
        assertThat(machine.call(who, call, arguments)).isTrue();
        return machine.answer(who);
    }

    private long grantEndpoint(Environment from) {
        long endpoint = call(from, SystemCall.CAP_PART, 0, ObjectKind.ENDPOINT.number(), BADGE);
        assertThat(call(from, SystemCall.CAP_GRANT, endpoint, Right.WRITE.bit(), NEIGHBOUR + 1))
                .isPositive();
        return endpoint;
    }

    @Test
    void aNeighbourBindsASlotToAnEndpointAsLongAsItIsLent() {
        var receiver = machine.named(0, 0);
        var sender = machine.named(0, 1);
        assertThat(call(sender, SystemCall.CAP_ACCEPT, NEIGHBOUR)).isEqualTo(KernelError.BAD_TICKET.number());
        grantEndpoint(receiver);
        long endpoint = call(sender, SystemCall.CAP_ACCEPT, NEIGHBOUR);
        assertThat(endpoint).isPositive();
        assertThat(call(sender, SystemCall.ENDPOINT_BIND, endpoint, sender.job().slot()))
                .as("its own group's")
                .isEqualTo(KernelError.BAD_ARGUMENT.number());
        assertThat(call(sender, SystemCall.ENDPOINT_BIND, endpoint, SLOT)).isZero();
        assertThat(slots()).containsEntry(SLOT, receiver.job().group() + "/" + BADGE);

        machine.kernelOf(receiver).run(sender);
        machine.kernelOf(receiver).take(receiver);
        assertThat(slots()).doesNotContainKey(SLOT);
    }

    private Map<Integer, String> slots() {
        return ((FakeNode) machine.nodes.getFirst()).endpoints;
    }

    @Test
    void whoHasNoRightToSendBindsNothing() {
        var receiver = machine.named(0, 0);
        var sender = machine.named(0, 1);
        long endpoint = call(receiver, SystemCall.CAP_PART, 0, ObjectKind.ENDPOINT.number(), BADGE);
        call(receiver, SystemCall.CAP_GRANT, endpoint, Right.DERIVE.bit(), NEIGHBOUR + 1);
        long lent = call(sender, SystemCall.CAP_ACCEPT, NEIGHBOUR);
        assertThat(call(sender, SystemCall.ENDPOINT_BIND, lent, SLOT)).isEqualTo(KernelError.MISSING_RIGHT.number());
        assertThat(call(sender, SystemCall.ENDPOINT_BIND, lent, 8)).isEqualTo(KernelError.BAD_ARGUMENT.number());
        assertThat(slots()).isEmpty();
    }

    @Test
    void whoIsBoundStaysBoundOverASnapshot() {
        var sender = machine.named(0, 1);
        long granted = grantEndpoint(machine.named(0, 0));
        long endpoint = call(sender, SystemCall.CAP_ACCEPT, NEIGHBOUR);
        assertThat(call(sender, SystemCall.ENDPOINT_BIND, endpoint, SLOT)).isZero();
        var states = machine.saveAndRestore();
        assertThat(states.get(1)).isEqualTo(states.get(0));
        machine.call(machine.named(0, 0), SystemCall.CAP_REVOKE, granted);
        assertThat(call(sender, SystemCall.CAP_INSPECT, endpoint)).isEqualTo(KernelError.BAD_HANDLE.number());
    }

    /// A stranger cannot fill its memory: what it sends when some pages wait is dropped.
    @Test
    void whoIsNoMemberOfTheGroupCannotEndItByFlooding() {
        for (long badge : new long[] {BADGE, 0}) {
            var flooded = new KernelFixture();
            for (int i = 0; i < 5_000; i++) {
                flooded.kernel.message(new UserMessage(1, badge << 20, 1, 2, 3, 4, 5, 6, 7));
            }
            assertThat(flooded.end().hasStopped()).as("badge %d", badge).isEqualTo(badge == 0);
            if (badge != 0) {
                assertThat(flooded.environment().messages().pages()).isEqualTo(3);
            }
        }
    }
}

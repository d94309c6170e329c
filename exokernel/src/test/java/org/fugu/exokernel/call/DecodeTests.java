package org.fugu.exokernel.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.fugu.exokernel.abi.AddressSpace;
import org.fugu.exokernel.abi.KernelError;
import org.fugu.exokernel.abi.Right;
import org.fugu.exokernel.abi.SystemCall;
import org.fugu.exokernel.environment.Ending;
import org.fugu.exokernel.frame.FramePool;
import org.fugu.machine.cpu.Context;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Calls looked at and carried out without a machine.
class DecodeTests {
    private static final long PAGE = 0x50000;
    private static final int ROUNDS = 3_000;

    private final CallFixture it = new CallFixture();

    private long frames(int count) {
        return ((Invoked.Done) invoke(it.decode(SystemCall.FRAME_ALLOCATE, it.memory, count))).answer();
    }

    private Invoked invoke(Decoded decoded) {
        return ((Ready) decoded).invoke(new Caller(it.node.privileged(), it, it.environment, it.context));
    }

    /// Arguments that the call takes, of which each may be replaced by something else.
    private static long[] arguments(SystemCall call, CallFixture of, long handle, Random random) {
        long[] others = {
            handle,
            of.console,
            of.memory,
            of.processor,
            of.segment,
            of.process,
            of.endpoint,
            of.extent,
            of.input,
            0,
            1,
            2,
            3,
            6,
            8,
            -1,
            64,
            4096,
            CallFixture.DATA,
            CallFixture.DATA + 8,
            CallFixture.DATA + 4090,
            PAGE,
            PAGE + 1,
            AddressSpace.END,
            Long.MIN_VALUE,
            Long.MAX_VALUE,
            1L << 32 | 1
        };
        boolean asks = call == SystemCall.CAP_REVOKE && random.nextBoolean();
        var arguments = Arrays.copyOf(asks ? new long[] {of.process, 1, 2, 5_000} : good(call, of, handle), 6);
        for (int i = 0; i < arguments.length; i++) {
            if (random.nextInt(4) == 0) arguments[i] = others[random.nextInt(others.length)];
        }
        return arguments;
    }

    private static long[] good(SystemCall call, CallFixture of, long handle) {
        long data = CallFixture.DATA;
        return switch (call) {
            case LINUX_READ -> new long[] {0, data, 4};
            case INPUT_READ -> new long[] {of.input, 2, 1, data, 4};
            case LINUX_WRITE -> new long[] {1, data, 4};
            case CONSOLE_WRITE -> new long[] {of.console, data, 4};
            case FRAME_ALLOCATE -> new long[] {of.memory, 1, 1 + 40};
            case FRAME_FREE, CAP_DELETE, CAP_REVOKE -> new long[] {handle};
            case EXTENT_TRANSFER -> new long[] {of.extent, 8, 3, handle, 1, 0};
            case RECLAIM_ANSWER -> new long[] {1, handle};
            case BUFFER_GIVE -> new long[] {handle};
            case CAP_INSPECT -> new long[] {handle, 1};
            case TLB_WRITE -> new long[] {handle, 1, PAGE, 3, data, 5};
            case TLB_DROP -> new long[] {PAGE, 3};
            case TLB_SHOOTDOWN -> new long[] {PAGE};
            case CAP_DERIVE -> new long[] {handle, 9};
            case CAP_GRANT -> new long[] {handle, 9, 1L << 32 | 1};
            case CAP_ACCEPT -> new long[] {CallFixture.TICKET};
            case CAP_PART -> new long[] {handle, 3, 1, 1};
            case ENDPOINT_BIND -> new long[] {of.endpoint, 3};
            case METRIC -> new long[] {data, 6, 5};
            case METRIC_UNIT -> new long[] {data, 6, data, 6};
            case CONTEXT_START -> new long[] {of.processor, 2, PAGE};
            case REMOTE_READ, REMOTE_SWAP -> new long[] {of.segment, 8};
            case REMOTE_WRITE -> new long[] {of.segment, 8, data, 8};
            case REGION -> new long[] {1};
            case ENVIRONMENT_MAKE -> new long[] {of.memory, 1, PAGE};
            case ENVIRONMENT_SET -> new long[] {of.process, 2, PAGE, handle, 3};
            case ENVIRONMENT_END -> new long[] {of.process};
            case SLICE_TAKE -> new long[] {of.processor, 2, 5_000, of.process};
            case TRANSFER_SYNC, TRANSFER_ASYNC -> new long[] {of.process};
            case SLICE_YIELD,
                    NULL,
                    EXIT,
                    LINUX_EXIT,
                    LINUX_EXIT_GROUP,
                    EXCEPTION_ENTRY,
                    EXCEPTION_DECLINE,
                    MESSAGE_WAIT,
                    CONTEXT_END -> new long[0];
        };
    }

    @ParameterizedTest
    @EnumSource(SystemCall.class)
    void lookingAtACallHasNoEffectWhateverItsArguments(SystemCall call) {
        var random = new Random(call.number());
        long handle = frames(2);
        int ready = 0;
        // Who transfers control has no other context.
        boolean transfers = call == SystemCall.TRANSFER_SYNC || call == SystemCall.TRANSFER_ASYNC;
        if (!transfers) it.node.started[3] = new Context();
        for (int i = 0; i < ROUNDS / 10; i++) {
            var caller = it.caller(arguments(call, it, handle, random));
            var before = it.state();
            if (SystemCalls.decode(call, caller) instanceof Ready) ready++;
            assertThat(it.state()).isEqualTo(before);
        }
        assertThat(ready).isPositive();
    }

    /// Refusals are those that the table lists; what is ready is carried out, whatever was before.
    @ParameterizedTest
    @EnumSource(SystemCall.class)
    void aCallIsRefusedAsTheTableSaysOrCannotFail(SystemCall call) {
        var random = new Random(call.number());
        var refusals = EnumSet.noneOf(KernelError.class);
        int ready = 0;
        long handle = frames(2);
        // Who transfers control has no other context.
        boolean transfers = call == SystemCall.TRANSFER_SYNC || call == SystemCall.TRANSFER_ASYNC;
        if (!transfers) it.node.started[3] = new Context();
        for (int i = 0; i < ROUNDS; i++) {
            var caller = it.caller(arguments(call, it, handle, random));
            switch (SystemCalls.decode(call, caller)) {
                case Refused refused -> refusals.addAll(error(call, refused.answer()));
                case Ready possible -> {
                    ready++;
                    assertThat(possible.units()).isNotNegative();
                    assertThat(possible.invoke(caller)).isNotNull();
                }
            }
            if (it.capabilities.find(handle) == null) handle = refill();
        }
        assertThat(ready).as("of %d", ROUNDS).isPositive();
        assertThat(call.errors()).containsAll(refusals);
    }

    /// Gives the environment frames for those that a call has taken.
    private long refill() {
        var fresh = it.decode(SystemCall.FRAME_ALLOCATE, it.memory, 2);
        return fresh instanceof Ready ? ((Invoked.Done) invoke(fresh)).answer() : 0;
    }

    private static List<KernelError> error(SystemCall call, long answer) {
        if (call == SystemCall.LINUX_WRITE || call == SystemCall.LINUX_READ) {
            assertThat(answer).isIn(-9L, -14L);
            return List.of();
        }
        for (var known : KernelError.values()) if (known.number() == answer) return List.of(known);
        throw new AssertionError(call + " answered " + answer);
    }

    @Test
    void whatIsReadySaysWhatItIs() {
        assertThat(it.decode(SystemCall.FRAME_ALLOCATE, it.memory, 3))
                .isEqualTo(new FrameCalls.Allocate(3, FramePool.NONE));
        assertThat(it.decode(SystemCall.EXIT, 0x1ff)).isEqualTo(new EnvironmentCalls.Exit(255));
        assertThat(it.decode(SystemCall.METRIC, CallFixture.DATA, 6, -5))
                .isEqualTo(new ReportCalls.Metric("metric", -5));
        assertThat(it.decode(SystemCall.TLB_SHOOTDOWN, PAGE)).isEqualTo(new TranslationCalls.ShootDown(PAGE >>> 12, 2));
        assertThat(it.decode(SystemCall.FRAME_ALLOCATE, it.memory, 0))
                .isEqualTo(Refused.with(KernelError.BAD_ARGUMENT));
    }

    @Test
    void workIsChargedByItsUnits() {
        var units = new EnumMap<SystemCall, Integer>(SystemCall.class);
        units.put(SystemCall.FRAME_ALLOCATE, ((Ready) it.decode(SystemCall.FRAME_ALLOCATE, it.memory, 3)).units());
        units.put(SystemCall.METRIC, ((Ready) it.decode(SystemCall.METRIC, CallFixture.DATA, 6, 1)).units());
        long owner = frames(2);
        long child = ((Invoked.Done) invoke(it.decode(SystemCall.CAP_DERIVE, owner, Right.READ.bit()))).answer();
        invoke(it.decode(SystemCall.TLB_WRITE, child, 0, PAGE, Right.READ.bit()));
        units.put(SystemCall.FRAME_FREE, ((Ready) it.decode(SystemCall.FRAME_FREE, owner)).units());
        assertThat(units)
                .containsEntry(SystemCall.FRAME_ALLOCATE, 3)
                .containsEntry(SystemCall.METRIC, 6)
                .as("two capabilities and a binding")
                .containsEntry(SystemCall.FRAME_FREE, 3);
    }

    @Test
    void whoWaitsForOthersIsPending() {
        assertThat(invoke(it.decode(SystemCall.TLB_SHOOTDOWN, PAGE))).isEqualTo(new Invoked.Pending(0));
        assertThat(invoke(it.decode(SystemCall.REMOTE_READ, it.segment, 8))).isEqualTo(new Invoked.Pending(0));
        assertThat(invoke(it.decode(SystemCall.REMOTE_SWAP, it.segment, 8, 1, 2)))
                .isEqualTo(new Invoked.Done(0));
        assertThat(it.asked).containsExactly("shoot down " + (PAGE >>> 12), "read 0 8", "swap 0 8");
    }

    @Test
    void whoExitsDoesNotGoOnAndWhoWaitsForAMessageSleeps() {
        assertThat(invoke(it.decode(SystemCall.EXIT, 3))).isEqualTo(new Invoked.Gone());
        assertThat(it.asked).containsExactly("end " + new Ending.Exited(3).wireName());
        assertThat(invoke(it.decode(SystemCall.MESSAGE_WAIT))).isEqualTo(new Invoked.Asleep());
    }
}

package org.fugu.exokernel.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.fugu.exokernel.abi.AddressSpace;
import org.fugu.exokernel.abi.ContextField;
import org.fugu.exokernel.abi.KernelError;
import org.fugu.exokernel.abi.ObjectKind;
import org.fugu.exokernel.abi.Reclaimable;
import org.fugu.exokernel.abi.Right;
import org.fugu.exokernel.abi.SystemCall;
import org.fugu.exokernel.call.RepossessionVector;
import org.fugu.exokernel.capability.EnvironmentName;
import org.fugu.exokernel.environment.Environment;
import org.fugu.machine.cpu.Bytes;
import org.fugu.machine.topology.NodeId;
import org.fugu.machine.trap.TrapCause;
import org.junit.jupiter.api.Test;

/// Environments that are asked for frames, and give them, or do not.
class ReclaimerTests {
    private static final long PAGE = 0x50000;
    private static final long FRAMES = Reclaimable.FRAMES.number();
    private static final long SLICES = Reclaimable.SLICES.number();
    private static final long ENDPOINTS = Reclaimable.ENDPOINTS.number();
    private static final long READ = Right.READ.bit();
    private static final long READ_AND_WRITE = READ | Right.WRITE.bit();
    private static final long DEADLINE = 10_000;

    /// The handle of its memory, for an environment that was made.
    private static final long ITS_MEMORY = 0x1001;

    private final KernelFixture it = new KernelFixture();
    private final int atFirst = it.environment().frames().available();
    private long child;

    private Environment made(int number) {
        return Objects.requireNonNull(it.kernel.processes().named(new EnvironmentName(new NodeId(0), 0, number)));
    }

    private Environment its() {
        return made(1);
    }

    /// Makes an environment with so many frames, that has allocated so many runs of them, and takes the
    /// processor back.
    ///
    /// @return its handles
    private long[] makeWith(int frames, int... runs) {
        child = it.call(SystemCall.ENVIRONMENT_MAKE, it.memoryHandle(), frames, KernelFixture.TEXT, PAGE, 1, 2);
        set(ContextField.INTERRUPT, KernelFixture.TEXT + 64);
        var handles = new long[runs.length];
        enter();
        for (int i = 0; i < runs.length; i++) {
            handles[i] = it.call(SystemCall.FRAME_ALLOCATE, ITS_MEMORY, runs[i]);
            assertThat(handles[i]).isPositive();
        }
        leave();
        return handles;
    }

    private void set(ContextField field, long address) {
        assertThat(it.call(SystemCall.ENVIRONMENT_SET, child, field.number(), address))
                .isZero();
    }

    private void enter() {
        assertThat(it.call(SystemCall.SLICE_YIELD, child)).isZero();
        assertThat(its().program().isOnProcessor()).isTrue();
    }

    private void leave() {
        do assertThat(it.call(SystemCall.SLICE_YIELD, 0)).isZero();
        while (!it.environment().program().isOnProcessor());
        assertThat(it.environment().program().isOnProcessor()).isTrue();
    }

    private long ask(int frames) {
        return it.call(SystemCall.CAP_REVOKE, child, FRAMES, frames, DEADLINE);
    }

    private long answer(long handle) {
        return it.call(SystemCall.RECLAIM_ANSWER, FRAMES, handle);
    }

    private long inspect() {
        return it.call(SystemCall.CAP_INSPECT, child, FRAMES);
    }

    private int available() {
        return it.environment().frames().available();
    }

    /// Lets all alarms come that were asked for.
    private void passDeadline() {
        it.node.clock += DEADLINE;
        for (long number : List.copyOf(it.node.alarms.values())) it.kernel.alarm(number);
    }

    /// Maps a page of data in what was made, where what is taken is noted.
    private long mapVector() {
        long page = it.call(SystemCall.FRAME_ALLOCATE, it.memoryHandle(), 1);
        assertThat(it.call(
                        SystemCall.ENVIRONMENT_SET, child, ContextField.MAPPING.number(), PAGE, page, READ_AND_WRITE))
                .isPositive();
        set(ContextField.REPOSSESSION, PAGE + 64);
        return Objects.requireNonNull(its().guaranteed(PAGE >>> 12)).frame(PAGE >>> 12);
    }

    private long vector(long frame, int index) {
        return Bytes.getLong(it.node.localFrame((int) frame & 0xfffff), 64 + 8 * index);
    }

    @Test
    void whatIsFreeGoesAtOnce() {
        makeWith(10, 4);
        assertThat(ask(6)).isZero();
        assertThat(inspect()).isZero();
        assertThat(available()).isEqualTo(atFirst - 4);
        assertThat(it.node.deliveries).isEmpty();
    }

    @Test
    void whatIsLackingIsAskedForOnTheInterruptContext() {
        makeWith(10, 4, 3);
        assertThat(ask(5)).isZero();
        assertThat(inspect()).isEqualTo(1L << 32 | 2);
        assertThat(it.node.deliveries).isEmpty();
        enter();
        assertThat(it.node.deliveries).singleElement().satisfies(told -> {
            assertThat(told.entry()).isEqualTo(KernelFixture.TEXT + 64);
            assertThat(told.cause()).isEqualTo(TrapCause.RECLAIM);
            assertThat(told.value() & 0xff).isEqualTo(FRAMES);
            assertThat(told.value() >>> 8 & 0xffffff).isEqualTo(2);
            assertThat(told.value() >>> 32).isBetween(DEADLINE - 1000, DEADLINE);
        });
        it.kernel.trap(it.context, TrapCause.SYSTEM_CALL, 0);
        assertThat(it.node.deliveries).as("told once").hasSize(1);
    }

    @Test
    void whoIsAskedChoosesWhatGoes() {
        var handles = makeWith(10, 4, 3, 3);
        ask(3);
        enter();
        assertThat(answer(handles[1])).isZero();
        assertThat(its().capabilities().find(handles[0])).isNotNull();
        assertThat(its().capabilities().find(handles[2])).isNotNull();
        assertThat(answer(handles[2])).as("nothing is asked for any more").isEqualTo(KernelError.NOT_READY.number());
        leave();
        assertThat(inspect()).isZero();
        assertThat(available()).isEqualTo(atFirst - 7);
        passDeadline();
        assertThat(its().capabilities().find(handles[0])).isNotNull();
        assertThat(its().capabilities().find(handles[2])).isNotNull();
    }

    /// A run that is more than what was asked for is free, and its own.
    @Test
    void noMoreGoesThanWasAskedFor() {
        var handles = makeWith(10, 8, 2);
        ask(3);
        enter();
        assertThat(answer(handles[0])).isZero();
        assertThat(its().frames().available()).isEqualTo(5);
        assertThat(it.call(SystemCall.FRAME_ALLOCATE, ITS_MEMORY, 5)).isPositive();
        leave();
        assertThat(available()).isEqualTo(atFirst - 7);
    }

    @Test
    void whatIsFreedWhileARequestIsOpenGoesToWhoAsked() {
        var handles = makeWith(4, 2, 2);
        ask(2);
        enter();
        assertThat(it.call(SystemCall.FRAME_FREE, handles[0])).isZero();
        assertThat(it.call(SystemCall.FRAME_ALLOCATE, ITS_MEMORY, 1)).isEqualTo(KernelError.OUT_OF_FRAMES.number());
        leave();
        assertThat(available()).isEqualTo(atFirst - 2);
    }

    @Test
    void whoDoesNotAnswerLosesAsMuchByForceAndFindsWhat() {
        var handles = makeWith(10, 5, 3, 2);
        long frame = mapVector();
        int before = available();
        ask(4);
        enter();
        assertThat(it.call(SystemCall.TLB_WRITE, handles[2], 0, PAGE + 0x1000, READ))
                .isZero();
        long names = it.call(SystemCall.CAP_INSPECT, handles[1], 1);
        passDeadline();
        assertThat(its().capabilities().find(handles[2])).isNull();
        assertThat(its().capabilities().find(handles[1])).isNull();
        assertThat(its().capabilities().find(handles[0])).isNotNull();
        assertThat(it.node.tlbProbe(its().addressSpace(), (PAGE >>> 12) + 1)).isNegative();
        assertThat(answer(handles[0])).as("too late").isEqualTo(KernelError.NOT_READY.number());
        assertThat(its().frames().available())
                .as("what was more than asked for")
                .isEqualTo(1);
        leave();
        assertThat(available()).isEqualTo(before + 4);
        assertThat(inspect()).isZero();
        assertThat(vector(frame, 0)).isEqualTo(2);
        assertThat(vector(frame, 1)).isEqualTo(FRAMES | 2 << 8 | names + 3 << 32);
        assertThat(vector(frame, 2)).isEqualTo(FRAMES | 3 << 8 | names << 32);
    }

    @Test
    void whoHasNoInterruptContextIsNotAsked() {
        var handles = makeWith(4, 2, 2);
        set(ContextField.INTERRUPT, 0);
        assertThat(ask(2)).isZero();
        assertThat(it.node.alarms.lastKey()).isLessThanOrEqualTo(it.node.clock);
        passDeadline();
        assertThat(its().capabilities().find(handles[1])).isNull();
        assertThat(available()).isEqualTo(atFirst - 2);
    }

    @Test
    void whoLeavesTheChoiceToTheKernelLosesAtOnce() {
        var handles = makeWith(4, 2, 2);
        ask(1);
        enter();
        assertThat(answer(0)).isZero();
        assertThat(its().capabilities().find(handles[1])).isNull();
        assertThat(its().capabilities().find(handles[0])).isNotNull();
        assertThat(its().frames().available()).isEqualTo(1);
    }

    /// Frames that the kernel maps for it by itself are spared, but not more than five.
    @Test
    void guaranteedFramesAreNotTaken() {
        var handles = makeWith(10, 3, 1, 4, 2);
        enter();
        for (int i = 0; i < 3; i++) {
            long at = PAGE + 0x10000 * (i + 1);
            assertThat(it.call(SystemCall.ENVIRONMENT_SET, 0, ContextField.MAPPING.number(), at, handles[i], READ))
                    .isPositive();
        }
        leave();
        ask(10);
        passDeadline();
        assertThat(its().capabilities().find(handles[3])).isNull();
        assertThat(its().capabilities().find(handles[2])).isNotNull();
        assertThat(its().capabilities().find(handles[1])).isNotNull();
        assertThat(its().capabilities().find(handles[0]))
                .as("there are five without it")
                .isNull();
        assertThat(inspect()).as("what was not got").isEqualTo(5);
        assertThat(available()).isEqualTo(atFirst - 5);
    }

    /// Nor can frames be hidden in what one makes of them.
    @Test
    void whatWasMadeOfTheFramesEndsIfThatIsNeeded() {
        var handles = makeWith(10, 1);
        enter();
        for (int i = 0; i < 2; i++) {
            assertThat(it.call(SystemCall.ENVIRONMENT_MAKE, ITS_MEMORY, 4, KernelFixture.TEXT, PAGE, 1, 2))
                    .isPositive();
        }
        leave();
        ask(6);
        passDeadline();
        passDeadline();
        assertThat(its().capabilities().find(handles[0])).isNull();
        assertThat(made(3).end().hasStopped()).as("the youngest").isTrue();
        assertThat(made(2).end().hasStopped()).isFalse();
        assertThat(its().end().hasStopped()).isFalse();
        assertThat(available()).isEqualTo(atFirst - 4);
        assertThat(its().frames().available()).isZero();
    }

    @Test
    void whatWasCededIsCountedWhenTheRestComesBack() {
        makeWith(10, 2, 3);
        ask(7);
        passDeadline();
        assertThat(available()).isEqualTo(atFirst - 3);
        assertThat(it.call(SystemCall.ENVIRONMENT_END, child)).isZero();
        assertThat(available()).isEqualTo(atFirst);
        assertThat(its().frames().available()).isZero();
    }

    @Test
    void whoIsAskedAndEndsOwesNothing() {
        makeWith(4, 4);
        ask(4);
        it.call(SystemCall.ENVIRONMENT_END, child);
        assertThat(available()).isEqualTo(atFirst);
        assertThat(inspect()).isEqualTo(4);
        passDeadline();
        assertThat(available()).isEqualTo(atFirst);
        assertThat(ask(1)).isEqualTo(KernelError.NOT_READY.number());
    }

    @Test
    void oneIsAskedForEachThingOnceAtATime() {
        makeWith(4, 2, 2);
        assertThat(ask(2)).isZero();
        assertThat(ask(1)).isEqualTo(KernelError.IN_USE.number());
        passDeadline();
        assertThat(ask(1)).isZero();
    }

    @Test
    void onlyWhoMayEndItAsksAndOnlyForWhatItHas() {
        makeWith(4, 2);
        long narrow = it.call(SystemCall.CAP_DERIVE, child, Right.EXECUTE.bit());
        assertThat(it.call(SystemCall.CAP_REVOKE, narrow, FRAMES, 1, DEADLINE))
                .isEqualTo(KernelError.MISSING_RIGHT.number());
        assertThat(it.call(SystemCall.CAP_REVOKE, it.memoryHandle(), FRAMES, 1, DEADLINE))
                .isEqualTo(KernelError.WRONG_OBJECT.number());
        for (long count : new long[] {0, -1, 5, Long.MAX_VALUE}) {
            assertThat(it.call(SystemCall.CAP_REVOKE, child, FRAMES, count, DEADLINE))
                    .isEqualTo(KernelError.BAD_ARGUMENT.number());
        }
        for (long cycles : new long[] {0, -1, 999, Long.MAX_VALUE}) {
            assertThat(it.call(SystemCall.CAP_REVOKE, child, FRAMES, 1, cycles))
                    .isEqualTo(KernelError.BAD_ARGUMENT.number());
        }
        assertThat(it.call(SystemCall.CAP_REVOKE, child, 77, 1, DEADLINE)).isEqualTo(KernelError.BAD_ARGUMENT.number());
        assertThat(inspect()).isZero();
    }

    @Test
    void whoIsInAnAtomicSectionIsToldWhenItIsOver() {
        makeWith(4, 4);
        ask(4);
        it.node.atomic = true;
        enter();
        assertThat(it.node.deliveries).isEmpty();
        it.node.atomic = false;
        it.node.clock += 100;
        long again = it.node.alarms.values().stream()
                .filter(number -> number >>> 56 == 33)
                .findFirst()
                .orElseThrow();
        it.kernel.alarm(again);
        assertThat(it.node.deliveries).hasSize(1);
    }

    private void giveSlices(int... positions) {
        assertThat(it.call(SystemCall.SLICE_TAKE, it.processorHandle(), 1, 5_000, 0))
                .isZero();
        for (int position : positions) {
            assertThat(it.call(SystemCall.SLICE_TAKE, it.processorHandle(), position, 1_000_000, child))
                    .isZero();
        }
    }

    private List<Integer> positions() {
        return it.kernel.processes().positions(its());
    }

    private long askSlices(int count) {
        return it.call(SystemCall.CAP_REVOKE, child, SLICES, count, DEADLINE);
    }

    @Test
    void whoIsAskedForSlicesChoosesPositions() {
        makeWith(2);
        giveSlices(7, 3, 5);
        assertThat(askSlices(4)).isEqualTo(KernelError.BAD_ARGUMENT.number());
        assertThat(askSlices(2)).isZero();
        assertThat(positions()).as("none is free").containsExactly(3, 5, 7);
        enter();
        assertThat(it.node.deliveries)
                .singleElement()
                .satisfies(told -> assertThat(told.value() & 0xffffffffL).isEqualTo(SLICES | 2 << 8));
        assertThat(it.call(SystemCall.RECLAIM_ANSWER, SLICES, 1 + 1))
                .as("another one's")
                .isEqualTo(KernelError.BAD_ARGUMENT.number());
        assertThat(it.call(SystemCall.RECLAIM_ANSWER, FRAMES, 1 + 5)).isEqualTo(KernelError.NOT_READY.number());
        assertThat(it.call(SystemCall.RECLAIM_ANSWER, SLICES, 1 + 5)).isZero();
        assertThat(it.call(SystemCall.RECLAIM_ANSWER, SLICES, 1 + 5)).isEqualTo(KernelError.BAD_ARGUMENT.number());
        assertThat(it.call(SystemCall.RECLAIM_ANSWER, SLICES, 1 + 3)).isZero();
        assertThat(it.call(SystemCall.RECLAIM_ANSWER, SLICES, 1 + 7)).isEqualTo(KernelError.NOT_READY.number());
        assertThat(positions()).containsExactly(7);
        passDeadline();
        assertThat(positions()).containsExactly(7);
    }

    @Test
    void whoDoesNotAnswerLosesItsLastSlicesAndTheProcessor() {
        makeWith(2);
        long frame = mapVector();
        giveSlices(3, 5, 7);
        askSlices(2);
        enter();
        passDeadline();
        assertThat(positions()).containsExactly(3);
        assertThat(its().program().isOnProcessor())
                .as("it has the slice that is left")
                .isTrue();
        assertThat(vector(frame, 0)).isEqualTo(2);
        assertThat(vector(frame, 1)).isEqualTo(SLICES | 1 << 8 | 7L << 32);
        assertThat(vector(frame, 2)).isEqualTo(SLICES | 1 << 8 | 5L << 32);
        leave();
        askSlices(1);
        while (!its().program().isOnProcessor()) it.call(SystemCall.SLICE_YIELD, 0); // in its own slice
        passDeadline();
        assertThat(positions()).isEmpty();
        assertThat(its().program().isOnProcessor()).isFalse();
        assertThat(it.environment().program().isOnProcessor()).isTrue();
    }

    /// It cannot take its slice again by a capability for it.
    @Test
    void theNamesOfASliceGoWithIt() {
        makeWith(2);
        giveSlices();
        var names = new long[2];
        for (int i = 0; i < 2; i++) {
            long slice = it.call(SystemCall.CAP_PART, it.processorHandle(), ObjectKind.SLICE.number(), 3 + i);
            assertThat(slice).isPositive();
            long ticket = it.call(
                    SystemCall.CAP_GRANT,
                    slice,
                    Right.EXECUTE.bit(),
                    its().identity().name().word());
            enter();
            names[i] = it.call(SystemCall.CAP_ACCEPT, ticket);
            assertThat(it.call(SystemCall.SLICE_TAKE, names[i], 3 + i, 5_000, 0))
                    .isZero();
            leave();
        }
        assertThat(positions()).containsExactly(3, 4);
        askSlices(2);
        enter();
        assertThat(it.call(SystemCall.RECLAIM_ANSWER, SLICES, 1 + 3)).isZero();
        assertThat(it.call(SystemCall.SLICE_TAKE, names[0], 3, 5_000, 0)).isEqualTo(KernelError.BAD_HANDLE.number());
        assertThat(it.call(SystemCall.CAP_INSPECT, names[1])).isPositive();
        passDeadline();
        assertThat(its().capabilities().find(names[1])).isNull();
        assertThat(positions()).isEmpty();
    }

    @Test
    void aRequestForSlicesEndsWhenTheMakerHasTakenThem() {
        makeWith(2);
        giveSlices(3);
        askSlices(1);
        assertThat(it.call(SystemCall.SLICE_TAKE, it.processorHandle(), 3, 0, 0))
                .isZero();
        assertThat(it.call(SystemCall.CAP_INSPECT, child, SLICES)).isEqualTo(1);
        assertThat(askSlices(1)).isEqualTo(KernelError.BAD_ARGUMENT.number());
    }

    /// What it has bound slots to: the names of two endpoints of its maker.
    private long[] bindSlots(int... slots) {
        var names = new long[slots.length];
        for (int i = 0; i < slots.length; i++) {
            long endpoint = it.call(SystemCall.CAP_PART, 0, ObjectKind.ENDPOINT.number(), 100 + i);
            long ticket = it.call(
                    SystemCall.CAP_GRANT,
                    endpoint,
                    Right.WRITE.bit() | Right.DERIVE.bit(),
                    its().identity().name().word());
            enter();
            names[i] = it.call(SystemCall.CAP_ACCEPT, ticket);
            assertThat(it.call(SystemCall.ENDPOINT_BIND, names[i], slots[i])).isZero();
            leave();
        }
        return names;
    }

    private List<Integer> slots() {
        return it.kernel.reclaiming().endpointSlots(its());
    }

    @Test
    void whoIsAskedForEndpointsChoosesSlotsAndLosesTheNamesToo() {
        makeWith(2);
        long frame = mapVector();
        var names = bindSlots(5, 2, 3);
        assertThat(it.call(SystemCall.CAP_REVOKE, child, ENDPOINTS, 4, DEADLINE))
                .isEqualTo(KernelError.BAD_ARGUMENT.number());
        assertThat(it.call(SystemCall.CAP_REVOKE, child, ENDPOINTS, 2, DEADLINE))
                .isZero();
        assertThat(slots()).containsExactly(2, 3, 5);
        enter();
        long copy = it.call(SystemCall.CAP_DERIVE, names[1], Right.WRITE.bit());
        assertThat(it.call(SystemCall.RECLAIM_ANSWER, ENDPOINTS, 1 + 4)).isEqualTo(KernelError.BAD_ARGUMENT.number());
        assertThat(it.call(SystemCall.RECLAIM_ANSWER, ENDPOINTS, 1 + 2)).isZero();
        assertThat(slots()).containsExactly(3, 5);
        for (long name : new long[] {names[1], copy}) {
            assertThat(it.call(SystemCall.ENDPOINT_BIND, name, 2)).isEqualTo(KernelError.BAD_HANDLE.number());
        }
        passDeadline();
        assertThat(slots()).as("the last one was taken").containsExactly(3);
        assertThat(its().capabilities().find(names[0])).isNull();
        assertThat(its().capabilities().find(names[2])).isNotNull();
        assertThat(vector(frame, 0)).isEqualTo(1);
        assertThat(vector(frame, 1)).isEqualTo(ENDPOINTS | 1 << 8 | 5L << 32);
    }

    private long give(long handle, long back) {
        return it.call(SystemCall.BUFFER_GIVE, handle, back);
    }

    @Test
    void framesAreGivenForMessagesIfNothingElseLeadsToThem() {
        long memory = it.memoryHandle();
        long frames = it.call(SystemCall.FRAME_ALLOCATE, memory, 3);
        long derived = it.call(SystemCall.CAP_DERIVE, frames, READ);
        assertThat(give(frames, 0)).isEqualTo(KernelError.IN_USE.number());
        assertThat(give(derived, 0)).isEqualTo(KernelError.MISSING_RIGHT.number());
        assertThat(give(it.segmentHandle(0), 0)).isEqualTo(KernelError.WRONG_OBJECT.number());
        it.call(SystemCall.CAP_DELETE, derived);
        it.call(SystemCall.TLB_WRITE, frames, 0, PAGE, READ);
        assertThat(give(frames, 0)).as("mapped").isEqualTo(KernelError.IN_USE.number());
        it.call(SystemCall.TLB_DROP, PAGE);
        assertThat(give(frames, 0)).isZero();
        assertThat(give(frames, 0)).isEqualTo(KernelError.BAD_HANDLE.number());
        assertThat(it.environment().messages().spare()).isEqualTo(3);
        assertThat(available()).isEqualTo(atFirst - 3);
        assertThat(give(0, 4)).isEqualTo(KernelError.BAD_ARGUMENT.number());
        assertThat(give(0, 0)).isEqualTo(KernelError.BAD_ARGUMENT.number());
        assertThat(give(0, 2)).isZero();
        assertThat(available()).isEqualTo(atFirst - 1);
        assertThat(give(it.call(SystemCall.FRAME_ALLOCATE, memory, 64), 0))
                .as("more than messages can take")
                .isEqualTo(KernelError.BAD_ARGUMENT.number());
    }

    @Test
    void whatWasMadeHasNoMessages() {
        var handles = makeWith(4, 2);
        assertThat(it.call(SystemCall.CAP_REVOKE, child, Reclaimable.MESSAGE_PAGES.number(), 1, DEADLINE))
                .isEqualTo(KernelError.BAD_ARGUMENT.number());
        enter();
        assertThat(give(handles[0], 0)).isEqualTo(KernelError.NOT_READY.number());
    }

    @Test
    void noPrimitiveTakesLongerThanFourThousandCycles() {
        var runs = new int[70];
        Arrays.fill(runs, 1);
        var handles = makeWith(70, runs);
        enter();
        for (int i = 0; i < 70; i++) {
            it.call(SystemCall.TLB_WRITE, handles[i], 0, PAGE + 0x1000L * i, READ);
            it.call(SystemCall.CAP_DERIVE, handles[i], READ);
        }
        leave();
        long longest = 0;
        long before = it.node.clock;
        ask(70);
        longest = Math.max(longest, it.node.clock - before);
        it.node.clock += DEADLINE;
        before = it.node.clock;
        it.kernel.alarm(it.node.alarms.lastEntry().getValue());
        longest = Math.max(longest, it.node.clock - before);
        int entries = 0;
        while (!it.node.packets.isEmpty()) {
            before = it.node.clock;
            var packet = it.node.packets.removeFirst();
            it.kernel.packet(
                    0, packet.words().stream().mapToLong(Long::longValue).toArray());
            longest = Math.max(longest, it.node.clock - before);
            entries++;
        }
        assertThat(longest).isBetween(3_000L, 4_000L);
        assertThat(entries).isPositive();
        assertThat(inspect()).isZero();
        assertThat(available()).isEqualTo(atFirst);
    }

    @Test
    void anAnswerIsForFramesOfOnesOwn() {
        var handles = makeWith(6, 2, 2);
        mapVector();
        ask(4);
        enter();
        long derived = it.call(SystemCall.CAP_DERIVE, handles[0], READ);
        long lent = Objects.requireNonNull(
                        Objects.requireNonNull(its().guaranteed(PAGE >>> 12)).source())
                .handle();
        assertThat(answer(derived)).isEqualTo(KernelError.MISSING_RIGHT.number());
        assertThat(answer(lent)).isEqualTo(KernelError.MISSING_RIGHT.number());
        assertThat(answer(ITS_MEMORY)).isEqualTo(KernelError.WRONG_OBJECT.number());
        assertThat(answer(it.memoryHandle() + 77)).isEqualTo(KernelError.BAD_HANDLE.number());
        assertThat(it.call(SystemCall.RECLAIM_ANSWER, 9, handles[0])).isEqualTo(KernelError.BAD_ARGUMENT.number());
        assertThat(answer(handles[0])).isZero();
        assertThat(answer(handles[0])).isEqualTo(KernelError.NOT_READY.number());
    }

    @Test
    void theVectorIsWhereTheKernelMayWrite() {
        makeWith(4, 2);
        mapVector();
        long what = ContextField.REPOSSESSION.number();
        for (long address :
                new long[] {PAGE + 4, PAGE + AddressSpace.PAGE_BYTES - RepossessionVector.BYTES + 8, PAGE + 0x1000, -8
                }) {
            assertThat(it.call(SystemCall.ENVIRONMENT_SET, child, what, address))
                    .isEqualTo(KernelError.BAD_ADDRESS.number());
        }
        assertThat(it.call(SystemCall.ENVIRONMENT_SET, child, what, 0)).isZero();
    }
}

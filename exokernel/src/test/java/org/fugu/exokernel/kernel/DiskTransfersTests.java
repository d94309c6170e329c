package org.fugu.exokernel.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.fugu.exokernel.abi.ContextField;
import org.fugu.exokernel.abi.KernelError;
import org.fugu.exokernel.abi.ObjectKind;
import org.fugu.exokernel.abi.Right;
import org.fugu.exokernel.abi.Rights;
import org.fugu.exokernel.abi.SystemCall;
import org.fugu.exokernel.call.FakeNode;
import org.fugu.exokernel.call.Transfers;
import org.fugu.exokernel.capability.KernelObject;
import org.fugu.machine.state.SnapshotReader;
import org.fugu.machine.state.SnapshotWriter;
import org.fugu.machine.state.StateHash;
import org.fugu.machine.trap.TrapCause;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Extents of a disk that only writes down what it is asked: blocks of 512 bytes.
class DiskTransfersTests {
    private static final int PART = 200;
    private static final int BLOCKS = 300;
    private static final long READ = 0;
    private static final long WRITE = 1;
    private static final long MADE = 1L << 33;
    private static final Rights ALL = Rights.of(Right.READ, Right.WRITE, Right.DERIVE);

    private final KernelFixture it = new KernelFixture();
    private final long disk = it.environment()
            .capabilities()
            .grant(new KernelObject.Extent(PART, 0, BLOCKS), ALL)
            .handle();

    private long frames(int count) {
        return it.call(SystemCall.FRAME_ALLOCATE, it.memoryHandle(), count);
    }

    private long part(long of, long first, long count) {
        return it.call(SystemCall.CAP_PART, of, ObjectKind.EXTENT.number(), first, count);
    }

    private long transfer(long extent, long block, long blocks, long frames, long page, long way) {
        return it.call(SystemCall.EXTENT_TRANSFER, extent, block, blocks, frames, page, way);
    }

    private long underWay(long extent) {
        return it.call(SystemCall.CAP_INSPECT, extent, 2);
    }

    /// The disk ends the oldest transfer that it knows of.
    private void disk() {
        it.kernel.transferred(
                Objects.requireNonNull(it.node.requests.pollFirstEntry()).getKey());
    }

    private void interruptsAt(long entry) {
        assertThat(it.call(SystemCall.ENVIRONMENT_SET, 0, ContextField.INTERRUPT.number(), entry))
                .isZero();
    }

    private static long error(KernelError error) {
        return error.number();
    }

    @Test
    void anExtentSaysWhereItIsAndHowLarge() {
        long inner = part(part(disk, 100, 50), 20, 10);
        long inspected = it.call(SystemCall.CAP_INSPECT, inner);
        assertThat(inspected & 0xff).isEqualTo(ObjectKind.EXTENT.number());
        assertThat(inspected >>> 32).isEqualTo(10);
        assertThat(it.call(SystemCall.CAP_INSPECT, inner, 1))
                .as("of the job's part")
                .isEqualTo(120);
        assertThat(it.call(SystemCall.CAP_INSPECT, inner, 3)).isEqualTo(512);
        assertThat(it.call(SystemCall.CAP_INSPECT, inner, 4)).isEqualTo(error(KernelError.BAD_ARGUMENT));
        long[][] outside = {{-1, 1}, {0, 0}, {0, 11}, {10, 1}, {9, 2}, {Long.MAX_VALUE, 2}, {1, Long.MAX_VALUE}};
        for (var each : outside) assertThat(part(inner, each[0], each[1])).isEqualTo(error(KernelError.BAD_ARGUMENT));
    }

    @Test
    void blocksAreFoundOnTheDiskAndPagesInMemory() {
        long memory = frames(4);
        long inner = part(disk, 100, 50);
        assertThat(transfer(inner, 20, 17, memory, 1, WRITE)).isOne();
        assertThat(transfer(inner, 49, 1, memory, 3, READ)).isEqualTo(2);
        var first = it.node.requests.firstEntry().getValue();
        assertThat(first.first()).isEqualTo(PART + 120);
        assertThat(first.blocks()).isEqualTo(17);
        assertThat(first.writes()).isTrue();
        assertThat(first.frames()).hasSize(3);
        var run = Objects.requireNonNull(
                Objects.requireNonNull(it.environment().capabilities().find(memory))
                        .object()
                        .frames());
        for (int i = 0; i < 3; i++) assertThat(first.frames()[i]).isEqualTo(run.physical(1 + i));
        assertThat(it.node.requests.lastEntry().getValue().writes()).isFalse();
        assertThat(underWay(inner)).isEqualTo(2);
        assertThat(underWay(disk)).as("those of the whole alone").isZero();
        disk();
        assertThat(underWay(inner)).isOne();
    }

    @ParameterizedTest
    @CsvSource({
        "-1, 1, 0, 0, BAD_ARGUMENT",
        "300, 1, 0, 0, BAD_ARGUMENT",
        "299, 2, 0, 0, BAD_ARGUMENT",
        "9223372036854775807, 1, 0, 0, BAD_ARGUMENT",
        "4294967296, 1, 0, 0, BAD_ARGUMENT",
        "0, 0, 0, 0, BAD_ARGUMENT",
        "0, -1, 0, 0, BAD_ARGUMENT",
        "0, 65, 0, 0, BAD_ARGUMENT",
        "0, 4294967297, 0, 0, BAD_ARGUMENT",
        "0, 1, -1, 0, BAD_ARGUMENT",
        "0, 1, 3, 0, BAD_ARGUMENT",
        "0, 9, 2, 0, BAD_ARGUMENT",
        "0, 1, 9223372036854775807, 0, BAD_ARGUMENT",
        "0, 1, 0, 2, BAD_ARGUMENT",
        "0, 1, 0, -1, BAD_ARGUMENT"
    })
    void whatIsOutsideIsRefusedAndChangesNothing(long block, long blocks, long page, long way, KernelError error) {
        long memory = frames(3);
        var before = it.state();
        assertThat(transfer(disk, block, blocks, memory, page, way)).isEqualTo(error(error));
        assertThat(it.state()).isEqualTo(before);
        assertThat(it.node.requests).isEmpty();
    }

    @Test
    void bothCapabilitiesAreLookedAt() {
        long memory = frames(1);
        long readable = it.call(SystemCall.CAP_DERIVE, disk, Right.READ.bit());
        long readOnly = it.call(SystemCall.CAP_DERIVE, memory, Right.READ.bit());
        assertThat(transfer(0, 0, 1, memory, 0, READ)).isEqualTo(error(KernelError.BAD_HANDLE));
        assertThat(transfer(disk, 0, 1, 77, 0, READ)).isEqualTo(error(KernelError.BAD_HANDLE));
        assertThat(transfer(memory, 0, 1, memory, 0, READ)).isEqualTo(error(KernelError.WRONG_OBJECT));
        assertThat(transfer(disk, 0, 1, disk, 0, READ)).isEqualTo(error(KernelError.WRONG_OBJECT));
        assertThat(transfer(disk, 0, 1, it.segmentHandle(2), 0, READ))
                .as("a shared segment, whose pages are on two nodes")
                .isEqualTo(error(KernelError.WRONG_OBJECT));
        assertThat(transfer(readable, 0, 1, memory, 0, WRITE)).isEqualTo(error(KernelError.MISSING_RIGHT));
        assertThat(transfer(disk, 0, 1, readOnly, 0, READ)).isEqualTo(error(KernelError.MISSING_RIGHT));
        assertThat(transfer(disk, 0, 1, it.segmentHandle(0), 0, READ))
                .as("code")
                .isEqualTo(error(KernelError.MISSING_RIGHT));
        assertThat(transfer(readable, 0, 1, memory, 0, READ)).isOne();
        assertThat(transfer(disk, 0, 1, readOnly, 0, WRITE)).isEqualTo(2);
    }

    @Test
    void aJobHasSoManyAtATime() {
        long memory = frames(1);
        for (int i = 1; i <= Transfers.MOST; i++)
            assertThat(transfer(disk, 0, 1, memory, 0, READ)).isEqualTo(i);
        assertThat(transfer(disk, 0, 1, memory, 0, READ)).isEqualTo(error(KernelError.NOT_READY));
        disk();
        assertThat(transfer(disk, 0, 1, memory, 0, READ)).isEqualTo(Transfers.MOST + 1);
        for (int i = 0; i < Transfers.MOST; i++) disk();
        assertThat(it.node.requests).isEmpty();
    }

    @Test
    void whatIsNotToldCountsToo() {
        long memory = frames(1);
        interruptsAt(KernelFixture.TEXT);
        it.node.atomic = true;
        for (int i = 0; i < Transfers.MOST; i++) {
            transfer(disk, 0, 1, memory, 0, READ);
            disk();
        }
        assertThat(transfer(disk, 0, 1, memory, 0, READ)).isEqualTo(error(KernelError.NOT_READY));
        assertThat(it.node.deliveries).isEmpty();
    }

    @Test
    void theInterruptContextIsToldTheNumberOfEach() {
        long memory = frames(1);
        interruptsAt(KernelFixture.TEXT);
        for (int i = 0; i < 3; i++) transfer(disk, i, 1, memory, 0, READ);
        disk();
        assertThat(it.node.deliveries)
                .containsExactly(new FakeNode.Delivery(KernelFixture.TEXT, TrapCause.EXTENT_DONE, 1));
        it.node.atomic = true; // in its handler
        disk();
        disk();
        assertThat(it.node.deliveries).hasSize(1);
        it.node.atomic = false;
        for (int i = 0; i < 2; i++) look();
        assertThat(it.node.deliveries)
                .extracting(FakeNode.Delivery::value)
                .as("in the order in which they ended")
                .containsExactly(1L, 2L, 3L);
    }

    /// The alarm comes that the kernel has asked for.
    private void look() {
        var alarms = new TreeMap<>(it.node.alarms);
        it.node.alarms.clear();
        alarms.forEach((cycle, number) -> {
            it.node.clock = Math.max(it.node.clock, cycle);
            it.kernel.alarm(number);
        });
    }

    @Test
    void whoSleepsForAMessageWakesAndWhoComesLateDoesNotSleep() {
        long memory = frames(1);
        transfer(disk, 0, 1, memory, 0, READ);
        it.call(SystemCall.MESSAGE_WAIT);
        assertThat(it.node.asleep).isTrue();
        disk();
        assertThat(it.node.asleep).isFalse();
        it.call(SystemCall.MESSAGE_WAIT);
        assertThat(it.node.asleep).as("that was told").isTrue();
        it.node.asleep = false;

        transfer(disk, 0, 1, memory, 0, READ);
        disk();
        it.call(SystemCall.MESSAGE_WAIT);
        assertThat(it.node.asleep).as("it ended before").isFalse();
        it.call(SystemCall.MESSAGE_WAIT);
        assertThat(it.node.asleep).isTrue();
    }

    @Test
    void aTransferGoesWithEitherOfItsCapabilities() {
        interruptsAt(KernelFixture.TEXT);
        long memory = frames(2);
        long some = it.call(SystemCall.CAP_DERIVE, memory, Right.READ.bit() | Right.WRITE.bit());
        long extent = part(disk, 0, 100);
        transfer(extent, 0, 1, some, 0, READ);
        transfer(disk, 0, 1, some, 0, READ);
        transfer(disk, 0, 1, memory, 1, READ);
        assertThat(it.call(SystemCall.CAP_REVOKE, disk)).isZero();
        assertThat(it.node.cancelled).containsExactly(1L);
        assertThat(it.call(SystemCall.CAP_DELETE, some)).isZero();
        assertThat(it.node.cancelled).containsExactly(1L, 2L);
        assertThat(it.node.requests.keySet()).containsExactly(3L);
        for (int i = 0; i < 2; i++) look();
        assertThat(it.node.deliveries)
                .extracting(FakeNode.Delivery::value)
                .containsExactly(1 | DiskTransfers.CANCELLED, 2 | DiskTransfers.CANCELLED);
    }

    @Test
    void framesAreNotGivenBackBeforeTheDiskHasLetGo() {
        long memory = frames(2);
        transfer(disk, 0, 1, memory, 1, READ);
        assertThat(it.call(SystemCall.FRAME_FREE, memory)).isEqualTo(error(KernelError.IN_USE));
        assertThat(it.call(SystemCall.CAP_DELETE, memory)).isEqualTo(error(KernelError.IN_USE));
        disk();
        assertThat(it.call(SystemCall.FRAME_FREE, memory)).isZero();
    }

    @Test
    void whatEndsLeavesNothingWithTheDisk() {
        transfer(disk, 0, 1, frames(2), 1, READ);
        transfer(disk, 0, 1, it.segmentHandle(1), 0, WRITE);
        it.call(SystemCall.EXIT, 0);
        assertThat(it.node.requests).isEmpty();
        assertThat(it.node.cancelled).containsExactly(1L, 2L);
    }

    /// What another environment of the rank was granted breaks with the ticket's root, in flight too.
    @Test
    void anExtentCanBeGrantedWithinTheRankAlone() {
        assertThat(it.call(SystemCall.CAP_GRANT, disk, Right.READ.bit(), 1L << 32 | 1))
                .as("another rank")
                .isEqualTo(error(KernelError.WRONG_OBJECT));
        long made = it.call(SystemCall.ENVIRONMENT_MAKE, it.memoryHandle(), 2, KernelFixture.TEXT, 0x50000, 0, 0);
        long extent = part(disk, 10, 10);
        long ticket = it.call(SystemCall.CAP_GRANT, extent, Right.READ.bit(), MADE + made);
        assertThat(ticket).isPositive();
        it.call(SystemCall.SLICE_TAKE, it.processorHandle(), 1, 2_000);
        it.call(SystemCall.SLICE_YIELD, made);
        long own = it.call(SystemCall.CAP_ACCEPT, ticket);
        assertThat(own).isPositive();
        assertThat(it.call(SystemCall.CAP_INSPECT, own, 1)).isEqualTo(10);
    }

    @Test
    void aSnapshotHoldsWhatIsUnderWayAndWhatIsUntold() {
        interruptsAt(KernelFixture.TEXT);
        it.node.atomic = true;
        long memory = frames(2);
        for (int i = 0; i < 4; i++) transfer(disk, i, 1, memory, 0, READ);
        disk();
        disk();
        var state = occasional(it);
        assertThat(state.isUsed()).isTrue();
        var out = new SnapshotWriter();
        state.save(out);
        disk();
        var other = hash(state);
        var bytes = out.toBytes();
        var in = new SnapshotReader(bytes);
        state.restore(in);
        in.end();
        assertThat(hash(state)).isNotEqualTo(other);
        var again = new SnapshotWriter();
        state.save(again);
        assertThat(again.toBytes()).isEqualTo(bytes);
        assertThat(occasional(new KernelFixture()).isUsed()).isFalse();
    }

    private static String hash(OccasionalState state) {
        var hash = new StateHash();
        state.save(hash);
        return hash.hex();
    }

    private static OccasionalState occasional(KernelFixture of) {
        return of.kernel.occasional().stream()
                .filter(each -> each.name().equals("transfers"))
                .findFirst()
                .orElseThrow();
    }

    /// An extent or frames, as a program may think of them.
    private static final class Held {
        final long handle;
        final @Nullable Held parent;
        final int first;
        final int count;
        final int rights;
        boolean gone;

        Held(long handle, @Nullable Held parent, int first, int count, int rights) {
            this.handle = handle;
            this.parent = parent;
            this.first = first;
            this.count = count;
            this.rights = rights;
        }

        boolean isBelow(Held other) {
            for (var at = this; at != null; at = at.parent) if (at == other) return true;
            return false;
        }
    }

    private record Begun(Held extent, Held frames, int block) {}

    /// Extents are cut, narrowed, revoked and deleted at random while blocks are moved. Whatever the disk
    /// still has to do rests on two capabilities that the model still has, and is within both.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void theDiskDoesWhatTheModelAllowsAndNothingElse(long seed) {
        var random = new Random(seed);
        var extents = new ArrayList<>(List.of(new Held(disk, null, 0, BLOCKS, ALL.bits())));
        var memories = new ArrayList<Held>();
        for (int i = 0; i < 3; i++) memories.add(new Held(frames(4), null, 0, 4, Rights.FRAME_OWNER.bits()));
        var begun = new TreeMap<Long, Begun>();
        int refused = 0;
        int cancelled = 0;
        int over = 0;
        for (int step = 0; step < 10_000; step++) {
            var from = extents.get(random.nextInt(extents.size()));
            var memory = memories.get(random.nextInt(memories.size()));
            switch (random.nextInt(30)) {
                case 0 -> {
                    int first = random.nextInt(-2, 80);
                    int count = random.nextInt(-1, 90);
                    boolean fits = first >= 0 && count > 0 && first + count <= from.count;
                    long handle = part(from.handle, first, count);
                    assertThat(handle > 0).isEqualTo(may(from, Right.DERIVE) && fits && depth(from) < 64);
                    if (handle > 0) extents.add(new Held(handle, from, from.first + first, count, from.rights));
                }
                case 1 -> {
                    boolean isExtent = random.nextBoolean();
                    var whole = isExtent ? from : memory;
                    int rights = random.nextInt(16);
                    boolean may = may(whole, Right.DERIVE) && (whole.rights & rights) == rights && depth(whole) < 64;
                    long handle = it.call(SystemCall.CAP_DERIVE, whole.handle, rights);
                    assertThat(handle > 0).isEqualTo(may);
                    if (handle > 0) {
                        (isExtent ? extents : memories).add(new Held(handle, whole, whole.first, whole.count, rights));
                    }
                }
                case 2 -> {
                    boolean isExtent = random.nextBoolean();
                    var root = isExtent ? from : memory;
                    boolean itself = random.nextInt(8) > 0 && root.parent != null;
                    long answer = it.call(itself ? SystemCall.CAP_DELETE : SystemCall.CAP_REVOKE, root.handle);
                    boolean may = itself ? !root.gone : may(root, Right.DERIVE);
                    assertThat(answer == 0).isEqualTo(may);
                    if (!may) continue;
                    for (var each : isExtent ? extents : memories) {
                        each.gone |= each.isBelow(root) && (itself || each != root);
                    }
                    int before = begun.size();
                    begun.values().removeIf(each -> each.extent.gone || each.frames.gone);
                    cancelled += before - begun.size();
                }
                case 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 -> {
                    if (it.node.requests.isEmpty()) continue;
                    begun.remove(it.node.requests.firstKey());
                    over++;
                    disk();
                }
                default -> {
                    int block = random.nextInt(-1, 100);
                    int blocks = random.nextInt(0, 20);
                    int page = random.nextInt(-1, 4);
                    boolean writes = random.nextBoolean();
                    boolean fits = block >= 0 && blocks > 0 && block + blocks <= from.count;
                    boolean isThere = page >= 0 && page + Math.ceilDiv(blocks, 8) <= 4;
                    boolean may = may(from, writes ? Right.WRITE : Right.READ)
                            && may(memory, writes ? Right.READ : Right.WRITE)
                            && begun.size() < Transfers.MOST;
                    long answer = transfer(from.handle, block, blocks, memory.handle, page, writes ? WRITE : READ);
                    assertThat(answer > 0).isEqualTo(fits && isThere && may);
                    if (answer > 0) begun.put(it.node.requests.lastKey(), new Begun(from, memory, from.first + block));
                    else refused++;
                }
            }
            assertThat(it.node.requests.keySet()).as("step %d", step).isEqualTo(begun.keySet());
            begun.forEach((number, each) -> assertThat(
                            Objects.requireNonNull(it.node.requests.get(number)).first())
                    .isEqualTo(PART + each.block));
            extents.removeIf(each -> each.gone && random.nextInt(4) == 0);
            memories.removeIf(each -> each.gone && random.nextInt(4) == 0);
        }
        assertThat(List.of(refused, cancelled, over)).allMatch(count -> count > 20);
    }

    private static boolean may(Held held, Right right) {
        return !held.gone && (held.rights & right.bit()) != 0;
    }

    private static int depth(Held held) {
        return held.parent == null ? 0 : 1 + depth(held.parent);
    }
}

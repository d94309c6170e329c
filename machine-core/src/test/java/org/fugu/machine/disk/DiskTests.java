package org.fugu.machine.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import java.util.TreeMap;
import org.fugu.machine.access.FlatMemory;
import org.fugu.machine.access.Mmu;
import org.fugu.machine.access.Reservations;
import org.fugu.machine.clock.NodeClock;
import org.fugu.machine.cpu.Contexts;
import org.fugu.machine.memory.Dram;
import org.fugu.machine.memory.LineShape;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.state.BadSnapshotException;
import org.fugu.machine.state.SnapshotReader;
import org.fugu.machine.state.SnapshotWriter;
import org.fugu.machine.state.StateHash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A disk alone, on memory where nothing has to be asked for.
class DiskTests {
    private static final LineShape LINES = new LineShape(16);
    private static final Preset FUGU = Preset.named("fugu");

    /// 100 blocks of 512 bytes: ten a track, two tracks a cylinder, five cylinders.
    private static final DiskShape SMALL = new DiskShape(100, 512, 10, 2, 1_000, 50, 80, 200, 7);

    private final NodeClock clock = new NodeClock();
    private final Contexts contexts = new Contexts(1, LINES);
    private final Dram dram = new Dram();
    private final FlatMemory memory = new FlatMemory(
            0, clock, new Mmu(8, LINES, contexts), contexts, LINES, new Dram[] {dram}, new Reservations(1, LINES));
    private final TreeMap<Long, Long> steps = new TreeMap<>(); // by run, when
    private final Disk disk = new Disk(memory, (time, run) -> steps.put(run, time), FUGU);

    /// The next step, whenever it is.
    private long step() {
        var next = steps.pollFirstEntry();
        now = next.getValue();
        return disk.step(now, next.getKey());
    }

    private long now;

    private long end() {
        while (true) {
            long over = step();
            if (over != Disk.NONE) return over;
        }
    }

    private static DiskRequest reads(long number, int first, int blocks, long... frames) {
        return new DiskRequest(number, first, blocks, frames, false);
    }

    private static DiskRequest writes(long number, int first, int blocks, long... frames) {
        return new DiskRequest(number, first, blocks, frames, true);
    }

    private byte[] fill(int frame, int value) {
        Arrays.fill(dram.frame(frame), (byte) value);
        return dram.frame(frame).clone();
    }

    @Test
    void aSeekIsAsLongAsTheWay() {
        assertThat(SMALL.seek(2, 2)).isZero();
        assertThat(SMALL.seek(2, 3)).as("a third of five is one").isEqualTo(80);
        assertThat(SMALL.seek(0, 4)).isEqualTo(200);
        assertThat(SMALL.seek(4, 0)).isEqualTo(200);
        assertThat(SMALL.seek(0, 2)).as("a third of the way from one to four").isEqualTo(120);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fugu", "decstation-5000-200", "decstation-3100"})
    void aPresetsSeeksAreThoseOfItsFigures(String name) {
        var preset = Preset.named(name);
        var shape = DiskShape.of(preset);
        int cylinders = Math.ceilDiv(shape.blocks(), shape.trackBlocks() * shape.cylinderTracks());
        assertThat(shape.seek(0, 1)).isEqualTo(preset.cyclesOf("disk.seek_least"));
        assertThat(shape.seek(0, cylinders / 3)).isEqualTo(preset.cyclesOf("disk.seek_average"));
        assertThat(shape.seek(cylinders - 1, 0)).isEqualTo(preset.cyclesOf("disk.seek_most"));
        long before = 0;
        for (int way = 0; way < cylinders; way++) {
            assertThat(shape.seek(0, way)).isGreaterThanOrEqualTo(before);
            before = shape.seek(0, way);
        }
    }

    @Test
    void aBlockIsWaitedForUntilItComesRound() {
        assertThat(SMALL.rotate(0, 0)).isZero();
        assertThat(SMALL.rotate(0, 3)).isEqualTo(300);
        assertThat(SMALL.rotate(250, 3)).isEqualTo(50);
        assertThat(SMALL.rotate(301, 3)).isEqualTo(999);
        assertThat(SMALL.rotate(5_000_300, 13)).as("on the next track too").isZero();
    }

    @Test
    void aRequestTakesItsOverheadTheWayTheWaitAndTheBlocks() {
        assertThat(SMALL.end(0, 0, 3, 2)).isEqualTo(7 + 293 + 200);
        assertThat(SMALL.end(1_000, 0, 23, 1)).isEqualTo(1_007 + 80 + 213 + 100);
        long first = 7 + 793 + 1_200; // eight blocks to the track's end, and four more to the cylinder's
        assertThat(SMALL.end(0, 0, 8, 12)).isEqualTo(first);
        assertThat(SMALL.end(0, 0, 8, 13)).as("block 20 has passed by then").isEqualTo(first + 80 + 920 + 100);
    }

    @Test
    void figuresThatDoNotGoTogetherAreSaid() {
        var slow = FUGU.with("disk.seek_least", 30_000_000);
        assertThat(slow.conflicts())
                .singleElement()
                .satisfies(conflict ->
                        assertThat(conflict.detail()).contains("disk.seek_least", "a longer way takes no less time"));
    }

    /// A run without a disk is what it was before machines had one.
    @Test
    void aDiskIsNoPartOfWhatAMachineIsCalledUnlessItWasChanged() {
        assertThat(FUGU.canonicalText()).doesNotContain("disk.");
        assertThat(FUGU.with("disk.overhead", 1_000).canonicalText()).contains("disk.overhead=1000");
        assertThat(FUGU.with("disk.overhead", 1_000).with("disk.overhead", FUGU.value("disk.overhead")))
                .isEqualTo(FUGU);
    }

    @Test
    void whatWasWrittenIsReadAgain() {
        var wrote = fill(3, 0x5a);
        disk.begin(0, writes(1, 77, 1, 3));
        assertThat(end()).isEqualTo(1);
        assertThat(now).isEqualTo(disk.shape().end(0, 0, 77, 1));
        long began = now;
        disk.begin(began, reads(2, 77, 2, 5, 6));
        assertThat(dram.frame(5)).containsOnly(0);
        fill(6, 9);
        assertThat(end()).isEqualTo(2);
        assertThat(dram.frame(5)).isEqualTo(wrote);
        assertThat(dram.frame(6)).as("nothing was there").containsOnly(0);
        assertThat(disk.get(77 * 4096L, 4096)).isEqualTo(wrote);
    }

    @Test
    void whatIsWrittenIsWhatWasThereWhenTheHeadsBeganToMove() {
        var wrote = fill(3, 1);
        disk.begin(0, writes(1, 0, 1, 3));
        assertThat(step()).isEqualTo(Disk.NONE); // read from memory
        fill(3, 2);
        assertThat(end()).isEqualTo(1);
        assertThat(disk.get(0, 4096)).isEqualTo(wrote);
    }

    @Test
    void requestsAreServedInTheirOrder() {
        for (int i = 0; i < 5; i++) disk.begin(0, writes(i, 1_000 * (7 * i % 5), 1, 3));
        for (int i = 0; i < 5; i++) assertThat(end()).isEqualTo(i);
        assertThat(steps).isEmpty();
    }

    @Test
    void whatIsCancelledMovesNothingWhereverItIs() {
        for (int stepsBefore = 0; stepsBefore < 3; stepsBefore++) {
            for (boolean isWrite : new boolean[] {false, true}) {
                disk.put(4096 * 9L, fill(2, 7));
                fill(3, 8);
                disk.begin(now, isWrite ? writes(1, 9, 1, 3) : reads(1, 9, 1, 3));
                disk.begin(now, reads(2, 9, 1, 4));
                int done = 0;
                while (done < stepsBefore && step() == Disk.NONE) done++;
                if (done < stepsBefore) end(); // it was over
                else disk.cancel(now, 1);
                assertThat(disk.isMoving(3)).isFalse();
                if (done == stepsBefore) assertThat(end()).as("the other one").isEqualTo(2);
                assertThat(dram.frame(3)).containsOnly(done < stepsBefore && !isWrite ? 7 : 8);
                assertThat(disk.get(4096 * 9L, 1)).containsOnly(done < stepsBefore && isWrite ? 8 : 7);
                while (!steps.isEmpty()) step();
            }
        }
    }

    @Test
    void aFrameIsInUseUntilItsRequestIsOver() {
        disk.begin(0, reads(1, 0, 1, 3));
        disk.begin(0, reads(2, 0, 1, 4));
        assertThat(disk.isMoving(3)).isTrue();
        assertThat(disk.isMoving(4)).isTrue();
        assertThat(disk.isMoving(5)).isFalse();
        end();
        assertThat(disk.isMoving(3)).isFalse();
        assertThat(disk.isMoving(4)).isTrue();
        end();
        assertThat(disk.isMoving(4)).isFalse();
    }

    @Test
    void aDiskThatHoldsTheSameIsTheSame() {
        var contents = new DiskSurface(1 << 20);
        var untouched = hash(contents);
        contents.write(5_000, new byte[] {1, 2, 3}, 0, 3);
        assertThat(hash(contents)).isNotEqualTo(untouched);
        contents.write(4_090, new byte[10_000], 0, 10_000);
        assertThat(hash(contents)).as("zeros take nothing").isEqualTo(untouched);
        assertThatThrownBy(() -> contents.write((1 << 20) - 2, new byte[3], 0, 3))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static String hash(DiskSurface contents) {
        var hash = new StateHash();
        contents.save(hash);
        return hash.hex();
    }

    /// A disk that goes on from a snapshot does what the one does that went on.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void aSnapshotCanBeTakenBeforeEachStep(long seed) {
        var random = new Random(seed);
        for (int frame = 1; frame < 9; frame++) random.nextBytes(dram.frame(frame));
        for (int i = 0; i < 12; i++) {
            int first = random.nextInt(disk.shape().blocks() - 3);
            long[] frames = {1 + random.nextInt(8), 1 + random.nextInt(8)};
            disk.begin(now, new DiskRequest(i, first, 2, frames, random.nextBoolean()));
        }
        int before = random.nextInt(20);
        for (int i = 0; i < before; i++) step();
        var snapshot = new SnapshotWriter();
        disk.save(snapshot);
        var other = new Disk(memory, (_, _) -> {}, FUGU);
        var in = new SnapshotReader(snapshot.toBytes());
        other.restore(in);
        in.end();
        assertThat(state(other)).isEqualTo(state(disk));
        var slow = new Disk(memory, (_, _) -> {}, FUGU.with("disk.overhead", 5));
        assertThatThrownBy(() -> slow.restore(new SnapshotReader(snapshot.toBytes())))
                .isInstanceOf(BadSnapshotException.class)
                .hasMessageContaining("another disk");
    }

    private static String state(Disk of) {
        var hash = new StateHash();
        of.save(hash);
        return hash.hex();
    }
}

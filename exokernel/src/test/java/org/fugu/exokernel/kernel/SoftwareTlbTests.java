package org.fugu.exokernel.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.fugu.machine.kernel.Translations;
import org.fugu.machine.state.SnapshotReader;
import org.fugu.machine.state.SnapshotWriter;
import org.fugu.machine.state.StateHash;
import org.fugu.machine.tlb.Tlb;
import org.fugu.machine.tlb.Translation;
import org.junit.jupiter.api.Test;

class SoftwareTlbTests {
    private static final long SEED = Long.getLong("fugu.seed", 1995);
    private static final int STEPS = 200_000;
    private static final int READ = Tlb.READ;

    /// Records what comes through, and ends what was begun when it is told to.
    private static final class Hardware implements Translations {
        final List<String> calls = new ArrayList<>();
        Translation begun = translation(0, 0, 0);

        @Override
        public void tlbWrite(int addressSpace, long virtualPage, long frame, int rights) {
            calls.add("write " + virtualPage);
        }

        @Override
        public void bind(Translation translation) {
            begun = translation;
        }

        @Override
        public boolean revoke(long... bindWords) {
            calls.add("revoke " + bindWords.length);
            return true;
        }

        @Override
        public boolean tlbDrop(int addressSpace, long virtualPage) {
            calls.add("drop " + virtualPage);
            return true;
        }

        @Override
        public void tlbDropFrame(long frame) {
            calls.add("drop frame " + frame);
        }

        @Override
        public long tlbProbe(int addressSpace, long virtualPage) {
            return virtualPage;
        }

        @Override
        public void runAddressSpace(int addressSpace) {
            calls.add("run " + addressSpace);
        }
    }

    private final Hardware hardware = new Hardware();
    private final SoftwareTlb tlb = new SoftwareTlb(hardware);

    private static Translation translation(int space, long page, long frame) {
        return new Translation(space, page, frame, READ, frame * 16, Translation.NO_WORD, 0);
    }

    private void bind(int space, long page, long frame) {
        tlb.bind(translation(space, page, frame));
        tlb.bound(hardware.begun.boundAt(frame), true);
    }

    @Test
    void whatWasWrittenIsFoundWithWhatTheKernelsWordWas() {
        bind(1, 7, 3);
        assertThat(tlb.look(1, 7, READ)).isEqualTo(translation(1, 7, 3).boundAt(3));
        assertThat(tlb.look(2, 7, READ)).as("another address space").isNull();
        assertThat(tlb.look(1, 7 + SoftwareTlb.ENTRIES, READ))
                .as("the same place")
                .isNull();
        assertThat(tlb.look(1, 7, Tlb.WRITE)).as("a right that it has not").isNull();
        assertThat(tlb.hits()).isOne();
        assertThat(tlb.misses()).isEqualTo(3);
    }

    @Test
    void whatHasNotBeenWrittenYetIsNotFound() {
        bind(1, 7, 3);
        tlb.bind(translation(1, 7, 4));
        assertThat(tlb.find(1, 7)).as("neither the new one nor the old one").isNull();
        tlb.bound(hardware.begun, false);
        assertThat(tlb.find(1, 7)).isNull();
    }

    @Test
    void onePlaceHasOneEntry() {
        bind(1, 7, 3);
        bind(1, 7 + SoftwareTlb.ENTRIES, 4);
        assertThat(tlb.find(1, 7)).isNull();
        assertThat(tlb.find(1, 7 + SoftwareTlb.ENTRIES)).isNotNull();
        assertThat(tlb.entries()).hasSize(1);
    }

    @Test
    void whatTheKernelDoesReachesTheHardware() {
        tlb.tlbWrite(1, 2, 3, READ);
        tlb.tlbDrop(1, 4);
        tlb.tlbDropFrame(5);
        tlb.revoke(6, 7);
        tlb.runAddressSpace(8);
        assertThat(hardware.calls).containsExactly("write 2", "drop 4", "drop frame 5", "revoke 2", "run 8");
        assertThat(tlb.tlbProbe(1, 9)).isEqualTo(9);
    }

    @Test
    void aHitAllocatesNothingNew() {
        bind(1, 7, 3);
        var known = tlb.look(1, 7, READ);
        tlb.bind(translation(1, 7, 3).boundAt(3));
        tlb.bound(hardware.begun.boundAt(3), true);
        assertThat(tlb.look(1, 7, READ)).isEqualTo(known).isSameAs(hardware.begun);
    }

    @Test
    void whatIsKnownComesBackFromASnapshot() {
        assertThat(tlb.isUsed()).isFalse();
        bind(1, 7, 3);
        bind(2, 9, 4);
        tlb.look(1, 7, READ);
        tlb.look(1, 8, READ);
        var out = new SnapshotWriter();
        tlb.save(out);
        var other = new SoftwareTlb(hardware);
        other.restore(new SnapshotReader(out.toBytes()));
        assertThat(other.isUsed()).isTrue();
        assertThat(other.entries()).isEqualTo(tlb.entries()).hasSize(2);
        assertThat(other.hits()).isOne();
        assertThat(digest(other)).isEqualTo(digest(tlb));
        tlb.tlbDrop(2, 9);
        assertThat(digest(other)).isNotEqualTo(digest(tlb));
    }

    private static String digest(SoftwareTlb of) {
        var hash = new StateHash();
        of.save(hash);
        return hash.hex();
    }

    /// Whatever takes translations away takes them from here, and nothing is found that was not written.
    @Test
    void nothingIsFoundAfterADropByAnyWay() {
        var random = new Random(SEED);
        var model = new TreeMap<String, Translation>();
        for (int step = 0; step < STEPS; step++) {
            int space = 1 + random.nextInt(3);
            long page = random.nextInt(40) * (long) (SoftwareTlb.ENTRIES / 16);
            long frame = random.nextInt(30);
            switch (random.nextInt(8)) {
                case 0, 1, 2, 3 -> {
                    boolean written = random.nextInt(4) > 0;
                    tlb.bind(translation(space, page, frame));
                    if (written || random.nextBoolean()) tlb.bound(hardware.begun.boundAt(step), written);
                    model.remove(space + " " + page);
                    if (!written) break;
                    int index = SoftwareTlb.index(space, page);
                    model.values()
                            .removeIf(each -> SoftwareTlb.index(each.addressSpace(), each.virtualPage()) == index);
                    model.put(
                            space + " " + page, translation(space, page, frame).boundAt(step));
                }
                case 4 -> {
                    tlb.tlbDrop(space, page);
                    model.remove(space + " " + page);
                }
                case 5 -> {
                    tlb.tlbDropFrame(frame);
                    model.values().removeIf(each -> each.frame() == frame);
                }
                case 6 -> {
                    tlb.tlbWrite(space, page, frame, READ);
                    model.remove(space + " " + page);
                }
                default -> {
                    if (random.nextInt(20) > 0) break;
                    tlb.forget(space);
                    model.values().removeIf(each -> each.addressSpace() == space);
                }
            }
            int asked = 1 + random.nextInt(3);
            long of = random.nextInt(40) * (long) (SoftwareTlb.ENTRIES / 16);
            assertThat(tlb.find(asked, of)).as("step %d, seed %d", step, SEED).isEqualTo(model.get(asked + " " + of));
            if (step % 1000 == 0) assertThat(tlb.entries()).hasSize(model.size());
        }
    }
}

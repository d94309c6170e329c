package org.fugu.machine.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.fugu.machine.cache.HitTable;
import org.fugu.machine.clock.EventQueue;
import org.fugu.machine.clock.NodeClock;
import org.fugu.machine.coherence.CoherenceMessage.Kind;
import org.fugu.machine.cpu.AccessKind;
import org.fugu.machine.cpu.AccessPort;
import org.fugu.machine.cpu.Contexts;
import org.fugu.machine.memory.Dram;
import org.fugu.machine.memory.LineShape;
import org.fugu.machine.observe.NodeRecorder;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.tlb.Tlb;
import org.fugu.machine.tlb.Translation;
import org.junit.jupiter.api.Test;

/// A miss in a node's own memory comes at once, but only where nobody could tell that from waiting.
class LocalMissTests {
    private static final LineShape LINES = new LineShape(16);
    private static final Preset PRESET = Preset.named("fugu");
    private static final int PAGE = 4096;
    private static final int FRAME = 3;

    /// Its lines take the places of those of [#FRAME] in the cache.
    private static final int RIVAL = FRAME + PRESET.intValue("cache.bytes") / PAGE;

    private final NodeClock clock = new NodeClock();
    private final Contexts contexts = new Contexts(1, LINES);
    private final Mmu mmu = new Mmu(8, LINES, contexts);
    private long nextEvent = EventQueue.NEVER;
    private int delivered;
    private final CoherentMemory memory = new CoherentMemory(
            0,
            clock,
            mmu,
            contexts,
            LINES,
            new Dram[] {new Dram()},
            PRESET,
            8,
            false,
            (_, _, _, _, _) -> {
                throw new AssertionError("nothing leaves the node");
            },
            new Events(),
            new NodeRecorder(0));

    LocalMissTests() {
        clock.horizon(1_000);
        for (int frame : new int[] {FRAME, RIVAL}) mmu.tlb().write(0, frame, frame, Tlb.READ | Tlb.WRITE);
    }

    private final class Events implements CoherentMemory.Schedule {
        @Override
        public void deliver(long time, Kind kind, long line) {
            throw new AssertionError("nothing waits");
        }

        @Override
        public long headTime() {
            return nextEvent;
        }

        @Override
        public void delivered() {
            delivered++;
        }

        @Override
        public void releaseHeld(long time) {
            throw new AssertionError("nothing is reserved");
        }

        @Override
        public void handled(long time, long line) {
            throw new AssertionError("no software runs here");
        }
    }

    private int access(int frame, AccessKind kind) {
        return memory.obtain((long) frame * PAGE, 8, kind, 1);
    }

    @Test
    void itTakesItsTimeAndCountsItsEvents() {
        assertThat(access(FRAME, AccessKind.LOAD)).isEqualTo(AccessPort.READY);
        assertThat(clock.now).as("the access's own cycle comes behind").isEqualTo(PRESET.value("memory.local_miss"));
        assertThat(delivered).as("request and grant").isEqualTo(2);
        assertThat(hits()).isTrue();
    }

    private boolean hits() {
        HitTable hits = memory.hits;
        long address = (long) FRAME * PAGE;
        return hits.loads[hits.entry(address)] == hits.tag(address, 8);
    }

    @Test
    void itWaitsWhereAnotherNodeOrAnEventComesFirst() {
        clock.horizon(PRESET.value("memory.local_miss"));
        assertThat(access(FRAME, AccessKind.LOAD)).isEqualTo(AccessPort.STALLED);
        clock.horizon(1_000);
        nextEvent = PRESET.value("memory.local_miss");
        assertThat(access(FRAME, AccessKind.LOAD)).isEqualTo(AccessPort.STALLED);
        assertThat(clock.now).isZero();
        assertThat(delivered).isZero();
    }

    @Test
    void aLineThatIsGivenBackIsOneEventMore() {
        access(FRAME, AccessKind.STORE);
        delivered = 0;

        assertThat(access(RIVAL, AccessKind.LOAD)).isEqualTo(AccessPort.READY);
        assertThat(delivered).isEqualTo(3);
        assertThat(hits()).isFalse();
    }

    /// A translation would go with it, and the next instruction be fetched anew.
    @Test
    void aLineFromWhichATranslationFollowsIsNotDisplacedAtOnce() {
        access(FRAME, AccessKind.STORE);
        long word = (long) FRAME * PAGE;
        mmu.tlb().write(new Translation(0, 9, 9, Tlb.READ, word, Translation.NO_WORD, 0));

        assertThat(access(RIVAL, AccessKind.LOAD)).isEqualTo(AccessPort.STALLED);
        assertThat(mmu.tlb().find(0, 9)).isNotEqualTo(Tlb.MISS);
    }
}

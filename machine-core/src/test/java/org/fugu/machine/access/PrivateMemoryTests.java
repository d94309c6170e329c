package org.fugu.machine.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeMap;
import org.fugu.machine.cache.PrivateCaches;
import org.fugu.machine.cache.WriteBuffer;
import org.fugu.machine.clock.NodeClock;
import org.fugu.machine.cpu.AccessKind;
import org.fugu.machine.cpu.AccessPort;
import org.fugu.machine.cpu.Contexts;
import org.fugu.machine.memory.Dram;
import org.fugu.machine.memory.LineShape;
import org.fugu.machine.observe.CycleAccount.Category;
import org.fugu.machine.observe.NodeRecorder;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.tlb.Tlb;
import org.junit.jupiter.api.Test;

/// Memory of a workstation: whatever an access takes beyond a hit passes where it happens, so that no
/// access ever waits.
class PrivateMemoryTests {
    private static final Preset PRESET = Preset.named("decstation-5000-200");
    private static final LineShape LINES = new LineShape(PRESET.intValue("cache.line"));
    private static final long PAGE = 3;
    private static final long VIRTUAL = PAGE << 12 | 0x40;
    private static final long PHYSICAL = 5L << 12 | 0x40;

    private final NodeClock clock = new NodeClock();
    private final Contexts contexts = new Contexts(1, LINES);
    private final Mmu mmu = new Mmu(8, LINES, contexts);
    private final PrivateMemory memory = new PrivateMemory(
            clock,
            mmu,
            contexts,
            LINES,
            new Dram[] {new Dram()},
            new PrivateCaches(PRESET, LINES),
            WriteBuffer.of(PRESET),
            new NodeRecorder(0));

    PrivateMemoryTests() {
        mmu.tlb().write(0, PAGE, 5, Tlb.READ | Tlb.WRITE | Tlb.EXECUTE);
    }

    /// How long it takes.
    private long access(AccessKind kind) {
        long since = clock.now;
        assertThat(memory.acquire(VIRTUAL, 4, kind)).isEqualTo(AccessPort.READY);
        return clock.now - since;
    }

    @Test
    void aMissTakesItsTimeWhereItHappensAndTheNextAccessHits() {
        long miss = access(AccessKind.LOAD);
        assertThat(miss).isPositive();
        assertThat(access(AccessKind.LOAD)).isZero();
        assertThat(clock.account().of(Category.LOCAL_MISS, clock.now)).isEqualTo(miss);
        var counters = new TreeMap<String, Long>();
        memory.count(counters);
        assertThat(counters).containsEntry("cache.misses.data", 1L).containsEntry("cache.misses.instructions", 0L);
    }

    @Test
    void whatADeviceWritesIsFetchedAnew() {
        access(AccessKind.LOAD);
        memory.storedByDevice(PHYSICAL);
        assertThat(access(AccessKind.LOAD)).isPositive();
    }

    @Test
    void aFenceWaitsUntilStoresAreMade() {
        access(AccessKind.STORE);
        long since = clock.now;
        memory.fence();
        assertThat(clock.now).isGreaterThan(since);
        long made = clock.now;
        memory.fence();
        assertThat(clock.now).isEqualTo(made);
    }

    @Test
    void theKernelsAccessTakesTheTimeOfAProgramsAndIsAccountedToIt() {
        assertThat(memory.permitsKernel(PHYSICAL, false)).isTrue();
        long first = clock.now;
        assertThat(first).isPositive();
        assertThat(clock.account().of(Category.LOCAL_MISS, clock.now)).isZero();
        assertThat(memory.permitsKernel(PHYSICAL, false)).isTrue();
        assertThat(clock.now).isEqualTo(first);
    }

    @Test
    void nothingPassesWithoutBeingAskedFor() {
        access(AccessKind.LOAD);
        access(AccessKind.LOAD);
        assertThat(memory.hits.loads[memory.hits.entry(VIRTUAL)]).isNotEqualTo(memory.hits.tag(VIRTUAL, 4));
        assertThat(memory.executesFrom(PHYSICAL)).isFalse();
    }
}

package org.fugu.machine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.topology.MeshShape;
import org.junit.jupiter.api.Test;

/// What happens millions of times makes no garbage.
class AllocationTests {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long WARM = 1_600_000;
    private static final long STRETCH = 400_000;
    private static final int STRETCHES = 3;

    /// A call of [Machine#run] itself, and what HotSpot has not yet found out not to need.
    private static final long FEW = 16_384;

    private static final int T = 20;

    private static Machine warm(Machine machine) {
        assertThat(machine.run(WARM, MachineObserver.NONE)).isEqualTo(RunEnd.CYCLE);
        return machine;
    }

    /// Of three stretches that in which the least was allocated: now and then a region is translated anew.
    private static long go(Machine machine) {
        long thread = Thread.currentThread().threadId();
        long least = Long.MAX_VALUE;
        for (int i = 1; i <= STRETCHES; i++) {
            long before = THREADS.getThreadAllocatedBytes(thread);
            machine.run(WARM + i * STRETCH, MachineObserver.NONE);
            least = Math.min(least, THREADS.getThreadAllocatedBytes(thread) - before);
        }
        return least;
    }

    private static long count(Machine machine, String counter) {
        return machine.nodes().stream()
                .mapToLong(node -> node.counters().get(counter))
                .sum();
    }

    @Test
    void aCleanRemoteMiss() {
        var machine = warm(EventBenchmarks.remoteReader());
        long before = count(machine, "cache.misses.remote");

        assertThat(go(machine)).isLessThan(FEW);
        assertThat(count(machine, "cache.misses.remote") - before).isGreaterThan(STRETCHES * 5_000);
    }

    @Test
    void aNullMessage() {
        var machine = warm(EventBenchmarks.messenger());
        long before = count(machine, "messages.received");

        assertThat(go(machine)).isLessThan(FEW);
        assertThat(count(machine, "messages.received") - before).isGreaterThan(STRETCHES * 5_000);
    }

    /// Both count, and nothing else happens: chopped as in [Windows.Random], so that there are many.
    @Test
    void anEmptyWindow() {
        var program = new Assembler().label("count").addi(T, T, 1).beq(0, 0, "count");
        var config = MachineConfig.of(Preset.named("fugu"), new MeshShape(4, 4)).withWindows(new Windows.Random(1));
        var machine = warm(Machines.running(config, program.bytes()));

        assertThat(go(machine)).isLessThan(FEW);
    }
}

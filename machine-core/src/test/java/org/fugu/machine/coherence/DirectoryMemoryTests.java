package org.fugu.machine.coherence;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.BitSet;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.fugu.machine.Fidelity;
import org.fugu.machine.HostBytes;
import org.fugu.machine.memory.LineShape;
import org.fugu.machine.memory.PhysicalAddress;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.topology.MeshShape;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirectoryMemoryTests {
    private static final int HOME = 3;
    private static final LineShape LINES = new LineShape(16);
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static long line(int frame, int within) {
        return LINES.of(PhysicalAddress.ofFrame(PhysicalAddress.frame(HOME, frame))) + within;
    }

    /// Against a set of holders for each line.
    @ParameterizedTest
    @ValueSource(ints = {4, 64, 65, 256, 1024})
    void knowsTheHoldersOfEachLine(int nodes) {
        var random = new Random(nodes);
        var memory = new DirectoryMemory(HOME, nodes, LINES, 5);
        Map<Long, BitSet> model = new TreeMap<>();
        for (int step = 0; step < 20_000; step++) {
            long line = line(random.nextInt(3) * 40, random.nextInt(8));
            int node = random.nextInt(nodes);
            var holders = model.computeIfAbsent(line, _ -> new BitSet());
            if (random.nextInt(20) == 0) {
                memory.clear(line);
                holders.clear();
            } else {
                if (!memory.pointsTo(line, node) && !memory.hasRoom(line, node)) memory.tabulate(line);
                memory.add(line, node);
                holders.set(node);
            }
            assertThat(memory.holders(line)).isEqualTo(holders);
            assertThat(memory.nextHolder(line, node)).isEqualTo(holders.nextSetBit(node));
            int others = holders.cardinality() - (holders.get(node) ? 1 : 0);
            assertThat(memory.holdersBut(line, node)).isEqualTo(others);
            assertThat(memory.isHeldBesides(line, node)).isEqualTo(others > 0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"4x4", "8x8", "16x16"})
    void takesNoMoreThanIsCountedWhenEachLineHasATable(String text) {
        int frames = 512;
        var mesh = MeshShape.parse(text);
        long counted = HostBytes.ofMemory(
                Preset.named("fugu"), mesh, new Fidelity.Timing(), (long) frames * PhysicalAddress.FRAME_BYTES);
        // Loads the classes.
        new DirectoryMemory(HOME, mesh.nodes(), LINES, 5).tabulate(line(0, 0));
        long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().threadId());
        var memory = new DirectoryMemory(HOME, mesh.nodes(), LINES, 5);
        // From the last one, so that no list has to grow.
        for (int frame = frames - 1; frame >= 0; frame--) {
            for (int within = 0; within < LINES.perFrame(); within++) memory.tabulate(line(frame, within));
        }
        long taken = THREADS.getThreadAllocatedBytes(Thread.currentThread().threadId()) - before;
        long frameBytes = (long) frames * PhysicalAddress.FRAME_BYTES;

        assertThat(taken).isBetween((counted - frameBytes) / 2, counted - frameBytes);
        assertThat(memory.isTabled(line(0, 0))).isTrue();
    }
}

package org.fugu.machine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.fugu.machine.preset.Figure;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.topology.MeshShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Measures what machines really take, for every figure that there is.
class HostBytesTests {
    private static final MeshShape MESH = MeshShape.parse("2x2");
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /// Every preset as it is, and with each of its figures at its most.
    static List<Preset> machines() {
        var all = new ArrayList<Preset>();
        for (var name : Preset.names()) {
            var preset = Preset.named(name);
            all.add(preset);
            for (var figure : preset.figures()) {
                var changed = preset.with(figure.name(), largest(figure));
                if (changed.conflicts().isEmpty()) all.add(changed);
            }
        }
        return all;
    }

    private static long largest(Figure figure) {
        return figure.powerOfTwo() ? Long.highestOneBit(figure.most()) : figure.most();
    }

    private static long takenByBuilding(Preset preset) {
        var config = MachineConfig.of(preset, MESH);
        long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().threadId());
        var machine = new Machine(config);
        long taken = THREADS.getThreadAllocatedBytes(Thread.currentThread().threadId()) - before;
        assertThat(machine.nodes()).hasSize(MESH.nodes());
        return taken;
    }

    @ParameterizedTest
    @MethodSource("machines")
    void noMachineTakesMoreThanIsCounted(Preset preset) {
        assertThat(takenByBuilding(preset))
                .isLessThanOrEqualTo(HostBytes.ofFigures(preset, MESH, new Fidelity.Timing(), 0));
    }

    @Test
    void cachesOfSixteenMegabytesAreCounted() {
        var large = Preset.named("fugu").with("cache.bytes", 16 << 20).with("cache.l1.bytes", 16 << 20);
        var counted = HostBytes.ofFigures(large, MeshShape.parse("8x8"), new Fidelity.Timing(), 0);

        assertThat(counted).isGreaterThan(64L * 2 * (1 << 20) * 9).isLessThan(64L * 2 * (1 << 20) * 26);
    }

    @Test
    void aFunctionalMachineHasNoCachesAndNoDirectory() {
        var large = Preset.named("fugu").with("cache.bytes", 16 << 20);
        var mesh = MeshShape.parse("8x8");
        var functional = new Fidelity.Functional();

        assertThat(HostBytes.ofFigures(large, mesh, functional, 0))
                .isEqualTo(HostBytes.ofFigures(Preset.named("fugu"), mesh, functional, 0));
        assertThat(HostBytes.ofMemory(large, mesh, functional, 1 << 20)).isBetween(1L << 20, 11L << 17);
    }
}

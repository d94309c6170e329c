package org.fugu.exokernel.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.fugu.exokernel.abi.Right;
import org.fugu.exokernel.abi.Rights;
import org.fugu.exokernel.capability.CapabilityTable;
import org.fugu.exokernel.capability.KernelObject;
import org.fugu.exokernel.environment.ConsoleLog;
import org.fugu.exokernel.environment.Environment;
import org.fugu.exokernel.environment.Identity;
import org.fugu.exokernel.environment.JobIdentity;
import org.fugu.exokernel.frame.FramePool;
import org.fugu.machine.cpu.RegisterImage;
import org.fugu.machine.topology.NodeId;
import org.junit.jupiter.api.Test;

class JobMetricsTests {
    private final JobIdentity job = new JobIdentity(0, 1, 0, List.of(new NodeId(0), new NodeId(1)));
    private final Environment first = environment(0);
    private final Environment second = environment(1);
    private final JobMetrics metrics = new JobMetrics(List.of(first, second));

    private Environment environment(int rank) {
        var capabilities = new CapabilityTable();
        return new Environment(
                new Identity(job, 0, rank, 1),
                capabilities,
                capabilities.grant(new KernelObject.Console(), Rights.of(Right.WRITE)),
                List.of(),
                new FramePool(8),
                new ConsoleLog(new NodeId(rank), 100),
                4,
                new RegisterImage(0));
    }

    @Test
    void whatWasSaidLastCountsAndAtOneCycleTheHigherNode() {
        second.metrics().report("late", 20, 2);
        first.metrics().report("late", 30, 1);
        first.metrics().report("same", 10, 3);
        second.metrics().report("same", 10, 4);
        assertThat(metrics.reported()).isEqualTo(Map.of("late", 1L, "same", 4L));
    }

    @Test
    void theRegionIsThatOfRankZeroAndOnlyWhenItWasMeasured() {
        second.region().begin(10, 10);
        second.region().end(20, 20);
        first.region().begin(10, 5);
        assertThat(metrics.withRegion()).isEmpty();
        first.region().end(17, 9);
        assertThat(metrics.withRegion()).isEqualTo(Map.of("region.cycles", 7L, "region.instructions", 4L));
        assertThat(metrics.reported()).isEmpty();
        assertThat(metrics.units()).containsEntry("region.cycles", "cycles");
    }

    @Test
    void unitsAreOfWhatWasReported() {
        first.metrics().declare("speed", 1, "MB/s");
        second.metrics().declare("bare", 1, "s");
        first.metrics().declare("bare", 2, "");
        first.metrics().declare("never", 1, "s");
        first.metrics().report("speed", 5, 1);
        first.metrics().report("bare", 5, 1);
        assertThat(metrics.units()).isEqualTo(Map.of("speed", "MB/s"));
    }
}

package org.fugu.bundle.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.fugu.exokernel.run.Exokernel;
import org.fugu.exokernel.run.Outcome;
import org.fugu.exokernel.run.RunObserver;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A thousand nodes fit into a modest host.
class ScaleIT {
    private static final int NODES = 1024;
    private static final long MEBIBYTE = 1 << 20;
    private static final long LOOK_FROM = 100_000;

    static List<BenchPrograms.Run> programs() {
        return List.of(
                new BenchPrograms.Run("sum", "32x32", List.of("8192")),
                new BenchPrograms.Run("bench/barrier", "32x32", List.of("message", "20")));
    }

    /// What the heap holds while the machine runs.
    private static final class HeapLook implements RunObserver {
        long most;

        @Override
        public void progressed(long cycle, long instructions) {
            if (cycle >= LOOK_FROM && most == 0) most = held();
        }

        static long held() {
            System.gc();
            return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void aThousandNodesTakeLessThanAMebibyteEach(BenchPrograms.Run program) throws IOException {
        var request = program.plan("timing", 1).request();
        long before = HeapLook.held();
        var look = new HeapLook();
        var report = Exokernel.run(request, look);

        assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.EXITED);
        assertThat(report.exitCode()).isZero();
        long aNode = (look.most - before) / NODES;
        System.out.printf("%s: %d bytes of heap a node, guest memory included%n", program, aNode);
        assertThat(aNode).isPositive().isLessThan(MEBIBYTE);
    }
}

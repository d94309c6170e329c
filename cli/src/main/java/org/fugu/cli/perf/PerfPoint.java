package org.fugu.cli.perf;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The speed of one program in one way.
///
/// @param order which way
/// @param rounds what the program was told
/// @param samples in the order in which they were taken
/// @param qemu millions of instructions a second under QEMU, or null where there is no like
record PerfPoint(
        PerfOrder order,
        long rounds,
        List<PerfSample> samples,
        @Nullable Double qemu) {
    PerfWorkload workload() {
        return order.workload();
    }

    int nodes() {
        return order.nodes();
    }

    String fidelity() {
        return order.fidelity();
    }

    /// In instructions a second by the clock, of the run in the middle.
    double wallMips() {
        var middle = PerfMeter.middle(samples);
        return middle.instructions() / middle.time().wall() / 1e6;
    }

    double median() {
        return PerfMeter.middle(samples).mips();
    }

    double least() {
        return samples.stream().mapToDouble(PerfSample::mips).min().orElseThrow();
    }

    double most() {
        return samples.stream().mapToDouble(PerfSample::mips).max().orElseThrow();
    }

    @Nullable
    Double ratioToQemu() {
        return qemu == null ? null : median() / qemu;
    }

    PerfPoint besides(@Nullable Double qemu) {
        return new PerfPoint(order, rounds, samples, qemu);
    }

    Map<String, @Nullable Object> document() {
        var json = new LinkedHashMap<String, @Nullable Object>();
        json.put("name", workload().name());
        json.put("args", workload().arguments(nodes(), rounds));
        json.put("engine", order.engine().toString());
        json.put("fidelity", fidelity());
        json.put("nodes", nodes());
        json.put("threads", order.threads());
        json.put("runs", samples.size());
        var middle = PerfMeter.middle(samples);
        json.put("instructions", middle.instructions());
        json.put("hostSeconds", PerfResult.rounded(middle.seconds()));
        json.put("wallSeconds", PerfResult.rounded(middle.time().wall()));
        json.put("processSeconds", PerfResult.rounded(middle.time().process()));
        json.put("mipsMedian", PerfResult.rounded(median()));
        json.put("mipsMin", PerfResult.rounded(least()));
        json.put("mipsMax", PerfResult.rounded(most()));
        json.put("mipsWall", PerfResult.rounded(wallMips()));
        json.put("qemuMips", PerfResult.rounded(qemu));
        json.put("ratioToQemu", PerfResult.rounded(ratioToQemu()));
        return json;
    }
}

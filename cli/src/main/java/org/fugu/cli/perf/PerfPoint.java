package org.fugu.cli.perf;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The speed of one program on so many nodes in one fidelity.
///
/// @param rounds what the program was told
/// @param samples in the order in which they were taken
/// @param qemu millions of instructions a second under QEMU, or null where there is no like
record PerfPoint(
        PerfWorkload workload,
        int nodes,
        String fidelity,
        long rounds,
        List<PerfSample> samples,
        @Nullable Double qemu) {
    /// As in every run.
    private static final String ENGINE = "translated";

    private static final int THREADS = 1;

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
        return new PerfPoint(workload, nodes, fidelity, rounds, samples, qemu);
    }

    Map<String, @Nullable Object> document() {
        var json = new LinkedHashMap<String, @Nullable Object>();
        json.put("name", workload.name());
        json.put("args", workload.arguments(nodes, rounds));
        json.put("engine", ENGINE);
        json.put("fidelity", fidelity);
        json.put("nodes", nodes);
        json.put("threads", THREADS);
        json.put("runs", samples.size());
        json.put("instructions", PerfMeter.middle(samples).instructions());
        json.put("hostSeconds", PerfResult.rounded(PerfMeter.middle(samples).seconds()));
        json.put("mipsMedian", PerfResult.rounded(median()));
        json.put("mipsMin", PerfResult.rounded(least()));
        json.put("mipsMax", PerfResult.rounded(most()));
        json.put("qemuMips", PerfResult.rounded(qemu));
        json.put("ratioToQemu", PerfResult.rounded(ratioToQemu()));
        return json;
    }
}

package org.fugu.cli.perf;

/// What is to be measured.
///
/// @param threads of the host
record PerfOrder(PerfWorkload workload, PerfEngine engine, int nodes, String fidelity, int threads) {
    /// How the points of the summary run.
    boolean isUsual() {
        return engine == PerfEngine.TRANSLATED && threads == 1;
    }

    /// The same on the interpreter.
    PerfOrder interpreted() {
        return new PerfOrder(workload, PerfEngine.INTERPRETED, nodes, fidelity, threads);
    }
}

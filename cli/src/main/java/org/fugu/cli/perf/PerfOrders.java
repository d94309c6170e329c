package org.fugu.cli.perf;

import java.util.ArrayList;
import java.util.List;

/// What is measured, as the options say.
///
/// @param full everything
/// @param wanted names of programs; empty for all
/// @param nodes how many the parallel programs run on; empty for the usual numbers
/// @param engines which; empty for the usual ones
/// @param threads of the host that the parallel programs run on; empty for the usual numbers
record PerfOrders(
        boolean full, List<String> wanted, List<Integer> nodes, List<PerfEngine> engines, List<Integer> threads) {
    private static final List<Integer> USUAL_NODES = List.of(16, PerfWorkload.MANY);
    private static final List<Integer> ALL_NODES = List.of(1, 16, 64, 256, PerfWorkload.MANY);
    private static final List<String> FIDELITIES = List.of("functional", "timing");
    private static final List<String> TIMING = List.of("timing");
    private static final List<PerfEngine> TRANSLATED = List.of(PerfEngine.TRANSLATED);
    private static final List<Integer> ONE = List.of(1);
    private static final List<Integer> ONE_AND_TWO = List.of(1, 2);

    List<PerfOrder> all() {
        var orders = new ArrayList<PerfOrder>();
        addSingle(orders);
        addParallel(orders);
        orders.removeIf(
                order -> !wanted.isEmpty() && !wanted.contains(order.workload().name()));
        return orders;
    }

    private void addSingle(List<PerfOrder> orders) {
        var usual = full ? List.of(PerfEngine.values()) : TRANSLATED;
        for (var workload : PerfWorkload.SINGLE)
            for (var engine : chosen(engines, usual))
                for (var fidelity : FIDELITIES) orders.add(new PerfOrder(workload, engine, 1, fidelity, 1));
    }

    private void addParallel(List<PerfOrder> orders) {
        for (int number : chosen(nodes, full ? ALL_NODES : USUAL_NODES)) {
            for (var workload : PerfWorkload.PARALLEL) {
                // Others take minutes on so many nodes, and nothing of the summary rests on them.
                if (isUsual() && number == PerfWorkload.MANY && !workload.scales()) continue;
                addParallel(orders, workload, number);
            }
        }
    }

    private void addParallel(List<PerfOrder> orders, PerfWorkload workload, int number) {
        for (var engine : chosen(engines, TRANSLATED)) {
            for (var fidelity : full ? FIDELITIES : TIMING) {
                // Only exact runs use several.
                var usual = full && number > 1 && fidelity.equals("timing") ? ONE_AND_TWO : ONE;
                for (int count : chosen(threads, usual))
                    orders.add(new PerfOrder(workload, engine, number, fidelity, count));
            }
        }
    }

    private static <T> List<T> chosen(List<T> given, List<T> usual) {
        return given.isEmpty() ? usual : given.stream().distinct().toList();
    }

    private boolean isUsual() {
        return !full && nodes.isEmpty() && wanted.isEmpty();
    }
}

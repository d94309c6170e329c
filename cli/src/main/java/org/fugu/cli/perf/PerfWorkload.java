package org.fugu.cli.perf;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/// A program whose speed on the host is measured, of a size for each number of nodes.
///
/// @param name what it is called, and its bundle
/// @param single runs on one node, and under QEMU as well
/// @param size arguments before the number of rounds, given the number of nodes
/// @param mostRounds that it does
record PerfWorkload(String name, boolean single, IntFunction<List<String>> size, long mostRounds) {
    /// The most that a user's partition has, and where a program is as small as it can be: starting so
    /// many ranks takes seconds.
    static final int MANY = 1024;

    private static final long ROUNDS = 100_000_000;
    private static final long TIMES = 1_000_000;

    /// The programs of `guest/perf`.
    static final List<PerfWorkload> SINGLE = List.of(
            single("sha256"),
            single("intmatrix"),
            single("doublematrix"),
            single("quicksort"),
            single("pointers"),
            single("nbody"),
            single("bytecode"),
            single("sieve"),
            single("strings"),
            single("functions"));

    /// Programs of `guest/bench` that share memory or exchange messages.
    static final List<PerfWorkload> PARALLEL = List.of(
            parallel("lu", TIMES, List.of("64"), List.of("32")),
            parallel("fft", TIMES, List.of("1024"), List.of("1024")),
            parallel("radix", TIMES, List.of("4096"), List.of("4096")),
            parallel("stencil", TIMES, List.of("128", "20"), List.of("384", "4")),
            parallel("matmul", TIMES, List.of("96"), List.of("64")),
            parallel("alltoall", ROUNDS, List.of("message"), List.of("message")),
            parallel("barrier", ROUNDS, List.of("message"), List.of("message")));

    private static PerfWorkload single(String name) {
        return new PerfWorkload(name, true, _ -> List.of(), ROUNDS);
    }

    private static PerfWorkload parallel(String name, long mostRounds, List<String> usual, List<String> onMany) {
        return new PerfWorkload(name, false, nodes -> nodes < MANY ? usual : onMany, mostRounds);
    }

    static List<PerfWorkload> all() {
        var all = new ArrayList<>(SINGLE);
        all.addAll(PARALLEL);
        return all;
    }

    /// By which two numbers of nodes are compared: of shared memory and of messages, those that take
    /// least on the most nodes.
    static final List<String> SCALING = List.of("fft", "radix", "barrier");

    boolean scales() {
        return SCALING.contains(name);
    }

    /// Where its bundle lies, below `guest/prebuilt`.
    String file() {
        return (single ? "perf/" : "bench/") + name + ".zip";
    }

    List<String> arguments(int nodes, long rounds) {
        var arguments = new ArrayList<>(size.apply(nodes));
        arguments.add(Long.toString(rounds));
        return arguments;
    }
}

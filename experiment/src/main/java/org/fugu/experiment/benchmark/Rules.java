package org.fugu.experiment.benchmark;

import java.util.Set;

/// How two results are held against each other.
///
/// @param thresholds whose count
/// @param acknowledged benchmarks, or `BENCHMARK/MEASURE`, beyond those in the manifest
public record Rules(Side thresholds, Set<String> acknowledged) {
    /// The base's thresholds; nothing acknowledged.
    public static final Rules USUAL = new Rules(Side.BASE, Set.of());

    public Rules {
        acknowledged = Set.copyOf(acknowledged);
    }

    /// One of two results.
    public enum Side {
        BASE,
        HEAD
    }
}

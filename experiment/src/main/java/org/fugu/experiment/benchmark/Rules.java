package org.fugu.experiment.benchmark;

import java.util.Set;
import org.fugu.bundle.Threshold;
import org.fugu.bundle.Thresholds;
import org.jspecify.annotations.Nullable;

/// How two results are held against each other.
///
/// @param thresholds whose count
/// @param acknowledged benchmarks, or `BENCHMARK/MEASURE`, beyond those in the manifest
/// @param standing thresholds for measures of which the manifest that counts says nothing
public record Rules(Side thresholds, Set<String> acknowledged, StandingThresholds standing) {
    /// The base's thresholds; nothing acknowledged.
    public static final Rules USUAL = new Rules(Side.BASE, Set.of());

    public Rules {
        acknowledged = Set.copyOf(acknowledged);
    }

    public Rules(Side thresholds, Set<String> acknowledged) {
        this(thresholds, acknowledged, StandingThresholds.NONE);
    }

    /// These, with standing thresholds.
    public Rules with(StandingThresholds standing) {
        return new Rules(thresholds, acknowledged, standing);
    }

    /// What counts for a measure by that manifest: its threshold, else a standing one, else what is usual.
    @Nullable
    Threshold threshold(Measurement measured, String measure) {
        var said = measured.thresholds().said(measure);
        if (said != null) return said;
        var stands = standing.of(measured.name(), measure);
        return stands == null ? Thresholds.usual(measure) : stands;
    }

    /// One of two results.
    public enum Side {
        BASE,
        HEAD
    }
}

package org.fugu.service.run;

import java.time.Duration;
import java.time.Instant;

/// What somebody's runs have used up to a moment, of which half is forgotten with each half-life.
///
/// @param nodeCycles cycles × nodes of the mesh, over all runs
/// @param runs how many these were, of which half is forgotten likewise
record Usage(double nodeCycles, double runs, Instant at) {
    static final Usage NONE = new Usage(0, 0, Instant.EPOCH);

    /// The same with what is forgotten until later.
    Usage until(Instant later, Duration halfLife) {
        if (!later.isAfter(at)) return this;
        double kept = Math.pow(0.5, (double) Duration.between(at, later).toMillis() / halfLife.toMillis());
        return new Usage(nodeCycles * kept, runs * kept, later);
    }

    /// With one run more, which ended at that moment.
    Usage plus(double more, Instant end, Duration halfLife) {
        var now = until(end, halfLife);
        return new Usage(now.nodeCycles + more, now.runs + 1, now.at);
    }

    /// What one run has used on average.
    ///
    /// @param otherwise if there was none
    double meanOr(double otherwise) {
        return runs > 0 ? nodeCycles / runs : otherwise;
    }
}

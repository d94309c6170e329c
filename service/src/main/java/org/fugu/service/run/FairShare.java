package org.fugu.service.run;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingDouble;
import static java.util.Comparator.comparingLong;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fugu.machine.topology.MeshShape;
import org.jspecify.annotations.Nullable;

/// In which order runs that wait have a claim to the next free worker and the next free nodes.
///
/// The user who has used the least comes first, counted in node-cycles of which half is forgotten with each half-life.
/// That is the fair-share rule of Kay and Lauder (1988), with users as the only level. What is under way counts at
/// once by what its user's runs came to on average, at most its limit and at least its progress. So a user does not
/// get all workers in the moment before the first run ends. Among one user's runs the first to be submitted comes
/// first, where brief ones have a head start. It is bounded, so that they keep nothing waiting for ever.
///
/// It knows no clock, database or thread. What it is asked with is all that it goes by.
final class FairShare {
    private final Duration halfLife;
    private final Duration headStart;
    private final double usual;

    /// A run that is the first in its line.
    ///
    /// @param number the order of submission
    /// @param partition it runs on; null if it needs a place
    /// @param since when it was submitted
    /// @param kept whether nodes are kept for it
    /// @param told what its owner is told that it waits for, if anything
    record Waiting(
            String run,
            long number,
            String user,
            @Nullable String partition,
            String machine,
            MeshShape shape,
            boolean brief,
            Instant since,
            boolean kept,
            @Nullable String told) {}

    /// A run, or other work, that is carried out.
    ///
    /// @param progress what it has used up to now, in node-cycles
    /// @param limit what it can use at the most, in node-cycles; infinite where that is not known
    record UnderWay(String user, double progress, double limit) {}

    /// @param usual what a run of somebody who has none yet is expected to use, in node-cycles
    FairShare(Duration halfLife, Duration headStart, double usual) {
        this.halfLife = halfLife;
        this.headStart = headStart;
        this.usual = usual;
    }

    /// @param heads the first of each line
    /// @param used by user; who is not there has used nothing
    /// @return the same, the one with the best claim first
    List<Waiting> order(
            Collection<Waiting> heads, Map<String, Usage> used, Collection<UnderWay> underWay, Instant now) {
        var shares = shares(heads.stream().map(Waiting::user).toList(), used, underWay, now);
        return heads.stream()
                .sorted(comparingDouble((Waiting head) -> shares.getOrDefault(head.user(), 0.0))
                        .thenComparing(comparing(this::counted))
                        .thenComparing(comparingLong(Waiting::number)))
                .toList();
    }

    /// What each of some users counts as having used, in node-cycles; the least comes first.
    ///
    /// @param used by user; who is not there has used nothing
    Map<String, Double> shares(
            Collection<String> users, Map<String, Usage> used, Collection<UnderWay> underWay, Instant now) {
        var shares = new HashMap<String, Double>();
        for (var each : users)
            shares.computeIfAbsent(each, user -> use(user, used, now).nodeCycles());
        for (var work : underWay)
            shares.computeIfPresent(work.user(), (user, share) -> share + charge(work, used, now));
        return shares;
    }

    private Usage use(String user, Map<String, Usage> used, Instant now) {
        return used.getOrDefault(user, Usage.NONE).until(now, halfLife);
    }

    private double charge(UnderWay run, Map<String, Usage> used, Instant now) {
        var expected = use(run.user(), used, now).meanOr(usual);
        return Math.max(run.progress(), Math.min(expected, run.limit()));
    }

    private Instant counted(Waiting run) {
        return run.brief() ? run.since().minus(headStart) : run.since();
    }
}

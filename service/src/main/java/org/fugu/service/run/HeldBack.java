package org.fugu.service.run;

import java.util.Optional;

/// Why a run that would begin now waits for what somebody may have. One that begins is carried out to its end, whatever
/// it comes to use.
///
/// @param more nodes that it takes; none on a lease
record HeldBack(long more) {
    /// What somebody has, and may have.
    ///
    /// @param nodes that they have now
    /// @param mostNodes that they may
    /// @param used today, in node-cycles, what is under way included
    /// @param mostUsed that they may use a day
    record Share(long nodes, long mostNodes, double used, long mostUsed) {}

    /// A run of no project, of whose it is.
    Optional<String> own(Share has) {
        return reason(
                has,
                "other runs and leases of yours to end: you may have " + nodes(has) + " at once",
                "tomorrow, by UTC: your runs have used the " + has.mostUsed() + " node-cycles that you may use a day");
    }

    /// A run of a project, of the member whose it is.
    Optional<String> member(Share has) {
        return reason(
                has,
                "other runs of yours for the project to end: you may have " + nodes(has) + " at once for it",
                "tomorrow, by UTC: your runs for the project have used the " + has.mostUsed()
                        + " node-cycles that you may use a day for it");
    }

    /// A run of a project, of its owner. What the owner may have is not told to members.
    Optional<String> owner(Share has) {
        return reason(
                has,
                "other runs and leases to end: they have the nodes that the project's owner may have at once",
                "tomorrow, by UTC: the node-cycles are used that the project's owner may use a day");
    }

    private Optional<String> reason(Share has, String nodes, String day) {
        if (more > 0 && has.nodes() + more > has.mostNodes()) return Optional.of(nodes);
        return has.used() < has.mostUsed() ? Optional.empty() : Optional.of(day);
    }

    private static String nodes(Share has) {
        return has.mostNodes() + (has.mostNodes() == 1 ? " node" : " nodes");
    }
}

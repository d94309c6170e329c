package org.fugu.service.run;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A run of a project has ended, and was not canceled. Published in the transaction that records it: what a listener
/// stores is stored with it or not at all.
///
/// @param project its identifier
public record ProjectRunEnded(String project, EndedRun run) {
    /// @param user whose it is, by name
    /// @param outcome of a finished one, for example `exited`
    /// @param message why without a result
    /// @param runSet that it is of, or null
    /// @param link to its page, from the address of the service on
    public record EndedRun(
            String id,
            String user,
            String state,
            @Nullable String outcome,
            @Nullable Integer exitCode,
            @Nullable String message,
            @Nullable Long cycles,
            @Nullable String digest,
            @Nullable String resultDigest,
            @Nullable String runSet,
            Instant finishedAt,
            String link) {}

    /// The last run of a set has ended.
    ///
    /// @param project its identifier
    public record OfSet(String project, EndedSet runSet) {}

    /// @param user whose it is, by name
    /// @param runs in the order of the axes
    /// @param link to its page, from the address of the service on
    public record EndedSet(String id, String user, String state, List<Member> runs, String link) {
        public EndedSet {
            runs = List.copyOf(runs);
        }
    }

    /// One run of a set.
    public record Member(
            String id,
            String state,
            @Nullable String outcome,
            @Nullable String digest) {}
}

package org.fugu.experiment.runset;

import org.jspecify.annotations.Nullable;

/// One run of a set.
///
/// @param run its identifier on a service; null for a run of one's own
/// @param state for example `finished`
/// @param result null until it has finished
public record SetMember(
        Coordinates at,
        @Nullable String run,
        String state,
        @Nullable MemberResult result) {}

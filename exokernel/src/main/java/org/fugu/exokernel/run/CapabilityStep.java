package org.fugu.exokernel.run;

import org.jspecify.annotations.Nullable;

/// What a system call has done to a capability, for people.
///
/// @param cycle when it was done
/// @param node of the job
/// @param call its name, for example `cap_grant`
/// @param object what the capability is for, for example `frames`; null if it was not known there
/// @param rights of what was made, granted or taken away, for example `read, derive`
/// @param handle of the capability that the call named; null for a ticket
/// @param made the handle of a new capability of the caller; null if there is none
/// @param toRank who was granted it; null for others than the ranks of the job
public record CapabilityStep(
        long cycle,
        int node,
        String call,
        @Nullable String object,
        String rights,
        @Nullable Long handle,
        @Nullable Long made,
        @Nullable Integer toRank) {}

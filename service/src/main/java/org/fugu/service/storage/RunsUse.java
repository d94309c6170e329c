package org.fugu.service.storage;

/// What the runs of a user take.
///
/// @param kept how many there are
/// @param queued how many runs wait that count for the user: theirs, but for those of others' projects; and those of
///     their projects
/// @param bytes of their consoles, traces and disks; of those that are under way as much as they may come to
public record RunsUse(long kept, long queued, long bytes) {}

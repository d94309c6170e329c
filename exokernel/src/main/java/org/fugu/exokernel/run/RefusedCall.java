package org.fugu.exokernel.run;

/// A system call that was refused, for people.
///
/// @param cycle when
/// @param node of the job
/// @param call its name, or its number if there is none of that number
/// @param error for example `missing_right`
/// @param argument the first one
/// @param advice what would be allowed, or what the error means
public record RefusedCall(long cycle, int node, String call, String error, long argument, String advice) {}

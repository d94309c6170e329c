package org.fugu.exokernel.loader;

/// The part of each of its nodes' disks that a job has, and what is there when it begins.
///
/// @param first block of the disk
/// @param blocks of the part, at least one
/// @param contents from the first block on; what follows is zero
public record DiskPart(int first, int blocks, byte[] contents) {}

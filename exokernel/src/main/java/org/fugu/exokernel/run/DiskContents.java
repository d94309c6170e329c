package org.fugu.exokernel.run;

/// What a job's disks hold when it begins: the same on each of its nodes.
///
/// @param bytes from block 0 on; what follows is zero
public record DiskContents(byte[] bytes) {}

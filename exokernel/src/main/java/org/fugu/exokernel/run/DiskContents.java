package org.fugu.exokernel.run;

/// What a job's disks hold when it begins: the same on each of its nodes. Its part of a disk is as large as its
/// memory of that node, so that what a job can make its host hold is bounded.
///
/// @param bytes from block 0 on; what follows is zero
public record DiskContents(byte[] bytes) {}

package org.fugu.service.worker;

/// A run as it was on its way.
///
/// @param cycle nothing that would start at it or later had happened
/// @param bytes for a child to go on from; nobody else reads them
@SuppressWarnings("ArrayRecordComponent") // handed on, and compared by nobody
public record Checkpoint(long cycle, byte[] bytes) {}

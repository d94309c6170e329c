package org.fugu.service.partition;

/// A lease has waited for long enough: it has its nodes now, or was given up. Published in the transaction that
/// records it: what a listener stores is stored with it or not at all.
///
/// @param userId whose it is
/// @param lease as its owner sees it
/// @param allocated whether it has its nodes; else nobody found a place for it in time
public record LeaseWaited(String userId, Partition lease, boolean allocated) {}

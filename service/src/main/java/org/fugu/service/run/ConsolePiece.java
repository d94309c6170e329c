package org.fugu.service.run;

/// A stored piece of what a node wrote.
@SuppressWarnings("ArrayRecordComponent") // read once, and compared by nobody
record ConsolePiece(int node, long sequence, byte[] bytes) {}

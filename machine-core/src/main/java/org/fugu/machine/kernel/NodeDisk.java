package org.fugu.machine.kernel;

import org.fugu.machine.disk.DiskRequest;
import org.fugu.machine.disk.DiskShape;

/// What a node's kernel does with the node's disk.
public interface NodeDisk {
    /// What the disk is made of; one of no blocks is none.
    DiskShape shape();

    /// The disk is used from now on. Before that its state is in no digest.
    void connect();

    /// Puts bytes on the disk, before the program begins that will find them.
    ///
    /// @param from byte of the disk
    void put(long from, byte[] bytes);

    /// What the disk holds.
    ///
    /// @param from byte of the disk
    byte[] get(long from, int count);

    /// Asks for a request, of blocks and frames that there are. [TrapHandler#transferred] is told of its end.
    void begin(DiskRequest request);

    /// A request is not to be carried out any more: from now on nothing of it moves, and nobody is told of its
    /// end.
    void cancel(long number);
}

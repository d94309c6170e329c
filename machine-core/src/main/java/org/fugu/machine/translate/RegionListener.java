package org.fugu.machine.translate;

/// Is told what is translated. Nothing that it does reaches a result.
@FunctionalInterface
public interface RegionListener {
    /// Called for each region that is made, on the thread of the node that has it made, one at a time.
    ///
    /// @param listing its guest code and its bytecode, as lines
    void translated(String listing);
}

package org.fugu.machine.cache;

/// How long what was found out about a node's instructions holds: where they are, that they may be
/// executed from there, and what they say. It holds for an epoch, so that whoever keeps it need not hear
/// of each thing that may take it away.
///
/// The fields are public because they are read and written between instructions. Nothing here is part of
/// the simulated machine.
public final class CodeEpoch {
    /// Of the epoch.
    public long number;

    /// When instructions were last executed without looking for their lines.
    public long lastUse;

    /// A translation, a line or the meaning of instructions may have changed.
    public void end() {
        number++;
    }
}

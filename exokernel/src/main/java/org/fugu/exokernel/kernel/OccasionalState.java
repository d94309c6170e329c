package org.fugu.exokernel.kernel;

import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// State of a kernel that most runs never have. It is written only where there is some, so that a
/// mechanism that a run does not use leaves its digest as it was.
public interface OccasionalState {
    /// What it is called in digests.
    String name();

    /// Whether there is anything that is not as it was in the beginning.
    boolean isUsed();

    void save(StateWriter out);

    /// Takes back what [#save] wrote, after all other state.
    void restore(StateReader in);
}

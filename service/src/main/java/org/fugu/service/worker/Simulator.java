package org.fugu.service.worker;

import org.fugu.exokernel.run.RunObserver;

/// Has the work of guests carried out.
public interface Simulator {
    /// Makes sure that somebody is there who can begin at once.
    ///
    /// @throws ChildFailure if nobody can be had
    default void prepare() {}

    /// Waits for the end.
    ///
    /// @param observer is told from this thread how far it is and what programs write, and asked whether to stop
    /// @throws org.fugu.exokernel.run.RunCancelledException when the observer asked for it
    /// @throws ChildLost if whoever carried it out has ended before its end
    <R> R carryOut(GuestWork<R> work, RunObserver observer);
}

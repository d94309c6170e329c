package org.fugu.exokernel.run;

import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// What an observer has made of what it was told of a run, as [checkpoints][RunObserver#checkpoint] hold it. A
/// run that goes on from one tells what was not told before; with what is restored here, the observer ends with
/// what it has of a run that nobody disturbed.
public interface Recording {
    /// Of an observer that is told all at the end, as a [profile][RunObserver#profile] is.
    Recording OF_THE_END = new Recording() {
        @Override
        public void save(StateWriter out) {
            // There is nothing yet.
        }

        @Override
        public void restore(StateReader in) {
            // There was nothing yet.
        }
    };

    void save(StateWriter out);

    /// Called before anything is told.
    ///
    /// @throws org.fugu.machine.state.BadSnapshotException if what is read cannot be of this run and observer;
    ///     neither is used any more then
    void restore(StateReader in);
}

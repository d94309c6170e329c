package org.fugu.service.run;

import java.util.function.BooleanSupplier;

/// A kind of thing that workers carry out.
public interface WorkKind {
    /// Carries out the next of its kind, if one can start now.
    ///
    /// @return whether there was one
    boolean attemptNext(BooleanSupplier shuttingDown);

    /// Gives back what a database that was gone or full did not take back when it was to be.
    void giveBackAgain();
}

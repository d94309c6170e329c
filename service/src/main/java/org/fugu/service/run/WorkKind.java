package org.fugu.service.run;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;

/// A kind of thing that workers carry out.
public interface WorkKind {
    /// The table whose rows are `queued` while they wait, and `running` with `heard_at` while they are carried out.
    /// Empty for a kind that is looked for in another way.
    Optional<String> table();

    /// Carries out the next of its kind, if one can start now.
    ///
    /// @return whether there was one
    boolean attemptNext(BooleanSupplier shuttingDown);

    /// What whose work comes first of its kind has used, in node-cycles: the less, the sooner it is the kind's turn.
    /// None when nothing can start, or where kinds only take turns.
    default OptionalDouble share() {
        return OptionalDouble.empty();
    }

    /// The same by a worker that is kept for what is brief, if some of the kind is.
    default boolean attemptBrief(BooleanSupplier shuttingDown) {
        return false;
    }

    /// Gives back what a database that was gone or full did not take back when it was to be.
    void giveBackAgain();
}

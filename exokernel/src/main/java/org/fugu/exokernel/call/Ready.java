package org.fugu.exokernel.call;

/// A call of which everything has been checked.
public non-sealed interface Ready extends Decoded {
    /// What is charged beyond the call's path, in the call's units.
    default int units() {
        return 0;
    }

    /// Carries the call out, at the end of what was charged. It cannot fail.
    Invoked invoke(Caller caller);
}

package org.fugu.exokernel;

/// Runs programs on simulated machines under the exokernel.
public final class Exokernel {
    private Exokernel() {}

    /// Runs one job on a machine of its own, to its end.
    ///
    /// An image that cannot be loaded is an outcome ([Outcome#REJECTED_IMAGE]) and not an
    /// exception.
    ///
    /// @throws RunCancelledException when the observer asked for it
    public static RunReport run(RunRequest request, RunObserver observer) {
        throw new UnsupportedOperationException("the exokernel is not built yet");
    }
}

package org.fugu.exokernel.run;

/// The observer asked for the run to stop. A cancelled run has no result: where it stopped depends
/// on the host.
public final class RunCancelledException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RunCancelledException() {
        super("the run was cancelled");
    }
}

package org.fugu.experiment.difference;

/// There is nothing to explain, for a reason that the message has.
public final class UnexplainableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnexplainableException(String message) {
        super(message);
    }
}

package org.fugu.service.worker;

/// The process that carried out a task is no more, or was ended for what it did. It says nothing of what it has found;
/// another may carry out the same.
public final class ChildLost extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ChildLost(String message, Throwable cause) {
        super(message, cause);
    }
}

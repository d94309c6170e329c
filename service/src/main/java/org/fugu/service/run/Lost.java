package org.fugu.service.run;

/// Somebody else holds a newer attempt: whatever this one knows is not recorded.
public final class Lost extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Lost(Claim claim) {
        super("attempt " + claim.attempt() + " of " + claim.id() + " is no longer the newest", null, false, false);
    }
}

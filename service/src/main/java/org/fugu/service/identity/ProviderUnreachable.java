package org.fugu.service.identity;

import org.jspecify.annotations.Nullable;

/// An identity provider does not answer, or not as one does.
public final class ProviderUnreachable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ProviderUnreachable(String issuer, String why, @Nullable Throwable cause) {
        super("the identity provider " + issuer + " cannot be used: " + why, cause);
    }
}

package org.fugu.service.account;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.Map;

/// Pipelines to be trusted.
///
/// @param name for lists
/// @param issuer the identity provider of the CI, one that the service is configured with
/// @param claims what a token has to say: a text by claim, or one that ends with a star for whatever begins so; one of
///     them says whose pipeline it is
public record NewTrust(
        @NotNull @Size(min = 1, max = 100) String name,
        @NotNull @Size(max = 300) String issuer,

        @NotNull @Size(min = 1, max = 10)
        Map<@Size(min = 1, max = 100) String, @NotNull @Size(min = 1, max = 300) String> claims) {}

package org.fugu.service.account;

import jakarta.validation.constraints.NotNull;

/// What a user is to be from now on.
///
/// @param disabled whether they are kept out; what they have under way is then canceled, and the leases are released
public record UserChange(@NotNull Role role, boolean disabled) {}

package org.fugu.service.account;

import org.jspecify.annotations.Nullable;

/// How one can sign in here, beside name and password.
///
/// @param provider an identity provider; null without one
record SignInWays(@Nullable Provider provider) {
    /// @param name what people call it
    /// @param path where a browser goes to sign in there
    record Provider(String name, String path) {}
}

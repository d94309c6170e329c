package org.fugu.service.account;

/// Who somebody is at an identity provider.
///
/// @param issuer the provider
/// @param subject its name for them, which never changes
public record LinkedIdentity(String issuer, String subject) {}

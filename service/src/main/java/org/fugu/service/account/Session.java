package org.fugu.service.account;

/// Who the browser is signed in as.
///
/// @param mustChangePassword whether an administrator gave them the password, so that nothing else is done before they
///     have chosen one
record Session(User user, boolean mustChangePassword) {}

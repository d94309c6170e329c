package org.fugu.service.project;

import org.fugu.service.account.Account;

/// Somebody who asks, in a project that they can see.
///
/// @param project its identifier
/// @param role theirs in it
public record Participant(Account account, String project, ProjectRole role) {}

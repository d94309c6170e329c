package org.fugu.service.account;

import org.jspecify.annotations.Nullable;

/// The API key that a request came with.
///
/// @param project the one that it is narrowed to, or null
/// @param scope how much of what its owner may it may; a key for a project may what [RunKeyScope] says
public record CallingKey(String id, @Nullable String project, KeyScope scope) {}

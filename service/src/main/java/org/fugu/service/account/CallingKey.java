package org.fugu.service.account;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/// The API key that a request came with.
///
/// @param project the one that it is narrowed to; null for a key that may all that its owner may
public record CallingKey(String id, @Nullable String project) implements Serializable {}

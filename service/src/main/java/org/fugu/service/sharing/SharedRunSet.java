package org.fugu.service.sharing;

import java.time.Instant;
import org.fugu.service.run.RunSet;
import org.jspecify.annotations.Nullable;

/// A run-set as whoever has a link to it sees it.
///
/// @param owner whose it is, if they let that be shown
/// @param expiresAt when the link leads nowhere any more
record SharedRunSet(RunSet set, @Nullable String owner, Instant expiresAt) {}

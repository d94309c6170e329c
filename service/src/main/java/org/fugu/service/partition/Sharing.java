package org.fugu.service.partition;

import java.util.List;

/// Whether a lease is for several users, and for whom.
///
/// @param users names of others than the owner
record Sharing(boolean isShared, List<String> users) {}

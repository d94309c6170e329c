package org.fugu.service.storage;

import org.fugu.service.quota.Amount;

/// What a user keeps, and may keep.
public record StorageUse(Amount bundleBytes, Amount keptRuns, Amount consoleBytes) {}

package org.fugu.service.bundle;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Optional;
import java.util.function.Supplier;
import org.fugu.bundle.Bundle;
import org.springframework.stereotype.Component;

/// Bundles that were read lately. Most submissions are of a bundle that was run before: unpacking it, checking its
/// programs and hashing all its files takes longer than the rest of planning a run.
///
/// A bundle is found by what is in it, so what is kept here is never out of date, and is the same for all users; who
/// may have it is asked of the database each time.
@Component
class RecentBundles {
    /// The part of the heap that they may take.
    private static final int SHARE = 16;

    private final Cache<String, Bundle> recent = Caffeine.newBuilder()
            .maximumWeight(Runtime.getRuntime().maxMemory() / SHARE)
            .weigher((String _, Bundle bundle) -> (int) Math.min(Integer.MAX_VALUE, bundle.totalBytes()))
            .build();

    /// @param read reads it if it is not here
    Optional<Bundle> find(String digest, Supplier<Optional<Bundle>> read) {
        return Optional.ofNullable(recent.get(digest, _ -> read.get().orElse(null)));
    }
}

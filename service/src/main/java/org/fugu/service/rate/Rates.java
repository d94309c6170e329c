package org.fugu.service.rate;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.Optional;
import org.fugu.service.problem.Refusal;
import org.jspecify.annotations.Nullable;

/// Token buckets of many who ask: each has as many requests a second as another, and twice as many at once after a
/// pause. Whom it has forgotten has a full bucket, and would have had one: it forgets none before a minute of silence,
/// unless there are more than it may remember.
final class Rates {
    /// So that nobody can fill the memory by coming from ever other addresses.
    private static final int REMEMBERED = 100_000;

    private static final Duration SILENCE = Duration.ofMinutes(1);
    private static final long NANOS = 1_000_000_000;

    private final String from;
    private final long aSecond;
    private final @Nullable LoadingCache<String, Bucket> buckets;

    /// @param from whom the requests come from, in words
    /// @param aSecond 0 for no bound
    Rates(String from, long aSecond) {
        this.from = from;
        this.aSecond = aSecond;
        this.buckets = aSecond == 0
                ? null
                : Caffeine.newBuilder()
                        .maximumSize(REMEMBERED)
                        .expireAfterAccess(SILENCE)
                        .build(_ -> full(aSecond));
    }

    private static Bucket full(long aSecond) {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(2 * aSecond).refillGreedy(aSecond, Duration.ofSeconds(1)))
                .build();
    }

    /// Takes one request of somebody.
    ///
    /// @return the refusal, if that is one too many
    Optional<Refusal> take(String who) {
        if (buckets == null) return Optional.empty();
        var taken = buckets.get(who).tryConsumeAndReturnRemaining(1);
        if (taken.isConsumed()) return Optional.empty();
        // In whole seconds, and one at the least.
        var wait = Duration.ofSeconds(Math.max(1, Math.ceilDiv(taken.getNanosToWaitForRefill(), NANOS)));
        return Optional.of(Refusal.retryLater(
                429,
                "too-many-requests",
                "there are more than " + aSecond + " requests a second from " + from + "; wait, and ask less often",
                wait));
    }
}

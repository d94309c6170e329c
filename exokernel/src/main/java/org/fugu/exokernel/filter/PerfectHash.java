package org.fugu.exokernel.filter;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A hash function that gives each of some keys a slot of its own, so that a lookup compares once. Where there are
/// more keys than a few, their hashes name a bucket too, and the bucket's displacement is added (hash and displace:
/// Pagh, WADS 1999). Multipliers are tried in a fixed order until one does.
///
/// @param multiplier odd
/// @param slotBits there are 2 to the power of so many slots, 2 and more
/// @param displacements of the buckets, a power of two of them, below 256 each; none where the hash is the slot
/// @param slots of the keys, in their order
/// @param placed keys that were placed in all, with those of multipliers that did not do
record PerfectHash(long multiplier, int slotBits, int[] displacements, int[] slots, int placed) {
    private static final int FEW = 8;
    private static final int TRIES = 48;
    private static final int MOST_DISPLACEMENT = 255;
    private static final int FREE = -1;

    /// @param keys different from each other, at least two, of one length
    /// @return null if none was found
    static @Nullable PerfectHash of(long[][] keys) {
        boolean few = keys.length <= FEW;
        int least = few ? 2 * keys.length : keys.length * 5 / 4;
        int slotBits = Integer.SIZE - Integer.numberOfLeadingZeros(least - 1);
        int placed = 0;
        for (int more = 0; more < 2; more++) {
            for (int i = 0; i < TRIES; i++) {
                placed += keys.length;
                var search = new Search(keys, multiplier(i), slotBits + more, few ? 1 : buckets(keys.length));
                var slots = search.slots();
                if (slots == null) continue;
                var displacements = few ? new int[0] : search.displacements;
                return new PerfectHash(search.multiplier, slotBits + more, displacements, slots, placed);
            }
        }
        return null;
    }

    private static int buckets(int keys) {
        return Integer.highestOneBit(keys) / 2;
    }

    /// The finalizer of SplitMix64, of a Weyl sequence.
    private static long multiplier(int number) {
        long z = 0x9e37_79b9_7f4a_7c15L * (number + 1);
        z = (z ^ z >>> 30) * 0xbf58_476d_1ce4_e5b9L;
        z = (z ^ z >>> 27) * 0x94d0_49bb_1331_11ebL;
        return z ^ z >>> 31 | 1;
    }

    /// As the compiled code computes it.
    static long hash(long[] key, long multiplier) {
        long hash = 0;
        for (long word : key) hash = (hash + word) * multiplier;
        return hash;
    }

    int bucketBits() {
        return displacements.length == 0 ? 0 : Integer.numberOfTrailingZeros(displacements.length);
    }

    int slotCount() {
        return 1 << slotBits;
    }

    /// One multiplier.
    private static final class Search {
        private final long multiplier;
        private final int[] hashes;
        private final int[] buckets;
        private final int[] displacements;
        private final int[] taken;
        private final int most;

        Search(long[][] keys, long multiplier, int slotBits, int bucketCount) {
            this.multiplier = multiplier;
            int bucketBits = Integer.numberOfTrailingZeros(bucketCount);
            hashes = new int[keys.length];
            buckets = new int[keys.length];
            displacements = new int[bucketCount];
            taken = new int[1 << slotBits];
            most = bucketCount == 1 ? 0 : Math.min(taken.length - 1, MOST_DISPLACEMENT);
            Arrays.fill(taken, FREE);
            for (int i = 0; i < keys.length; i++) {
                hashes[i] = (int) (hash(keys[i], multiplier) >>> Long.SIZE - bucketBits - slotBits);
                buckets[i] = hashes[i] >>> slotBits;
            }
        }

        /// The slots of the keys, or null.
        int @Nullable [] slots() {
            if (Arrays.stream(hashes).distinct().count() < hashes.length) return null;
            var members = new int[displacements.length][];
            for (int bucket = 0; bucket < members.length; bucket++) {
                int wanted = bucket;
                members[bucket] = IntStream.range(0, hashes.length)
                        .filter(key -> buckets[key] == wanted)
                        .toArray();
            }
            // The largest first: the sort keeps the order of those that are as large.
            var order = IntStream.range(0, members.length)
                    .boxed()
                    .sorted(Comparator.comparingInt(bucket -> -members[bucket].length))
                    .toList();
            for (int bucket : order) if (!place(bucket, members[bucket])) return null;
            return IntStream.range(0, hashes.length)
                    .map(key -> slot(key, displacements[buckets[key]]))
                    .toArray();
        }

        private int slot(int key, int displacement) {
            return hashes[key] + displacement & taken.length - 1;
        }

        private boolean place(int bucket, int[] keys) {
            for (int displacement = 0; displacement <= most; displacement++) {
                if (!isFree(keys, displacement)) continue;
                for (int key : keys) taken[slot(key, displacement)] = key;
                displacements[bucket] = displacement;
                return true;
            }
            return false;
        }

        private boolean isFree(int[] keys, int displacement) {
            for (int i = 0; i < keys.length; i++) {
                int slot = slot(keys[i], displacement);
                if (taken[slot] != FREE) return false;
                for (int j = 0; j < i; j++) if (slot(keys[j], displacement) == slot) return false;
            }
            return true;
        }
    }
}

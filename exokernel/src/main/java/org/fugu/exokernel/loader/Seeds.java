package org.fugu.exokernel.loader;

/// SplitMix64 (Steele, Lea and Flood, OOPSLA 2014): the n-th value of the sequence that a seed
/// starts.
final class Seeds {
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    private Seeds() {}

    static long mixed(long seed, int index) {
        long z = seed + GOLDEN_GAMMA * (index + 1L);
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}

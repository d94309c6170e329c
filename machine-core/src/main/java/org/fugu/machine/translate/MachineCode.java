package org.fugu.machine.translate;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// One machine's use of the [CodeCache]: what is found there, what it has had translated itself, and how
/// much more it may. What its nodes execute of translated code pays for more, so a program that makes new
/// code again and again comes to be interpreted. All nodes of the machine share it, on any thread; that
/// decides when something is translated, and so nothing else.
public final class MachineCode {
    /// Instructions that translated code has to execute until one more may be translated.
    private static final long PRICE = 1_000;

    private final CodeCache cache;

    // The following is the cache's, and kept under its lock.
    private final List<CodeCache.Piece> pieces = new ArrayList<>();
    private final long most;
    private long budget;
    private long change;

    MachineCode(CodeCache cache) {
        this.cache = cache;
        most = cache.policy().budget();
        budget = most;
    }

    /// Whether anything is translated.
    public boolean isUsed() {
        return cache.isUsed();
    }

    TranslationPolicy policy() {
        return cache.policy();
    }

    CodeCache.@Nullable Piece find(long pc, IntFunction<long @Nullable []> groups, Predicate<CodeCache.Piece> suits) {
        return cache.find(pc, groups, suits);
    }

    /// Translates the region of an instruction.
    ///
    /// @param regions the region, by how many instructions it may have; or null, if there is none
    /// @return null if there is nothing worth translating, or nothing left to pay with
    CodeCache.@Nullable Piece translate(long pc, IntFunction<@Nullable GuestRegion> regions, Timing timing) {
        return cache.translate(this, pc, regions, timing);
    }

    /// Whether a tight loop at an address is worth a region of its own, as far as is known.
    boolean isApart(long pc) {
        return cache.isApart(pc);
    }

    /// A tight loop is left too soon to be worth a region of its own.
    void includeLoop(long pc) {
        cache.includeLoop(pc);
    }

    /// Whether nothing may be translated now.
    boolean isExhausted() {
        synchronized (cache) {
            return budget <= 0;
        }
    }

    /// There is never more to spend than at the beginning.
    ///
    /// @param executed instructions of translated code since it was last told
    void earn(long executed) {
        synchronized (cache) {
            change += executed;
            budget = Math.min(most, budget + change / PRICE);
            change %= PRICE;
        }
    }

    void spend(int instructions) {
        budget -= instructions;
    }

    /// What is in the cache because of this machine.
    List<CodeCache.Piece> pieces() {
        return pieces;
    }
}

package org.fugu.exokernel.environment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Predicate;
import org.fugu.exokernel.abi.Right;
import org.fugu.exokernel.abi.Rights;
import org.fugu.exokernel.capability.Capability;
import org.fugu.exokernel.capability.CapabilityTable;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.jspecify.annotations.Nullable;

/// The translations that the TLB may hold for an environment.
///
/// The TLB forgets entries by itself, and this record does not learn of it: what stands here *may*
/// be in the TLB, what does not stand here is not. It is as large as the largest TLB; the oldest
/// binding makes room for a new one.
public final class Bindings {
    public static final int MOST = 4096;

    private final LinkedHashMap<Long, Binding> byPage = new LinkedHashMap<>();

    /// @param source the capability it was made from, or null for a guaranteed mapping
    public record Binding(
            long virtualPage,
            long frame,
            int rights,
            @Nullable Capability source) {
        public boolean isGuaranteed() {
            return source == null;
        }

        /// The same with a right less.
        public Binding without(Right right) {
            return new Binding(virtualPage, frame, rights & ~right.bit(), source);
        }
    }

    public @Nullable Binding at(long virtualPage) {
        return byPage.get(virtualPage);
    }

    /// Whether there is one for any of these pages.
    public boolean any(long firstPage, int pages) {
        for (int i = 0; i < pages; i++) if (byPage.containsKey(firstPage + i)) return true;
        return false;
    }

    public int size() {
        return byPage.size();
    }

    /// Records a binding, replacing that of the same page.
    ///
    /// @return the binding that had to make room and must leave the TLB, or null
    public @Nullable Binding record(Binding binding) {
        byPage.remove(binding.virtualPage());
        var evicted = byPage.size() < MOST ? null : byPage.pollFirstEntry();
        byPage.put(binding.virtualPage(), binding);
        return evicted == null ? null : evicted.getValue();
    }

    /// Forgets the binding of a page.
    ///
    /// @return what it was, or null
    public @Nullable Binding remove(long virtualPage) {
        return byPage.remove(virtualPage);
    }

    /// The bindings that fit, oldest first.
    public List<Binding> matching(Predicate<Binding> wanted) {
        var found = new ArrayList<Binding>();
        for (var binding : byPage.values()) if (wanted.test(binding)) found.add(binding);
        return found;
    }

    public void save(StateWriter out) {
        out.add(byPage.size());
        for (var binding : byPage.values()) {
            out.add(binding.virtualPage()).add(binding.frame()).add(binding.rights());
            out.add(binding.source() == null ? 0 : binding.source().handle());
        }
    }

    /// @param capabilities restored before
    public void restore(StateReader in, CapabilityTable capabilities) {
        byPage.clear();
        for (int left = in.nextInt(0, MOST); left > 0; left--) {
            long page = in.next();
            long frame = in.next();
            int rights = in.nextInt(0, Rights.ALL);
            long handle = in.next();
            byPage.put(page, new Binding(page, frame, rights, handle == 0 ? null : capabilities.restored(handle)));
        }
    }
}

package org.fugu.exokernel.environment;

import java.util.ArrayList;
import java.util.List;
import org.fugu.exokernel.abi.AddressSpace;
import org.fugu.exokernel.abi.Rights;
import org.fugu.exokernel.capability.Capability;
import org.fugu.exokernel.capability.CapabilityTable;
import org.fugu.exokernel.frame.Frames;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.jspecify.annotations.Nullable;

/// Where and how the kernel enters an environment: Aegis' four contexts (SOSP 1995, section 4.2). An
/// address of 0 is none.
///
/// - *exception*: its handler of exceptions, and the area into which their dispatch saves registers;
/// - *interrupt*: what is told that a time slice ends;
/// - *protected entry*: where a control transfer from another environment arrives;
/// - *addressing*: mappings that the kernel refills by itself, beside those that it was loaded with.
public final class EnvironmentContexts {
    /// So many mappings can be added.
    public static final int MOST_MAPPINGS = 16;

    private long exception;
    private long saveArea;
    private long interrupt;
    private long protectedEntry;
    private PageBits pageBits = PageBits.NONE;
    private final List<GuaranteedMapping> addressing = new ArrayList<>();

    /// There was a mapping once: that one has gone must not depend on when the state was written.
    private boolean mapped;

    public long exception() {
        return exception;
    }

    public void setException(long address) {
        exception = address;
    }

    /// Where dispatch saves `t0`, `t1` and `t2`: 24 bytes in a guaranteed mapping.
    public long saveArea() {
        return saveArea;
    }

    public void setSaveArea(long address) {
        saveArea = address;
    }

    public long interrupt() {
        return interrupt;
    }

    public void setInterrupt(long address) {
        interrupt = address;
    }

    public long protectedEntry() {
        return protectedEntry;
    }

    public void setProtectedEntry(long address) {
        protectedEntry = address;
    }

    /// Which pages the kernel marks as they are used.
    public PageBits pageBits() {
        return pageBits;
    }

    public void setPageBits(PageBits bits) {
        pageBits = bits;
    }

    public void savePageBits(StateWriter out) {
        pageBits.save(out);
    }

    public void restorePageBits(StateReader in) {
        pageBits = PageBits.restored(in);
    }

    /// Whether one more mapping can be added. Those whose capability is gone do not count.
    public boolean hasRoom() {
        return addressing.stream().filter(GuaranteedMapping::holds).count() < MOST_MAPPINGS;
    }

    /// Adds a mapping. There is room, and no other one covers a page of it.
    public void map(GuaranteedMapping mapping) {
        addressing.removeIf(old -> !old.holds());
        addressing.add(mapping);
        mapped = true;
    }

    /// The added mapping of a page, or null.
    @Nullable
    GuaranteedMapping covering(long virtualPage) {
        for (var mapping : addressing) if (mapping.covers(virtualPage) && mapping.holds()) return mapping;
        return null;
    }

    /// Whether the kernel maps just these frames by itself.
    public boolean guarantees(Frames frames) {
        return addressing.stream()
                .anyMatch(mapping -> mapping.holds() && mapping.frames().equals(frames));
    }

    boolean overlaps(long firstPage, int pages) {
        return addressing.stream().anyMatch(mapping -> mapping.holds() && mapping.overlaps(firstPage, pages));
    }

    boolean isUnused() {
        return saveArea == 0 && interrupt == 0 && protectedEntry == 0 && !mapped;
    }

    /// All but the exception entry, which every environment may have, and the page bits, which hardly any has.
    void save(StateWriter out) {
        addressing.removeIf(old -> !old.holds());
        out.add(saveArea).add(interrupt).add(protectedEntry).add(addressing.size());
        for (var mapping : addressing) {
            var source = mapping.source();
            out.add(mapping.firstPage()).add(mapping.rights().bits());
            out.add(source == null ? 0 : source.handle());
        }
    }

    void restore(StateReader in, CapabilityTable capabilities) {
        saveArea = in.next();
        interrupt = in.next();
        protectedEntry = in.next();
        addressing.clear();
        mapped = true; // or something else was used
        for (int left = in.nextInt(0, MOST_MAPPINGS); left > 0; left--) {
            long first = in.next();
            var rights = new Rights(in.nextInt(0, Rights.ALL));
            addressing.add(mapping(first, rights, capabilities.restored(in.next())));
        }
    }

    /// A mapping that holds as long as its capability, which is for frames.
    public static GuaranteedMapping mapping(long firstPage, Rights rights, Capability source) {
        var frames = source.object().frames();
        if (frames == null) throw new IllegalArgumentException("a mapping is of frames");
        return new GuaranteedMapping(firstPage, frames, rights, true, source);
    }

    /// Whether an address can be an entry.
    public static boolean isEntry(long address) {
        return AddressSpace.contains(address) && (address & 1) == 0;
    }
}

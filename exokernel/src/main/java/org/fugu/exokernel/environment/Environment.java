package org.fugu.exokernel.environment;

import java.util.List;
import org.fugu.exokernel.capability.CapabilityTable;
import org.fugu.exokernel.frame.Frames;
import org.fugu.machine.state.BadSnapshotException;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.jspecify.annotations.Nullable;

/// One environment: its capabilities, its mappings and where its exceptions go.
public final class Environment {
    /// What the TLB's entries are tagged with. A node has one environment.
    public static final int ADDRESS_SPACE = 1;

    private final int rank;
    private final CapabilityTable capabilities;
    private final List<GuaranteedMapping> mappings;
    private final Bindings bindings = new Bindings();
    private long exceptionEntry;

    public Environment(int rank, CapabilityTable capabilities, List<GuaranteedMapping> mappings) {
        this.rank = rank;
        this.capabilities = capabilities;
        this.mappings = List.copyOf(mappings);
    }

    public int rank() {
        return rank;
    }

    public CapabilityTable capabilities() {
        return capabilities;
    }

    public Bindings bindings() {
        return bindings;
    }

    /// Whether no library OS handles exceptions: segments and stack are simply there.
    public boolean isBare() {
        return exceptionEntry == 0;
    }

    /// Where exceptions are forwarded to, or 0.
    public long exceptionEntry() {
        return exceptionEntry;
    }

    public void setExceptionEntry(long address) {
        exceptionEntry = address;
    }

    /// The mapping that the kernel answers for at a page now, or null.
    public @Nullable GuaranteedMapping guaranteed(long virtualPage) {
        var mapping = covering(virtualPage);
        return mapping != null && (mapping.always() || isBare()) ? mapping : null;
    }

    /// Whether a page is the kernel's to map, whatever the environment does.
    public boolean isAlwaysGuaranteed(long virtualPage) {
        var mapping = covering(virtualPage);
        return mapping != null && mapping.always();
    }

    /// Whether a physical frame belongs to a shared segment.
    public boolean isShared(long frame) {
        for (var mapping : mappings) {
            if (mapping.frames() instanceof Frames.Interleaved shared && shared.contains(frame)) return true;
        }
        return false;
    }

    /// The frame of a page that the environment was loaded with, or -1.
    public long loadedFrame(long virtualPage) {
        var mapping = covering(virtualPage);
        return mapping == null ? -1 : mapping.frame(virtualPage);
    }

    private @Nullable GuaranteedMapping covering(long virtualPage) {
        for (var mapping : mappings) if (mapping.covers(virtualPage)) return mapping;
        return null;
    }

    public void save(StateWriter out) {
        out.add(rank).add(exceptionEntry).add(mappings.size());
        for (var mapping : mappings) {
            out.add(mapping.firstPage())
                    .add(mapping.frames().physical(0))
                    .add(mapping.frames().count());
            out.add(mapping.rights().bits()).add(mapping.always() ? 1 : 0);
        }
        capabilities.save(out);
        bindings.save(out);
    }

    /// Takes what has changed since the environment was loaded from a snapshot of the same job.
    public void restore(StateReader in) {
        in.nextInt(rank, rank);
        exceptionEntry = in.next();
        in.nextInt(mappings.size(), mappings.size());
        for (var mapping : mappings) {
            requireEqual(mapping.firstPage(), in.next());
            requireEqual(mapping.frames().physical(0), in.next());
            requireEqual(mapping.frames().count(), in.next());
            requireEqual(mapping.rights().bits(), in.next());
            requireEqual(mapping.always() ? 1 : 0, in.next());
        }
        capabilities.restore(
                in, mappings.stream().map(GuaranteedMapping::frames).toList());
        bindings.restore(in, capabilities);
    }

    private static void requireEqual(long loaded, long saved) {
        if (loaded != saved) throw new BadSnapshotException("the snapshot is of a job that was laid out otherwise");
    }
}

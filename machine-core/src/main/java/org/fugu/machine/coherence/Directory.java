package org.fugu.machine.coherence;

import java.util.Arrays;
import org.fugu.machine.coherence.CoherenceMessage.Kind;
import org.fugu.machine.memory.Dram;
import org.fugu.machine.memory.PhysicalAddress;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.jspecify.annotations.Nullable;

/// The home side of the protocol, for the lines of one node. It handles one message at a time, and
/// one transaction a line at a time; what comes meanwhile waits in order.
///
/// | request | line is | actions |
/// |---|---|---|
/// | GET_SHARED | uncached or shared | add the sharer, GRANT_SHARED |
/// | GET_SHARED | owned by another | DOWNGRADE the owner; on its acknowledgement both are sharers,
/// GRANT_SHARED |
/// | GET_MODIFIED | held by no other | owner, GRANT_MODIFIED |
/// | GET_MODIFIED | held by others | INVALIDATE each; on the last acknowledgement owner,
/// GRANT_MODIFIED |
/// | PUT_MODIFIED | owned by the sender | uncached (from anybody else: too late, ignored) |
///
/// What a home sends about a line leaves in the order in which it was decided, and the mesh keeps
/// the order between two nodes; so a grant never overtakes, nor is overtaken by, an invalidation.
public final class Directory {
    /// How the directory reaches a cache, its own node's included.
    @FunctionalInterface
    public interface Outlet {
        void send(long time, int destination, CoherenceMessage message);
    }

    private static final int MOST_FRAMES = 1 << 20;

    private final int home;
    private final Dram dram;
    private final Outlet outlet;
    private final long occupancy;
    private @Nullable DirectoryEntry[][] pages = new DirectoryEntry[0][];
    private long busyUntil;
    private long requests;
    private long invalidations;

    public Directory(int home, Dram dram, Preset preset, Outlet outlet) {
        this.home = home;
        this.dram = dram;
        this.outlet = outlet;
        occupancy = preset.value("coherence.home");
    }

    /// Handles a message that arrived.
    public void accept(long time, CoherenceMessage message) {
        var entry = entry(message.line());
        switch (message.kind()) {
            case GET_SHARED, GET_MODIFIED -> {
                requests++;
                if (entry.isBusy()) entry.queue(message);
                else begin(time, entry, message);
            }
            case PUT_MODIFIED -> {
                if (entry.owner == message.node()) entry.owner = DirectoryEntry.NOBODY;
            }
            case ACKNOWLEDGE -> acknowledge(time, entry, message);
            case GRANT_SHARED, GRANT_MODIFIED, INVALIDATE, DOWNGRADE ->
                throw new IllegalStateException(message + " reached the directory of node " + home);
        }
    }

    private long occupy(long time) {
        busyUntil = Math.max(time, busyUntil) + occupancy;
        return busyUntil;
    }

    private void begin(long time, DirectoryEntry entry, CoherenceMessage request) {
        long out = occupy(time);
        boolean disturbs =
                request.kind() == Kind.GET_SHARED ? downgrade(out, entry, request) : invalidate(out, entry, request);
        if (disturbs) entry.current = request;
        else grant(out, entry, request);
    }

    private boolean downgrade(long out, DirectoryEntry entry, CoherenceMessage request) {
        int owner = entry.owner;
        if (owner == DirectoryEntry.NOBODY || owner == request.node()) return false;
        outlet.send(out, owner, new CoherenceMessage(Kind.DOWNGRADE, request.line(), home));
        entry.acknowledgementsMissing = 1;
        entry.share(owner);
        entry.owner = DirectoryEntry.NOBODY;
        return true;
    }

    private boolean invalidate(long out, DirectoryEntry entry, CoherenceMessage request) {
        if (entry.owner != DirectoryEntry.NOBODY) entry.share(entry.owner);
        entry.owner = DirectoryEntry.NOBODY;
        entry.unshare(request.node());
        int missing = 0;
        for (int holder = entry.nextSharer(0); holder >= 0; holder = entry.nextSharer(holder + 1)) {
            outlet.send(out + missing, holder, new CoherenceMessage(Kind.INVALIDATE, request.line(), home));
            missing++;
        }
        if (missing == 0) return false;
        busyUntil = out + missing - 1;
        invalidations += missing;
        entry.acknowledgementsMissing = missing;
        entry.unshareAll();
        return true;
    }

    private void acknowledge(long time, DirectoryEntry entry, CoherenceMessage message) {
        var request = entry.current;
        if (request == null) throw new IllegalStateException(message + " was not expected by node " + home);
        if (--entry.acknowledgementsMissing > 0) return;
        entry.current = null;
        grant(occupy(time), entry, request);
        serveWaiting(time, entry);
    }

    private void serveWaiting(long time, DirectoryEntry entry) {
        while (!entry.isBusy()) {
            var next = entry.nextWaiting();
            if (next == null) return;
            begin(time, entry, next);
        }
    }

    private void grant(long out, DirectoryEntry entry, CoherenceMessage request) {
        if (request.kind() == Kind.GET_SHARED) {
            entry.share(request.node());
            outlet.send(out, request.node(), new CoherenceMessage(Kind.GRANT_SHARED, request.line(), home));
        } else {
            entry.owner = request.node();
            outlet.send(out, request.node(), new CoherenceMessage(Kind.GRANT_MODIFIED, request.line(), home));
        }
    }

    private DirectoryEntry entry(long line) {
        long address = PhysicalAddress.ofLine(line);
        int frame = PhysicalAddress.localFrame(address);
        dram.frame(frame);
        if (frame >= pages.length) pages = Arrays.copyOf(pages, Integer.highestOneBit(Math.max(frame, 32)) * 2);
        var page = pages[frame];
        if (page == null) {
            page = new DirectoryEntry[PhysicalAddress.LINES_PER_FRAME];
            pages[frame] = page;
        }
        int index = (int) line & (PhysicalAddress.LINES_PER_FRAME - 1);
        if (page[index] == null) page[index] = new DirectoryEntry();
        return page[index];
    }

    public long requests() {
        return requests;
    }

    public long invalidations() {
        return invalidations;
    }

    public void save(StateWriter out) {
        out.add(busyUntil).add(requests).add(invalidations).add(entries());
        for (int frame = 0; frame < pages.length; frame++) {
            var page = pages[frame];
            for (int index = 0; page != null && index < page.length; index++) {
                var entry = page[index];
                if (entry == null) continue;
                out.add(frame).add(index);
                entry.save(out);
            }
        }
    }

    private int entries() {
        int found = 0;
        for (var page : pages) {
            for (int index = 0; page != null && index < page.length; index++) if (page[index] != null) found++;
        }
        return found;
    }

    public void restore(StateReader in) {
        pages = new DirectoryEntry[0][];
        busyUntil = in.next();
        requests = in.next();
        invalidations = in.next();
        for (int left = in.nextInt(0, Integer.MAX_VALUE); left > 0; left--) {
            long frame = PhysicalAddress.frame(home, in.nextInt(0, MOST_FRAMES - 1));
            int index = in.nextInt(0, PhysicalAddress.LINES_PER_FRAME - 1);
            entry(PhysicalAddress.line(PhysicalAddress.ofFrame(frame)) + index).restore(in);
        }
    }
}

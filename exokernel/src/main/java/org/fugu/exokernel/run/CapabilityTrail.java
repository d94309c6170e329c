package org.fugu.exokernel.run;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fugu.exokernel.abi.Rights;
import org.fugu.exokernel.abi.SystemCall;
import org.fugu.exokernel.environment.CapabilityEvent;
import org.fugu.exokernel.environment.Environment;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.fugu.machine.topology.NodeId;
import org.jspecify.annotations.Nullable;

/// How the capabilities of a job were made, granted, accepted, revoked and given up. Not in the
/// digests.
///
/// @param first in the order of cycles and nodes: of the first of each rank and call, so many of each
///     call as are kept
/// @param counts of all, by call
public record CapabilityTrail(List<CapabilityStep> first, SortedMap<String, Long> counts) {
    /// So many are listed of each call.
    public static final int MOST_LISTED = 32;

    public static final CapabilityTrail NONE = new CapabilityTrail(List.of(), Collections.emptySortedMap());

    /// So many calls may do something to capabilities.
    static final int MOST_CALLS = SystemCall.MOST_KERNEL_CALLS;

    private static final Comparator<CapabilityStep> ORDER =
            Comparator.comparingLong(CapabilityStep::cycle).thenComparingInt(CapabilityStep::node);

    // For reading: what a snapshot may hold at the most.
    private static final int LONGEST = 1000;
    private static final int NONE_KNOWN = -1;

    static CapabilityTrail of(List<Environment> ranks) {
        var steps = new ArrayList<CapabilityStep>();
        var counts = new TreeMap<String, Long>();
        for (var rank : ranks) {
            int node = rank.identity().nodeOfJob().index();
            for (var each : rank.capabilityLog().first()) steps.add(of(node, each));
            rank.capabilityLog().counts().forEach((call, count) -> counts.merge(call.wireName(), count, Long::sum));
        }
        steps.sort(ORDER);
        return new CapabilityTrail(firstOfEach(steps), Collections.unmodifiableSortedMap(counts));
    }

    private static List<CapabilityStep> firstOfEach(List<CapabilityStep> steps) {
        var seen = new TreeMap<String, Integer>();
        return steps.stream()
                .filter(step -> seen.merge(step.call(), 1, Integer::sum) <= MOST_LISTED)
                .toList();
    }

    private static CapabilityStep of(int node, CapabilityEvent event) {
        return new CapabilityStep(
                event.cycle(),
                node,
                event.call().wireName(),
                event.kind() < 0 ? null : AuditTrail.kind(event.kind()),
                AuditTrail.rights(new Rights(event.rights())),
                event.handle() < 0 ? null : event.handle(),
                event.made() < 0 ? null : event.made(),
                event.rank() < 0 ? null : event.rank());
    }

    /// How many there were.
    public long total() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /// How many of them are not listed.
    public long leftOut() {
        return total() - first.size();
    }

    void save(StateWriter out) {
        out.add(first.size());
        for (var each : first) {
            out.add(each.cycle()).add(each.node()).add(each.call());
            out.add(each.object() == null ? "" : each.object()).add(each.rights());
            out.add(known(each.handle())).add(known(each.made()));
            out.add(each.toRank() == null ? NONE_KNOWN : each.toRank());
        }
        out.add(counts.size());
        counts.forEach((call, count) -> out.add(call).add(count));
    }

    private static long known(@Nullable Long handle) {
        return handle == null ? NONE_KNOWN : handle;
    }

    static CapabilityTrail restored(StateReader in) {
        var first = new ArrayList<CapabilityStep>();
        for (int left = in.nextInt(0, MOST_LISTED * MOST_CALLS); left > 0; left--) {
            long cycle = in.next();
            int node = in.nextInt(0, NodeId.MAX_NODES - 1);
            var call = in.nextText(LONGEST);
            var object = in.nextText(LONGEST);
            var rights = in.nextText(LONGEST);
            long handle = in.next();
            long made = in.next();
            int rank = in.nextInt(NONE_KNOWN, NodeId.MAX_NODES - 1);
            first.add(new CapabilityStep(
                    cycle,
                    node,
                    call,
                    object.isEmpty() ? null : object,
                    rights,
                    handle < 0 ? null : handle,
                    made < 0 ? null : made,
                    rank < 0 ? null : rank));
        }
        var counts = new TreeMap<String, Long>();
        for (int left = in.nextInt(0, MOST_CALLS); left > 0; left--) counts.put(in.nextText(LONGEST), in.next());
        return new CapabilityTrail(List.copyOf(first), Collections.unmodifiableSortedMap(counts));
    }
}
